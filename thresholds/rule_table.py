"""The rules of a matrix document as a table for people: what raises each, what it does, where it comes from."""

from collections.abc import Iterator, Mapping
from typing import Any

Part = Mapping[str, Any]


def rule_table(document: Part) -> str:
    """Markdown, one row for each rule of the document, in the order they are tried."""
    rows = ["| rule | when | what it does | source |", "| --- | --- | --- | --- |"]
    rules = document["rules"]
    rows += [_row(rule, ", ".join(_effects(rule)) or "says so") for rule in rules["overrides"]]
    rows += [_row(rule, "stays with MASH, referrer telephoned today") for rule in rules["hints"]]
    rows += [
        f"| `{rule['id']}` | {rule['at_least']} or more at level {rule['level']} in {rule['domains']} or more domains "
        f"| asks a person to look | {rule['source']} |"
        for rule in rules["clusters"]
    ]
    rows += [_row(rule, "asks a person to look") for rule in rules["prompts"]]
    return "\n".join(rows)


def _row(rule: Part, effect: str) -> str:
    return f"| `{rule['id']}` | {_when(rule['when'])} | {effect} | {rule['source']} |"


def _when(when: Part) -> str:
    parts = [" or ".join(f"`{name}`" for name in when.get("any", []))]
    parts += [f"`{name}`" for name in when.get("all", [])]
    return " and ".join(part for part in parts if part) + (" (one child)" if when.get("same_child") else "")


def _effects(rule: Part) -> Iterator[str]:
    if "level" in rule:
        yield f"level {rule['level']}"
    if "route" in rule:
        first = {"always": " always first", "alone": " first when alone"}.get(rule.get("takes_over", ""), "")
        yield f"`{rule['route']}`{first}"
    yield from (f"`{route}`" for route in rule.get("secondary", []))
    if "priority" in rule:
        yield rule["priority"]
    if rule.get("actions"):
        yield "owes " + ", ".join(f"`{action}`" for action in rule["actions"])
