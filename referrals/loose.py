"""Postcodes and telephone numbers in the words of a form that keeps an address secret.

A council once kept a family's new address out of its own field, and sent it to the old one in the notes. The writer is
asked to take such words out; nothing stops them from sending.
"""

import re
from collections.abc import Iterator
from typing import Any

from django import forms

from core.forms import GovDateField, NhsNumberField, NotKnownDateField, PhoneField, UpnField
from referrals.asking import Asked
from referrals.sections import CHILDREN, SECTIONS, Section

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
TELEPHONE = re.compile(r"(?:\+\d{2}|\b0)[\s().-]*\d(?:[\s().-]*\d){7,11}\b")
# Whoever writes may be rung; numbers of their own kind are asked for by name and hidden from nobody.
_NOT_READ = frozenset({"gate", "referrer"})
_OTHER_WORDS = (PhoneField, NhsNumberField, UpnField, GovDateField, NotKnownDateField, forms.ChoiceField)


def keeps_secret(document: dict[str, Any]) -> bool:
    """Somebody of the form has an address that must stand nowhere on it."""
    return any(one.get("secret_address") for one in (*document["children"], *document["household"]))


def loose_places(document: dict[str, Any]) -> list[Asked]:
    """Where the words hold what may give a secret address away; nothing for a form that keeps none."""
    return list(_places(document)) if keeps_secret(document) else []


def _places(document: dict[str, Any]) -> Iterator[Asked]:
    for section in SECTIONS.values():
        kept = document.get(section.slug) or []
        for place, values in enumerate(kept if section.repeats else [kept]):
            if section.slug not in _NOT_READ and isinstance(values, dict):
                yield from _fields(section, int(values.get("number", place)), values)


def _fields(section: Section, number: int, values: dict[str, Any]) -> Iterator[Asked]:
    for name, field in section.form.base_fields.items():
        found = what_is_loose(values.get(name)) if _holds_words(field) else ""
        if name == "address" and section.slug == CHILDREN and values.get(name):
            found = "the address"  # brothers and sisters may live where it is secret that one of them lives
        if found:
            label = str(field.label).rstrip("?")
            yield Asked(
                f"Is {found} in “{label}” safe for everybody to read?",
                "An address is kept secret here. Take out what may give it away",
                section.slug,
                number,
                name,
            )


def _holds_words(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field, _OTHER_WORDS)


def what_is_loose(value: object) -> str:
    """The postcode, the telephone number, or nothing; the words themselves are not said back."""
    if not isinstance(value, str):
        return ""
    if POSTCODE.search(value):
        return "the postcode"
    return "the telephone number" if TELEPHONE.search(value) else ""
