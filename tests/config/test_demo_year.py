"""The made-up town: a small year of it, lived through the real actions."""

from datetime import UTC, datetime
from random import Random

import pytest

from config.demo.people import make_agencies, make_people
from config.demo.today import TODAY
from config.demo.year import Year
from contacts.models import Contact
from core import clock
from mash.models import Decision, EarlyHelpCase, Telling
from practice.models import Attempt, Round, Stage
from quality.double_models import BlindAnswer
from quality.double_models import Round as DoubleRound
from referrals.models import Referral
from sla.models import Deadline, DeadlineEvent
from tests.kept_rows import KeptRows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)  # a Tuesday
CONTACTS = 60


LIVED = KeptRows()


@pytest.fixture
def town(db: None) -> None:
    """Lived once in a process; then its rows are put back."""
    if LIVED.parts:
        LIVED.put_back()
        return
    with LIVED.keeping():
        agencies = make_agencies()
        Year(agencies, make_people(agencies), Random(3), NOW).live(lambda *_: None, CONTACTS)


def test_the_desk_has_pressing_things_in_hand_whatever_the_dice_say(town: None) -> None:
    with clock.moved_to(NOW):
        assert Referral.objects.count() == CONTACTS + len(TODAY)
        overdue = set(Referral.objects.overdue(NOW).values_list("headline", flat=True))
        assert {"Bruise on the cheek of a baby who cannot roll", "Older man waits in a car"} <= overdue
        held = Referral.objects.open().get(headline="Long red marks across both thighs")
        assert (held.priority, held.level, held.holder.full_name) == ("red", 4, "Asha Inkwell")
        waiting = Decision.objects.proposed().values_list("referral__headline", flat=True)
        assert set(waiting) == {"Older man waits in a car", "Nine months of help, no change"}


def test_nobody_waits_for_weeks_to_be_told_or_taken_on(town: None) -> None:
    oldest = [
        *Telling.objects.waiting().values_list("ready_at", flat=True),
        *EarlyHelpCase.objects.waiting().values_list("received_at", flat=True),
        *Referral.objects.open().values_list("received_at", flat=True),
    ]
    assert oldest
    assert max((NOW - moment).days for moment in oldest) < 5


def test_what_was_missed_carries_its_true_time(town: None) -> None:
    missed = DeadlineEvent.objects.filter(step="breached", deadline__governs=True)
    assert missed.count() >= 2
    assert all(event.due_at == event.deadline.due_at for event in missed.select_related("deadline"))
    assert not Deadline.objects.filter(started_at__gt=NOW).exists()


def test_the_list_of_contacts_has_something_of_everything(town: None) -> None:
    assert set(Contact.objects.values_list("kind", flat=True)) == {"consultation", "phone", "police", "out_of_hours"}
    assert Contact.objects.waiting().count() == 2
    assert Contact.objects.unfinished().count() == 2
    assert Contact.objects.filter(outcome="advice").count() == 3


def test_the_town_has_practised_and_decided_again(town: None) -> None:
    """People of the first weeks were asked again and changed; a round is discussed, and one waits for its answers."""
    assert Attempt.objects.filter(stage=Stage.FOLLOW_UP).values("person").distinct().count() >= 8
    assert Round.objects.filter(invited_at=None).exists()
    answered = {one.name: one.status for one in DoubleRound.objects.all()}
    assert answered == {"Spring and summer": "closed", "Autumn": "sent"}
    assert BlindAnswer.objects.count() >= 9
