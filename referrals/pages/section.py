"""One section as a page: its form, its heading, and where its words are kept while they are typed."""

from typing import Any

from django.urls import reverse

from core import clock
from core.components import Link, Task
from referrals.ages import months_old
from referrals.body import REGIONS
from referrals.case import build_case
from referrals.document import build_document, plain
from referrals.filled import Filled, Item, bound_form, first
from referrals.forms.base import SectionForm
from referrals.models import Draft
from referrals.pages.beside import carried
from referrals.pages.clocks import draft_panel
from referrals.pages.places import section_page
from referrals.pages.states import state_of_page
from referrals.pages.task_list import next_after, pages_behind
from referrals.pages.words import child_and_age, family_name
from referrals.posted import beforehand
from referrals.prompts import NO_AGE, life_prompt
from referrals.sections import CHILDREN, CONSENT, HOUSEHOLD, MARKS, VOICE, WORRIES, Section
from thresholds.published import current
from thresholds.scoring import score

# What stands under the heading: why it is asked, or what helps to answer it.
LEADS = {
    "gate": "If a child is in danger right now, call 999 before you do anything else here.",
    "referrer": "So that MASH can ring you back today.",
    "consent": "Tell the family, unless that could put a child or somebody else at risk.",
    "children": "A name, and a date of birth or an address, is the least that MASH can search on.",
    "household": "Everyone who cares for the child, also those who live elsewhere. Ask for both parents by name.",
    "marks": "Only what somebody saw. Never undress a child to look.",
    "tools": "Tick what you know. Results of a tool only if one was used.",
    "voice": "Their own words tell MASH more than anybody’s summary.",
    "strengths": "Strengths do not weaken a referral. They show MASH what to build on.",
    "help": "A line for each thing is enough: when, what, and what came of it.",
    "response": "MASH answers the question that you ask.",
}


def section_context(
    draft: Draft, section: Section, number: int, filled: Filled, *, page: str = "", led_to: str = ""
) -> dict[str, Any]:
    """The page of one section or item. Errors show once it has been said to be finished.

    `page`: another page than the first. `led_to`: the name of the field that a link leads to, so that its group
    stands open.
    """
    item = next((one for one in filled.items(section.slug) if one.number == number), None)
    typed = item.typed if item is not None else beforehand(section, draft.owner, [])
    form = item.form if item is not None and item.finished else _fresh(section, number, typed, filled).as_typed()
    form.drawn_on(page).led_to = led_to
    _prompt(form, section, number, filled)
    return {
        "draft": draft,
        "section": section,
        "form": form,
        "heading": heading(section, number, filled),
        "about": form.more_pages[page].title if page else "",
        "more_pages": {} if page else form.more_pages,
        "caption": family_name(filled),
        "lead": "" if page else LEADS.get(section.slug, ""),
        "filled_in_as_for": _brother_or_sister(draft, item, filled) if section.slug == CHILDREN and not page else "",
        "rule": consent_rule(filled) if section.slug == CONSENT else "",
        "autosave_url": reverse("referrals:autosave", args=[draft.pk, section.slug, number]),
        "beside": carried(draft, section.slug, number, typed, form),
        "panel": draft_panel(draft),
        "remove": reverse("referrals:remove", args=[draft.pk, section.slug, number])
        if section.repeats and item and not page
        else "",
        "back": section_page(draft.pk, section.slug) if section.repeats and filled.items(section.slug) else "",
    }


def _brother_or_sister(draft: Draft, item: Item | None, filled: Filled) -> str:
    """Whose answers the page of another child starts with; "" once anything was saved or typed there."""
    before = [one for one in filled.items(CHILDREN) if item is not None and one.number < item.number]
    if item is None or item.finished or not before:
        return ""
    start = beforehand(item.section, draft.owner, [one.typed for one in before])
    return dict(filled.children)[str(before[-1].number)] if start and dict(item.typed) == start else ""


