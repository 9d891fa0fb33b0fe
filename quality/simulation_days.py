"""Which referrals the days of a run take in, and whether it takes in enough to count as the trial of a version."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

from django.db.models import Q

from core.clock import LONDON
from quality.simulation_models import SimulationRun
from referrals.models import Referral

# Twelve months with the day that the run was asked for: a whole year of holidays, terms and winters.
YEAR = timedelta(days=364)


def first_day_of_year(now: datetime) -> date:
    """The first of the twelve months that a trial must take in, London time."""
    return now.astimezone(LONDON).date() - YEAR


def period_of(run: SimulationRun) -> dict[str, datetime | None]:
    """When it was asked for, from when and before when a referral must have come; None: no such bound."""
    return {
        "asked": run.asked_at,
        "start": _midnight(run.first_day) if run.first_day else None,
        "end": _midnight(run.last_day + timedelta(days=1)) if run.last_day else None,
    }


def count_of(run: SimulationRun) -> int:
    """How many referrals the run goes through."""
    return Referral.objects.filter(_taken_in(run)).count()


def left_out(run: SimulationRun) -> int:
    """How many referrals of the twelve months before it was asked for the run does not go through."""
    start = _midnight(first_day_of_year(run.asked_at))
    recent = Referral.objects.filter(received_at__gte=start, received_at__lte=run.asked_at)
    return recent.exclude(_taken_in(run)).count()


def _taken_in(run: SimulationRun) -> Q:
    period = period_of(run)
    taken = Q(received_at__lte=period["asked"])
    if period["start"]:
        taken &= Q(received_at__gte=period["start"])
    return taken & Q(received_at__lt=period["end"]) if period["end"] else taken


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time_of_day(), tzinfo=LONDON).astimezone(UTC)
