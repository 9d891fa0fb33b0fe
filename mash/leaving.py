"""What somebody at the desk or in Early Help holds when their account ends, and whose it is afterwards."""

from django.db import transaction

from accounts.leaving import Held, counted
from accounts.models import User
from mash.actions import give_back_early_help, hand_back
from mash.models import Decision, EarlyHelpCase, Telling
from mash.querysets import EarlyHelpCaseQuerySet, TellingQuerySet
from notifications.actions import tell_what_was_handed_on
from referrals.actions import open_to_managers
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet


def held_by(person: User) -> list[Held]:
    """Open referrals, decisions proposed, outcomes nobody has heard, families taken on, referrals closed to others."""
    to_queue, to_inbox = "went back to the queue", "went back to the Early Help inbox"
    on_list, with_managers = "stayed on the list to be told", "stayed with the managers"
    return [
        *counted(
            _held(person).count(),
            one=("1 referral", "it goes back to the queue", to_queue),
            many=("{} referrals", "they go back to the queue", to_queue),
        ),
        *counted(
            Decision.objects.proposed().filter(decided_by=person).count(),
            one=("1 decision that waits for sign-off", "it stays with the managers", with_managers),
            many=("{} decisions that wait for sign-off", "they stay with the managers", with_managers),
        ),
        *counted(
            _untold(person).count(),
            one=("1 outcome not yet read", "it stays on the list to be told", on_list),
            many=("{} outcomes not yet read", "they stay on the list to be told", on_list),
        ),
        *counted(
            _taken_on(person).count(),
            one=("1 family in Early Help", "it goes back to the inbox", to_inbox),
            many=("{} families in Early Help", "they go back to the inbox", to_inbox),
        ),
        *counted(
            Referral.objects.open_to_nobody(but=person).count(),
            one=("1 referral closed to everybody else", "the managers can open it then", "is open to the managers"),
            many=(
                "{} referrals closed to everybody else",
                "the managers can open them then",
                "are open to the managers",
            ),
        ),
    ]


@transaction.atomic
def hand_on(person: User, *, by: User) -> None:
    """Referrals go back to the queue with their clocks, families to the inbox, and whoever should know is told."""
    managers = list(User.objects.managers())
    for referral in Referral.objects.open_to_nobody(but=person).order_by("pk"):
        open_to_managers(referral, by=by)
    held = list(_held(person).in_queue_order())
    for referral in held:
        hand_back(referral, by=by)
    _tell(managers, person, "queue", "/queue/", [one.reference for one in held])
    _tell(managers, person, "tell", "/queue/", _references(_untold(person)))
    cases = list(_taken_on(person).select_related("referral").order_by("received_at"))
    for case in cases:
        give_back_early_help(case, by=by)
    team = list(User.objects.in_team("early_help")) or managers
    _tell(team, person, "early-help", "/early-help/", [one.referral.reference for one in cases])
    unread = Telling.objects.waiting().filter(decision__referral__referrer=person)
    _tell(_leads_for(person), person, "unread", "/referrals/agency/", _references(unread))


def orphans() -> int:
    """Open referrals and Early Help families of people who have left, and referrals that nobody at MASH may open."""
    held = Referral.objects.open().filter(holder__is_active=False).count()
    families = EarlyHelpCase.objects.filter(accepted_by__is_active=False, referral__decided_route="early_help").count()
    return held + families + Referral.objects.open_to_nobody().count()


def _held(person: User) -> ReferralQuerySet:
    return Referral.objects.open().filter(holder=person)


def _untold(person: User) -> TellingQuerySet:
    return Telling.objects.waiting().filter(decision__decided_by=person)


def _taken_on(person: User) -> EarlyHelpCaseQuerySet:
    return EarlyHelpCase.objects.filter(accepted_by=person, referral__decided_route="early_help")


def _leads_for(person: User) -> list[User]:
    return list(User.objects.leads_of(person.agency_id)) if person.agency_id and person.is_referrer else []


def _references(tellings: TellingQuerySet) -> list[str]:
    return list(tellings.order_by("ready_at").values_list("decision__referral__reference", flat=True))


def _tell(people: list[User], person: User, room: str, path: str, references: list[str]) -> None:
    if references:
        tell_what_was_handed_on(people, of=person, room=room, path=path, count=len(references), references=references)
