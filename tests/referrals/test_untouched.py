"""Forms left lying: one reminder at 14 days, deleted at 28 with the lead told, and a second round changes nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from accounts.actions import deactivate
from accounts.models import User
from core import clock
from notifications.models import Message
from referrals.actions import record_call, save_section, start_draft
from referrals.models import Draft, DraftSection
from referrals.tasks import mind_drafts as task
from referrals.untouched import DELETE_AFTER, REMIND_AFTER, mind_drafts
from sla.models import Deadline
from tests.conftest import TUESDAY
from tests.factories import fill_draft, sent_referral
from trail.models import Entry

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def draft(delphine: User) -> Iterator[Draft]:
    """Last touched on Tuesday 17 November, 11:20."""
    with clock.moved_to(TUESDAY):
        yield fill_draft(delphine)


def round_at(moment: datetime) -> tuple[int, int]:
    with clock.moved_to(moment):
        return mind_drafts(moment)


def told(kind: str) -> list[tuple[str, str, datetime | None]]:
    rows = Message.objects.filter(kind=kind).select_related("to").order_by("to__full_name")
    return [(row.to.full_name, row.path, row.due_at) for row in rows]


def erased(draft: Draft) -> list[dict[str, object]]:
    return list(
        Entry.objects.filter(verb="erased", subject="draft", record_id=draft.pk).values_list("facts", flat=True)
    )


@pytest.mark.parametrize(
    ("after", "reminded"), [(REMIND_AFTER - MINUTE, 0), (REMIND_AFTER - SECOND, 0), (REMIND_AFTER, 1)]
)
def test_the_writer_is_reminded_at_fourteen_days(after: timedelta, reminded: int, draft: Draft, wilf: User) -> None:
    assert round_at(TUESDAY + after) == (reminded, 0)
    ends = (TUESDAY + DELETE_AFTER) if reminded else None
    assert told("draft_waits") == ([("Delphine Marchpane", "/referrals/", ends)] if reminded else [])
    assert Entry.objects.filter(verb="warned", record_id=draft.pk).count() == reminded


def test_once_and_again_only_when_it_was_touched_and_left_again(draft: Draft, delphine: User) -> None:
    assert round_at(TUESDAY + REMIND_AFTER) == (1, 0)
    assert round_at(TUESDAY + REMIND_AFTER + MINUTE) == (0, 0)
    touched = TUESDAY + REMIND_AFTER + timedelta(days=1)
    with clock.moved_to(touched):
        save_section(draft, section="voice", item=0, data={"words": ["more"]}, finished=False, by=delphine)
    assert round_at(TUESDAY + DELETE_AFTER) == (0, 0)
    assert round_at(touched + REMIND_AFTER - SECOND) == (0, 0)
    assert round_at(touched + REMIND_AFTER) == (1, 0)
    assert len(told("draft_waits")) == 2


@pytest.mark.parametrize(("after", "deleted"), [(DELETE_AFTER - SECOND, 0), (DELETE_AFTER, 1)])
def test_it_is_deleted_at_twenty_eight_days_and_the_lead_told(
    after: timedelta, deleted: int, draft: Draft, wilf: User, strange_lead: User
) -> None:
    round_at(TUESDAY + REMIND_AFTER)
    assert round_at(TUESDAY + after) == (0, deleted)
    assert Draft.objects.filter(pk=draft.pk).exists() == (not deleted)
    assert DraftSection.objects.filter(draft_id=draft.pk).exists() == (not deleted)
    assert [name for name, _, _ in told("draft_deleted")] == ["Delphine Marchpane", "Wilf Candlemas"][: 2 * deleted]
    assert erased(draft) == [{"untouched_days": 28}][:deleted]
    assert round_at(TUESDAY + after) == (0, 0)
    assert len(told("draft_deleted")) == 2 * deleted


def test_nobody_loses_a_form_without_fourteen_days_of_warning(draft: Draft) -> None:
    """The sweepers stood still for five weeks: it is reminded of first."""
    late = TUESDAY + timedelta(days=35)
    assert round_at(late) == (1, 0)
    assert told("draft_waits") == [("Delphine Marchpane", "/referrals/", late + REMIND_AFTER)]
    assert round_at(late + REMIND_AFTER - SECOND) == (0, 0)
    assert round_at(late + REMIND_AFTER) == (0, 1)


def test_without_a_lead_the_administrators_hear_of_it(draft: Draft, petra: User) -> None:
    round_at(TUESDAY + REMIND_AFTER)
    assert round_at(TUESDAY + DELETE_AFTER) == (0, 1)
    assert [(name, path) for name, path, _ in told("draft_deleted")] == [
        ("Delphine Marchpane", "/referrals/"),
        ("Petra Quillon", "/"),
    ]


def test_a_form_begun_by_somebody_who_left_reminds_the_lead_who_has_it(
    draft: Draft, delphine: User, wilf: User, petra: User
) -> None:
    with clock.moved_to(TUESDAY):
        deactivate(delphine, by=petra)
    round_at(TUESDAY + REMIND_AFTER)
    assert [name for name, _, _ in told("draft_waits")] == ["Wilf Candlemas"]
    assert round_at(TUESDAY + DELETE_AFTER) == (0, 1)
    assert [name for name, _, _ in told("draft_deleted")] == ["Wilf Candlemas"]


def test_a_form_owed_after_a_call_has_its_own_clock_and_goes_with_it(delphine: User) -> None:
    with clock.moved_to(TUESDAY):
        owed = start_draft(by=delphine)
        record_call(owed, called_at=TUESDAY - MINUTE, by=delphine)
    assert round_at(TUESDAY + REMIND_AFTER) == (1, 0)
    assert round_at(TUESDAY + DELETE_AFTER) == (0, 1)
    assert Deadline.objects.open().on(owed.pk).count() == 0


def test_a_form_that_was_sent_is_left_alone(delphine: User) -> None:
    with clock.moved_to(TUESDAY):
        referral = sent_referral(delphine)
    assert round_at(TUESDAY + timedelta(days=90)) == (0, 0)
    assert Draft.objects.filter(pk=referral.draft_id).exists()
    assert not Message.objects.filter(kind__in=["draft_waits", "draft_deleted"]).exists()


def test_the_task_and_the_second_sweeper_do_the_same(draft: Draft) -> None:
    with clock.moved_to(TUESDAY + REMIND_AFTER):
        task()
        assert mind_drafts() == (0, 0)
    assert len(told("draft_waits")) == 1