def _prompt(form: SectionForm, section: Section, number: int, filled: Filled) -> None:
    """What to write of a child's life, by the age that is typed so far."""
    if section.slug == CHILDREN:
        item = next((one for one in filled.items(CHILDREN) if one.number == number), None)
        form.fields["life"].help_text = _life(item) if item else NO_AGE
    if section.slug == VOICE:
        form.fields["day"].help_text = " ".join(dict.fromkeys(f"{_life(one)}." for one in filled.items(CHILDREN)))


def _life(item: Item) -> str:
    values = {name: plain(value) for name, value in item.value.items()}
    ages = {"unborn": "", "date_of_birth": "", **values}
    return life_prompt(values, months_old(ages, clock.now()))


def consent_rule(filled: Filled) -> str:
    """What the matrix in force says of agreement at the level so far; "" while there is no level."""
    published = current()
    case = build_case(build_document(filled), clock.now(), tools=published.matrix.readings)
    answer = score(published.matrix, case)
    levels = published.version.document["levels"]
    found = next((level for level in levels if level["level"] == answer.level), None)
    name = published.matrix.level_name(answer.level)
    return f"{name} as written so far: {found['consent_rule']}" if found else ""


def _fresh(section: Section, number: int, typed: Any, filled: Filled) -> Any:
    return bound_form(section, number, typed, children=filled.children, levels=filled.choices.levels)


def heading(section: Section, number: int, filled: Filled) -> str:
    """The section, or the child or person that the page is about."""
    places = [one.number for one in filled.items(section.slug)]
    place = places.index(number) if number in places else len(places)
    if section.slug == CHILDREN:
        return dict(filled.children).get(str(number)) or f"Child {place + 1}"
    if section.slug == HOUSEHOLD:
        return _person(filled, number) or f"Person {place + 1}"
    if section.slug == MARKS:
        return _mark(filled, number) or "A mark"
    if section.slug == WORRIES:
        return _worry(filled, number) or "A worry"
    return section.title


def _worry(filled: Filled, number: int) -> str:
    found = next((one for one in filled.items(WORRIES) if one.number == number), None)
    if found is None:
        return ""
    label = filled.choices.labels.get(first(found.typed, "indicator"), "")
    return first(found.typed, "title").strip() or label


def _mark(filled: Filled, number: int) -> str:
    found = next((one for one in filled.items(MARKS) if one.number == number), None)
    region = REGIONS.get(first(found.typed, "region")) if found else None
    return region.label if region else ""


def _person(filled: Filled, number: int) -> str:
    found = next((one for one in filled.items(HOUSEHOLD) if one.number == number), None)
    return (found.typed.get("name") or [""])[0].strip() if found else ""


def item_list(draft: Draft, section: Section, filled: Filled) -> dict[str, Any]:
    """All children, or all people, with the way to change and remove each, and to add another."""
    items = filled.items(section.slug)
    rows = []
    for place, item in enumerate(items):
        name = child_and_age(item, place) if section.slug == CHILDREN else heading(section, item.number, filled)
        state = state_of_page(item, "")
        rows.append(
            {
                "number": item.number,
                "name": name,
                "task": Task(name, section_page(draft.pk, section.slug, item.number), state.words, state.kind),
                "remove": Link("Remove", reverse("referrals:remove", args=[draft.pk, section.slug, item.number]), name),
            }
        )
        behind = pages_behind(draft.pk, item, place)
        rows.extend(
            {"name": title, "task": Task(title, page, state.words, state.kind)} for page, title, state in behind
        )
    return {
        "draft": draft,
        "section": section,
        "caption": family_name(filled),
        "rows": rows,
        "onward": next_after(draft.pk, section.slug, filled),
        "panel": draft_panel(draft),
        "back": section_page(draft.pk, section.slug),
        "add_url": reverse("referrals:add", args=[draft.pk, section.slug]),
    }
