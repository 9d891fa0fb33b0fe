"""History at a glance: earlier contacts about these children, drawn on a line for each and said in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.timeline import Close, Event, Stretch, Timeline, timeline
from core.wording import london_day
from mash.history import MOST, Earlier, in_seven_days
from mash.models import EarlyHelpCase
from mash.same_child import name_of
from referrals.models import Child, Referral

_LINES = 8  # children drawn; the list names them all
_POLICE = "police"


@dataclass(frozen=True, slots=True)
class Glance:
    """The picture, and what its signs mean."""

    chart: Timeline
    legend: str


@dataclass(frozen=True, slots=True)
class _Lane:
    """A line: the home for what names every child of the form, or one child."""

    name: str
    position: int | None  # of the child on the form; None is the home


def glance_at(
    referral: Referral, earlier: Sequence[Earlier], helped: Sequence[EarlyHelpCase], now: datetime
) -> Glance | None:
    """None when there is nothing else to see."""
    if not earlier:
        return None
    children = list(referral.children.all())
    lanes, left_out = _lanes(children, earlier)
    events = [*_events(earlier, lanes, children), Event(referral.received_at, 0, "ring")]
    taken = {case.referral_id: case for case in helped if case.accepted_at}
    chart = timeline(
        "history-chart",
        " ".join(_sentences(earlier, lanes, taken, children)),
        [lane.name for lane in lanes],
        events,
        list(_stretches(earlier, lanes, children, taken)),
        _close(referral, earlier, lanes, children),
        now=now,
    )
    return Glance(chart, " ".join(_legend(chart, lanes, left_out)))


def _lanes(children: Sequence[Child], earlier: Sequence[Earlier]) -> tuple[list[_Lane], int]:
    """The home first when there are several children; of very many, those with earlier contacts come first."""
    known = {place for one in earlier for place in one.places}
    order = sorted(children, key=lambda child: child.position not in known)[:_LINES]
    shown = sorted(order, key=lambda child: child.position)
    home = [_Lane("Home", None)] if len(children) > 1 else []
    return [*home, *(_Lane(name_of(child), child.position) for child in shown)], len(children) - len(shown)


def _on(one: Earlier, lanes: Sequence[_Lane], children: Sequence[Child]) -> list[int]:
    """The lines a contact stands on: the home when it names every child of several, else each child's."""
    if lanes[0].position is None and len(one.places) == len(children):
        return [0]
    return [number for number, lane in enumerate(lanes) if lane.position in one.places]


def _events(earlier: Sequence[Earlier], lanes: Sequence[_Lane], children: Sequence[Child]) -> Iterator[Event]:
    for one in earlier:
        for lane in _on(one, lanes, children):
            shape = one.referral.agency.kind == _POLICE
            yield Event(one.referral.received_at, lane, "flag" if shape else "dot")


def _stretches(
    earlier: Sequence[Earlier],
    lanes: Sequence[_Lane],
    children: Sequence[Child],
    taken: dict[UUID, EarlyHelpCase],
) -> Iterator[Stretch]:
    for one in earlier:
        case = taken.get(one.referral.pk)
        if case and case.accepted_at:
            yield from (Stretch(case.accepted_at, lane, "Early Help") for lane in _on(one, lanes, children))


def _close(
    referral: Referral, earlier: Sequence[Earlier], lanes: Sequence[_Lane], children: Sequence[Child]
) -> Close | None:
    recent = in_seven_days(referral, earlier)
    if not recent:
        return None
    over = {0, *(lane for one in recent for lane in _on(one, lanes, children))}
    start = min(one.referral.received_at for one in recent)
    return Close(start, referral.received_at, sorted(over), f"{len(recent) + 1} in 7 days")


def _sentences(
    earlier: Sequence[Earlier],
    lanes: Sequence[_Lane],
    taken: dict[UUID, EarlyHelpCase],
    children: Sequence[Child],
) -> Iterator[str]:
    """The picture in words, line by line; the list beside it has every date."""
    count = f"{MOST} or more" if len(earlier) >= MOST else str(len(earlier))
    yield f"{count} other {'contact' if len(earlier) == 1 else 'contacts'} about these children."
    for number, lane in enumerate(lanes):
        here = [one for one in earlier if number in _on(one, lanes, children)]
        if here:
            latest = london_day(max(one.referral.received_at for one in here))
            helped = " Early Help took the family on." if any(one.referral.pk in taken for one in here) else ""
            yield f"{lane.name}: {len(here)}, the latest on {latest}.{helped}"


def _legend(chart: Timeline, lanes: Sequence[_Lane], left_out: int) -> Iterator[str]:
    shapes = {mark.shape for mark in chart.marks}
    yield "Ring: this referral."
    if "dot" in shapes:
        yield "Dot: another."
    if "flag" in shapes:
        yield "Triangle: from the police."
    if chart.bars:
        yield "Bar: from when Early Help took the family on; when it ended is not kept here."
    if lanes[0].position is None:
        yield "Home: about every child of this form."
    if left_out:
        yield f"{left_out} more {'child has' if left_out == 1 else 'children have'} no line; the list names them."
