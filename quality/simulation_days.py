"""Which referrals the days of a run take in, whether that is enough to count as the trial of a version, and which days
tell an administrator, who opens no referral, of no few of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from core.clock import LONDON
from quality.simulation_models import SimulationRun
from quality.terms import Stretch, last_months, midnight, month_of, stretches
from referrals.models import Referral

# Of whole months: a whole year of holidays, terms and winters.
YEAR = 12


def told_stretches(now: datetime) -> list[Stretch]:
    """The stretches of months that an administrator's trial may begin and end with, by when referrals came."""
    months = Referral.objects.annotate(month=TruncMonth("received_at", tzinfo=LONDON)).order_by()
    counts = months.values_list("month").annotate(count=Count("pk"))
    return stretches({month_of(month): count for month, count in counts}, now)


def last_told_day(told: Sequence[Stretch], now: datetime) -> date:
    """The end of the last stretch; of the last month, where there is none."""
    return (told[-1].end if told else month_of(now)) - timedelta(days=1)


def is_of_told_months(
    first_day: date | None, last_day: date | None, asked: datetime, *, told: Sequence[Stretch]
) -> bool:
    """Whether these days begin with a stretch or with all, and end with one that was told when they were asked for."""
    then = [one for one in told if one.end <= month_of(asked)]
    begins = first_day is None or any(one.first == first_day for one in then)
    ends = {one.last for one in then} or {last_told_day(then, asked)}
    return begins and last_day in ends


def year_of(asked: datetime) -> Stretch | None:
    """The twelve whole months that a trial must take in; none where no month is told yet."""
    return last_months(told_stretches(asked), YEAR)


def period_of(run: SimulationRun) -> dict[str, datetime | None]:
    """When it was asked for, from when and before when a referral must have come; None: no such bound."""
    return {
        "asked": run.asked_at,
        "start": midnight(run.first_day) if run.first_day else None,
        "end": midnight(run.last_day + timedelta(days=1)) if run.last_day else None,
    }


def count_of(run: SimulationRun) -> int:
    """How many referrals the run goes through."""
    return Referral.objects.filter(_taken_in(run)).count()


def left_out(run: SimulationRun) -> int:
    """How many referrals of the twelve whole months before it was asked for the run does not go through."""
    year = year_of(run.asked_at)
    if year is None:
        return 0
    recent = Referral.objects.filter(received_at__gte=year.since, received_at__lt=year.until)
    return recent.exclude(_taken_in(run)).count()


def _taken_in(run: SimulationRun) -> Q:
    period = period_of(run)
    taken = Q(received_at__lte=period["asked"])
    if period["start"]:
        taken &= Q(received_at__gte=period["start"])
    return taken & Q(received_at__lt=period["end"]) if period["end"] else taken
