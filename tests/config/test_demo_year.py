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
from referrals.models import Referral
from sla.models import Deadline, DeadlineEvent

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)  # a Tuesday
CONTACTS = 60


@pytest.fixture
def town(db) -> Year:
    agencies = make_agencies()
    year = Year(agencies, make_people(agencies), Random(3), NOW)
    year.live(lambda *_: None, CONTACTS)
    return year


def test_the_desk_has_pressing_things_in_hand_whatever_the_dice_say(town):
    with clock.moved_to(NOW):
        assert Referral.objects.count() == CONTACTS + len(TODAY)
        overdue = set(Referral.objects.overdue(NOW).values_list("headline", flat=True))
        assert {"Bruise on the cheek of a baby who cannot roll", "Older man waits in a car"} <= overdue
        held = Referral.objects.open().get(headline="Long red marks across both thighs")
        assert (held.priority, held.level, held.holder.full_name) == ("red", 4, "Asha Inkwell")
        waiting = Decision.objects.proposed().values_list("referral__headline", flat=True)
        assert set(waiting) == {"Older man waits in a car", "Nine months of help, no change"}


def test_nobody_waits_for_weeks_to_be_told_or_taken_on(town):
    oldest = [
        *Telling.objects.waiting().values_list("ready_at", flat=True),
        *EarlyHelpCase.objects.waiting().values_list("received_at", flat=True),
        *Referral.objects.open().values_list("received_at", flat=True),
    ]
    assert oldest
    assert max((NOW - moment).days for moment in oldest) < 5


def test_what_was_missed_carries_its_true_time(town):
    missed = DeadlineEvent.objects.filter(step="breached", deadline__governs=True)
    assert missed.count() >= 2
    assert all(event.due_at == event.deadline.due_at for event in missed.select_related("deadline"))
    assert not Deadline.objects.filter(started_at__gt=NOW).exists()


def test_the_list_of_contacts_has_something_of_everything(town):
    assert set(Contact.objects.values_list("kind", flat=True)) == {"consultation", "phone", "police", "out_of_hours"}
    assert Contact.objects.waiting().count() == 2
    assert Contact.objects.unfinished().count() == 2
    assert Contact.objects.filter(outcome="advice").count() == 3
