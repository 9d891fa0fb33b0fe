"""Adding information by API: the same rules as the page, once for each key."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from referrals.models import Referral, Score, Supplement
from referrals.talking import write_message
from referrals.withdrawing import withdraw
from tests.factories import sent_referral
from tests.referrals.api import System, pointers, system_of
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]
FACTS = {"happened": "“Bram hit me.”", "when": "Today", "worries": [{"indicator": "L4-cd-06", "how": "told"}]}


@pytest.fixture
def sent(delphine: User) -> Referral:
    return sent_referral(delphine)


def post(system: System, reference: str, body: Any = None, key: object = "") -> Any:
    return Client(raise_request_exception=False).post(
        f"/api/v1/referrals/{reference}/information",
        json.dumps(FACTS if body is None else body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {system.text}", "Idempotency-Key": str(key or uuid4())},
    )


def test_facts_are_kept_once(sent: Referral, delphine: User, petra: User) -> None:
    system, key = system_of(delphine, petra, may_read=False), uuid4()
    first, again = post(system, sent.reference, key=key), post(system, sent.reference, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json() == {
        "reference": sent.reference,
        "number": 1,
        "added_at": "2026-11-17T11:20:00Z",
        "after_decision": False,
        "decision_due_at": "2026-11-17T15:20:00Z",
    }
    assert (Supplement.objects.count(), Score.objects.count()) == (1, 2)
    assert post(system, sent.reference, {"happened": "Other"}, key=key).status_code == 409
    assert Entry.objects.filter(verb="collected", subject="supplement").count() == 1


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ({}, 400, ["/happened"]),
        ({"happened": ""}, 400, ["/happened"]),
        ({"happened": 7}, 400, ["/happened"]),
        ({"happened": "So.", "hapened": "So."}, 400, ["/hapened"]),
        ({"happened": "So.", "worries": [{"indicator": "L4-cd-06", "how": "guessed"}]}, 400, ["/worries/0/how"]),
        ({"happened": "So.", "worries": [{"indicator": "L9-xx-99", "how": "seen"}]}, 422, ["/worries"]),
        ([], 400, [""]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_written(
    sent: Referral, delphine: User, petra: User, body: Any, code: int, where: list[str]
) -> None:
    answer = post(system_of(delphine, petra), sent.reference, body)
    assert (answer.status_code, pointers(answer)) == (code, where)
    assert not Supplement.objects.exists()


def test_hidden_and_absent_are_one_and_a_withdrawn_one_takes_none(
    sent: Referral, delphine: User, bronwen: User, charlie: User, petra: User
) -> None:
    for stranger in (bronwen, charlie):
        answers = [post(system_of(stranger, petra), reference) for reference in (sent.reference, "FD-0000-00")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    withdraw(sent, reason="twice", words="Sent twice.", by=delphine)
    assert post(system_of(delphine, petra), sent.reference).status_code == 409
    assert not Supplement.objects.exists()


def test_the_status_counts_and_says_no_words(sent: Referral, delphine: User, asha: User, petra: User) -> None:
    system = system_of(delphine, petra)
    post(system, sent.reference)
    write_message(sent, key=uuid4(), text="Has a doctor seen him?", within="2h", by=asha)
    answer = system.get(f"/api/v1/referrals/{sent.reference}")
    body = answer.json()
    assert (body["information"], body["messages"], body["unread_message"]) == (1, 1, True)
    assert (body["reply_by"], body["decided"], body["withdrawn"]) == ("2026-11-17T13:20:00Z", False, False)
    assert "doctor" not in answer.content.decode()
    withdrawn = sent_referral(delphine)
    withdraw(withdrawn, reason="twice", words="Sent twice.", by=delphine)
    body = system.get(f"/api/v1/referrals/{withdrawn.reference}").json()
    assert (body["decided"], body["withdrawn"]) == (False, True)
