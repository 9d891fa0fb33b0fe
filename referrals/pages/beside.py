"""What a page of the form carries so that two windows do not undo each other, and second versions to choose from."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from referrals.filled import Typed
from referrals.forms.base import SectionForm
from referrals.models import Draft
from referrals.windows import drawn_now, second_versions


@dataclass(frozen=True, slots=True)
class Second:
    """Another version of one answer, as a person reads it."""

    name: str
    label: str
    words: str


def carried(draft: Draft, section: str, number: int, typed: Typed, form: SectionForm) -> dict[str, Any]:
    """The hidden fields of the page, and the second versions that wait for a choice."""
    row = draft.sections.filter(section=section, item=number).first()
    waiting = second_versions(row.beside) if row else {}
    seconds = [_second(form, name, values) for name, values in waiting.items()]
    return {"drawn": drawn_now(typed), "window": token_hex(8), "seconds": seconds}


def _second(form: SectionForm, name: str, values: list[str]) -> Second:
    known = name if name in form.fields else name.rpartition("-")[0]
    found = form.fields.get(known)
    choices = {str(value): str(words) for value, words in getattr(found, "choices", []) or []}
    return Second(
        name,
        str(found.label) if found else name,
        ", ".join(choices.get(value, value) for value in values if value) or "Nothing",
    )
