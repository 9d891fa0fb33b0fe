"""Where each part of a draft stands: the addresses of its pages."""

from uuid import UUID

from django.urls import reverse

from referrals.filled import Filled, Problem
from referrals.sections import SECTIONS, WORRIES


def tasks_page(draft_id: UUID) -> str:
    return reverse("referrals:tasks", args=[draft_id])


def section_page(draft_id: UUID, slug: str, number: int | None = None) -> str:
    """The page of a section, or of one child, person or worry. An unknown section is the task list."""
    section = SECTIONS.get(slug)
    if section is None:
        return tasks_page(draft_id)
    if slug == WORRIES:
        base = reverse("referrals:worries", args=[draft_id])
        return base if number is None else f"{base}?open={number}#worry-{number}"
    if section.repeats and number is not None:
        return reverse("referrals:section", args=[draft_id, slug, number])
    return reverse("referrals:section", args=[draft_id, slug])


def field_place(draft_id: UUID, problem: Problem, filled: Filled) -> str:
    """The control that puts a problem right."""
    page = section_page(draft_id, problem.section.slug, problem.number if problem.section.repeats else None)
    item = next((item for item in filled.items(problem.section.slug) if item.number == problem.number), None)
    if item is None or problem.field not in item.form.fields:
        return page
    return f"{page.split('#')[0]}#{item.form[problem.field].first_id}"  # type: ignore[attr-defined]
