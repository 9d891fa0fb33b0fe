"""A referral in full as questions and answers, from its document: for the check, the copy and the PDF alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms

from core.forms import GovDateField, NotKnownDateField
from core.forms.dates import written
from referrals.body import REGIONS
from referrals.codes import Relationship
from referrals.filled import Choices
from referrals.sections import CHILDREN, HOUSEHOLD, MARKS, SECTIONS, WORRIES, Section

CONFIDENTIAL = "confidential"
# What could put somebody at risk if the family read it, in the words of the copy that may reach them: it says that it
# leaves this out, whether or not anything was written, so that saying so tells nothing.
LEFT_OUT = {
    CONFIDENTIAL: "what the family must not be told",
    "safe_contact": "which contact is not safe",
    "staff_safety": "danger to staff",
    "may_be_risk": "who could be a risk to a child, and why",
    "risk_why": "who could be a risk to a child, and why",
    "mother_unnamed": "why a parent is not named",
    "father_unnamed": "why a parent is not named",
    "unnamed_why": "why a parent is not named",
}
NOT_FOR_THE_FAMILY = frozenset(LEFT_OUT)
# What the heading of an item says already.
_IN_TITLE = {CHILDREN: ("first_name", "surname"), HOUSEHOLD: ("name",), WORRIES: ("title",), MARKS: ("region",)}
_DATES = (GovDateField, NotKnownDateField)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what was answered; `text` is empty when nobody answered."""

    name: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One child, person or worry; or the whole of a section that does not repeat, without a title."""

    number: int
    title: str
    note: str
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Answers:
    """One section."""

    section: Section
    entries: Sequence[Entry]


def answers_of(
    document: Mapping[str, Any], choices: Choices, *, leave_out: frozenset[str] = frozenset()
) -> list[Answers]:
    """Every section in order. `leave_out` names fields that this reader is not shown."""
    return [
        Answers(
            section,
            [
                _entry(section, place, values, document, choices, leave_out)
                for place, values in _items(section, document)
            ],
        )
        for section in SECTIONS.values()
    ]


def _items(section: Section, document: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    kept = document.get(section.slug) or ([] if section.repeats else {})
    yield from enumerate(kept if section.repeats else [kept])


def _entry(
    section: Section,
    place: int,
    values: Mapping[str, Any],
    document: Mapping[str, Any],
    choices: Choices,
    leave_out: frozenset[str],
) -> Entry:
    title, note = _title(section, place, values)
    answers = [
        Answer(name, str(field.label), _text(section, name, field, values.get(name), document, choices))
        for name, field in section.form.base_fields.items()
        if name not in leave_out and name not in _IN_TITLE.get(section.slug, ())
    ]
    return Entry(place, title, note, answers)


def _title(section: Section, place: int, values: Mapping[str, Any]) -> tuple[str, str]:
    """What an item is called, and a second line."""
    if section.slug == CHILDREN:
        named = f"{values.get('first_name') or ''} {values.get('surname') or ''}".strip()
        unborn = values.get("unborn") == "yes"
        return named or ("Unborn baby" if unborn else f"Child {place + 1}"), ""
    if section.slug == HOUSEHOLD:
        return _person(values, place), ""
    if section.slug == WORRIES:
        label = str(values.get("label") or values.get("indicator") or "")
        title = str(values.get("title") or "")
        return f"{values.get('letter', '')}. {title or label}", label if title else ""
    if section.slug == MARKS:
        region = REGIONS.get(str(values.get("region")))
        return f"Mark: {region.label}" if region else "Mark: place not known", ""
    return "", ""


def _person(values: Mapping[str, Any], place: int) -> str:
    """By name; whose name nobody knows by what they are to the child."""
    name = str(values.get("name") or "")
    if name.strip().lower() not in {"", "not known"}:
        return name
    relation = dict(Relationship.choices).get(str(values.get("relationship")))
    return f"{relation}, name not known" if relation else f"Person {place + 1}, name not known"


def _text(
    section: Section, name: str, field: forms.Field, value: Any, document: Mapping[str, Any], choices: Choices
) -> str:
    """The answer in words; "not known" is one, and so are all children of several, of whom none was ticked."""
    if name == "children" and not value and len(document.get(CHILDREN) or ()) > 1:
        return "All of them"
    if value is None or value in ("", []):
        return ""
    if section.slug == CHILDREN and name == "unborn" and value == "no":
        return ""  # a child with an age is born
    if name == "children":
        return _children(value, document)
    if section.slug == MARKS and name == "child":
        return _children([str(value)], document)
    if name == "own_level" and str(value).isdecimal():
        names = dict(choices.levels)
        return names.get(int(value), f"Level {value}, not one of this matrix")
    if name == "own_level":
        return "Not sure"
    if isinstance(field, _DATES):
        return "Not known" if value == "not_known" else _day(str(value))
    if isinstance(field, forms.TimeField):
        return f"{time.fromisoformat(str(value)):%H:%M}"
    labels = _labels(field)
    if isinstance(value, list):
        return "\n".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), str(value))


def _children(numbers: list[str], document: Mapping[str, Any]) -> str:
    names = {
        str(child.get("number", place)): child.get("first_name") or f"Child {place + 1}"
        for place, child in enumerate(document.get(CHILDREN) or [])
    }
    return ", ".join(names.get(str(number), "") for number in numbers)


def _labels(field: forms.Field) -> dict[str, str]:
    listed = field.choices if isinstance(field, forms.ChoiceField) else ()
    return {str(code): str(label) for code, label in listed if code}  # type: ignore[union-attr]


def _day(iso: str) -> str:
    try:
        return written(date.fromisoformat(iso))
    except ValueError:
        return iso
