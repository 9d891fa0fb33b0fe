"""What happened after a first decision, by its level: the calibration of the levels. Three queries.

The unit is the first decision that came to hold on a referral, at its own time; a later one on the same referral is
something that happened to it. Only what has had its time is counted: twelve months for a push-back, six for a step up,
four weeks for Early Help. What the reader may not open happened to nobody. `until` is the end of the last month that is
told, so that no day's referrals can be worked out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from mash.models import Decision, EarlyHelpCase, State
from mash.routes import Route
from mash.same_child import YEAR, came_again
from quality.shares import Share, calibration
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet
from thresholds.published import current

HALF_YEAR = timedelta(days=183)
TO_ACCEPT = timedelta(days=28)
# How far back decisions are taken from, before the time that each thing needs to happen.
LOOKS_BACK = timedelta(days=365)


class Next(StrEnum):
    """What may happen after a decision."""

    CAME_BACK = "came-back"
    STEPPED_UP = "stepped-up"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class After:
    """One of them: its shares by the level decided and by the level suggested."""

    what: Next
    decided: Mapping[int, Share]
    suggested: Mapping[int, Share]


def afterwards(user: User, until: datetime, levels: Sequence[int], *, worker: User | None = None) -> list[After]:
    """All three, of everything the reader may see, or of one worker's own decisions."""
    seen = Referral.objects.filter(pk__in=Referral.objects.visible_to(user).values("pk"))
    firsts = first_decisions(seen)
    if worker is not None:
        firsts = firsts.filter(decided_by=worker)
    return [_after(what, firsts, seen, until, levels) for what in Next]


def first_decisions(seen: ReferralQuerySet) -> QuerySet[Any]:
    """The first decision that came to hold on each, under this partnership's scheme, with `held_at`."""
    return (
        Decision.objects.filter(
            referral__in=seen,
            referral__matrix_version__scheme__slug=settings.MATRIX_SCHEME,
            state__in=[State.MADE, State.SUPERSEDED],
        )
        .annotate(held_at=Coalesce("agreed_at", "decided_at"))
        .filter(held_at=F("referral__decided_at"))
        .order_by()
    )


def _after(what: Next, firsts: QuerySet[Any], seen: ReferralQuerySet, until: datetime, levels: Sequence[int]) -> After:
    asked, needs, happened = _SORTS[what](seen, until)
    rows = firsts.filter(asked, held_at__lte=until - needs, held_at__gt=until - needs - LOOKS_BACK)
    counted = (
        rows.annotate(happened=happened)
        .values_list("level", "referral__level")
        .annotate(all=Count("pk"), yes=Count("pk", filter=Q(happened=True)))
    )
    decided: dict[int, tuple[int, int]] = {}
    suggested: dict[int, tuple[int, int]] = {}
    for level, engine, total, yes in counted:
        _add(decided, level, yes, total)
        _add(suggested, engine, yes, total)
    return After(what, calibration(decided, levels), calibration(suggested, levels))


def _add(counts: dict[int, tuple[int, int]], level: int | None, yes: int, total: int) -> None:
    if level is not None:
        before = counts.get(level, (0, 0))
        counts[level] = (before[0] + yes, before[1] + total)


_Sort = tuple[Q, timedelta, Exists | Q]


def _came_back(seen: ReferralQuerySet, _: datetime) -> _Sort:
    """Pushed back, and another referral about one of the children within twelve months of the decision."""
    return Q(route=Route.PUSH_BACK), YEAR, came_again(seen, _soon_after("referral__received_at", YEAR))


def _stepped_up(seen: ReferralQuerySet, _: datetime) -> _Sort:
    """Below the statutory level, and within six months a higher one: on the referral itself, or on a later one."""
    again = Decision.objects.filter(
        referral=OuterRef("referral"), state=State.MADE, level__gt=OuterRef("level"), number__gt=OuterRef("number")
    ).annotate(held_at=Coalesce("agreed_at", "decided_at"))
    own = Exists(again.filter(held_at__lte=OuterRef("held_at") + HALF_YEAR))
    higher = Q(referral__decided_level__gt=OuterRef(OuterRef("level")))
    later = came_again(
        seen, higher & _soon_after("referral__received_at", HALF_YEAR) & _soon_after("referral__decided_at", HALF_YEAR)
    )
    return Q(level__lt=current().matrix.statutory.number), HALF_YEAR, Q(own) | Q(later)


def _accepted(_: ReferralQuerySet, until: datetime) -> _Sort:
    """Given to Early Help, which took the family on."""
    case = EarlyHelpCase.objects.filter(referral=OuterRef("referral"), accepted_at__lt=until)
    return Q(route=Route.EARLY_HELP), TO_ACCEPT, Exists(case)


def _soon_after(column: str, gap: timedelta) -> Q:
    """After the decision of the row outside, and within this time of it."""
    held = OuterRef(OuterRef("held_at"))
    return Q(**{f"{column}__gt": held, f"{column}__lte": held + gap})


_SORTS = {Next.CAME_BACK: _came_back, Next.STEPPED_UP: _stepped_up, Next.ACCEPTED: _accepted}
