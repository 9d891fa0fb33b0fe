"""Where each part of a draft stands: the addresses of its pages."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse

from referrals.asking import Asked
from referrals.filled import Filled, Item, Problem
from referrals.sections import SECTIONS, WORRIES
from thresholds.scoring import Gap

LEAD = "at"  # the part of an address that names the field it leads to
# The fields that answer a question of the matrix, by its code. One that is not here leads to its section.
ANSWERS = {
    "child_identifiable": ("first_name", "date_of_birth", "address"),
    "consent": ("family",),
    "reason_without_consent": ("reasons",),
    "doctor_seen": ("doctor_seen",),
    "whereabouts": ("where_now",),
    "cse_tool": ("exploitation",),
    "sexual_activity": ("facts",),
    "sisters": ("facts",),
    "voice": ("words",),
    "tried": ("tried",),
    "response_wanted": ("wanted",),
    "age": ("date_of_birth",),
}


def tasks_page(draft_id: UUID) -> str:
    return reverse("referrals:tasks", args=[draft_id])


def section_page(draft_id: UUID, slug: str, number: int | None = None, page: str = "") -> str:
    """The page of a section, or of one child, person or worry. An unknown section is the task list.

    `page`: another page than the first of a child.
    """
    section = SECTIONS.get(slug)
    if section is None:
        return tasks_page(draft_id)
    if slug == WORRIES:
        base = reverse("referrals:worries", args=[draft_id])
        return base if number is None else f"{base}?open={number}#worry-{number}"
    if section.repeats and number is not None:
        return reverse("referrals:section", args=[draft_id, slug, number, *([page] if page else [])])
    return reverse("referrals:section", args=[draft_id, slug])


def field_place(draft_id: UUID, problem: Problem, filled: Filled) -> str:
    """The control that puts a problem right."""
    item = next((item for item in filled.items(problem.section.slug) if item.number == problem.number), None)
    if item is None or problem.field not in item.form.fields:
        return section_page(draft_id, problem.section.slug, problem.number if problem.section.repeats else None)
    return _at_field(draft_id, item, problem.field)


def gap_page(draft_id: UUID, gap: Gap, worries: Mapping[str, int], filled: Filled) -> str:
    """The control that answers a question of the engine: of the worry, or of the first child, that lacks the answer."""
    slug, names = gap.section, ANSWERS.get(gap.code, ())
    if slug == WORRIES:
        return section_page(draft_id, slug, worries.get(gap.refs[0]) if gap.refs else None)
    items = filled.items(slug)
    lacking = ((item, name) for item in items for name in names if item.form.is_empty(name))
    found = next(lacking, None) or next(((item, name) for item in items for name in names), None)
    if found is not None:
        return _at_field(draft_id, *found)
    page = section_page(draft_id, slug)
    return f"{page}?{LEAD}={names[0]}#{slug}-0-{names[0]}" if names else page


def asked_page(draft_id: UUID, asked: Asked, filled: Filled) -> str:
    """The control that answers a question of our own."""
    items = filled.items(asked.section)
    section = SECTIONS[asked.section]
    item = next((one for one in items if one.number == asked.number), None)
    if item is None or asked.section == WORRIES or asked.field not in item.form.fields:
        return section_page(draft_id, asked.section, item.number if item and section.repeats else None)
    return _at_field(draft_id, item, asked.field)


def _at_field(draft_id: UUID, item: Item, name: str) -> str:
    """The page with its control. The name goes to the server too, which opens the group that the control stands in."""
    number = item.number if item.section.repeats else None
    base = section_page(draft_id, item.section.slug, number, item.form.page_of(name)).split("#", maxsplit=1)[0]
    mark = "&" if "?" in base else "?"
    return f"{base}{mark}{LEAD}={name}#{item.form[name].first_id}"  # type: ignore[attr-defined]
