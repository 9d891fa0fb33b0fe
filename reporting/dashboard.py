"""The manager's dashboard, made ready in Python: every number with the address of the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from accounts.source_codes import AgencyKind
from core.charts import Bar
from core.clock import LONDON
from core.components import Ladder, PriorityTag, Stage, Strip, Tray
from core.wording import humanise_gap
from escalation.listing import ListFilter
from referrals.codes import Priority
from reporting import history, indicators
from reporting.agency_table import RouteRow, route_rows
from reporting.arrived import ArrivedBlock, arrived_block
from reporting.asked import BAND_LABELS, BANDS, Asked, Band, Group, RouteGroup
from reporting.contacts import ContactRow, contact_rows
from reporting.desk_past import promises
from reporting.expected import ExpectedBlock, expected_block
from reporting.figures import Figure, count_of
from reporting.holding import HolderRow, holder_rows
from reporting.in_time import InTimeBlock, in_time_block
from reporting.indicators import Escalations, OpenNow, Untold, Waiting
from reporting.spans import half_hours, whole_weeks
from sla.calendars import calendar_for
from sla.models import Policy
from sla.working_time import Calendar

_HOURS = 8
_FORECAST = timedelta(hours=72)
_MOST_SHOWN = 9_999  # trays here are figures: exact, not "99+"


@dataclass(frozen=True, slots=True)
class BandRow:
    """One priority, or all of them, over the time left."""

    priority: PriorityTag | None
    cells: Sequence[Figure]
    all: Figure


@dataclass(frozen=True, slots=True)
class WaitRow:
    """Who something waits on."""

    who: str
    open: Figure
    bar: Bar
    longest: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency or kind with its routes."""

    name: str
    is_kind: bool
    decided: Figure
    pushed_back: Figure
    rate: str
    bar: Bar | None
    before: str
    others: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The page."""

    now: datetime
    open: Figure
    to_sign_off: Figure
    trays: Sequence[Tray]
    strip: Strip
    closes: str
    after_close: Figure
    later: Figure
    later_than: datetime
    bands: Sequence[str]
    band_rows: Sequence[BandRow]
    waiting: Sequence[WaitRow]
    holders: Sequence[HolderRow]
    arrived: ArrivedBlock
    expected: ExpectedBlock
    to_tell: Figure
    to_tell_late: Figure
    in_time: InTimeBlock
    routes: Sequence[AgencyRow]
    routes_words: str
    silent: Sequence[str]
    contacts: Sequence[ContactRow]
    ladder: Ladder
    escalations_late: Figure


def dashboard(user: User, now: datetime) -> Dashboard:
    """Everything on the page, in a fixed number of queries."""
    open_now = indicators.open_now(user, now)
    untold = indicators.telling(user, now)
    for_manager = indicators.waiting_for_manager(user)
    slots = half_hours(now, _HOURS * 2)
    all_dues = indicators.dues(user, now + _FORECAST)
    dues = [(due, priority) for due, priority in all_dues if due < slots[-1].end]
    calendar = calendar_for(Policy.objects.current(), now)
    closes_at = _closing(calendar, now, slots[-1].end)
    past = promises(user, now)
    escalations = indicators.escalations(user, now)
    routes = route_rows(history.routes_by_agency(user, now), dict(AgencyKind.choices))
    after_close = sum(closes_at <= due < slots[-1].end for due, _ in dues if due >= now) if closes_at else 0
    later = open_now.total() - len(dues)
    return Dashboard(
        now=now,
        open=count_of(open_now.total(), Asked(Group.OPEN)),
        to_sign_off=count_of(for_manager.count, Asked(Group.FOR_MANAGER)),
        trays=_trays(open_now, untold, for_manager, now),
        strip=Strip.of(dues, now=now, closes_at=closes_at, href=_slot_href),
        closes=f"{closes_at.astimezone(LONDON):%H:%M}" if closes_at else "",
        after_close=count_of(
            after_close, Asked(Group.DUE, start=closes_at, end=slots[-1].end), "after the office closes"
        ),
        later=count_of(later, Asked(Group.DUE, start=slots[-1].end), "later"),
        later_than=slots[-1].end,
        bands=[BAND_LABELS[band] for band in BANDS],
        band_rows=[*[_band_row(open_now, code) for code in Priority.values], _band_row(open_now, "")],
        waiting=_waiting(open_now, untold, for_manager, indicators.early_help_waiting(user), escalations, now),
        holders=holder_rows(user, now, calendar, past),
        arrived=arrived_block(user, now, calendar),
        expected=expected_block(past, now, calendar, [due for due, _ in all_dues]),
        to_tell=count_of(untold.waiting.count, Asked(Group.TELLING), "still to tell"),
        to_tell_late=count_of(untold.late, Asked(Group.TELLING, kept="no"), "late"),
        in_time=in_time_block(user, now),
        routes=[_agency_row(row, now) for row in routes],
        routes_words=_routes_words(routes),
        silent=history.silent_agencies(now),
        contacts=contact_rows(user, now),
        ladder=_ladder(escalations),
        escalations_late=_escalations_late(escalations),
    )


def _closing(calendar: Calendar, now: datetime, end: datetime) -> datetime | None:
    """When the office closes today; None when it is shut, or when that is not among the next hours."""
    today = now.astimezone(LONDON).date()
    closes = datetime.combine(today, calendar.closes, LONDON)
    return closes if calendar.is_working_day(today) and now <= closes < end else None


def _slot_href(begins: datetime | None) -> str:
    if begins is None:
        return Asked(Group.OPEN, band=Band.OVER).href
    return Asked(Group.DUE, start=begins, end=begins + timedelta(minutes=30)).href


def _since(waiting: Waiting, now: datetime) -> str:
    return humanise_gap(now - waiting.since) if waiting.since else ""


def _trays(open_now: OpenNow, untold: Untold, for_manager: Waiting, now: datetime) -> list[Tray]:
    over = open_now.total(bands=[Band.OVER])
    within = (Band.TWO, Band.EIGHT)
    longest = f"longest {humanise_gap(now - open_now.oldest_due)}" if over and open_now.oldest_due else ""
    return [
        Tray("Overdue", over, Asked(Group.OPEN, band=Band.OVER).href, over=bool(over), sub=longest, most=_MOST_SHOWN),
        Tray(
            "Due in 2 hours",
            open_now.total(bands=[Band.TWO]),
            Asked(Group.OPEN, band=Band.TWO).href,
            sub=f"{open_now.nobody_due_soon} with nobody",
            most=_MOST_SHOWN,
        ),
        Tray(
            "Due in 8 hours",
            open_now.total(bands=within),
            Asked(Group.OPEN, band=Band.WITHIN_EIGHT).href,
            sub=f"{open_now.total(priority='red', bands=within)} Red",
            most=_MOST_SHOWN,
        ),
        Tray(
            "Nobody yet",
            open_now.nobody.count,
            Asked(Group.NOBODY).href,
            sub=_oldest(open_now.nobody, now),
            most=_MOST_SHOWN,
        ),
        Tray(
            "Referrers to tell",
            untold.waiting.count,
            Asked(Group.TELLING).href,
            sub=f"{untold.late} late",
            most=_MOST_SHOWN,
        ),
        Tray(
            "To sign off",
            for_manager.count,
            Asked(Group.FOR_MANAGER).href,
            sub=_oldest(for_manager, now),
            most=_MOST_SHOWN,
        ),
    ]


def _oldest(waiting: Waiting, now: datetime) -> str:
    return f"oldest {_since(waiting, now)}" if waiting.since else ""


def _band_row(open_now: OpenNow, code: str) -> BandRow:
    name = PriorityTag(code).text or "All"
    cells = [
        count_of(
            open_now.total(priority=code, bands=[band]),
            Asked(Group.OPEN, priority=code, band=band),
            f"{name}, {BAND_LABELS[band].lower()}",
        )
        for band in BANDS
    ]
    total = count_of(open_now.total(priority=code), Asked(Group.OPEN, priority=code), f"{name}, open")
    return BandRow(PriorityTag(code) if code else None, cells, total)


def _waiting(
    open_now: OpenNow, untold: Untold, for_manager: Waiting, early_help: Waiting, disputes: Escalations, now: datetime
) -> list[WaitRow]:
    """Most first. Escalations are lists of their own."""
    entries = [
        ("A worker, deciding", open_now.deciding, Asked(Group.DECIDING).href),
        ("Nobody yet", open_now.nobody, Asked(Group.NOBODY).href),
        ("A manager, to sign off", for_manager, Asked(Group.FOR_MANAGER).href),
        ("A worker, telling", untold.waiting, Asked(Group.TELLING).href),
        ("Early Help", early_help, Asked(Group.EARLY_HELP).href),
        ("MASH, replying to an escalation", disputes.owed, ListFilter(show="owed").href),
        ("The referrer, after a reply", disputes.answered, ListFilter(show="answered").href),
    ]
    most = max(waiting.count for _, waiting, _ in entries)
    rows = [
        WaitRow(
            who,
            Figure(str(waiting.count), href if waiting.count else "", who),
            Bar(waiting.count, most),
            _since(waiting, now),
        )
        for who, waiting, href in entries
    ]
    return sorted(rows, key=lambda row: -int(row.open.text))


def _agency_row(row: RouteRow, now: datetime) -> AgencyRow:
    span = whole_weeks(now, history.WEEKS_OF_ROUTES)
    narrowed = {"kind": row.key} if row.is_kind else {"agency": row.key}

    def figure(count: int | None, route: str = "") -> Figure:
        asked = Asked(Group.ROUTED, start=span.start, end=span.end, route=route, **narrowed)  # type: ignore[arg-type]
        return Figure("not shown") if count is None else count_of(count, asked, row.name)

    return AgencyRow(
        name=row.name,
        is_kind=row.is_kind,
        decided=figure(row.decided),
        pushed_back=figure(row.routes[RouteGroup.PUSH_BACK], RouteGroup.PUSH_BACK),
        rate="" if row.rate is None else f"{row.rate}%",
        bar=None if row.rate is None else Bar(row.rate, 100, before=row.rate_before),
        before="" if row.rate_before is None else f"{row.rate_before}%",
        others=[figure(row.routes[group], group) for group in RouteGroup if group is not RouteGroup.PUSH_BACK],
    )


def _routes_words(rows: Sequence[RouteRow]) -> str:
    """The kind with the most contacts, in a sentence."""
    first = next((row for row in rows if row.is_kind and row.rate is not None), None)
    if first is None:
        return "There are too few decisions in these weeks to compare agencies."
    was = "" if first.rate_before is None else f", {first.rate_before}% in the four weeks before"
    return f"{first.name}: {first.rate}% of contacts pushed back{was}."


def _ladder(found: Escalations) -> Ladder:
    stages = [
        Stage(
            name=f"Stage {stage.stage}",
            state="" if stage.live else "next",
            count=stage.live,
            href=ListFilter(show="live", stage=stage.stage).href,
            late=f"{stage.late} late" if stage.late else "",
        )
        for stage in found.stages
    ]
    return Ladder(stages, small=True, label="Open escalations by stage")


def _escalations_late(found: Escalations) -> Figure:
    late = sum(stage.late for stage in found.stages)
    words = "1 reply is late" if late == 1 else f"{late} replies are late"
    return Figure(words, ListFilter(show="late").href if late else "")
