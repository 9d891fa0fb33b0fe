"""HTML as a tree that can be compared: no white space, no order of attributes or classes."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"})


@dataclass
class Node:
    tag: str
    attributes: dict[str, object]
    children: list["Node | str"] = field(default_factory=list)

    def find(self, **wanted: str) -> "Node":
        """The first element below with these attributes; `tag` is one of them."""
        found = self.find_all(**wanted)
        assert found, f"no element with {wanted}"
        return found[0]

    def find_all(self, **wanted: str) -> list["Node"]:
        hits = []
        for child in self.children:
            if isinstance(child, Node):
                if all(_matches(child, name, value) for name, value in wanted.items()):
                    hits.append(child)
                hits += child.find_all(**wanted)
        return hits

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


def _matches(node: Node, name: str, value: str) -> bool:
    if name == "tag":
        return node.tag == value
    if name == "css":
        return value in node.attributes.get("class", ())
    return node.attributes.get(name.rstrip("_")) == value


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes: dict[str, object] = {name: value or "" for name, value in attrs}
        if "class" in attributes:
            attributes["class"] = frozenset(str(attributes["class"]).split())
        node = Node(tag, attributes)
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.open[-1].children.append(words)


def parse(html: str) -> Node:
    """The tree of the markup; fails when an element is not closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], "an element is left open"
    return reader.root
