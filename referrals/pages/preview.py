"""What the engine says of a draft or a referral, in the words of the referrer's pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.components import Gap, LevelMark, Link, Reason
from core.wording import humanise_gap
from referrals.document import letter
from referrals.pages.places import section_page
from referrals.pages.reading import Reading
from referrals.sections import WORRIES
from sla.calendars import calendar_for
from sla.deadlines import decision_due_times
from sla.models import Policy
from thresholds.published import PublishedMatrix
from thresholds.scoring import Score

# What each kind of route most likely means for whoever sends; the matrix says which kind a route is.
_LIKELY = {
    "mash": "Most likely: a social worker looks into it, with other agencies where needed.",
    "early_help": "Most likely: Early Help, with one person in the lead.",
    "push_back": "Most likely: MASH sends it back, with advice and what is still missing.",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """The side panel: level, why, and what would happen if it were sent as it stands."""

    mark: LevelMark
    reasons: list[Reason]
    expects: list[str]


def preview_of(reading: Reading) -> Preview:
    """For a draft."""
    hrefs = {
        letter(place): section_page(reading.draft.pk, WORRIES, item.number)
        for place, item in enumerate(reading.filled.items(WORRIES))
    }
    return Preview(
        mark=level_mark(reading.score.level, reading.published),
        reasons=reasons_of(reading.score, lambda ref: hrefs.get(ref, "#")),
        expects=list(expectations(reading.score, reading.published, reading.document["consent"].get("family", ""))),
    )


def level_mark(level: int | None, published: PublishedMatrix, *, says: str = "") -> LevelMark:
    """The level in steps and the scheme's own words. None: there is nothing to go on yet."""
    levels = published.matrix.levels
    if level is None:
        return LevelMark(0, "No level yet", "Add a worry and what you saw or heard", says)
    return LevelMark(level, f"Level {level} of {len(levels)}", levels[level].short_name, says)


def reasons_of(score: Score, href: Callable[[str], str]) -> list[Reason]:
    """The reasons in the order they were tried; each leads to the worries it stands on."""
    return [
        Reason(reason.kind, reason.title, reason.note, [Link(ref, href(ref)) for ref in reason.refs])
        for reason in score.reasons
    ]


def expectations(score: Score, published: PublishedMatrix, consent: str) -> Iterator[str]:
    """What whoever sends may expect: by when, what is likely, and who is rung."""
    due = decided_by(score, clock.now())
    yield f"MASH reads it and decides within {humanise_gap(due - clock.now())}."
    if score.level is None and not score.phone_referrer_today:
        yield "MASH cannot tell the level yet. A worry with an example helps most."
    else:
        yield _LIKELY.get(
            published.matrix.route_kinds.get(score.route, ""), f"Most likely: {route_words(score.route, published)}."
        )
    if score.phone_referrer_today:
        yield "MASH telephones you today to ask what is missing."
    level = published.matrix.levels.get(score.level or 0)
    if level is not None and level.needs_consent and consent != "agreed":
        yield "Help at this level needs the family’s agreement."


def decided_by(score: Score, at: datetime) -> datetime:
    """When MASH would owe its decision on something sent then."""
    policy = Policy.objects.current()
    times = decision_due_times(at, score.priority, policy, calendar_for(policy, at))
    return next(time.due_at for time in times if time.governs)


def route_words(code: str, published: PublishedMatrix) -> str:
    """The route in the matrix's own words."""
    for route in published.version.document["routes"]:
        if route["code"] == code:
            return str(route.get("label") or route.get("name") or code.replace("_", " "))
    return code.replace("_", " ")


def gaps_of(reading: Reading) -> list[Gap]:
    """What MASH would ask, each with the page that asks it."""
    places = {letter(place): item.number for place, item in enumerate(reading.filled.items(WORRIES))}
    return [
        Gap(
            gap.question,
            gap.why,
            Link(
                gap.question, section_page(reading.draft.pk, gap.section, places.get(gap.refs[0]) if gap.refs else None)
            ),
        )
        for gap in reading.score.gaps
    ]
