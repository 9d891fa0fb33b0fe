"""Sending: one transaction, once, whatever happens around it."""

from datetime import UTC, timedelta
from threading import Thread
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from accounts.models import User
from core import clock
from core.errors import Refused
from core.references import read_reference
from notifications.models import Message
from referrals import submission
from referrals.actions import save_section, start_draft
from referrals.models import Child, Draft, Referral, Score, Worry
from referrals.submission import submit_referral
from sla.models import Deadline
from tests.conftest import TUESDAY
from tests.factories import GATE, fill_draft, sent_referral
from thresholds.published import of_version
from thresholds.scoring import case_from_dict, score
from trail.models import Entry

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Referral, Child, Worry, Score, Deadline, Message))


def test_everything_is_written_together(delphine: User, at_tuesday: object) -> None:
    referral = sent_referral(delphine)
    assert read_reference(referral.reference) == referral.reference
    assert (referral.level, referral.route, referral.priority) == (2, "pushback_advice", "green")
    assert referral.received_at == TUESDAY
    assert [(d.clock, d.due_at) for d in Deadline.objects.on(referral.pk).order_by("clock")] == [
        ("decision_24h", TUESDAY + timedelta(hours=24)),
        ("decision_working_day", TUESDAY + timedelta(hours=24)),
        ("priority", TUESDAY + timedelta(hours=72)),
    ]
    assert referral.due_at == TUESDAY + timedelta(hours=24)
    assert Message.objects.get(subject_id=referral.pk).dedupe_key == f"received:{referral.pk}"
    verbs = set(Entry.objects.filter(record_id=referral.pk).values_list("verb", flat=True))
    assert {"collected", "scored", "started"} <= verbs


def test_the_kept_score_can_be_made_again(delphine: User) -> None:
    referral = sent_referral(delphine, worries=[("L4-cd-14", "seen", "Three long red marks across both thighs")])
    kept = referral.scores.get()
    again = score(of_version(kept.matrix_version_id).matrix, case_from_dict(kept.case))
    assert again.to_dict() == kept.result
    assert (referral.level, referral.priority) == (4, "red")


def test_red_tells_everyone_in_mash_once(delphine: User, asha: User, marek: User, niamh: User) -> None:
    referral = sent_referral(delphine, worries=[("L4-cd-14", "seen", "Three long red marks across both thighs")])
    told = Message.objects.filter(subject_id=referral.pk, kind="new_referral").values_list("to_id", flat=True)
    assert sorted(told) == sorted([asha.pk, marek.pk])


def test_sending_twice_is_sending_once(delphine: User) -> None:
    draft = fill_draft(delphine)
    first = submit_referral(draft, by=delphine)
    before = counts()
    assert submit_referral(draft, by=delphine).reference == first.reference
    assert counts() == before


def test_a_form_with_gaps_can_be_sent(delphine: User) -> None:
    referral = sent_referral(delphine, voice={}, help={}, response={}, strengths={}, consent={}, worries=[])
    assert referral.level is None
    assert referral.route == "pushback_information"


@pytest.mark.parametrize(
    ("section", "data", "sentence"),
    [
        ("gate", {}, "Choose is a child in danger right now?"),
        ("referrer", {"job_title": ["Teacher"], "phone": ["12"]}, "Enter a telephone number"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_written(
    delphine: User, section: str, data: dict[str, list[str]], sentence: str
) -> None:
    draft = fill_draft(delphine, **{section: data})
    before = counts()
    with pytest.raises(Refused):
        submit_referral(draft, by=delphine)
    assert counts() == before
    assert draft.sections.count() > 0


def test_an_empty_form_says_where_to_begin(delphine: User) -> None:
    draft = start_draft(by=delphine)
    with pytest.raises(Refused, match="Is anyone in danger"):
        submit_referral(draft, by=delphine)


def test_nobody_sends_another_persons_form(delphine: User, bronwen: User, wilf: User, asha: User) -> None:
    draft = fill_draft(delphine)
    for other in (bronwen, wilf, asha):
        with pytest.raises(Refused, match="not yours"):
            submit_referral(draft, by=other)
    assert not Referral.objects.exists()


def test_if_the_trail_cannot_be_written_nothing_is(delphine: User) -> None:
    draft = fill_draft(delphine)
    before = counts()
    with mock.patch.object(submission, "write", side_effect=DatabaseError("full")), pytest.raises(DatabaseError):
        submit_referral(draft, by=delphine)
    assert counts() == before
    draft.refresh_from_db()
    assert draft.submitted_at is None


@pytest.mark.parametrize("column", ["document", "reference", "received_at", "draft_id", "agency_id", "level"])
def test_what_was_sent_cannot_be_changed(delphine: User, column: str) -> None:
    referral = sent_referral(delphine)
    values = {"document": "'{}'", "reference": "'FD-0000-00'", "level": "1"}
    value = values.get(column, "now()" if column.endswith("_at") else "gen_random_uuid()")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE referrals_referral SET {column} = {value} WHERE id = %s", [referral.pk])


def test_what_was_sent_cannot_be_removed(delphine: User) -> None:
    referral = sent_referral(delphine)
    for table in ("referrals_score", "referrals_child", "referrals_worry", "referrals_referral"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    assert Referral.objects.filter(pk=referral.pk).exists()


def test_typing_goes_on_until_it_is_sent(delphine: User) -> None:
    draft = fill_draft(delphine)
    submit_referral(draft, by=delphine)
    with pytest.raises(Refused, match="has been sent"):
        save_section(draft, section="gate", item=0, data=GATE, finished=True, by=delphine)


@pytest.mark.usefixtures("transactional_db")
def test_fifty_at_once_give_one_referral(delphine: User) -> None:
    draft = fill_draft(delphine)
    answers: list[str] = []

    def send() -> None:
        try:
            answers.append(submit_referral(Draft.objects.get(pk=draft.pk), by=delphine).reference)
        except IntegrityError as error:
            answers.append(str(error))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert set(answers) == {Referral.objects.get().reference}


def test_a_referral_at_night_before_the_clocks_change(delphine: User) -> None:
    evening = clock.datetime(2026, 10, 24, 18, 0, tzinfo=clock.LONDON)
    with clock.moved_to(evening):
        referral = sent_referral(delphine)
    assert referral.due_at == evening.astimezone(UTC) + timedelta(hours=24)
    assert referral.due_at.astimezone(clock.LONDON).hour == 17
