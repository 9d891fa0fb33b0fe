"""Sending by API: the same rules as the pages, once for each key, and nothing for a key that may only send."""

from datetime import timedelta
from threading import Thread
from unittest import mock
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.actions import deactivate
from accounts.api_keys import LONGEST_LIFE, revoke_api_key
from accounts.models import Agency, ApiKey, User
from accounts.roles import Role
from core import clock
from core.clock import LONDON
from notifications.models import Message
from referrals.models import Child, Draft, Referral, Worry
from sla.models import Deadline
from tests.conftest import TUESDAY
from tests.factories import sent_referral
from tests.referrals.api import URL, WHOLE, System, pointers, system_of, whole
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]


@pytest.fixture
def system(delphine: User, petra: User) -> System:
    """The school's own system; it may read."""
    return system_of(delphine, petra)


@pytest.fixture
def sender(delphine: User, petra: User) -> System:
    """One that may only send."""
    return system_of(delphine, petra, may_read=False)


def nothing_written() -> bool:
    return not any(model.objects.exists() for model in (Referral, Draft, Deadline)) and not letters().exists()


def letters() -> QuerySet[Message]:
    """What was written to anybody; that a key was made is told before anything is sent with it."""
    return Message.objects.exclude(kind="key_made")


# Sending


def test_a_referral_is_received_as_from_the_pages(sender: System, delphine: User) -> None:
    response = sender.post()
    referral = Referral.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "reference": referral.reference,
        "received_at": "2026-11-17T11:20:00Z",
        "decision_due_at": "2026-11-18T11:20:00Z",
        "call_owed": None,
        "suggested_level": 2,
        "suggested_route": "pushback_advice",
    }
    assert (referral.channel, referral.referrer, referral.agency) == ("api", delphine, delphine.agency)
    assert list(Child.objects.values_list("first_name", "age_months")) == [("Pip", 116), ("Wren", 48)]
    assert list(Worry.objects.values_list("indicator", "how", "has_evidence")) == [("L2-cd-14", "seen", True)]
    assert Deadline.objects.open().on(referral.pk).count() == 3
    assert letters().get().kind == "referral_received"
    assert Entry.objects.filter(verb="collected", subject_id=referral.pk, actor_id=delphine.pk).count() == 1


def test_the_document_is_that_of_the_pages(sender: System, delphine: User) -> None:
    """The same answers, through the pages' own way in, make the same document."""
    sender.post(
        {
            "gate": {"danger": "no", "urgent": "no"},
            "referrer": {"job_title": "Teacher", "phone": "01632 960 301", "lead_name": "Wilf Candlemas"},
            "consent": {"family": "agreed", "who_agreed": "Mother, for Pip", "young_person": "agreed"},
            "children": [{**WHOLE["children"][0], "school": "Hollow Oak Primary"}],
            "worries": [{name: value for name, value in WHOLE["worries"][0].items() if name != "children"}],
            "voice": WHOLE["voice"],
            "strengths": WHOLE["strengths"],
            "help": {"tried": "Breakfast club since September", "early_help": "none"},
            "response": WHOLE["response"],
        }
    )
    by_page = sent_referral(delphine)
    by_api = Referral.objects.get(channel="api")
    assert by_api.document == by_page.document
    assert by_api.document_sha256 == by_page.document_sha256


def test_the_least_that_can_be_sent(sender: System) -> None:
    body = {
        "gate": {"danger": "no", "urgent": "no"},
        "referrer": {"job_title": "Teacher", "phone": "01632 960 301"},
        "children": [{"unborn": "no", "first_name": "not known"}],
    }
    assert sender.post(body).status_code == 201
    assert Referral.objects.get().route == "pushback_information"


def test_a_call_before_starts_no_clock_that_runs_on(sender: System) -> None:
    gate = {"danger": "no", "urgent": "yes", "phoned_on": "2026-11-17", "phoned_at": "09:50"}
    assert sender.post(whole(gate=gate)).status_code == 201
    assert Referral.objects.get().urgent is True
    assert set(Deadline.objects.open().values_list("subject_kind", flat=True)) == {"referral"}


# Once for each key


