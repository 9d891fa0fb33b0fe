"""A matrix document written as YAML that people read: the order of the schema, one short part a line."""

from collections.abc import Mapping
from typing import Any

import yaml

from thresholds.shape import SCHEMA

# Their members are short: one line each.
_ONE_LINE_EACH = frozenset({"routes", "subdomains", "facts", "age_bands", "history", "readings", "actions"})
_ONE_LINE = frozenset(
    {"when", "weak_alone", "areas", "information", "consent", "own_consent", "no_level", "hint", "tiers"}
)
_LONGEST_LIST = 110


class _Dumper(yaml.SafeDumper):
    """Lists stand in from the name above them, and text that needs quotes has double ones."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def write_indicator(
        self, indicator: str, need_whitespace: bool, whitespace: bool = False, indention: bool = False
    ) -> None:
        """Braces stand a space away from what they hold."""
        text = " }" if indicator == "}" else indicator
        super().write_indicator(text, need_whitespace, whitespace and indicator != "{", indention)

    def choose_scalar_style(self) -> str:
        style = super().choose_scalar_style()
        return style if style == "" else '"'


def write_yaml(document: Mapping[str, Any]) -> str:
    """The whole document, its sections apart. `thresholds.exchange` reads it back as the same document."""
    parts: list[str] = []
    for name, value in _in_order(document, SCHEMA).items():
        node = yaml.MappingNode("tag:yaml.org,2002:map", [(_scalar(name), _node(value, name))], flow_style=False)
        text = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=1_000_000)
        parts.append(f"\n{text}" if isinstance(value, dict | list) and name not in ("scheme", "source") else text)
    return "".join(parts)


def _in_order(value: Any, schema: Mapping[str, Any]) -> Any:
    """The same value with its names in the order of the schema; names that the schema leaves open, by alphabet."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(value, list):
        return [_in_order(part, schema.get("items", {})) for part in value]
    if not isinstance(value, dict):
        return value
    known = schema.get("properties", {})
    names = [name for name in known if name in value] + sorted(name for name in value if name not in known)
    return {name: _in_order(value[name], known.get(name, {})) for name in names}


def _node(value: Any, name: str, *, flow: bool = False) -> yaml.Node:
    if isinstance(value, dict):
        flow = flow or name in _ONE_LINE
        pairs = [(_scalar(key), _node(part, key, flow=flow)) for key, part in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow or not value)
    if isinstance(value, list):
        plain = not any(isinstance(part, dict | list) for part in value)
        short = plain and sum(len(str(part)) + 2 for part in value) <= _LONGEST_LIST
        nodes = [_node(part, "", flow=flow or name in _ONE_LINE_EACH) for part in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=flow or short)
    return _scalar(value)


def _scalar(value: Any) -> yaml.Node:
    return yaml.representer.SafeRepresenter().represent_data(value)
