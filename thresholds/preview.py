"""What the engine says of worries that somebody picked, with no child, no history and no agreement known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.components import LevelMark, Link, Reason
from thresholds.published import PublishedMatrix
from thresholds.scoring import Case, Score, Worry, score

MOST_PICKED = 12


@dataclass(frozen=True, slots=True)
class Picked:
    """One worry of the list, with the letter that the reasons call it by."""

    ref: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Level, reasons, rules and help, in the words of the matrix. `next_step` is call, refer or advice."""

    mark: LevelMark
    scheme: str
    meaning: str
    reasons: Sequence[Reason]
    duties: Sequence[str]
    consent_rule: str
    route: str
    also: Sequence[str]
    help: Sequence[str]
    next_step: str


def pick(published: PublishedMatrix, codes: Iterable[str]) -> list[Picked]:
    """The worries of these codes, each once; what the matrix does not have is left out, and what is too many."""
    labels = {code: entry.label for code, entry in published.matrix.entries.items()}
    known = [code for code in dict.fromkeys(codes) if code in labels]
    return [Picked(chr(ord("A") + place), code, labels[code]) for place, code in enumerate(known[:MOST_PICKED])]


def answer_for(published: PublishedMatrix, picked: Sequence[Picked]) -> Answer:
    """The real engine's answer. It takes it that each worry was seen or heard and that a form would name the child.

    More facts can raise the level that stands here and never lower it: the engine promises that.
    """
    document = published.version.document
    case = Case(
        worries=tuple(Worry(one.ref, one.code) for one in picked),
        held=frozenset(document["held"]),
    )
    made = score(published.matrix, case)
    level = next((part for part in document["levels"] if part["level"] == made.level), None)
    return Answer(
        mark=_mark(published, made, level),
        scheme=published.name,
        meaning=level["meaning"] if level else "",
        reasons=[
            Reason(one.kind, one.title, one.note, [Link(ref, f"#picked-{ref}") for ref in one.refs])
            for one in made.reasons
        ],
        duties=[f"{one.who}: {one.what[:1].lower()}{one.what[1:]} ({one.by})." for one in made.actions],
        consent_rule=level["consent_rule"] if level else "",
        route=_route(made, level, document),
        also=[_route_name(code, document) for code in made.secondary_routes],
        help=level["help"] if level else [],
        next_step=_next_step(published, made),
    )


def _mark(published: PublishedMatrix, made: Score, level: dict[str, Any] | None) -> LevelMark:
    if level is None or made.level is None:
        return LevelMark(0, "No level", "Too little to go on", "Suggested")
    return LevelMark(made.level, published.matrix.level_of(made.level), level["short_name"], "Suggested")


def _route(made: Score, level: dict[str, Any] | None, document: dict[str, Any]) -> str:
    """The words of the level when its own route is the likely one; otherwise the name of the route."""
    if level is not None and level["route"] == made.route:
        return str(level["what_happens_next"])
    return f"Most likely: {_route_name(made.route, document)}."


def _route_name(code: str, document: dict[str, Any]) -> str:
    return next(str(route["name"]) for route in document["routes"] if route["code"] == code)


def _next_step(published: PublishedMatrix, made: Score) -> str:
    """Red is told by telephone; what goes beyond advice is referred; anything else is talked over first."""
    if made.priority == "red":
        return "call"
    return "advice" if published.matrix.route_kinds[made.route] == "push_back" else "refer"
