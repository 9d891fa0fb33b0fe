"""The results of tools that a referrer used, in words: what, when and by whom. Never the text of a tool."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from referrals.forms.worries import FACTS

Document = dict[str, Any]
_CARE = (("care_physical", "physical"), ("care_safety", "safety"), ("care_love", "love"), ("care_esteem", "esteem"))


def tools_in_words(tools: Document) -> str:
    """A line for each tool; "" when none was used. The four areas of care stay apart: one can hide another."""
    return "\n".join(_lines(tools))


def facts_in_words(tools: Document) -> str:
    """What whoever wrote the form ticked of what MASH always asks; "" when nobody answered."""
    ticked = [label for code, label in FACTS if code in (tools.get("facts") or ())]
    seen = {"yes": "A doctor has seen the injury", "no": "No doctor has seen the injury"}
    doctor = seen.get(str(tools.get("doctor_seen") or ""), "")
    return "\n".join([*ticked, *([doctor] if doctor else [])])


def _lines(tools: Document) -> Iterator[str]:
    care = ", ".join(f"{area} {tools[name]}" for name, area in _CARE if tools.get(name))
    if care:
        yield f"Graded care profile: {care}{_made(tools, 'care')}"
    if tools.get("violence"):
        counted = {"yes": ", young or disabled children counted", "no": ", young or disabled children not counted"}
        more = counted.get(str(tools.get("violence_counted")), "")
        yield f"Domestic violence risk matrix: scale {tools['violence']}{more}{_made(tools, 'violence')}"
    if tools.get("neglect"):
        yield f"Neglect checklist: {tools['neglect']}{_made(tools, 'neglect')}"
    if tools.get("exploitation"):
        yield f"Sexual exploitation tool: {tools['exploitation']}{_made(tools, 'exploitation')}"
    if tools.get("exploitation_told") == "yes":
        yield "The child has said that they are exploited"
    if tools.get("missing"):
        yield f"Reported missing in 12 months: {tools['missing']}"


def _made(tools: Document, name: str) -> str:
    on, by = tools.get(f"{name}_on"), tools.get(f"{name}_by")
    day = date.fromisoformat(on) if on else None
    parts = (f"{day.day} {day:%B %Y}" if day else "", f"by {by}" if by else "")
    said = ", ".join(part for part in parts if part)
    return f" ({said})" if said else " (no date, maker not named)"
