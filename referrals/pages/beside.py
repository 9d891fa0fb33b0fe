"""What a page of the form carries so that two windows do not undo each other, and second versions to choose from."""

from secrets import token_hex
from typing import Any

from referrals.filled import Typed
from referrals.forms.base import SectionForm
from referrals.models import Draft
from unsent.page import second_of
from unsent.windows import drawn_now, second_versions


def carried(draft: Draft, section: str, number: int, typed: Typed, form: SectionForm) -> dict[str, Any]:
    """The hidden fields of the page, and the second versions that wait for a choice."""
    row = draft.sections.filter(section=section, item=number).first()
    waiting = second_versions(row.beside) if row else {}
    seconds = [second_of(form.fields, name, values) for name, values in waiting.items()]
    return {"drawn": drawn_now(typed), "window": token_hex(8), "seconds": seconds}
