"""Every rule of a version in the order it is tried, for one case: whether it held, why, and what was missing. Pure.

The engine keeps the reasons that matter with each score. This tells the rest: the rules that did not hold, and which
of their conditions stood in the way. The same text is for the desk, for whoever refers, and for a machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from thresholds.case import Case, Reason, Score
from thresholds.matrix import Cluster, Matrix, When, Wording
from thresholds.reading import Reading, read_case
from thresholds.rule_words import each_of, one_of, signal_words, what_it_does
from thresholds.scoring import clustered, score

Kind = Literal["override", "level", "hint", "route", "priority", "prompt"]
# The engine's own rules where they are tried, and what it says of one that did not hold.
_LEVEL = {
    "highest": "No worry that counts was chosen.",
    "others": "No other worry stands lower.",
    "overtaken": "No rule above the worries decides.",
    "suspected": "No worry is only suspected.",
    "weak_alone": "No worry that is weak alone stands alone.",
    "duplicate": "No worry that is printed twice stands alone.",
    "nothing": "Something that counts was chosen.",
    "no_facts": "Every serious worry that counts has facts.",
}
_HINTS = {
    "unproved": "No serious worry is only suspected.",
    "unknown": "This version knows every worry and tool result.",
    "harm_if_asked": "The form does not say so.",
    "referrer_sees_harm": "The form does not ask for it, or says enough.",
}
_ROUTE = {
    "information": "Enough is known, or the case stays with social care.",
    "consent": "Agreement is not missing, or not needed here.",
    "own_consent": "No young person’s agreement stands in for a parent’s.",
}
_LOOK = {"referrer_higher": "The form does not ask for a higher one."}


class Tried(NamedTuple):
    """One rule that was tried. `why`: what fulfilled it, or what was missing. `does`: what it does when it holds."""

    kind: Kind
    rule: str
    title: str
    held: bool
    why: str
    does: str
    source: str


class _Worded(NamedTuple):
    """A rule of the version with its texts made once. `never`: what is missing while none of its codes stands."""

    kind: Kind
    wording: Wording
    does: str
    never: str
    condition: When | Cluster


class Explainer:
    """One version, ready to explain. Build it once for a version: it never changes."""

    def __init__(self, matrix: Matrix, document: Mapping[str, Any]) -> None:
        self.matrix = matrix
        self.words = signal_words(document)
        rules = document["rules"]
        does = [what_it_does(rule, document) for rule in rules["overrides"]]
        level = document["scheme"].get("level_word", "Level").lower()
        self._overrides = [
            self._worded("override", guard.rule.wording, guard.rule.when, text)
            for guard, text in zip(matrix.overrides, does, strict=True)
        ]
        self._hints = [
            self._worded("hint", guard.rule.wording, guard.rule.when, "stays with MASH, by telephone today")
            for guard in matrix.hints
        ]
        self._priorities = [
            self._worded(
                "priority", Wording("", f"Priority {part['priority']}", "", ""), guard.rule.when, "more urgent"
            )
            for guard, part in zip(matrix.priorities, rules["priorities"], strict=True)
        ]
        look = f"asks a person to look: no {level} added"
        self._prompts = [_Worded("prompt", one.wording, look, "", one) for one in matrix.clusters] + [
            self._worded("prompt", guard.rule.wording, guard.rule.when, look) for guard in matrix.prompts
        ]

    def _worded(self, kind: Kind, wording: Wording, when: When, does: str) -> _Worded:
        return _Worded(kind, wording, does, self._missing(when, 0), when)

    def tried(self, case: Case, made: Score | None = None) -> tuple[Tried, ...]:
        """Every rule in the order it is tried. `made`: the score of this very case, when it is at hand."""
        made = made or score(self.matrix, case)
        reading = read_case(self.matrix, case)
        held: dict[str, list[Reason]] = {}
        for reason in made.reasons:
            held.setdefault(reason.rule, []).append(reason)
        return (
            *self._rules(self._overrides, case, reading, 0),
            *self._engines("level", _LEVEL, held),
            *self._rules(self._hints, case, _with_level(self.matrix, reading, made.level), made.level or 0),
            *self._engines("hint", _HINTS, held),
            *self._engines("route", _ROUTE, held),
            *self._rules(self._priorities, case, reading, made.level or 0),
            *self._rules(self._prompts, case, reading, made.level or 0),
            *self._engines("prompt", _LOOK, held),
        )

    def _rules(self, rules: Iterable[_Worded], case: Case, reading: Reading, level: int) -> Iterator[Tried]:
        signals = reading.signals
        for kind, wording, does, never, condition in rules:
            if isinstance(condition, Cluster):
                holds, why = self._cluster(condition, reading, level)
            elif not signals & condition.trigger:
                holds, why = False, never
            else:
                holds, why = self._condition(condition, case, reading)
            yield Tried(kind, wording.rule, wording.title, holds, why, does, wording.source)

    def _condition(self, when: When, case: Case, reading: Reading) -> tuple[bool, str]:
        signals = reading.signals
        if (when.any_of and not signals & when.any_of) or signals & when.all_of != when.all_of:
            return False, self._missing(when, signals)
        if when.same_child and not reading.one_child(when, case):
            return False, "All of it stands, but not about one and the same child."
        return True, f"Because of {each_of(self.words[name] for name in when.inputs(signals))}."

    def _missing(self, when: When, signals: int) -> str:
        """The conditions that these signals leave open, in words."""
        parts = [self.words[name] for bit, name in when.names if bit & when.all_of & ~signals]
        if when.any_of and not signals & when.any_of:
            parts.insert(0, one_of(self.words[name] for bit, name in when.names if bit & when.any_of))
        return f"Missing: {'; and '.join(parts)}." if parts else ""

    def _cluster(self, cluster: Cluster, reading: Reading, level: int) -> tuple[bool, str]:
        there = reading.at_level.get(cluster.level, [])
        domains = len({one.entry.domain for one in there})
        count = len({one.entry.code for one in there})
        counted = f"{count} of {cluster.at_least} worries, in {domains} of {cluster.domains} parts of the child’s life"
        if level != cluster.level:
            name = self.matrix.level_words
            return False, f"Missing: a case at {name(cluster.level)}; this one stands at {name(level)}."
        holds = bool(clustered(cluster, reading))
        return holds, f"Because of {counted}." if holds else f"Missing: only {counted}."

    def _engines(self, kind: Kind, rules: Mapping[str, str], held: Mapping[str, list[Reason]]) -> Iterator[Tried]:
        """The engine's own rules: what it says of each stands in the score, or did not hold."""
        for rule, not_so in rules.items():
            wording = self.matrix.wording[rule]
            for reason in held.get(rule, ()):
                yield Tried(kind, rule, reason.title, True, f"{reason.note}.", "", wording.source)
            if rule not in held:
                yield Tried(kind, rule, _without_gaps(wording.title), False, not_so, "", wording.source)


def _with_level(matrix: Matrix, reading: Reading, level: int | None) -> Reading:
    """From here on rules may read the level, as in `score`."""
    reading.signals |= matrix.levels[level].bit if level else 0
    return reading


def _without_gaps(title: str) -> str:
    return title.format(level="…", code="…", level_name="…", short_name="…") if "{" in title else title
