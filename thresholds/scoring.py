"""The engine: a case and a matrix version in, a level, a route and every reason out. Pure, deterministic, explained.

The order of the worries never matters, and nothing added can lower a level or turn a route that stays with MASH into
a push-back: every condition on a worry is a positive one. The rules and their words are data of the version
(`thresholds.compiling`); the order in which the kinds of rule are tried is here, and is told in docs/scoring.md.
"""

from collections.abc import Iterable
from dataclasses import replace

from thresholds.case import (
    PHONE_REFERRER_TODAY,
    PRIORITIES,
    Action,
    Case,
    Gap,
    Reason,
    ReasonKind,
    Score,
    ToolResult,
    Worry,
    case_from_dict,
    case_to_dict,
)
from thresholds.compiling import compile_matrix
from thresholds.matrix import Cluster, Guard, Matrix, Override, Rule, UnknownCode
from thresholds.reading import Counted, Reading, in_order, read_case
from thresholds.routing import choose_route

__all__ = [
    "ENGINE",
    "Action",
    "Case",
    "Gap",
    "Matrix",
    "Reason",
    "Score",
    "ToolResult",
    "UnknownCode",
    "Worry",
    "case_from_dict",
    "case_to_dict",
    "compile_matrix",
    "score",
]

# Changes whenever the same case and version could score differently.
ENGINE = "1"


def score(matrix: Matrix, case: Case) -> Score:
    """The suggestion for one case under one version. Never refuses: what it does not know, it says.

    Level: the highest counted worry or tool result, or an override above it. Source: docs/scoring.md.
    """
    reading = read_case(matrix, case)
    fired = _firing(matrix.overrides, case, reading)
    level = max(reading.level, max((rule.level for rule in fired), default=0))
    reading.signals |= matrix.levels[level].bit if level else 0
    gaps = _gaps(matrix, case, reading)
    hints = _hints(matrix, case, reading)
    routing = choose_route(matrix, case, reading, fired, level=level, hint=bool(hints))
    reasons = _level_reasons(matrix, reading, fired, routing.primary, level)
    reasons.extend(routing.reasons)
    reasons.extend(hints)
    reasons.extend(_look(matrix, case, reading, level))
    reasons.extend(reading.out)
    phone = bool(hints) or (routing.stays_with_mash and (bool(reading.no_facts) or reading.missing))
    return Score(
        engine=ENGINE,
        scheme=matrix.scheme,
        version=matrix.version,
        level=level or None,
        route=routing.route,
        route_detail=routing.detail,
        secondary_routes=routing.secondary,
        priority=PRIORITIES[_priority(matrix, case, reading, fired, level, hint=bool(hints))],
        reasons=tuple(reasons),
        gaps=gaps,
        actions=_actions(matrix, fired),
        flags=(PHONE_REFERRER_TODAY,) if phone else (),
    )


def _firing(rules: tuple[Guard[Rule], ...], case: Case, reading: Reading) -> list[Rule]:
    """The rules whose condition holds, in the order of the document; for one child where the rule says so."""
    signals = reading.signals
    return [
        rule
        for any_of, all_of, same_child, rule in rules
        if signals & any_of and signals & all_of == all_of and (not same_child or reading.one_child(rule.when, case))
    ]


def _level_reasons(
    matrix: Matrix, reading: Reading, fired: list[Override], primary: Override | None, level: int
) -> list[Reason]:
    """What decides the level, what agrees with it, and what stands below it."""
    first = next((rule for rule in fired if level and rule.level == level), None)
    kinds = [_kind(rule, first=first, primary=primary, level=level) for rule in fired]
    ordered = list(zip(fired, kinds, strict=True))
    if len(ordered) > 1:
        ordered.sort(key=_decides_first)
    signals = reading.signals
    reasons = [
        rule.wording.reason(kind, reading.refs(rule.when.trigger), rule.when.inputs(signals)) for rule, kind in ordered
    ]
    if reading.level:
        highest = matrix.levels[reading.level]
        counted = reading.at_level[reading.level]
        if reading.level < level:
            reading.out.append(highest.overtaken.reason("out", _refs(counted), _codes(counted)))
        else:
            kind: ReasonKind = "agrees" if first else "decides"
            reasons.insert(kinds.count("decides"), highest.highest.reason(kind, _refs(counted), _codes(counted)))
        reasons.extend(_lower(matrix, reading))
    elif not level:
        reasons.append(matrix.wording["nothing"].reason("look"))
    return reasons


def _kind(rule: Override, *, first: Override | None, primary: Override | None, level: int) -> ReasonKind:
    """The first override at the final level decides it; the one whose route comes first decides that."""
    if rule is first or rule is primary:
        return "decides"
    return "agrees" if level and rule.level == level else "look"


def _decides_first(pair: tuple[Override, ReasonKind]) -> int:
    return ("decides", "agrees", "look").index(pair[1])


