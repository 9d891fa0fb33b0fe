"""From each person's answer to the engine's consent, as a table."""

from typing import Any

import pytest

from core import clock
from referrals.case import build_case
from referrals.consents import family_consent, holders_of, reasons_without, together, young_consent
from tests.referrals.test_asking import document

MOTHER = {"name": "Linnet", "relationship": "mother"}
FATHER = {"name": "Rook", "relationship": "father"}


@pytest.mark.parametrize(
    ("family", "holders", "comes_to"),
    [
        ("", [], "not_known"),
        ("not_known", [], "not_known"),
        ("agreed", [], "agreed"),
        ("refused", [], "refused"),
        ("not_asked", [], "not_asked"),
        ("", ["", ""], "not_known"),
        ("", ["agreed"], "agreed"),
        ("", ["agreed", "not_asked"], "agreed"),
        ("", ["agreed", "not_known"], "agreed"),
        ("", ["agreed", "refused"], "refused"),
        ("", ["not_asked", "not_known"], "not_asked"),
        ("", ["not_known"], "not_known"),
        ("agreed", ["refused"], "refused"),
        ("agreed", ["not_asked"], "agreed"),
        ("refused", ["agreed"], "refused"),
        ("not_asked", ["agreed"], "agreed"),
        ("not_asked", ["refused"], "refused"),
        ("not_known", ["not_asked"], "not_asked"),
    ],
)
def test_the_family(family: str, holders: list[str], comes_to: str) -> None:
    assert together(family, holders) == comes_to


@pytest.mark.parametrize(
    ("person", "holds"),
    [
        (MOTHER, True),
        (FATHER, True),
        ({**FATHER, "parental_responsibility": "not_known"}, True),
        ({**FATHER, "parental_responsibility": "no"}, False),
        ({"relationship": "grandparent"}, False),
        ({"relationship": "grandparent", "parental_responsibility": "yes"}, True),
        ({"relationship": "partner", "parental_responsibility": "not_known"}, False),
    ],
)
def test_who_has_a_say(person: dict[str, Any], holds: bool) -> None:
    assert holders_of(document(household=[person])) == ([person] if holds else [])
    refusing = document(household=[{**person, "consent": "refused"}], consent={"family": "agreed"})
    assert family_consent(refusing) == ("refused" if holds else "agreed")


@pytest.mark.parametrize(
    ("for_all", "own", "comes_to"),
    [
        ("", [], None),
        ("agreed", [], "agreed"),
        ("agreed", [""], "agreed"),
        ("agreed", ["", "refused"], "refused"),
        ("refused", ["agreed"], "refused"),
        ("", ["agreed", "agreed"], "agreed"),
        ("", ["agreed", ""], None),
        ("", ["agreed", "too_young"], None),
        ("", ["agreed", "not_asked"], "not_asked"),
        ("too_young", [""], None),
        ("not_asked", ["agreed"], "agreed"),
    ],
)
def test_the_young_people(for_all: str, own: list[str], comes_to: str | None) -> None:
    children = [{"number": number, "consent": said} for number, said in enumerate(own)]
    assert young_consent(document(children=children, consent={"young_person": for_all})) == comes_to


def test_the_reason_of_one_holder_is_a_reason_and_may_tell_of_harm() -> None:
    asked = {**FATHER, "consent": "not_asked", "consent_reason": "risk_to_child"}
    other = {"relationship": "grandparent", "consent": "refused", "consent_reason": "police"}
    found = document(household=[asked, other], consent={"reasons": ["delay"]})
    assert reasons_without(found) == ["delay", "risk_to_child"]
    case = build_case(found, clock.now())
    assert (case.consent, case.harm_if_asked, "reason_without_consent" in case.held) == ("not_asked", True, True)
    assert build_case(document(household=[other]), clock.now()).harm_if_asked is False