def test_the_same_key_and_content_is_the_same_referral(sender: System) -> None:
    key = uuid4()
    first = sender.post(key=key)
    again = sender.post(key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Referral.objects.count() == letters().count() == 1


def test_the_same_key_with_other_content_is_refused(sender: System) -> None:
    key = uuid4()
    reference = sender.post(key=key).json()["reference"]
    again = sender.post(whole(strengths={"strengths": "None"}), key=key)
    assert again.status_code == 409
    assert again.json() == {
        "errors": [
            {
                "pointer": "",
                "detail": f"This key was used for {reference}, with other content. Add new facts as information to it.",
            }
        ]
    }
    assert Referral.objects.get().document["strengths"]["strengths"] == "Grandmother helps at weekends"


def test_a_retry_stays_one_when_the_day_has_changed(sender: System) -> None:
    """What was right when it was sent is not checked again: the sender only wants to know that it arrived."""
    key = uuid4()
    gate = {"danger": "no", "urgent": "yes", "phoned_on": "2026-11-17", "phoned_at": "11:19"}
    first = sender.post(whole(gate=gate), key=key)
    with clock.moved_to(TUESDAY - timedelta(days=2)):
        again = sender.post(whole(gate=gate), key=key)
    assert (again.status_code, again.json()) == (200, first.json())


def test_a_refused_form_does_not_use_up_its_key(sender: System) -> None:
    key = uuid4()
    assert sender.post(whole(gate={"danger": "no"}), key=key).status_code == 400
    assert nothing_written()
    assert sender.post(key=key).status_code == 201


def test_a_key_of_a_colleague_stays_theirs(sender: System, bronwen: User, petra: User) -> None:
    key = uuid4()
    reference = sender.post(key=key).json()["reference"]
    other = system_of(bronwen, petra).post(key=key)
    assert other.status_code == 409
    assert reference not in other.content.decode()


def test_another_agency_may_use_the_same_key(sender: System, charlie: User, petra: User) -> None:
    key = uuid4()
    first, second = sender.post(key=key), system_of(charlie, petra).post(key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["reference"] != second.json()["reference"]


@pytest.mark.usefixtures("transactional_db")
def test_twenty_at_once_with_one_key_are_one_referral(sender: System) -> None:
    key, answers = uuid4(), []

    def send() -> None:
        try:
            answers.append(sender.post(key=key))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert {answer.json()["reference"] for answer in answers} == {Referral.objects.get().reference}


@pytest.mark.parametrize("key", ["", "7", "not-a-uuid", "fdk", "é" * 8])
def test_a_key_that_is_no_uuid(sender: System, key: str) -> None:
    response = sender.post(key=key)
    assert response.status_code == 400
    assert response.json() == {
        "errors": [{"pointer": "", "detail": "Send a UUID of your own in the header Idempotency-Key."}]
    }


# Keys


@pytest.mark.parametrize("text", ["", "fdk_00000000_wrong", "x y", "é"])
def test_no_key_or_a_wrong_one(text: str, system: System) -> None:
    stranger = System(text)
    paths = (URL, f"{URL}/FD-7Q2K-4M", f"{URL}/FD-7Q2K-4M/outcome", "/api/v1/nothing")
    for response in (stranger.post(), *(stranger.get(path) for path in paths)):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert pointers(response) == [""]
    assert nothing_written()


def test_a_revoked_key(system: System, petra: User) -> None:
    assert system.get().status_code == 200
    assert system.row is not None
    revoke_api_key(system.row, by=petra)
    assert (system.get().status_code, system.post().status_code) == (401, 401)


def test_a_key_ends_after_ninety_days(system: System) -> None:
    with clock.moved_to(TUESDAY + LONGEST_LIFE - timedelta(seconds=1)):
        assert system.get().status_code == 200
    with clock.moved_to(TUESDAY + LONGEST_LIFE):
        assert (system.get().status_code, system.post().status_code) == (401, 401)


def test_a_key_of_somebody_who_left(system: System, delphine: User, petra: User) -> None:
    deactivate(delphine, by=petra)
    assert (system.get().status_code, system.post().status_code) == (401, 401)


def test_a_key_of_somebody_who_moved(system: System, delphine: User, tidewell: Agency) -> None:
    delphine.agency = tidewell
    delphine.save()
    assert (system.get().status_code, system.post().status_code) == (403, 403)
    assert nothing_written()


def test_a_key_gives_nothing_of_a_new_role(system: System, delphine: User, charlie: User) -> None:
    """Its person joined MASH, who see everything; the key was made for a school."""
    reference = sent_referral(charlie).reference
    delphine.role = Role.MASH_WORKER
    delphine.save()
    for response in (system.get(), system.get(f"{URL}/{reference}")):
        assert response.status_code == 403
        assert reference not in response.content.decode()


def test_a_key_that_may_only_send_reads_nothing(sender: System, delphine: User) -> None:
    reference = sent_referral(delphine).reference
    before = Entry.objects.filter(verb="read").count()
    for path in (URL, f"{URL}/{reference}", f"{URL}/{reference}/outcome", f"{URL}/FD-0000-00"):
        response = sender.get(path)
        assert response.status_code == 403
        assert reference not in response.content.decode()
    assert Entry.objects.filter(verb="read").count() == before


def test_a_page_session_is_no_key(client: object, delphine: User) -> None:
    client.force_login(delphine)  # type: ignore[attr-defined]
    assert client.get(URL).status_code == 401  # type: ignore[attr-defined]


# Reading


def test_where_a_referral_stands(system: System, delphine: User) -> None:
    referral = sent_referral(delphine)
    response = system.get(f"{URL}/{referral.reference.lower().replace('-', '')}")
    assert response.status_code == 200
    assert response.json() == {
        "reference": referral.reference,
        "received_at": "2026-11-17T11:20:00Z",
        "decision_due_at": "2026-11-18T11:20:00Z",
        "call_owed": None,
        "suggested_level": 2,
        "suggested_route": "pushback_advice",
        "decided": False,
        "decided_at": None,
        "withdrawn": False,
        "information": 0,
        "messages": 0,
        "unread_message": False,
        "reply_by": None,
    }
    read = Entry.objects.get(verb="read")
    assert (read.subject_id, read.actor_id, read.facts["view"]) == (referral.pk, delphine.pk, "api")


def test_hidden_and_absent_are_the_same(system: System, bronwen: User, charlie: User) -> None:
    theirs = [sent_referral(person).reference for person in (bronwen, charlie)]
    for path in ("", "/outcome"):
        answers = [system.get(f"{URL}/{reference}{path}") for reference in (*theirs, "FD-7Q2K-4M", "nothing", "%00")]
        assert {answer.status_code for answer in answers} == {404}
        assert {answer.content for answer in answers} == {
            b'{"errors":[{"pointer":"","detail":"There is nothing here."}]}'
        }
    assert not Entry.objects.filter(verb="read").exists()


def test_a_lead_reads_those_of_the_agency(delphine: User, wilf: User, charlie: User, petra: User) -> None:
    ours, other = sent_referral(delphine).reference, sent_referral(charlie).reference
    system = system_of(wilf, petra)
    assert [row["reference"] for row in system.get().json()["referrals"]] == [ours]
    assert (system.get(f"{URL}/{ours}").status_code, system.get(f"{URL}/{other}").status_code) == (200, 404)


def test_the_list_pages_without_losing_one(system: System, delphine: User) -> None:
    """Those of the same moment too."""
    sent = {sent_referral(delphine, ago=timedelta(hours=number // 3)).reference for number in range(8)}
    with mock.patch("referrals.api.PAGE", 3):
        seen, before = [], ""
        while before is not None:
            page = system.get(**({"before": before} if before else {})).json()
            seen += [row["reference"] for row in page["referrals"]]
            before = page["before"]
    assert len(seen) == 8
    assert set(seen) == sent
    times = {row.reference: row.received_at for row in Referral.objects.all()}
    assert [times[one] for one in seen] == sorted(times.values(), reverse=True)
    assert Entry.objects.filter(verb="read").count() == 8


@pytest.mark.parametrize("before", ["", "FD-7Q2K-4M", "\x00", "x" * 500])
def test_a_page_behind_nothing(system: System, before: str) -> None:
    response = system.get(before=before)
    assert response.status_code == 400
    assert pointers(response) == [""]


def test_the_list_asks_the_same_of_the_database_for_one_and_for_fifty(system: System, delphine: User) -> None:
    counts = []
    for more in (1, 49):
        for _ in range(more):
            sent_referral(delphine)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert system.get().status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_other_addresses_and_methods(system: System) -> None:
    assert system.get("/api/v1/nothing").json() == {"errors": [{"pointer": "", "detail": "There is nothing here."}]}
    assert system.get("/api/v1/nothing").status_code == 404
    response = system.post(b"{}", headers={"X-HTTP-Method-Override": "DELETE"})
    assert response.status_code == 400


def test_the_night_the_clocks_change(sender: System) -> None:
    with clock.moved_to(clock.datetime(2026, 10, 24, 18, 0, tzinfo=LONDON)):
        body = whole(referrer={"job_title": "Teacher", "phone": "01632 960 301"}, consent=None)
        assert sender.post(body).json()["decision_due_at"] == "2026-10-25T17:00:00Z"
    assert ApiKey.objects.count() == 1
