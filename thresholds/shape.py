"""Whether a document has the shape of a matrix; and the document mended, so that the other checks can run."""

import copy
import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

from thresholds.exchange import Place, path_of
from thresholds.faults import Fault

SCHEMA = json.loads((Path(__file__).parent / "matrix_schema.json").read_text())
_VALIDATOR = Draft202012Validator(SCHEMA)
_KINDS = {
    "object": "a group of names", "array": "a list", "string": "text", "integer": "a whole number",
    "boolean": "true or false",
}  # fmt: skip
# Where one of these is mended, what is said of the part around it no longer stands on the file.
_NAMING = frozenset({"code", "id", "level", "route", "kind", "value", "at_least"})


class Shape(NamedTuple):
    """The faults of shape, and a document of the right shape in which `mended` names each place that was filled in."""

    faults: list[Fault]
    document: Mapping[str, Any]
    mended: frozenset[Place]

    def holds(self, section: str) -> bool:
        """True when the file itself gives this section."""
        return (section,) not in self.mended

    def doubts(self, place: Place) -> bool:
        """True when a fault at this place would stand on something filled in."""
        return any(
            place[: len(hole)] == hole or (hole[: len(place)] == place and hole[-1] in _NAMING) for hole in self.mended
        )


def read_shape(document: Mapping[str, Any]) -> Shape:
    """Every fault of shape, each at its own place, and the document mended where that is needed to read it further."""
    errors = list(_VALIDATOR.iter_errors(document))
    misspelt = dict(pair for error in errors if error.validator == "additionalProperties" for pair in _misspelt(error))
    faults = [fault for error in errors for fault in _faults(error, misspelt)]
    if not errors:
        return Shape([], document, frozenset())
    made, holes = copy.deepcopy(dict(document)), set()
    for error in sorted(errors, key=lambda one: len(one.absolute_path)):
        place = tuple(error.absolute_path)
        if error.validator == "required":
            place = (*place, _missing(error))
            _put(made, place, _blank(error.schema["properties"][place[-1]]))
            holes.add(place)
        elif error.validator in ("type", "const"):
            _put(made, place, _blank(error.schema))
            holes.add(place)
        elif error.validator == "minItems":
            holes.add(place)
    return Shape(sorted(faults), made, frozenset(holes))


def _put(document: Any, place: tuple[Any, ...], value: Any) -> None:
    """Set it, unless something around it was itself filled in."""
    for step in place[:-1]:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return
    if place and isinstance(document, dict | list):
        document[place[-1]] = value


def _blank(schema: Mapping[str, Any]) -> Any:
    """The least that has this shape."""
    if "$ref" in schema:
        return {}
    kind = schema.get("type")
    if kind == "object":
        return {name: _blank(schema["properties"][name]) for name in schema.get("required", [])}
    if kind == "array":
        return []
    if kind == "integer":
        return schema.get("minimum", 0)
    if kind == "boolean":
        return False
    return schema.get("const", schema.get("enum", ["?"])[0])


def _missing(error: ValidationError) -> str:
    """`iter_errors` gives one error for each missing name; only its message says which."""
    return str(error.message.split("'")[1])


def _misspelt(error: ValidationError) -> Iterator[tuple[Place, str]]:
    """Each name that the part should have, and the unknown name in it that was most likely meant as that."""
    known = error.schema["properties"]
    missing = [name for name in error.schema.get("required", []) if name not in error.instance]
    for name in error.instance:
        if name not in known:
            for meant in get_close_matches(name, missing, n=1):
                missing.remove(meant)
                yield (*error.absolute_path, meant), name


def _faults(error: ValidationError, misspelt: Mapping[Place, str]) -> Iterator[Fault]:
    place = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        place = (*place, error.instance)
    if error.validator == "required":
        name = _missing(error)
        if (*place, name) not in misspelt:
            yield Fault(path_of(place), f"“{name}” is missing.", f"Add “{name}”.")
    elif error.validator == "additionalProperties":
        meant = {name: at[-1] for at, name in misspelt.items() if at[:-1] == place}
        for name in error.instance:
            if name not in error.schema["properties"]:
                fix = f"Did you mean “{meant[name]}”?" if name in meant else "Remove it, or correct its name."
                yield Fault(path_of((*place, name)), f"“{_short(name)}” is not known here.", fix)
    else:
        yield Fault(path_of(place), *_said(error.validator, error.instance, error.validator_value))


def _said(rule: str, value: Any, asked: Any) -> tuple[str, str]:
    """What is wrong, and the cure, for one rule of the schema."""
    if rule == "type":
        wanted = " or ".join(_KINDS[kind] for kind in ([asked] if isinstance(asked, str) else asked))
        quotes = asked == "string" and isinstance(value, bool | int | float)
        fix = "Put it in quotes." if quotes else f"Write {wanted}."
        return f"{_shown(value)} stands where {wanted} should.", fix
    if rule == "enum":
        choices = ", ".join(str(choice) for choice in asked)
        return f"“{_short(value)}” is not one of the choices.", f"Choose one of: {choices}."
    if rule == "pattern" and "|" in str(asked):
        return f"“{_short(value)}” is no code for a rule.", "Write its kind, a colon and its code: “flag:injury”."
    if rule == "pattern":
        return f"“{_short(value)}” cannot be a code.", "Use small letters, digits and _, with no spaces."
    if rule in ("maxLength", "minLength"):
        many = "too long" if rule == "maxLength" else "empty"
        fix = f"Use at most {asked} characters." if rule == "maxLength" else "Write it, or remove the name."
        return f"This text is {many}.", fix
    if rule in ("minimum", "maximum"):
        return f"{_short(value)} is too {'small' if rule == 'minimum' else 'large'}.", f"The {rule} is {asked}."
    if rule == "minItems":
        return f"This list has {len(value)}; it needs at least {asked}.", "Add what is missing."
    return f"“{_short(value)}” cannot stand here.", f"Write {asked}."


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "A group of names"
    if isinstance(value, list):
        return "A list"
    return "Nothing" if value is None else f"“{_short(value)}”"
