"""The indicators of past days and weeks. Each is one query, whatever the number of rows.

Days and weeks are London's; spans are half-open. A decision is counted in the span in which it was first made, by
the clock that stopped then; routes are those of the decision in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Aggregate, Count, DateField, DurationField, Exists, ExpressionWrapper, F, Func, OuterRef, Q
from django.db.models.functions import TruncDate, TruncWeek

from accounts.models import Agency, User
from core.clock import LONDON
from referrals.models import Referral
from reporting.asked import RouteGroup, route_group
from reporting.control import Share
from reporting.sets import KEPT, stopped_clocks, visible_referrals
from reporting.spans import Span, days_span, last_days, last_weeks, midnight, whole_weeks
from sla.clocks import Clock

WEEKS_OF_ROUTES = 4
WEEKS_OF_CHART = 26
DAYS = 14


class Percentile(Aggregate):
    """The value below which `share` of the values lie, between two values where it falls between them."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, slots=True)
class InTime:
    """Decisions first made in one day or week, and those within 24 hours and within one working day."""

    span: Span
    first_day: date
    hours_24: Share
    working_day: Share


def decided_by_day(user: User, now: datetime) -> list[InTime]:
    """Today and the thirteen days before, oldest first."""
    days = last_days(now, DAYS)
    found = _in_time(user, days_span(days), TruncDate("stopped_at", tzinfo=LONDON))
    return [_period(day, day + timedelta(days=1), found) for day in days]


def decided_by_week(user: User, now: datetime) -> list[InTime]:
    """The last 26 whole weeks, Monday to Sunday, oldest first."""
    mondays = last_weeks(now, WEEKS_OF_CHART)
    span = Span(midnight(mondays[0]), midnight(mondays[-1] + timedelta(weeks=1)))
    found = _in_time(user, span, TruncWeek(TruncDate("stopped_at", tzinfo=LONDON), output_field=DateField()))
    return [_period(monday, monday + timedelta(weeks=1), found) for monday in mondays]


def _in_time(user: User, span: Span, period: Func) -> dict[tuple[date, str], Share]:
    clocks = [Clock.DECISION_24H, Clock.DECISION_WORKING_DAY]
    rows = (
        stopped_clocks(user, clocks, span)
        .order_by()
        .annotate(period=period)
        .values("period", "clock")
        .annotate(total=Count("subject_id", distinct=True), kept=Count("subject_id", distinct=True, filter=KEPT))
    )
    return {(row["period"], row["clock"]): Share(row["kept"], row["total"]) for row in rows}


def _period(first: date, after: date, found: Mapping[tuple[date, str], Share]) -> InTime:
    none = Share(0, 0)
    return InTime(
        Span(midnight(first), midnight(after)),
        first,
        found.get((first, Clock.DECISION_24H), none),
        found.get((first, Clock.DECISION_WORKING_DAY), none),
    )


@dataclass(frozen=True, slots=True)
class Speed:
    """From receipt to the first decision, in elapsed time."""

    decided: int
    median: timedelta | None
    nine_in_ten: timedelta | None


def speed(user: User, now: datetime) -> tuple[Speed, Speed]:
    """The last four whole weeks, and the four before them."""
    spans = _two_spans(now)
    taken = ExpressionWrapper(F("stopped_at") - F("started_at"), output_field=DurationField())
    found = stopped_clocks(user, [Clock.DECISION_24H], Span(spans[1].start, spans[0].end)).aggregate(
        **{
            f"{name}_{place}": value
            for place, span in enumerate(spans)
            for name, value in {
                "count": Count("pk", filter=_in(span)),
                "median": Percentile(taken, share=0.5, filter=_in(span), output_field=DurationField()),
                "nine": Percentile(taken, share=0.9, filter=_in(span), output_field=DurationField()),
            }.items()
        }
    )
    return (
        Speed(found["count_0"], found["median_0"], found["nine_0"]),
        Speed(found["count_1"], found["median_1"], found["nine_1"]),
    )


def feedback(user: User, now: datetime) -> tuple[Share, Share]:
    """Referrers told within their time: the last four whole weeks, and the four before."""
    spans = _two_spans(now)
    found = stopped_clocks(user, [Clock.FEEDBACK], Span(spans[1].start, spans[0].end)).aggregate(
        **{
            f"{name}_{place}": Count("subject_id", distinct=True, filter=which)
            for place, span in enumerate(spans)
            for name, which in {"total": _in(span), "kept": _in(span) & KEPT}.items()
        }
    )
    return Share(found["kept_0"], found["total_0"]), Share(found["kept_1"], found["total_1"])


def _two_spans(now: datetime) -> tuple[Span, Span]:
    return whole_weeks(now, WEEKS_OF_ROUTES), whole_weeks(now, WEEKS_OF_ROUTES, before=WEEKS_OF_ROUTES)


def _in(span: Span) -> Q:
    return Q(stopped_at__gte=span.start, stopped_at__lt=span.end)


@dataclass(frozen=True, slots=True)
class AgencyRoutes:
    """What became of one agency's contacts in a period and in the one before."""

    agency_id: UUID
    name: str
    kind: str
    now: dict[RouteGroup, int]
    before: dict[RouteGroup, int]


def routes_by_agency(user: User, now: datetime) -> list[AgencyRoutes]:
    """The last four whole weeks and the four before, by the agency that sent; only agencies with any, by name."""
    this, last = _two_spans(now)
    rows = (
        visible_referrals(user)
        .decided()
        .filter(decided_at__gte=last.start, decided_at__lt=this.end)
        .order_by("agency__name")
        .values("agency_id", "agency__name", "agency__kind", "decided_route")
        .annotate(
            now=Count("pk", filter=Q(decided_at__gte=this.start)), before=Count("pk", filter=Q(decided_at__lt=last.end))
        )
    )
    agencies: dict[UUID, AgencyRoutes] = {}
    for row in rows:
        key = row["agency_id"]
        agency = agencies.setdefault(
            key, AgencyRoutes(key, row["agency__name"], row["agency__kind"], _no_routes(), _no_routes())
        )
        group = route_group(row["decided_route"])
        agency.now[group] += row["now"]
        agency.before[group] += row["before"]
    return list(agencies.values())


def _no_routes() -> dict[RouteGroup, int]:
    return dict.fromkeys(RouteGroup, 0)


def silent_agencies(now: datetime) -> list[str]:
    """Agencies that sent nothing in the last four whole weeks or since; silence is a question, not an answer."""
    this, _ = _two_spans(now)
    heard = Referral.objects.filter(agency_id=OuterRef("pk"), received_at__gte=this.start)
    quiet = Agency.objects.exclude(kind__in=["council", "public"]).exclude(Exists(heard))
    return list(quiet.order_by("name").values_list("name", flat=True))