def _lower(matrix: Matrix, reading: Reading) -> Iterable[Reason]:
    for number in sorted(reading.at_level, reverse=True):
        if number < reading.level:
            counted = reading.at_level[number]
            yield matrix.levels[number].others.reason("agrees", _refs(counted), _codes(counted))


def _refs(counted: Iterable[Counted]) -> tuple[str, ...]:
    return in_order([one.ref for one in counted])


def _codes(counted: Iterable[Counted]) -> tuple[str, ...]:
    return tuple(sorted({one.entry.code for one in counted}))


def _hints(matrix: Matrix, case: Case, reading: Reading) -> list[Reason]:
    """Whatever keeps the case with MASH although nothing counted puts it there. Added to, never taken from."""
    hints = [
        hint.wording.reason("look", reading.refs(hint.when.trigger), hint.when.inputs(reading.signals))
        for hint in _firing(matrix.hints, case, reading)
    ]
    if reading.unproved:
        hints.append(matrix.wording["unproved"].reason("look", in_order(reading.unproved)))
    if reading.unknown:
        hints.append(matrix.wording["unknown"].reason("look", in_order(reading.unknown)))
    if case.harm_if_asked:
        hints.append(matrix.wording["harm_if_asked"].reason("look", (), ("harm_if_asked",)))
    if reading.missing and case.referrer_level is not None and case.referrer_level >= matrix.statutory.number:
        hints.append(
            matrix.wording["referrer_sees_harm"].reason("look", (), (f"referrer_level:{case.referrer_level}",))
        )
    return hints


def _look(matrix: Matrix, case: Case, reading: Reading, level: int) -> list[Reason]:
    """Prompts: they ask a person to look and move nothing."""
    reasons = list(reading.look)
    if reading.no_facts:
        reasons.append(matrix.wording["no_facts"].reason("look", in_order(reading.no_facts)))
    reasons.extend(
        cluster.wording.reason("look", _refs(counted), _codes(counted))
        for cluster in matrix.clusters
        if level == cluster.level and (counted := clustered(cluster, reading))
    )
    reasons.extend(
        prompt.wording.reason("look", reading.refs(prompt.when.trigger), prompt.when.inputs(reading.signals))
        for prompt in _firing(matrix.prompts, case, reading)
    )
    if case.referrer_level is not None and case.referrer_level > level:
        reasons.append(matrix.wording["referrer_higher"].reason("look", (), (f"referrer_level:{case.referrer_level}",)))
    return reasons


def clustered(cluster: Cluster, reading: Reading) -> list[Counted]:
    """The entries that make the cluster hold; none when there are too few, or in too few domains."""
    counted = reading.at_level.get(cluster.level, [])
    if len({one.entry.code for one in counted}) < cluster.at_least:
        return []
    domains = 0
    for one in counted:
        domains |= one.entry.domain
    return counted if domains.bit_count() >= cluster.domains else []


def _gaps(matrix: Matrix, case: Case, reading: Reading) -> tuple[Gap, ...]:
    """The questions still open, those that must be answered first. Sets `reading.missing` for those."""
    must: list[Gap] = []
    others: list[Gap] = []
    for question in _firing(matrix.questions, case, reading):
        if not reading.signals & question.answered_by:
            (must if question.must else others).append(question.gap)
    reading.missing = bool(must)
    example = matrix.example_gap
    others.extend(
        example._replace(question=example.question.format(label=entry.label), refs=(ref,))
        for ref, entry in sorted(reading.no_example)
    )
    return (*must, *others)


def _priority(matrix: Matrix, case: Case, reading: Reading, fired: list[Override], level: int, *, hint: bool) -> int:
    priority = matrix.levels[level].priority if level else matrix.no_level_priority
    for rule in fired:
        priority = max(priority, rule.priority)
    for urgent in _firing(matrix.priorities, case, reading):
        priority = max(priority, urgent.priority)
    return max(priority, matrix.hint_priority) if hint else priority


def urgent_rules(matrix: Matrix, case: Case, made: Score) -> list[tuple[int, bool]]:
    """Of the rules of priority that hold for this case, the place in the document, and whether it gives the priority.

    It does not where the level, an override or a hint gives as much by itself. `made`: the score of this very case.
    """
    reading = read_case(matrix, case)
    fired = _firing(matrix.overrides, case, reading)
    level = made.level or 0
    reading.signals |= matrix.levels[level].bit if level else 0
    _gaps(matrix, case, reading)
    hint = bool(_hints(matrix, case, reading))
    without = _priority(replace(matrix, priorities=()), case, reading, fired, level, hint=hint)
    given = PRIORITIES.index(made.priority)
    held = _firing(matrix.priorities, case, reading)
    return [
        (place, without < given == guard.rule.priority)
        for place, guard in enumerate(matrix.priorities)
        if any(rule is guard.rule for rule in held)
    ]


def _actions(matrix: Matrix, fired: list[Override]) -> tuple[Action, ...]:
    owed = 0
    for rule in fired:
        owed |= rule.actions
    return tuple(action for bit, action in matrix.actions if owed & bit) if owed else ()
