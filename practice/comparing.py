"""An answer beside the published one: what was missed, what was added, and what the engine makes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.components import LevelMark, Link, Reason
from practice.answering import engine_answer
from practice.attempts import Attempt
from practice.cases import PracticeCase
from thresholds.guide import Guide, GuideEntry, GuideLevel, guide_of
from thresholds.published import current, of_version

_NO_LEVEL = LevelMark(0, "No level", "Too little is known to tell")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A worry that was chosen, with the letter by which the reasons call it."""

    ref: str
    entry: GuideEntry


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the page of an answered case says."""

    headline: str
    note: str
    given: LevelMark
    published: LevelMark
    level: GuideLevel | None
    engine: LevelMark
    reasons: Sequence[Reason]
    chosen: Sequence[Chosen]
    missed: Sequence[GuideEntry]
    added: Sequence[GuideEntry]
    in_guide: frozenset[str]


def compare(case: PracticeCase, attempt: Attempt) -> Comparison:
    """The answer under the version it was given under; the guide's links are for what is in force now."""
    then = of_version(attempt.version_id)
    guide = guide_of(then.version)
    made = engine_answer(then, case, attempt.indicators)
    entries = guide.entries
    published = set(attempt.published_indicators)
    chosen = [Chosen(chr(ord("A") + n), entries[code]) for n, code in enumerate(attempt.indicators)]
    return Comparison(
        headline=_headline(attempt, guide),
        note=_note(attempt, guide),
        given=_mark(attempt.level, guide),
        published=_mark(attempt.published_level, guide),
        level=_level(attempt.published_level, guide),
        engine=_mark(attempt.engine_level, guide),
        reasons=[
            Reason(one.kind, one.title, one.note, [Link(ref, f"#picked-{ref}") for ref in one.refs])
            for one in made.reasons
        ],
        chosen=chosen,
        missed=_known(entries, [code for code in attempt.published_indicators if code not in attempt.indicators]),
        added=[one.entry for one in chosen if one.entry.code not in published],
        in_guide=frozenset(current().matrix.entries),
    )


def _known(entries: dict[str, GuideEntry], codes: Iterable[str]) -> list[GuideEntry]:
    return [entries[code] for code in codes if code in entries]


def _level(number: int | None, guide: Guide) -> GuideLevel | None:
    return next((one for one in guide.levels if one.number == number), None)


def _mark(number: int | None, guide: Guide) -> LevelMark:
    level = _level(number, guide)
    return level.mark if level else _NO_LEVEL


def _said(number: int | None, guide: Guide) -> str:
    level = _level(number, guide)
    return level.text.lower() if level else "too little to tell"


def _headline(attempt: Attempt, guide: Guide) -> str:
    if attempt.level == attempt.published_level:
        return f"As published: {_said(attempt.level, guide)}"
    return f"You said {_said(attempt.level, guide)}. Published is {_said(attempt.published_level, guide)}"


def _note(attempt: Attempt, guide: Guide) -> str:
    """How far off it is, without blame. Too low is the one that can leave a child without help."""
    if attempt.level == attempt.published_level:
        return ""
    if attempt.right:
        return "Your level is also allowed: people who know the threshold well differ here."
    if attempt.level is None or attempt.published_level is None:
        return ""
    if attempt.level < attempt.published_level:
        return "Lower than published. A child could wait for help that is owed."
    return "Higher than published. A family could be asked for more than it needs."
