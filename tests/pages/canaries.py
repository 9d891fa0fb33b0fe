"""Words that stand nowhere else: one for every field that somebody can write in, so that a leak names its field.

A canary is `zq` + where it was typed + `zq`. The fields are read from the forms: a new one is seeded by itself.
"""

import re
from collections.abc import Iterable

from django import forms

from core.forms import NhsNumberField, PhoneField, PostcodeField, UpnField
from referrals.sections import CHILDREN, HOUSEHOLD, MARKS, SECTIONS, WORRIES, Section

Typed = dict[str, list[str]]
CANARY = re.compile(r"[Zz]q[a-z0-9]{5,}zq")

# Fields that take only their own form of words: their canaries are numbers nobody else here has.
BORN = {"date_of_birth-day": ["14"], "date_of_birth-month": ["2"], "date_of_birth-year": ["2015"]}
SHAPED = {
    "nhs_number": ("9000000009", "900 000 0009"),
    "upn": ("A123456789012",),
    "postcode": ("LH9 7QX",),
    "date_of_birth": ("14 February 2015", "2015-02-14", "14/02/2015"),
    "phone": ("01632 960 777", "01632 960777", "01632960777"),
    "secure_email": ("zqsecureemailzq@secure.example",),
}


def token(kind: str, section: str, field: str) -> str:
    return f"zq{kind}{section}{field}zq".replace("_", "").replace("-", "")


def filled(kind: str, section: Section) -> Typed:
    """Every field of a section that holds words, filled with its canary."""
    found: Typed = {}
    for name, field in section.form.base_fields.items():
        if isinstance(field, PhoneField | NhsNumberField | UpnField | PostcodeField | forms.EmailField):
            found[name] = [SHAPED[name][0]]
        elif isinstance(field, forms.CharField) and not isinstance(field, forms.ChoiceField):
            found[name] = [token(kind, section.slug, name)]
    return found


def referral_form(kind: str) -> dict[str, Typed]:
    """Every section of the form that stands once, filled."""
    chosen: dict[str, Typed] = {
        "gate": {"danger": ["no"], "urgent": ["no"]},
        "consent": {"family": ["refused"], "young_person": ["refused"], "reasons": ["other"]},
        "voice": {"asked": ["yes"]},
        "help": {"early_help": ["none"]},
        "response": {"own_level": ["2"]},
    }
    single = (section for section in SECTIONS.values() if not section.repeats)
    return {section.slug: filled(kind, section) | chosen.get(section.slug, {}) for section in single}


def child(kind: str) -> Typed:
    return filled(kind, SECTIONS[CHILDREN]) | BORN


def person(kind: str) -> Typed:
    return filled(kind, SECTIONS[HOUSEHOLD])


def worry(kind: str) -> Typed:
    return filled(kind, SECTIONS[WORRIES])


def mark(kind: str) -> Typed:
    return filled(kind, SECTIONS[MARKS]) | {"child": ["0"], "region": ["left_cheek"], "kind": ["bruise"]}


def found_in(texts: Iterable[str]) -> set[str]:
    """The canaries, by field, that stand in these texts."""
    whole = "\n".join(texts)
    shaped = {name for name, forms_ in SHAPED.items() if any(form in whole for form in forms_)}
    return shaped | {word.lower()[2:-2] for word in CANARY.findall(whole)}
