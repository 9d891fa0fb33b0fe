"""Which rules, worries and open questions carry the decisions, which never fire, which always fire together. Pure.

A chunk of scores is folded into one small JSON at a time, so that memory stays flat however many there are.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from thresholds.case import Case, Score
from thresholds.editing.words import rule_sentence, signals_in_words
from thresholds.matrix import Document, Matrix
from thresholds.scoring import urgent_rules

# Two that fired together in fewer cases than this say nothing yet.
LEAST = 5
Tally = dict[str, Any]


class Fired(NamedTuple):
    """One rule or worry: in how many referrals it fired, in how many it decided, and decided without another."""

    code: str
    name: str
    fired: int
    decided: int
    alone: int


def empty() -> Tally:
    """Nothing counted yet."""
    return {"rules": {}, "urgent": {}, "questions": {}, "indicators": {}, "together": {}}


def add(tally: Tally, matrix: Matrix, scored: Iterable[tuple[Case, Score]]) -> None:
    """Count these. A rule is the id of a reason that the document's own rules gave; worries count by their codes.

    A rule of priority counts by its place and decides when it alone makes the case as urgent as it is; an open question
    by its code, and decides when the case goes back for want of its answer.
    """
    rules = rule_names_of(matrix)
    asked = {guard.rule.gap.code for guard in matrix.questions}
    must = {guard.rule.gap.code for guard in matrix.questions if guard.rule.must}
    for case, score in scored:
        deciding = [reason for reason in score.reasons if reason.kind == "decides"]
        present = {reason.rule for reason in score.reasons} & rules
        for rule in present:
            _count(tally["rules"], rule, decided=any(r.rule == rule for r in deciding), alone=len(deciding) == 1)
        highest = {code for reason in deciding if reason.rule == "highest" for code in reason.inputs}
        chosen = {entry.code for worry in case.worries if (entry := matrix.entries.get(worry.indicator))}
        for code in chosen:
            _count(tally["indicators"], code, decided=code in highest, alone=highest == {code} and len(deciding) == 1)
        urgent = urgent_rules(matrix, case, score)
        giving = sum(gives for _, gives in urgent)
        for place, gives in urgent:
            _count(tally["urgent"], str(place), decided=gives, alone=giving == 1)
        open_now = {gap.code for gap in score.gaps} & asked
        goes_back = open_now & must if score.route == matrix.information_route else set()
        for code in open_now:
            _count(tally["questions"], code, decided=code in goes_back, alone=len(goes_back) == 1)
        _together(tally["together"], {f"rule:{rule}" for rule in present} | {f"worry:{code}" for code in chosen})


def rule_names_of(matrix: Matrix) -> frozenset[str]:
    """Ids of the overrides, hints, clusters and prompts of a version."""
    guarded = [one.rule.wording.rule for one in matrix.overrides]
    guarded += [one.rule.wording.rule for one in (*matrix.hints, *matrix.prompts)]
    return frozenset([*guarded, *(cluster.wording.rule for cluster in matrix.clusters)])


def _count(counts: dict[str, list[int]], code: str, *, decided: bool, alone: bool) -> None:
    row = counts.setdefault(code, [0, 0, 0])
    row[0] += 1
    row[1] += decided
    row[2] += decided and alone


def _together(partners: dict[str, list[str]], present: set[str]) -> None:
    """Of each, keep those that were there every time so far."""
    for one in present:
        kept = partners.get(one)
        partners[one] = sorted(present - {one}) if kept is None else [other for other in kept if other in present]


def rules(tally: Mapping[str, Any], document: Document) -> list[Fired]:
    """Every rule of the document, those that decided most often first, those that never fired last."""
    parts = [part for kind in ("overrides", "hints", "clusters", "prompts") for part in document["rules"][kind]]
    return _ordered(tally.get("rules", {}), [(part["id"], part["title"]) for part in parts])


def indicators(tally: Mapping[str, Any], document: Document) -> list[Fired]:
    """Every indicator of the document, in the same order."""
    return _ordered(tally.get("indicators", {}), [(part["id"], part["label"]) for part in document["indicators"]])


def urgent(tally: Mapping[str, Any], document: Document) -> list[Fired]:
    """Every rule of priority, as a sentence. None in a run from before they were counted."""
    names = signals_in_words(document)
    told = [rule_sentence(document, "priorities", part, names) for part in document["rules"]["priorities"]]
    return _ordered(tally["urgent"], [(str(at), text) for at, text in enumerate(told)]) if "urgent" in tally else []


def questions(tally: Mapping[str, Any], document: Document) -> list[Fired]:
    """Every question, where it was left open. None in a run from before they were counted."""
    named = [(part["code"], part["question"]) for part in document["questions"]]
    return _ordered(tally["questions"], named) if "questions" in tally else []


def _ordered(counts: Mapping[str, list[int]], named: list[tuple[str, str]]) -> list[Fired]:
    made = [Fired(code, name, *counts.get(code, (0, 0, 0))) for code, name in named]
    return sorted(made, key=lambda one: (-one.decided, -one.fired, one.code))


def always_together(tally: Mapping[str, Any], document: Document) -> list[tuple[list[str], int]]:
    """Groups of which none ever fired without the others, in at least five referrals; with how many. By names.

    "Never without each other" holds for all of a group or for none, so the groups do not overlap.
    """
    partners: Mapping[str, list[str]] = tally.get("together", {})
    fired = {f"rule:{one.code}": one for one in rules(tally, document)}
    fired |= {f"worry:{one.code}": one for one in indicators(tally, document)}
    groups: dict[frozenset[str], int] = {}
    for one, others in partners.items():
        if one in fired and fired[one].fired >= LEAST:
            group = frozenset({one, *(other for other in others if one in partners.get(other, ()))} & fired.keys())
            groups[group] = fired[one].fired
    named = [(sorted({fired[one].name for one in group}), count) for group, count in groups.items()]
    return sorted(((names, count) for names, count in named if len(names) > 1), key=lambda one: (-one[1], one[0]))
