"""The exchange format: a matrix document as readable YAML, out and in again, with the line of every part.

Reading takes plain YAML only: one document, no aliases, no tags, no deep nesting, nothing huge. What is written is read
back as the same document. Nothing here knows what a matrix means: `thresholds.checking` does.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from core.errors import Refused
from thresholds.faults import Fault

# Four times the largest matrix we know, and twice as deep.
MOST_BYTES = 2_000_000
MOST_DEEP = 16
MOST_PARTS = 50_000
MOST_DIGITS = 30  # of a number; Python itself gives up at some thousands
# What no text of ours may hold and the database does not keep: control signs and halves of signs.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
Place = tuple[str | int, ...]


class Loader(yaml.CSafeLoader):
    """Plain values only: a date or 1:30 stays text, and a mapping is never merged into another."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, found) for tag, found in pairs if not tag.endswith((":timestamp", ":merge", ":int", ":float"))]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _looks in (("int", r"[-+]?(?:0|[1-9][0-9]*)"), ("float", r"[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?")):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"{_looks}\\Z"), list("-+0123456789"))


class Written(NamedTuple):
    """A document as its file has it: the values, the line of each part, and what YAML itself let slip."""

    document: dict[str, Any]
    lines: Mapping[Place, int]
    faults: list[Fault]

    def line_of(self, place: Place) -> int:
        """The line of this part, or of the nearest part around it that the file has."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


def read_document(path: Path) -> dict[str, Any]:
    """The document in a YAML file. Refuses a file that cannot be read as plain YAML, naming the line."""
    written = read_file(path)
    if written.faults:
        raise Refused(f"{path.name}: {written.faults[0].sentence}")
    return written.document


def read_file(path: Path) -> Written:
    """The file with the line of each part. Refuses what is not plain YAML, naming the line."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as missing:
        raise Refused(f"There is no file {path.name}.") from missing
    return read_yaml(content, name=path.name)


def read_yaml(content: bytes, *, name: str, holds: str = "matrix") -> Written:
    """The same for the bytes of a file called `name`, which is to hold a matrix, or whatever `holds` says."""
    if len(content) > MOST_BYTES:
        raise Refused(f"{name} is too large: it may have at most {MOST_BYTES // 1_000_000} MB.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as other:
        raise Refused(f"{name} is not UTF-8 text.") from other
    try:
        _refuse_bombs(text, name)
        root = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        where = f" at line {min(mark.line, text.count(chr(10))) + 1}" if mark else ""
        raise Refused(f"{name} is not readable YAML{where}: {getattr(broken, 'problem', 'not text')}.") from broken
    if not isinstance(root, yaml.MappingNode):
        raise Refused(f"{name} holds no {holds}: the first line should be “format: 1”.")
    reader = _Reader()
    return Written(reader.mapping(root, ()), reader.lines, reader.faults)


def _refuse_bombs(text: str, name: str) -> None:
    """Read the marks of the file one by one, before anything is built of it."""
    deep = 0
    for count, event in enumerate(yaml.parse(text, Loader=Loader)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(f"{name}, line {line}: anchors and aliases (& and *) are not taken. Write the part out.")
        if tag:
            raise Refused(f"{name}, line {line}: tags (!) are not taken. Remove “{tag}”.")
        deep += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if deep > MOST_DEEP or count > MOST_PARTS:
            raise Refused(f"{name}, line {line}: this goes on too deep or too long.")


class _Reader:
    """From YAML nodes to values, noting the line of each part and what YAML would let pass without a word."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(part, (*place, number)) for number, part in enumerate(node.value)]
        return self._scalar(node, place)

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        self.lines.setdefault(place, node.start_mark.line + 1)
        made: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._fault(place, line, "A name cannot be a list or a group.", "Give a plain name.")
            elif not key.tag.endswith(":str"):
                self._fault(place, line, f"The name “{key.value}” is not read as text.", "Put it in quotes.")
            elif _UNKEPT.search(key.value):
                self._fault(place, line, "This name holds a sign that cannot be kept.", "Write it without.")
            elif key.value in made:
                first = self.lines[(*place, key.value)]
                self._fault((*place, key.value), line, f"“{key.value}” stands here twice (also at line {first}).",
                            "Keep one of the two.")  # fmt: skip
            else:
                self.lines[(*place, key.value)] = line
                made[key.value] = self.value(value, (*place, key.value))
        return made

    def _scalar(self, node: yaml.Node, place: Place) -> Any:
        kind, line = node.tag.rsplit(":", 1)[1], node.start_mark.line + 1
        if _UNKEPT.search(node.value):
            self._fault(place, line, "This text holds a sign that cannot be kept.", "Write it without.")
            return ""
        try:
            if kind in {"int", "float"} and len(node.value) > MOST_DIGITS:
                raise ValueError
            return yaml.constructor.SafeConstructor().construct_object(node) if kind != "str" else node.value
        except (ValueError, yaml.YAMLError):
            self._fault(place, line, "This number cannot be read.", "Write a whole number.")
            return node.value

    def _fault(self, place: Place, line: int, problem: str, fix: str) -> None:
        self.faults.append(Fault(path_of(place), problem, fix, line))


def path_of(place: Place) -> str:
    """A place as people read it: `levels[0].route`; the whole is `document`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".") or "document"


def place_of(path: str) -> Place:
    """The place that `path_of` wrote, without the codes that a fault adds in brackets."""
    return tuple(_steps(path)) if path != "document" else ()


def _steps(path: str) -> Iterator[str | int]:
    for part in path.split("."):
        name, *numbers = part.split(" (")[0].split("[")
        yield name
        yield from (int(number.rstrip("]")) for number in numbers if number.rstrip("]").isdigit())
