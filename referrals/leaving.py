"""Forms that somebody has not finished when their account ends, and what they have sent and cannot follow any more."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.leaving import Held, counted
from accounts.models import User
from accounts.roles import Role
from notifications.actions import tell_what_was_handed_on
from notifications.kinds import Kind
from referrals.actions import give_draft
from referrals.lead_readings import end_reading
from referrals.models import Draft, Referral
from referrals.querysets import DraftQuerySet, ReferralQuerySet
from referrals.reading_states import Move, Stand

_NOBODY_READS = "Your agency has no safeguarding lead any more. You can send this form yourself."


def held_by(person: User) -> list[Held]:
    """Forms not sent, and referrals that MASH has not decided."""
    lead = _lead_for(person)
    follow = ("somebody else must follow it", "somebody else must follow them")
    by_lead, alone = "can be followed by the safeguarding lead", "must be followed by telephone"
    if lead is not None:
        follow = ("the safeguarding lead follows it", "the safeguarding lead follows them")
    return [
        *_forms(_unsent(person).count(), lead, person),
        *counted(
            _undecided(person).count(),
            one=("1 referral not yet decided", follow[0], by_lead if lead else alone),
            many=("{} referrals not yet decided", follow[1], by_lead if lead else alone),
        ),
    ]


def _forms(count: int, lead: User | None, person: User) -> list[Held]:
    one, many = "1 form not sent", "{} forms not sent"
    if lead is not None:
        to = f"to {lead}, safeguarding lead"
        return counted(count, one=(one, f"it goes {to}", f"went {to}"), many=(many, f"they go {to}", f"went {to}"))
    none = f"{person.agency} has no safeguarding lead. Ring them, and make the lead an account"
    return counted(
        count,
        one=(one, f"nobody can finish it, because {none}", f"waits, because {none}"),
        many=(many, f"nobody can finish them, because {none}", f"wait, because {none}"),
    )


@transaction.atomic
def hand_on(person: User, *, by: User) -> None:
    """Forms go to a safeguarding lead of the agency. Without one they stay, and the administrators are told."""
    lead = _lead_for(person)
    if person.role == Role.SAFEGUARDING_LEAD and lead is None:
        _free_forms(person, by=by)
    forms = list(_unsent(person).select_for_update(of=("self",)).order_by("pk"))
    if forms and lead is None:
        tell_what_was_handed_on(
            User.objects.administrators(),
            of=person,
            room="forms",
            path="/administration/people/",
            count=len(forms),
            kind=Kind.FORMS_WAIT,
        )
    if lead is None:
        return
    _give(forms, lead, of=person, by=by)
    sent = list(_undecided(person).order_by("received_at").values_list("reference", flat=True))
    if sent:
        leads = User.objects.leads_of(lead.agency_id)
        tell_what_was_handed_on(
            leads, of=person, room="sent", path="/referrals/agency/", count=len(sent), references=sent
        )


@transaction.atomic
def take_up_forms(lead: User, *, by: User) -> None:
    """A new safeguarding lead gets the forms of their agency that have waited for one. Others get nothing."""
    if lead.role != Role.SAFEGUARDING_LEAD:
        return
    waiting = Draft.objects.unsent().filter(owner__is_active=False, agency=lead.agency_id)
    _give(list(waiting.select_for_update(of=("self",)).order_by("pk")), lead, of=lead, by=by)


def orphans() -> int:
    """Forms of people who have left, where somebody is there who could finish them."""
    leads = User.objects.active().filter(role=Role.SAFEGUARDING_LEAD, agency=OuterRef("agency"))
    return Draft.objects.unsent().filter(Exists(leads), owner__is_active=False).count()


def _unsent(person: User) -> DraftQuerySet:
    return Draft.objects.unsent().filter(owner=person)


def _undecided(person: User) -> ReferralQuerySet:
    return Referral.objects.open().filter(referrer=person)


def _lead_for(person: User) -> User | None:
    """The lead of the agency who has been here longest, and is somebody else."""
    if person.agency_id is None:
        return None
    leads = User.objects.leads_of(person.agency_id).exclude(pk=person.pk)
    longest: User | None = leads.order_by("created_at", "pk").first()
    return longest


def _free_forms(lead: User, *, by: User) -> None:
    """Forms that wait for a lead when the last one leaves go back to their writers, who send them themselves."""
    given = Draft.objects.unsent().filter(agency=lead.agency_id, readings__stand=Stand.WITH_LEAD.value)
    for form in given.select_for_update(of=("self",)).order_by("pk"):
        end_reading(form, Move.RETURN, comments=_NOBODY_READS, by=by)
        tell_what_was_handed_on(
            [form.owner], of=lead, room=f"unread:{form.pk}", path=f"/referrals/draft/{form.pk}/check/", count=1
        )


def _give(forms: list[Draft], lead: User, *, of: User, by: User) -> None:
    for form in forms:
        if form.readings.open().exists():
            end_reading(form, Move.TAKE_BACK, by=by)
        give_draft(form, to=lead, by=by)
    if forms:
        tell_what_was_handed_on([lead], of=of, room="forms", path="/referrals/", count=len(forms))
