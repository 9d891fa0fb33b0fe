"""The whole trail of a referral, page by page. What one person saw in a list again and again is one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.clock import LONDON
from core.components import Link, Row
from core.wording import london_short, london_time
from mash.trail_words import LISTS, in_words, reasons_of
from referrals.models import Referral
from trail.models import Entry
from trail.verbs import Verb

PAGE = 50  # lines
_LOOK = 2_000  # entries read for one page: a run that is longer goes on on the next


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Newest first. `each`: every entry on a line of its own; `older` leads on."""

    rows: Sequence[Row]
    older: Link | None
    each: bool


def trail_page(referral: Referral, *, before: int | None, each: bool, reader: User) -> TrailPage:
    """The entries before that one, in as many queries however many there are.

    Managers and auditors also read why each secret address was opened: somebody looks at the reasons.
    """
    entries = Entry.objects.filter(record_id=referral.pk).order_by("-pk")
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: _LOOK + 1])
    runs = _runs(found[:_LOOK], each=each)
    last = min((entry.pk for run in runs for entry in run), default=0)
    older = Link("Earlier entries", _href(last, each=each)) if found and last > found[-1].pk else None
    heads = [run[0] for run in runs]
    lines = in_words(heads, referral, reasons_of(heads) if reader.role in (Role.MASH_MANAGER, Role.AUDITOR) else {})
    return TrailPage([_line(row, run) for row, run in zip(lines, runs, strict=True)], older, each)


def _runs(entries: Iterable[Entry], *, each: bool) -> list[list[Entry]]:
    """At most a page of lines. Between two other things, all that one person saw in one list stands together."""
    runs: list[list[Entry]] = []
    here: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        in_list = entry.verb == Verb.READ and entry.facts.get("view") in LISTS and not each
        who = (entry.actor_id, entry.facts.get("view"), entry.facts.get("through_key"))
        run = here.get(who) if in_list else None
        if run is not None:
            run.append(entry)
            continue
        if len(runs) == PAGE:
            break
        runs.append([entry])
        here = {**here, who: runs[-1]} if in_list else {}
    return runs


def _line(row: Row, run: Sequence[Entry]) -> Row:
    """A run says how often and from when to when, and leads to each of its entries."""
    if len(run) == 1:
        return row
    times = f"{len(run)} times, {_span(run[-1].at, run[0].at)}."
    hidden = f"that {row.strong} {row.text}"
    return replace(row, text=f"{row.text} {times}", link=Link("Each time", _href(run[0].pk + 1, each=True), hidden))


def _span(first: datetime, last: datetime) -> str:
    """18:40 to 18:45; the day too when it began on another; one time when it was one minute."""
    now = clock.now()
    if london_short(first, now) == london_short(last, now):
        return f"at {london_short(first, now)}"
    same = first.astimezone(LONDON).date() == last.astimezone(LONDON).date()
    return f"{london_short(first, now)} to {london_time(last) if same else london_short(last, now)}"


def _href(before: int, *, each: bool) -> str:
    return f"?{'each&' if each else ''}before={before}"
