"""What a reason stands on: worries by their letters, and tools by the names that the matrix gives them."""

from collections.abc import Iterable, Mapping
from typing import Any

_TOOL = "tool:"


def letters_of(refs: Iterable[str]) -> list[str]:
    """The worries among the references of a reason."""
    return [ref for ref in refs if not ref.startswith(_TOOL)]


def tools_of(refs: Iterable[str], document: Mapping[str, Any]) -> str:
    """The tools among them: "Graded care profile (Love, Esteem), Neglect checklist"; "" when there are none."""
    tools = {tool["code"]: tool for tool in document["tools"]}
    areas: dict[str, list[str]] = {}
    for ref in refs:
        if ref.startswith(_TOOL):
            code, _, area = ref.removeprefix(_TOOL).partition(":")
            names = tools.get(code, {}).get("areas", {})
            areas.setdefault(code, []).extend([names.get(area, area)] if area else [])
    named = [(tools.get(code, {}).get("name", "A tool"), shown) for code, shown in areas.items()]
    return ", ".join(f"{name} ({', '.join(shown)})" if shown else str(name) for name, shown in named)


def with_tools(note: str, refs: Iterable[str], document: Mapping[str, Any]) -> str:
    """The note of a reason with the tools it stands on after it."""
    tools = tools_of(refs, document)
    return f"{note.rstrip('.')}. From: {tools}" if note and tools else note or tools
