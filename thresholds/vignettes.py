"""Published case examples against the engine: a vignette becomes a case, its score is compared with the answer.

A case is built only from what a form would hold: the indicators as tagged, ages, agreement, whether the child is
born, and the few yes/no answers listed in `ANSWERS`. The summary is never read, and the expected level, route and
overrides never reach the engine.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from thresholds.case import Case, Consent, Score, Worry

Vignette = Mapping[str, Any]

# Phrases of a vignette's `concern_indicators` that stand for a yes/no question of the form.
ANSWERS = {
    "immediate danger": "immediate_danger",
    "out of area": "out_of_area",
    "allegation against": "allegation_against_staff",
    "non-mobile": "non_mobile",
    "not yet mobile": "non_mobile",
    "existing social worker": "social_worker",
    "open case": "social_worker",
    "allocated worker": "social_worker",
    "looked after": "looked_after",
    "missing now": "missing_now",
    "early help failed": "early_help_failed",
    "under 13 sexual": "sexual_activity",
}
# Phrases that say what the form does not hold.
NOT_HELD = {
    "no facts": "factual_concern",
    "no current evidence": "factual_concern",
    "no identity": "child_identifiable",
    "no name": "child_identifiable",
}
CONSENT: dict[str, Consent] = {
    "obtained": "agreed",
    "refused": "refused",
    "not_sought": "not_asked",
    "not_obtained": "not_asked",
    "unknown": "not_known",
}
# What a vignette calls a route, and what the engine calls it: a route with its detail.
ROUTES = {
    "no_referral_universal": "pushback_advice universal",
    "single_agency_early_help": "pushback_advice single_agency",
    "early_help_hub": "early_help",
    "pushback_insufficient_information": "pushback_information",
    "other_local_authority": "other_authority",
    "existing_social_worker": "allocated_worker",
}
# Stand-ins, in months, for ages given in words.
AGES_IN_WORDS = {"newborn": 0, "infant": 6, "toddler": 24, "adolescent": 168, "teenager": 168}


class Outcome(NamedTuple):
    """One vignette beside its score."""

    name: str
    published: int | None
    acceptable: tuple[int, ...]
    level: int | None
    expected_route: str
    route: str

    @property
    def level_agrees(self) -> bool:
        """Exactly the published level (none where none is published)."""
        return self.level == self.published

    @property
    def level_acceptable(self) -> bool:
        """The published level, or another that its source allows; no level where none is published."""
        return self.level_agrees or self.level in self.acceptable

    @property
    def route_agrees(self) -> bool:
        """The same first route."""
        return self.route == self.expected_route

    @property
    def lower_than_published_top(self) -> bool:
        """A published level 4 that the engine puts lower: this must never happen."""
        return self.published == 4 and (self.level or 0) < 4


def tagged(vignette: Vignette, ending: str) -> Any:
    """What the example is tagged with: the key is the scheme’s slug with this ending, `<scheme>_level`."""
    return next(value for name, value in vignette.items() if name.endswith(ending))


def case_of(vignette: Vignette) -> Case:
    """The case that a form with these answers would make."""
    phrases = [phrase.lower() for phrase in vignette["concern_indicators"]]
    facts = {fact for words, fact in ANSWERS.items() if any(words in phrase for phrase in phrases)}
    missing = {held for words, held in NOT_HELD.items() if any(words in phrase for phrase in phrases)}
    if vignette["unborn"]:
        facts.add("unborn")
    return Case(
        worries=tuple(
            Worry(ref=chr(ord("A") + place), indicator=code)
            for place, code in enumerate(tagged(vignette, "_indicator_ids"))
        ),
        ages_months=tuple(months_of(age) for age in vignette["child_ages"]),
        facts=frozenset(facts),
        held=frozenset({"child_identifiable", "factual_concern"} - missing),
        consent=CONSENT[vignette["consent"]],
    )


def months_of(age: str) -> int | None:
    """An age as a vignette gives it: "6", "10 months", "16-17" (the younger), or a word; None when not known."""
    found = re.match(r"(\d+)(?:\s*-\s*\d+)?\s*(weeks?|months?)?", age)
    if found is None:
        return next((months for word, months in AGES_IN_WORDS.items() if word in age), None)
    number = int(found[1])
    if found[2] is None:
        return number * 12
    return number if found[2].startswith("month") else number // 4


def outcome_of(vignette: Vignette, score: Score) -> Outcome:
    """The vignette's published answer beside the engine's."""
    expected: str = vignette["expected_route"]
    return Outcome(
        name=vignette["id"],
        published=tagged(vignette, "_level"),
        acceptable=tuple(vignette["acceptable_levels"]),
        level=score.level,
        expected_route=ROUTES.get(expected, expected),
        route=f"{score.route} {score.route_detail}" if score.route == "pushback_advice" else score.route,
    )


def recalls(outcomes: Iterable[Outcome]) -> dict[int, tuple[int, int]]:
    """For each published level: how many came out at exactly that level, and of how many."""
    by_level: dict[int, list[bool]] = {}
    for outcome in outcomes:
        if outcome.published is not None:
            by_level.setdefault(outcome.published, []).append(outcome.level_agrees)
    return {level: (sum(agreed), len(agreed)) for level, agreed in sorted(by_level.items())}


def balanced_accuracy(outcomes: Iterable[Outcome]) -> float:
    """The mean over the published levels of the share that came out at exactly that level."""
    shares = [agreed / total for agreed, total in recalls(outcomes).values()]
    return sum(shares) / len(shares) if shares else 0.0


def report(outcomes: list[Outcome]) -> Iterator[str]:
    """Lines to print: published by engine level, agreement, and every miss by name."""
    levels: list[int | None] = [1, 2, 3, 4, None]
    yield "published   engine: 1    2    3    4  none"
    for published in levels:
        row = [sum(o.published == published and o.level == level for o in outcomes) for level in levels]
        if any(row):
            yield f"{_name(published):<18}" + "".join(f"{count:5}" for count in row)
    total = len(outcomes)
    yield f"Level as published: {sum(o.level_agrees for o in outcomes)} of {total}"
    yield f"Level as published or also allowed: {sum(o.level_acceptable for o in outcomes)} of {total}"
    for level, (agreed, of) in recalls(outcomes).items():
        yield f"Recall of level {level}: {agreed} of {of} ({agreed / of:.0%})"
    yield f"Balanced accuracy: {balanced_accuracy(outcomes):.3f}"
    yield f"Route as published: {sum(o.route_agrees for o in outcomes)} of {total}"
    yield f"Published level 4 that came out lower: {sum(o.lower_than_published_top for o in outcomes)}"
    for outcome in outcomes:
        if not (outcome.level_agrees and outcome.route_agrees):
            yield (
                f"{outcome.name}: level {_name(outcome.published)} came out {_name(outcome.level)}; "
                f"{outcome.expected_route} came out {outcome.route}"
            )


def _name(level: int | None) -> str:
    return "none" if level is None else str(level)
