"""The referrals behind each number. Counts and lists are made from the same definitions, so they cannot disagree."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from accounts.models import User
from mash.models import EarlyHelpCase, Telling
from referrals.models import Chase, Referral
from referrals.querysets import ReferralQuerySet
from referrals.states import Status
from reporting.asked import Asked, Band, Group, kinds_in, routes_in
from reporting.spans import Span
from sla.clocks import Clock
from sla.models import Deadline
from sla.querysets import DeadlineQuerySet

NOBODY = Q(status=Status.RECEIVED.value, holder__isnull=True)
DECIDING = Q(status=Status.RECEIVED.value, holder__isnull=False)
FOR_MANAGER = Q(status=Status.FOR_MANAGER.value)
KEPT = Q(stopped_at__lte=F("due_at"))
_TWO, _EIGHT, _DAY = timedelta(hours=2), timedelta(hours=8), timedelta(hours=24)


def visible_referrals(user: User) -> ReferralQuerySet:
    """What this person may see, each once: figures go through the same door as pages."""
    return Referral.objects.filter(pk__in=Referral.objects.visible_to(user).values("pk"))


def band_q(band: str, now: datetime) -> Q:
    """Time left, on the due time that is stored. At the due time itself a referral is not yet overdue."""
    return {
        Band.OVER: Q(due_at__lt=now),
        Band.TWO: Q(due_at__gte=now, due_at__lte=now + _TWO),
        Band.EIGHT: Q(due_at__gt=now + _TWO, due_at__lte=now + _EIGHT),
        Band.DAY: Q(due_at__gt=now + _EIGHT, due_at__lte=now + _DAY),
        Band.LATER: Q(due_at__gt=now + _DAY),
        Band.WITHIN_EIGHT: Q(due_at__gte=now, due_at__lte=now + _EIGHT),
    }[Band(band)]


def stopped_clocks(user: User, clocks: Sequence[str], span: Span) -> DeadlineQuerySet:
    """The clocks of these kinds that were stopped in the span, on referrals that this person may see.

    A withdrawal stops clocks too, and is no answer: it counts neither as kept nor as missed.
    """
    return Deadline.objects.filter(
        subject_kind="referral",
        clock__in=clocks,
        stopped_at__gte=span.start,
        stopped_at__lt=span.end,
        subject_id__in=Referral.objects.visible_to(user).exclude(status=Status.WITHDRAWN.value).values("pk"),
    )


def referrals_of(asked: Asked, user: User, now: datetime) -> ReferralQuerySet:
    """The set that was asked for."""
    found = _GROUPS[asked.group](visible_referrals(user), asked, user, now)
    if asked.priority:
        found = found.filter(priority=asked.priority)
    if asked.agency:
        found = found.filter(agency_id=asked.agency)
    return found.filter(agency__kind__in=kinds_in(asked.kind)) if asked.kind else found


def _open(found: ReferralQuerySet, asked: Asked, _: User, now: datetime) -> ReferralQuerySet:
    found = found.open()
    return found.filter(band_q(asked.band, now)) if asked.band else found


def _due(found: ReferralQuerySet, asked: Asked, _: User, now: datetime) -> ReferralQuerySet:
    """Open, not overdue, and due in the span."""
    found = found.open().filter(due_at__gte=max(asked.start, now) if asked.start else now)
    return found.filter(due_at__lt=asked.end) if asked.end else found


def _nobody(found: ReferralQuerySet, asked: Asked, _: User, now: datetime) -> ReferralQuerySet:
    found = found.filter(NOBODY)
    return found.filter(band_q(asked.band, now)) if asked.band else found


def _deciding(found: ReferralQuerySet, *_: object) -> ReferralQuerySet:
    return found.filter(DECIDING)


def _for_manager(found: ReferralQuerySet, *_: object) -> ReferralQuerySet:
    return found.filter(FOR_MANAGER)


def _held(found: ReferralQuerySet, asked: Asked, _: User, now: datetime) -> ReferralQuerySet:
    """Open and held by somebody, or by the one who was asked for."""
    found = found.open().filter(holder__isnull=False)
    found = found.filter(holder_id=asked.holder) if asked.holder else found
    return found.filter(band_q(asked.band, now)) if asked.band else found


def _telling(found: ReferralQuerySet, asked: Asked, _: User, now: datetime) -> ReferralQuerySet:
    """Decided, and the referrer does not know it yet; `kept` "no": and the time for it has passed."""
    found = found.filter(pk__in=Telling.objects.waiting().values("decision__referral_id"))
    return found.filter(pk__in=late_feedback(now).values("subject_id")) if asked.kept == "no" else found


def _early_help(found: ReferralQuerySet, *_: object) -> ReferralQuerySet:
    """With Early Help, which has not yet taken it on."""
    return found.filter(decided_route="early_help", pk__in=EarlyHelpCase.objects.waiting().values("referral_id"))


def _stopped(found: ReferralQuerySet, asked: Asked, user: User, clock: str) -> ReferralQuerySet:
    if asked.start is None or asked.end is None:
        return found.none()
    clocks = stopped_clocks(user, [clock], Span(asked.start, asked.end))
    if asked.kept:
        clocks = clocks.filter(KEPT) if asked.kept == "yes" else clocks.exclude(KEPT)
    return found.filter(pk__in=clocks.values("subject_id"))


def _decided(found: ReferralQuerySet, asked: Asked, user: User, _: datetime) -> ReferralQuerySet:
    """First decided in the span; kept or not against the clock that was asked for, 24 hours unless another is."""
    return _stopped(found, asked, user, asked.clock or Clock.DECISION_24H)


def _told(found: ReferralQuerySet, asked: Asked, user: User, _: datetime) -> ReferralQuerySet:
    return _stopped(found, asked, user, Clock.FEEDBACK)


def _routed(found: ReferralQuerySet, asked: Asked, _: User, __: datetime) -> ReferralQuerySet:
    """The decision in force was made in the span."""
    found = found.decided()
    found = found.filter(decided_at__gte=asked.start) if asked.start else found
    found = found.filter(decided_at__lt=asked.end) if asked.end else found
    return found.filter(decided_route__in=routes_in(asked.route)) if asked.route else found


def _arrived(found: ReferralQuerySet, asked: Asked, _: User, __: datetime) -> ReferralQuerySet:
    """Received in the span."""
    found = found.filter(received_at__gte=asked.start) if asked.start else found
    return found.filter(received_at__lt=asked.end) if asked.end else found


def _missed(found: ReferralQuerySet, asked: Asked, _: User, now: datetime) -> ReferralQuerySet:
    """The decision fell due in the span, and was not made by then."""
    missed = Deadline.objects.governing().missed(now).filter(subject_kind="referral")
    missed = missed.filter(due_at__gte=asked.start) if asked.start else missed
    missed = missed.filter(due_at__lt=asked.end) if asked.end else missed
    return found.filter(pk__in=missed.values("subject_id"))


def _withdrawn(found: ReferralQuerySet, asked: Asked, _: User, __: datetime) -> ReferralQuerySet:
    """Ended by the referrer in the span; those that go on all the same are counted where they end."""
    found = found.filter(status=Status.WITHDRAWN.value)
    found = found.filter(withdrawal__asked_at__gte=asked.start) if asked.start else found
    return found.filter(withdrawal__asked_at__lt=asked.end) if asked.end else found


def _chased(found: ReferralQuerySet, asked: Asked, _: User, __: datetime) -> ReferralQuerySet:
    """The promised time had passed, and in the span the referrer asked for an answer."""
    chases = Chase.objects.filter(asked_at__gte=asked.start) if asked.start else Chase.objects.all()
    chases = chases.filter(asked_at__lt=asked.end) if asked.end else chases
    return found.filter(pk__in=chases.values("referral_id"))


def late_feedback(now: datetime) -> DeadlineQuerySet:
    """The feedback clocks that run and are past."""
    return Deadline.objects.overdue(now).filter(clock=Clock.FEEDBACK, subject_kind="referral")


_GROUPS: dict[Group, Callable[[ReferralQuerySet, Asked, User, datetime], ReferralQuerySet]] = {
    Group.OPEN: _open,
    Group.DUE: _due,
    Group.NOBODY: _nobody,
    Group.DECIDING: _deciding,
    Group.FOR_MANAGER: _for_manager,
    Group.HELD: _held,
    Group.TELLING: _telling,
    Group.EARLY_HELP: _early_help,
    Group.DECIDED: _decided,
    Group.ROUTED: _routed,
    Group.TOLD: _told,
    Group.ARRIVED: _arrived,
    Group.MISSED: _missed,
    Group.WITHDRAWN: _withdrawn,
    Group.CHASED: _chased,
}
