"""An answer beside the published one: what was missed, what was added, and what the engine makes of it."""

from collections.abc import Sequence
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
class Differing:
    """Worries, or strengths, that stand in one of the two answers alone."""

    title: str
    entries: Sequence[GuideEntry]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the page of an answered case says. `also`: the other levels that would do, in a sentence or nothing."""

    headline: str
    note: str
    given: LevelMark
    published: LevelMark
    also: str
    level: GuideLevel | None
    engine: LevelMark
    reasons: Sequence[Reason]
    chosen: Sequence[Chosen]
    differing: Sequence[Differing]
    in_guide: frozenset[str]


def compare(case: PracticeCase, attempt: Attempt) -> Comparison:
    """The answer under the version it was given under; the guide's links are for what is in force now."""
    then = of_version(attempt.version_id)
    guide = guide_of(then.version)
    made = engine_answer(then, case, attempt.indicators)
    entries = guide.entries
    chosen = [Chosen(chr(ord("A") + n), entries[code]) for n, code in enumerate(attempt.indicators)]
    return Comparison(
        headline=_headline(attempt, guide),
        note=_note(attempt, guide),
        given=_mark(attempt.level, guide),
        published=_mark(attempt.published_level, guide),
        also=_also(case, attempt, guide),
        level=_level(attempt.published_level, guide),
        engine=_mark(attempt.engine_level, guide),
        reasons=[
            Reason(one.kind, one.title, one.note, [Link(ref, f"#picked-{ref}") for ref in one.refs])
            for one in made.reasons
        ],
        chosen=chosen,
        differing=_differing(attempt, guide, [one.entry for one in chosen]),
        in_guide=frozenset(current().matrix.entries),
    )


def _differing(attempt: Attempt, guide: Guide, chosen: Sequence[GuideEntry]) -> list[Differing]:
    """What was missed and matters for the level, then what only this person chose; strengths by their name."""
    lowest = guide.levels[0].number
    only_here = [one for one in chosen if one.code not in attempt.published_indicators]
    found = []
    for title, entries, note in (
        ("you did not choose", _missed(attempt, guide.entries, lowest), ""),
        ("that only you chose", only_here, "They may be right too. See whether the case says them."),
    ):
        worries = [one for one in entries if one.level.number > lowest]
        strengths = [one for one in entries if one.level.number == lowest]
        found += [Differing(f"Worries {title}", worries, note), Differing(f"Strengths {title}", strengths, note)]
    return [one for one in found if one.entries]


def _missed(attempt: Attempt, entries: dict[str, GuideEntry], lowest: int) -> list[GuideEntry]:
    """Those of the published answer that decide its level: at it or above; where none is, the worries that make it.

    None where no level is published, and none when the level is right and what was chosen carries it.
    """
    level = attempt.published_level
    if level is None or (attempt.level == level and level in (attempt.engine_level, lowest)):
        return []
    published = [entries[code] for code in attempt.published_indicators if code in entries]
    deciding = [one for one in published if one.level.number >= level]
    deciding = deciding or [one for one in published if one.level.number > lowest]
    return [one for one in deciding if one.code not in attempt.indicators]


def _also(case: PracticeCase, attempt: Attempt, guide: Guide) -> str:
    """Level 3 would also do. A case that was published anew since says nothing of this answer."""
    if case.level != attempt.published_level:
        return ""
    names = [_said(level, guide) for level in case.acceptable if level != attempt.published_level]
    words = " and ".join(names)
    return f"{words[:1].upper()}{words[1:]} would also do." if names else ""


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
    if attempt.published_level is None:
        return "The case says too little to tell a level. Ask what is missing before you choose one."
    if attempt.level is None:
        return f"That falls short: the case says enough for {_said(attempt.published_level, guide)}."
    if attempt.level < attempt.published_level:
        return "Lower than published. A child could wait for help that is owed."
    return "Higher than published. A family could be asked for more than it needs."
