"""What the engine says of a draft or a referral, in the words of the referrer's pages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core import clock
from core.components import Gap, LevelMark, Link, Reason
from referrals.asking import asked_of
from referrals.calls import nobody_must_act
from referrals.consents import family_consent
from referrals.document import letter
from referrals.filled import first
from referrals.loose import loose_places
from referrals.pages.clocks import promise
from referrals.pages.places import asked_page, gap_page, section_page
from referrals.pages.reading import Reading
from referrals.sections import WORRIES
from sla.calendars import calendar_for
from sla.context import answered_now
from sla.deadlines import decision_due_times
from sla.models import Policy
from thresholds.evidence import letters_of, with_tools
from thresholds.published import PublishedMatrix
from thresholds.scoring import Score

_CALL_FIRST = "If a child may not be safe today, telephone MASH now on {}, then send."


class Suggested(Protocol):
    """What the engine made of it: a score, or a referral that keeps one."""

    @property
    def level(self) -> int | None: ...

    @property
    def route(self) -> str: ...

    @property
    def priority(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """The side panel: level, why, and what would happen if it were sent as it stands.

    `reads_as`: what the worries come to where they contradict a gate that says that nobody must act today; or "".
    """

    mark: LevelMark
    scheme: str
    reasons: list[Reason]
    expects: list[str]
    duties: list[str]
    reads_as: str = ""


def preview_of(reading: Reading) -> Preview:
    """For a draft."""
    hrefs = {
        letter(place): section_page(reading.draft.pk, WORRIES, item.number)
        for place, item in enumerate(reading.filled.items(WORRIES))
    }
    score, published = reading.score, reading.published
    reads_as = "" if reading.draft.source_code else reads_as_mash(reading.document, score, published)
    return Preview(
        mark=level_mark(score.level, published),
        scheme=published.name,
        reasons=reasons_of(score, published, lambda ref: hrefs.get(ref, "#")),
        expects=list(expectations(score, published, family_consent(reading.document))),
        duties=[*([_CALL_FIRST.format(answered_now())] if reads_as else []), *duties_of(score)],
        reads_as=reads_as,
    )


def reads_as_mash(document: Mapping[str, Any], made: Suggested, published: PublishedMatrix) -> str:
    """“This reads as level 4.” where it goes to MASH, or is told by telephone, and the gate says nobody must act."""
    to_mash = published.matrix.route_kinds.get(made.route) == "mash" or made.priority == "red"
    if not (to_mash and nobody_must_act(document)):
        return ""
    return "This goes to MASH." if made.level is None else f"This reads as {published.matrix.level_words(made.level)}."


def level_mark(level: int | None, published: PublishedMatrix, *, says: str = "") -> LevelMark:
    """The level in steps and the scheme's own words. None: there is nothing to go on yet."""
    levels = published.matrix.levels
    if level is None:
        return LevelMark(0, "No level yet", "Add a worry and what you saw or heard", says)
    return LevelMark(level, published.matrix.level_of(level), levels[level].short_name, says)


def reasons_of(score: Score, published: PublishedMatrix, href: Callable[[str], str]) -> list[Reason]:
    """The reasons in the order they were tried; each leads to the worries it stands on, and names its tools."""
    document = published.version.document
    return [
        Reason(
            reason.kind,
            reason.title,
            with_tools(reason.note, reason.refs, document),
            [Link(ref, href(ref)) for ref in letters_of(reason.refs)],
        )
        for reason in score.reasons
    ]


def expectations(score: Score, published: PublishedMatrix, consent: str) -> Iterator[str]:
    """What whoever sends may expect: by when, what is likely, and who is rung."""
    now = clock.now()
    yield promise(decided_by(score, now), now)
    if score.level is None and not score.phone_referrer_today:
        yield "There is too little to tell a level. A worry with an example helps most."
    else:
        yield _likely(score, published)
    if score.phone_referrer_today:
        yield "MASH telephones you today to ask what is missing."
    level = published.matrix.levels.get(score.level or 0)
    if level is not None and level.needs_consent and consent != "agreed":
        yield "Help at this level needs the family’s agreement."


def _likely(score: Score, published: PublishedMatrix) -> str:
    """The words of the level when its own route is the likely one; otherwise the name of the route."""
    for level in published.version.document["levels"]:
        if level["level"] == score.level and level["route"] == score.route:
            return str(level["what_happens_next"])
    return f"Most likely: {route_words(score.route, published).replace(': ', ', ')}."


def duties_of(score: Score) -> list[str]:
    """What is for whoever sends to do, whatever MASH decides. What MASH must do is the desk's to read."""
    return [f"{action.you}." for action in score.actions if action.you]


def decided_by(score: Score, at: datetime) -> datetime:
    """When MASH would owe its decision on something sent then."""
    policy = Policy.objects.current()
    times = decision_due_times(at, score.priority, policy, calendar_for(policy, at))
    return next(time.due_at for time in times if time.governs)


def route_words(code: str, published: PublishedMatrix) -> str:
    """The route in the matrix's own words."""
    for route in published.version.document["routes"]:
        if route["code"] == code:
            return str(route["name"])
    return code.replace("_", " ")


def gaps_of(reading: Reading) -> list[Gap]:
    """What MASH would ask, each with the page that asks it: first what may harm, then the matrix, then the rest."""
    places = {letter(place): item.number for place, item in enumerate(reading.filled.items(WORRIES))}
    key, filled = reading.draft.pk, reading.filled
    asked = asked_of(reading.document, filled.choices.injuries)
    by_matrix = [(gap.question, gap.why, gap_page(key, gap, places, filled)) for gap in reading.score.gaps]
    loose = [(one.question, one.why, asked_page(key, one, filled)) for one in loose_places(reading.document)]
    besides = [(one.question, one.why, asked_page(key, one, filled)) for one in asked]
    return [Gap(question, why, Link(question, page)) for question, why, page in [*loose, *by_matrix, *besides]]


def give_away(reading: Reading) -> list[Link]:
    """Where the words may give a secret address away, each with its page."""
    places = loose_places(reading.document)
    return [Link(one.question, asked_page(reading.draft.pk, one, reading.filled)) for one in places]


def without_facts(reading: Reading) -> list[Link]:
    """The worries of which nobody has written what was seen or heard, by name, each with its page."""
    labels = reading.filled.choices.labels
    return [
        Link(
            first(item.typed, "title").strip() or labels.get(first(item.typed, "indicator"), f"Worry {letter(place)}"),
            section_page(reading.draft.pk, WORRIES, item.number),
        )
        for place, item in enumerate(reading.filled.items(WORRIES))
        if not first(item.typed, "what").strip()
    ]
