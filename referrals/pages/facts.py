"""The page of several worries at once: which they are, what stands there, and what the page carries."""

from secrets import token_hex
from typing import Any

from django.urls import reverse

from referrals.filled import Item, first
from referrals.forms.facts import OWN, SHARED, FactsForm, own
from referrals.models import Draft
from referrals.pages.clocks import draft_panel
from referrals.pages.preview import preview_of
from referrals.pages.reading import Reading
from referrals.pages.words import family_name
from referrals.pages.worries import AS_WRITTEN, left_to_tell
from referrals.sections import WORRIES
from unsent.page import second_of
from unsent.windows import drawn_now, second_versions

AT_ONCE = 5  # more would be longer than a screen and a half


def facts_form(reading: Reading, posted: Any = None) -> FactsForm:
    """The form of the next that are left, with what stands there, or as it came.

    A worry that another window has gone past since is still on the page that came, and its words are kept.
    """
    came = {} if posted is None else posted
    left = {item.number for item in left_to_tell(reading)[:AT_ONCE]}
    items = [one for one in reading.filled.items(WORRIES) if one.number in left or own("what", one.number) in came]
    labels = reading.filled.choices.labels
    worries = [(item.number, labels.get(first(item.typed, "indicator"), "A worry")) for item in items]
    typed = _stands(reading, items)
    initial = {name: values if name.startswith("children_") else first(typed, name) for name, values in typed.items()}
    return FactsForm(posted, initial=initial, worries=worries, children=reading.filled.children)


def is_without_place(form: FactsForm, posted: Any) -> bool:
    """Words came for a worry that is no longer there."""
    boxes = {own("what", number) for number in form.numbers}
    return any(name.startswith(f"{OWN[0]}_") and name not in boxes and posted[name].strip() for name in posted)


def facts_context(reading: Reading, form: FactsForm) -> dict[str, Any]:
    """Everything on the page."""
    draft = reading.draft
    items = [one for one in reading.filled.items(WORRIES) if one.number in form.numbers]
    return {
        "draft": draft,
        "caption": family_name(reading.filled),
        "form": form,
        "more": sum(1 for one in left_to_tell(reading) if one.number not in form.numbers),
        "autosave_url": reverse("referrals:facts_save", args=[draft.pk]),
        "beside": {
            "drawn": drawn_now(_stands(reading, items)),
            "window": token_hex(8),
            "seconds": _seconds(draft, form),
        },
        "preview": preview_of(reading),
        "as_written": AS_WRITTEN,
        "panel": draft_panel(draft),
    }


def _stands(reading: Reading, items: list[Item]) -> dict[str, list[str]]:
    """What stands there, by the names of the boxes; what is asked once for all, where all say the same."""
    found = {own(name, item.number): list(item.typed[name]) for item in items for name in OWN if item.typed.get(name)}
    told = [one for one in reading.filled.items(WORRIES) if one not in items]
    shared = {name: _in_all(items, name) if _any(items, name) else _in_all(told, name, least=2) for name in SHARED}
    return found | {name: values for name, values in shared.items() if values}


def _any(items: list[Item], name: str) -> bool:
    return any(first(item.typed, name) for item in items)


def _in_all(items: list[Item], name: str, *, least: int = 1) -> list[str]:
    """The answer of all that have one, where so many have: one that is still to be told has it too once it is sent."""
    values = [list(item.typed[name]) for item in items if first(item.typed, name)]
    return values[0] if len(values) >= least and all(value == values[0] for value in values) else []


def _seconds(draft: Draft, form: FactsForm) -> list[Any]:
    """Second versions that wait for a choice."""
    rows = draft.sections.filter(section=WORRIES, item__in=form.numbers)
    waiting = [
        (own(name, row.item) if name in OWN else name, values)
        for row in rows
        for name, values in second_versions(row.beside).items()
    ]
    return [second_of(form.fields, name, values) for name, values in waiting if name in form.fields]
