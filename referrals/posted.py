"""What came with a request, as a draft keeps it: only the names of the section's own form, and no NUL."""

from django import forms
from django.http import QueryDict

from accounts.models import User
from core.forms.dates import PARTS
from referrals.filled import Typed, first
from referrals.sections import CHILDREN, MARKS, REFERRER, WORRIES, Section

# The indicator of a worry and the place of a mark are chosen on a page of their own, never typed: they are carried
# over, not read from the request.
CHOSEN = {WORRIES: ("indicator",), MARKS: ("x", "y", "figure")}
_ENDS = ("", *(f"-{part}" for part in PARTS), "-not-known")
_MOST_VALUES = 60


def typed_in(section: Section, post: QueryDict, kept: Typed) -> dict[str, list[str]]:
    """The section's own values out of a request. PostgreSQL keeps no NUL, so a NUL is left out."""
    names = [(f"{name}{end}", field) for name, field in section.form.base_fields.items() for end in _ENDS]
    found = {name: _values(field, post.getlist(name)) for name, field in names if name in post}
    return found | {name: list(kept[name]) for name in CHOSEN.get(section.slug, ()) if name in kept}


def has_words(typed: Typed) -> bool:
    """Something stands in it that a person wrote or ticked."""
    return any(value.strip() for values in typed.values() for value in values)


def beforehand(section: Section, user: User, siblings: list[Typed]) -> dict[str, list[str]]:
    """What an empty section starts with: who is signed in, and the address that brothers and sisters share."""
    if section.slug == REFERRER:
        known = {"job_title": user.job_title, "phone": user.phone, "secure_email": user.email}
        return {name: [value] for name, value in known.items() if value}
    if section.slug == CHILDREN and siblings:
        shared = ("surname", "address", "postcode", "gp", "language")
        return {name: [first(siblings[-1], name)] for name in shared if first(siblings[-1], name)}
    return {}


def _values(field: forms.Field, posted: list[str]) -> list[str]:
    """A group of ticks that was cleared comes as one empty value: that is no tick."""
    ticks = isinstance(field, forms.MultipleChoiceField)
    return [value.replace("\x00", "") for value in posted[:_MOST_VALUES] if value or not ticks]
