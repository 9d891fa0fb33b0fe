"""The text of a case: what a referral says, without who said it and about whom."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.clock import LONDON
from quality.agreement.counts import AGE_WORDS, AGES, UNBORN, UNKNOWN_AGE
from quality.double.masking import Known, masked
from referrals.codes import Consent, How, HowOften, Sex
from referrals.models import Child, Referral

# Whole names, and lines that may hold names of people and places, by section.
_PEOPLE = {
    "children": ("first_name", "surname", "known_as", "previous_names", "social_worker_name"),
    "household": ("name",),
    "referrer": ("manager",),
}
_LINES = {
    "children": (
        *("address", "current_address", "school", "gp", "dentist", "postcode", "where_now", "other_council"),
        *("collected_by", "health_visitor", "nationality", "language", "agency_reference"),
    ),
    "household": ("address", "nationality", "language"),
    "referrer": ("lead_name", "job_title"),
    "worries": ("where", "who"),
    "gate": ("phoned_to", "police_log"),
    "help": ("lead_professional",),
    "consent": ("who_agreed", "recorded_by"),
    "tools": ("care_by", "violence_by", "neglect_by", "exploitation_by"),
}
# What is told of a case, in this order. Where, who, who else helps, and what the family must not be told are left out;
# so are the level that the referrer chose and what they want to happen: whoever answers has seen nobody's view.
_WORRY = (("what", "What"), ("when", "When"), ("effect", "What it does to the child"), ("opinion", "Opinion"))
_TOLD = (
    ("voice", "words", "What the child says"),
    ("voice", "day", "An ordinary day"),
    ("strengths", "strengths", "What goes well"),
    ("strengths", "protective", "Who keeps the child safe"),
    ("strengths", "unknowns", "What is not known"),
    ("help", "tried", "What was tried"),
    ("help", "history", "History"),
)


# A level named in the words is somebody's view too.
_LEVEL = re.compile(r"\b(level|tier)\s+(?:[1-5][a-c]?|one|two|three|four|five)\b", re.IGNORECASE)
_IN_A_TEXT = {"16 and 17": "16 or 17"}  # a band of figures, and the age of one child


def known_of(referral: Referral) -> Known:
    """The names and places that the referral itself has."""
    people = {value for section, names in _PEOPLE.items() for value in _values(referral.document, section, names)}
    lines = {value for section, names in _LINES.items() for value in _values(referral.document, section, names)}
    people |= {referral.referrer.full_name, referral.caller} - {""}
    received = referral.received_at.astimezone(LONDON).date()
    return Known(frozenset(people), frozenset({*lines, referral.agency.name}), received)


def _values(document: Mapping[str, Any], section: str, names: tuple[str, ...]) -> Iterator[str]:
    found: Any = document.get(section) or []
    for item in found if isinstance(found, list) else [found]:
        for name in names:
            if isinstance(value := item.get(name), str) and value.strip():
                yield value


def text_of(referral: Referral) -> str:
    """Paragraphs, each with a heading before a colon, masked."""
    paragraphs = [*_children(referral), *_worries(referral.document), *_rest(referral.document)]
    return _LEVEL.sub("[level]", masked("\n\n".join(paragraphs), known_of(referral)))


def _children(referral: Referral) -> Iterator[str]:
    for place, child in enumerate(referral.children.all(), start=1):
        disabled = ", disabled" if child.disabled else ""
        yield f"Child {place}: {_sex(child)}, {age_band(child).lower()}{disabled}"


def _sex(child: Child) -> str:
    return {Sex.FEMALE: "girl", Sex.MALE: "boy"}.get(Sex(child.sex), "child")


def age_band(child: Child) -> str:
    """The band, as it is said of one child: "5 to 9", "16 or 17"."""
    if child.unborn:
        return AGE_WORDS[UNBORN]
    months = child.age_months
    if months is None:
        return AGE_WORDS[UNKNOWN_AGE]
    band = next(words for _, words, low, high in AGES if low <= months < high)
    return _IN_A_TEXT.get(band, band)


def _worries(document: Mapping[str, Any]) -> Iterator[str]:
    for worry in document.get("worries") or ():
        known = dict(How.choices).get(worry.get("how"), "")
        often = dict(HowOften.choices).get(worry.get("often"), "")
        lines = [f"Worry {worry.get('letter', '')}: {worry.get('label') or worry.get('title') or ''}"]
        lines += [f"How it is known: {part}" for part in [", ".join(str(one) for one in (known, often) if one)] if part]
        lines += [f"{words}: {value}" for name, words in _WORRY if (value := str(worry.get(name) or "").strip())]
        yield "\n".join(lines)


def _rest(document: Mapping[str, Any]) -> Iterator[str]:
    for section, name, words in _TOLD:
        if value := str((document.get(section) or {}).get(name) or "").strip():
            yield f"{words}: {value}"
    family = (document.get("consent") or {}).get("family")
    if family in Consent.values:
        yield f"Does the family agree: {Consent(family).label}"
