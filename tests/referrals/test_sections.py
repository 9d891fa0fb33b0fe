"""What the pages of the form say beyond their fields, and where an answer leads at the desk."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from mash import record
from referrals.actions import add_item, start_draft
from referrals.asking import asked_of
from referrals.case import build_case, choices_of
from referrals.copies import print_referral
from referrals.loose import loose_places
from referrals.models import Draft, Referral
from referrals.pages.answers import answers_of
from referrals.prompts import BABY, PRIMARY, TEENAGER
from referrals.submission import submit_referral
from tests.factories import fill_draft
from thresholds.published import current

pytestmark = pytest.mark.django_db

KNOWN_AT_FIRST = {
    "children": {"first_name", "surname", "unborn", "date_of_birth", "address", "school", "disabilities", "number"},
    "household": {"name", "relationship", "parental_responsibility"},
    "worries": {"letter", "indicator", "label", "title", "how", "what"},
    "voice": {"asked", "words"},
    "strengths": {"strengths"},
    "help": {"tried", "early_help"},
    "tools": set(),
    "response": {"wanted", "own_level"},
    "consent": {"family", "who_agreed", "young_person"},
}
MOTHER = {"name": ["Linnet Fablewood"], "relationship": ["mother"], "parental_responsibility": ["yes"]}


def page(client: Client, draft: Draft, *place: object) -> str:
    return client.get(reverse("referrals:section", args=[draft.pk, *place])).content.decode()


def in_household(draft: Draft, owner: User, **answers: list[str]) -> Draft:
    add_item(draft, section="household", data=MOTHER | answers, by=owner)
    return draft


def sent(draft: Draft, owner: User) -> Referral:
    return submit_referral(draft, by=owner)


def test_a_child_with_a_social_worker_is_routed_to_them(delphine: User, asha: User, client: Client) -> None:
    draft = fill_draft(delphine, children=[{"social_worker": ["yes"], "social_worker_name": ["Wren Moss"]}])
    client.force_login(delphine)
    assert "Contact them first" in page(client, draft, "children", 0)
    check = client.get(reverse("referrals:check", args=[draft.pk])).content.decode()
    assert "Most likely: The child’s own social worker." in check
    referral = sent(draft, delphine)
    assert referral.route == "allocated_worker"
    client.force_login(asha)
    desk = client.get(reverse("mash:referral", args=[referral.reference])).content.decode()
    assert "Suggested route: The child’s own social worker." in desk
    assert "Social worker: Wren Moss." in desk


def test_the_prompts_follow_the_age_that_was_typed(delphine: User, client: Client) -> None:
    ages = {"2017": PRIMARY, "2025": BABY, "2012": TEENAGER}
    draft = fill_draft(delphine, children=[{"date_of_birth-year": [year]} for year in ages])
    client.force_login(delphine)
    for number, prompt in enumerate(ages.values()):
        assert prompt in page(client, draft, "children", number)
    voice = page(client, draft, "voice")
    assert [prompt in voice for prompt in ages.values()] == [True, True, True]


def test_the_page_of_consent_says_the_rule_of_the_level_so_far(delphine: User, client: Client) -> None:
    client.force_login(delphine)
    assert "Level 2 as written so far: The family must agree." in page(client, fill_draft(delphine), "consent")
    assert "as written so far" not in page(client, start_draft(by=delphine), "consent")


def test_one_holder_who_refuses_is_a_refusal_at_the_desk(delphine: User, asha: User, client: Client) -> None:
    draft = in_household(fill_draft(delphine), delphine, consent=["refused"])
    referral = sent(draft, delphine)
    assert referral.scores.get().case["consent"] == "refused"
    client.force_login(asha)
    desk = client.get(reverse("mash:referral", args=[referral.reference])).content.decode()
    assert "Somebody with parental responsibility does not agree. Agreed: Mother, for Pip." in desk
    assert "Linnet Fablewood: They do not agree." in desk
    assert "The family agrees." not in desk


def test_paper_leaves_out_what_would_put_somebody_at_risk(delphine: User, client: Client) -> None:
    consent = {"family": ["agreed"], "safe_contact": ["He reads her messages"], "staff_safety": ["Two dogs"]}
    draft = fill_draft(delphine, consent=consent)
    referral = sent(in_household(draft, delphine, may_be_risk=["yes"], risk_why=["Was convicted"]), delphine)
    pages = PdfReader(BytesIO(print_referral(referral))).pages
    paper = " ".join("".join(one.extract_text() for one in pages).split())
    client.force_login(delphine)
    copy = client.get(reverse("referrals:copy", args=[referral.reference])).content.decode()
    for words in ("He reads her messages", "Two dogs", "Was convicted"):
        assert words not in paper
        assert words in copy
    assert "Every such copy leaves out these parts, whether or not anything was written there" in paper


def test_a_form_from_before_a_field_was_asked_for_reads_as_it_did(delphine: User) -> None:
    """Documents are kept for ever: a key that is not there is a question nobody was asked."""
    referral = sent(in_household(fill_draft(delphine), delphine), delphine)
    for section, names in KNOWN_AT_FIRST.items():
        parts = referral.document[section]
        for part in parts if isinstance(parts, list) else [parts]:
            for name in set(part) - names:
                del part[name]
    answers = answers_of(referral.document, choices_of(current()))
    told = {answer.text for part in answers for entry in part.entries for answer in entry.answers}
    assert {"Hollow Oak Primary", "Asked for toast on six mornings since 1 November."} <= told
    assert build_case(referral.document, referral.received_at).consent == "agreed"
    assert "Who is Pip’s father?" in [one.question for one in asked_of(referral.document)]
    assert loose_places(referral.document) == []
    assert record.children(referral)[0].name == "Pip Fablewood, 9"
    assert record.household(referral.document)[0].name == "Linnet Fablewood, age not known"
    assert record.said(referral)[0].words == "“Is there more toast?”"
    assert record.worries(referral)[0].note.startswith("Minor worries")
    assert record.agreement(referral, reader=delphine).people == []


def test_what_a_worry_holds_stands_at_the_desk(delphine: User, asha: User, client: Client) -> None:
    worry = {"where": ["At the gate"], "who": ["The caretaker"], "opinion": ["She is afraid"], "likelihood": ["high"]}
    tools = {"facts": ["none"], "care_love": ["4"], "care_physical": ["2"], "care_by": ["Wren Moss"]}
    referral = sent(fill_draft(delphine, worries=[worry], tools=tools), delphine)
    client.force_login(asha)
    desk = client.get(reverse("mash:referral", args=[referral.reference])).content.decode()
    assert "At the gate, The caretaker" in desk
    assert "The referrer thinks: She is afraid. Likelihood high." in desk
    assert "Graded care profile: physical 2, love 4 (by Wren Moss)" in desk
