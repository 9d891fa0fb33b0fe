"""The referrer comes to know the outcome: by reading it, or by telephone."""

from datetime import timedelta

import pytest

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from mash import actions
from mash.models import EarlyHelpCase, Telling
from notifications.models import Message
from referrals.models import Referral
from sla.clocks import Clock
from sla.models import Deadline
from trail.models import Entry

pytestmark = pytest.mark.django_db


def feedback(referral: Referral) -> Deadline:
    return Deadline.objects.get(subject_id=referral.pk, clock=Clock.FEEDBACK)


@pytest.mark.parametrize("who", ["delphine", "wilf"])
def test_reading_stops_the_clock(decided: Referral, who: str, request: pytest.FixtureRequest) -> None:
    reader = request.getfixturevalue(who)
    later = clock.now() + timedelta(hours=3)
    with clock.moved_to(later):
        telling = actions.mark_read(decided, by=reader)
    assert (telling.how, telling.told_at, telling.told_by) == ("read", later, reader)
    assert feedback(decided).stopped_at == later
    assert Entry.objects.get(verb="told").facts == {"how": "read"}


def test_reading_twice_changes_nothing(decided: Referral, delphine: User, wilf: User) -> None:
    first = actions.mark_read(decided, by=delphine)
    before = Entry.objects.count()
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        again = actions.mark_read(decided, by=wilf)
    assert (again.told_at, again.told_by, Entry.objects.count()) == (first.told_at, delphine, before)


@pytest.mark.parametrize("who", ["asha", "ola", "charlie", "bronwen", "strange_lead", "niamh", "petra"])
def test_nobody_else_confirms_it(decided: Referral, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused):
        actions.mark_read(decided, by=request.getfixturevalue(who))
    assert Telling.objects.get().told_at is None
    assert feedback(decided).stopped_at is None


def test_there_must_be_an_outcome(held: Referral, delphine: User, asha: User) -> None:
    with pytest.raises(Conflict, match="There is no outcome to read yet"):
        actions.mark_read(held, by=delphine)
    with pytest.raises(Refused, match="There is no outcome to tell yet"):
        actions.tell_by_phone(held, spoke_to="Delphine Marchpane", by=asha)


def test_telling_by_telephone_names_whom(decided: Referral, asha: User) -> None:
    with pytest.raises(Refused, match="Enter the name") as refusal:
        actions.tell_by_phone(decided, spoke_to="  ", by=asha)
    assert refusal.value.field == "spoke_to"
    telling = actions.tell_by_phone(decided, spoke_to="Delphine Marchpane", by=asha)
    assert (telling.how, telling.spoke_to, telling.told_by) == ("telephone", "Delphine Marchpane", asha)
    assert feedback(decided).stopped_at == telling.told_at


def test_who_already_knows_is_not_told_again(decided: Referral, asha: User, delphine: User) -> None:
    actions.mark_read(decided, by=delphine)
    with pytest.raises(Conflict, match="The referrer already knows"):
        actions.tell_by_phone(decided, spoke_to="Delphine Marchpane", by=asha)


@pytest.mark.parametrize("who", ["delphine", "wilf", "ola"])
def test_only_mash_tells(decided: Referral, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match="Only MASH"):
        actions.tell_by_phone(decided, spoke_to="Somebody", by=request.getfixturevalue(who))


def test_early_help_gets_the_case_and_word_of_it(niamh: User, helped: Referral, delphine: User) -> None:
    assert EarlyHelpCase.objects.get().accepted_at is None
    sent = {message.kind: message for message in Message.objects.filter(to__in=[niamh, delphine])}
    assert (sent["early_help_new"].to, sent["early_help_new"].path) == (niamh, f"/early-help/{helped.reference}/")
    assert sent["outcome_ready"].to == delphine


def test_accepting_is_done_once(helped: Referral, niamh: User) -> None:
    case = actions.accept_early_help(helped, by=niamh)
    assert (case.accepted_by, case.accepted_at) == (niamh, clock.now())
    with pytest.raises(Conflict, match="Niamh Saltwick has already accepted this"):
        actions.accept_early_help(helped, by=niamh)


@pytest.mark.parametrize("who", ["asha", "marek", "ola"])
def test_only_early_help_accepts(helped: Referral, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match="Only the Early Help co-ordinator"):
        actions.accept_early_help(helped, by=request.getfixturevalue(who))
    assert EarlyHelpCase.objects.get().accepted_at is None


def test_early_help_accepts_only_what_was_given_to_it(decided: Referral, niamh: User) -> None:
    with pytest.raises(Refused, match="There is nothing here"):
        actions.accept_early_help(decided, by=niamh)


def test_a_replaced_decision_takes_the_case_away(helped: Referral, marek: User, niamh: User) -> None:
    assert EarlyHelpCase.objects.visible_to(niamh).count() == 1
    actions.supersede_decision(
        helped, level=2, route="prevent", rationale="New facts came in that change the route.", by=marek
    )
    assert EarlyHelpCase.objects.visible_to(niamh).count() == 0
