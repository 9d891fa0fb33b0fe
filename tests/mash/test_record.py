"""What the desk reads of a form is what was written there: no more, and nothing made up."""

import pytest

from accounts.models import User
from mash import record
from tests.factories import CONSENT, SINGLES, sent_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("agreed", "The family agrees."),
        ("refused", "The family does not agree."),
        ("not_asked", "The family has not been asked."),
        ("not_known", "The referrer does not know whether the family agrees."),
        ("", "The form does not say whether the family was asked."),
    ],
)
def test_the_familys_answer_is_never_guessed(answer: str, words: str, delphine: User, asha: User) -> None:
    consent = {key: value for key, value in CONSENT.items() if key != "family"} | (
        {"family": [answer]} if answer else {}
    )
    referral = sent_referral(delphine, consent=consent)
    assert record.agreement(referral, reader=asha).family.startswith(words)


def test_the_role_is_the_one_on_the_form(delphine: User) -> None:
    referral = sent_referral(delphine, referrer={**SINGLES["referrer"], "job_title": ["School nurse"]})
    assert (delphine.job_title, record.role_of(referral)) == ("Teacher", "School nurse")


def test_what_was_ticked_of_what_mash_always_asks_stands_on_the_page(delphine: User) -> None:
    tools = {
        "facts": ["sexual_activity", "injury"],
        "doctor_seen": ["no"],
        "missing": ["3"],
        "exploitation_told": ["yes"],
    }
    found = {one.title: one.words for one in record.said(sent_referral(delphine, tools=tools))}
    assert found["What MASH always asks"].splitlines() == [
        "There is a bruise, burn, mark or other injury",
        "It is about sexual activity or pregnancy",
        "No doctor has seen the injury",
    ]
    assert found["Tools used"].splitlines() == [
        "The child has said that they are exploited",
        "Reported missing in 12 months: 3",
    ]


def test_how_the_referrer_knows_the_child_stands_on_the_page(delphine: User) -> None:
    told = {"relationship": ["Form tutor since September"], "lead_name": ["none"], "last_seen-not_known": ["yes"]}
    referral = sent_referral(delphine, referrer={**SINGLES["referrer"], **told})
    said = {one.title: one.words for one in record.said(referral)}
    knows = said["How the referrer knows them"]
    assert knows.startswith("Form tutor since September.")
    assert "Talked to no safeguarding lead" in knows


def test_a_child_by_sex_and_birth_and_a_worry_by_how_often(delphine: User) -> None:
    referral = sent_referral(
        delphine,
        children=[{"sex": ["F"], "school": ["Not known"]}],
        worries=[{"often": ["days"], "when": ["Monday"]}],
        voice={"asked": ["too_young"]},
    )
    assert record.children(referral)[0].about.startswith("Female. Born ")
    assert "School not known." in record.children(referral)[0].about
    assert record.worries(referral)[0].by == "Monday, most days"
    assert {one.title: one for one in record.said(referral)}["What the children say"].small.startswith(
        "Too young to say."
    )
