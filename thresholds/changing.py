"""What would change a level, and what one would need to know: the same case scored with one thing different. Pure.

Only on demand: it costs some hundreds of scores. Nothing here guesses; each line is an answer of the engine itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from thresholds.case import Case, Consent, Gap, Score, ToolResult, Worry
from thresholds.matrix import Matrix
from thresholds.rule_words import signal_words
from thresholds.scoring import score

# However large a matrix is, no more cases than this are scored for one answer.
MOST = 1500
_EXAMPLES = 3
_CONSENT: dict[Consent, str] = {
    "agreed": "If the family agrees",
    "refused": "If the family says no",
    "not_asked": "If the family is not asked",
}


class Change(NamedTuple):
    """One thing that would be different, and the level the case would then have. `others`: how many more like it."""

    what: str
    level: int | None
    then: str
    others: int = 0

    @property
    def sentence(self) -> str:
        """“A yes to “Is a child missing now?”: level 4.”"""
        more = f", or one of {self.others} others" if self.others else ""
        return f"{self.what}{more}: {self.then}."


class Need(NamedTuple):
    """An open question, and what its answer could move. No `moves`: it is asked, and would move nothing."""

    question: str
    why: str
    section: str
    moves: tuple[str, ...]


class Changes(NamedTuple):
    """What would raise the level, what would lower it, and what one would need to know: first what moves something.

    `holds`: why nothing alone lowers it, when nothing does.
    """

    up: tuple[Change, ...]
    down: tuple[Change, ...]
    holds: str
    to_know: tuple[Need, ...]

    @property
    def moving(self) -> tuple[Need, ...]:
        """The open questions whose answer could move something."""
        return tuple(need for need in self.to_know if need.moves)

    @property
    def moves_nothing(self) -> str:
        """The open questions whose answer alone would move neither level nor route, in one sentence."""
        others = [f"“{need.question}”" for need in self.to_know if not need.moves]
        if not others:
            return "" if self.to_know else "Nothing: no question is open."
        return f"Also open, but moving nothing alone: {' '.join(others)}"


class _Other(NamedTuple):
    """The case with one thing different. `group`: those of one group stand in one line for each level they reach."""

    what: str
    case: Case
    group: str = ""


def what_would_change(matrix: Matrix, document: Mapping[str, Any], case: Case) -> Changes:
    """The level up and down, and the open questions, for this case under this version."""
    made = score(matrix, case)
    words = signal_words(document)
    down = _moved(matrix, made, _removals(matrix, document, case, words), up=False)
    return Changes(
        up=_moved(matrix, made, _additions(matrix, document, case, words), up=True),
        down=down,
        holds="" if down or made.level in (None, min(matrix.levels)) else _held_by(made),
        to_know=_to_know(matrix, document, case, made, words),
    )


def _moved(matrix: Matrix, made: Score, others: Iterable[_Other], *, up: bool) -> tuple[Change, ...]:
    """Those that move the level this way, the farthest first; a group as one line for each level."""
    found: dict[tuple[str, int], list[str]] = {}
    for other in islice(others, MOST):
        level = score(matrix, other.case).level or 0
        if (level > (made.level or 0)) if up else (level < (made.level or 0)):
            found.setdefault((other.group or other.what, level), []).append(other.what)
    lines = [_line(matrix, group, level, whats) for (group, level), whats in found.items()]
    return tuple(sorted(lines, key=lambda line: -(line.level or 0) if up else (line.level or 0)))


def _line(matrix: Matrix, group: str, level: int, whats: list[str]) -> Change:
    then = matrix.level_words(level or None)
    if group == whats[0]:
        return Change(group, level or None, then)
    shown = whats[:_EXAMPLES]
    return Change(f"{group} {', '.join(shown)}", level or None, then, len(whats) - len(shown))


def _additions(matrix: Matrix, document: Mapping[str, Any], case: Case, words: Mapping[str, str]) -> Iterator[_Other]:
    """One thing more: an example, a yes, an age, a tool result, another worry."""
    for place, worry in enumerate(case.worries):
        if not worry.has_evidence and worry.indicator in matrix.entries:
            worries = list(case.worries)
            worries[place] = replace(worry, has_evidence=True)
            what = f"An example of what was seen or heard for worry {worry.ref}"
            yield _Other(what, replace(case, worries=tuple(worries)))
    for fact in matrix.fact_bits:
        if fact not in case.facts:
            yield _Other(_first_up(words[f"fact:{fact}"]), replace(case, facts=case.facts | {fact}))
    yield from _ages(matrix, document, case)
    given = {tool.tool for tool in case.tools}
    for tool in document["tools"]:
        for value in matrix.readings[tool["code"]] if tool["code"] not in given else ():
            shown = _reading(tool, value)
            yield _Other(
                f"{tool['name']}: {shown}", replace(case, tools=(*case.tools, ToolResult(tool["code"], value)))
            )
    chosen = {entry.code for worry in case.worries if (entry := matrix.entries.get(worry.indicator))}
    for code, entry in matrix.indicators.items():
        if code not in chosen:
            more = replace(case, worries=(*case.worries, Worry("+", code)))
            yield _Other(f"“{entry.label}”", more, "A worry such as")


def _ages(matrix: Matrix, document: Mapping[str, Any], case: Case) -> Iterator[_Other]:
    """An age for each child whose age is not known: one in each band that a rule may name."""
    for child, months in enumerate(case.ages_months):
        for band in document["age_bands"] if months is None and "unborn" not in case.facts else ():
            ages = list(case.ages_months)
            ages[child] = band["from_months"]
            yield _Other(f"Child {child + 1} is of the age “{band['name']}”", replace(case, ages_months=tuple(ages)))


def _removals(matrix: Matrix, document: Mapping[str, Any], case: Case, words: Mapping[str, str]) -> Iterator[_Other]:
    """One thing less: a worry, a yes, a tool result."""
    for place, worry in enumerate(case.worries):
        entry = matrix.entries.get(worry.indicator)
        label = f" (“{entry.label}”)" if entry else ""
        rest = (*case.worries[:place], *case.worries[place + 1 :])
        yield _Other(f"Without worry {worry.ref}{label}", replace(case, worries=rest))
    for fact in sorted(case.facts & matrix.fact_bits.keys()):
        yield _Other(f"Without {words[f'fact:{fact}']}", replace(case, facts=case.facts - {fact}))
    names = {tool["code"]: tool for tool in document["tools"]}
    for place, result in enumerate(case.tools):
        tool = names.get(result.tool)
        shown = f"{tool['name']}: {_reading(tool, result.value)}" if tool else result.tool
        rest_tools = (*case.tools[:place], *case.tools[place + 1 :])
        yield _Other(f"Without {shown}", replace(case, tools=rest_tools))


def _reading(tool: Mapping[str, Any], value: int | str) -> str:
    """A result in the tool's words; a count by the step it reaches."""
    if tool.get("counted"):
        steps = [one for one in tool["readings"] if isinstance(value, int) and one["at_least"] <= value]
        return str(steps[-1]["label"]) if steps else str(value)
    return str(next((one["label"] for one in tool["readings"] if one["value"] == value), value))


def _held_by(made: Score) -> str:
    """Why taking one thing away would not lower it."""
    holding = sum(one.kind == "decides" or (one.kind == "agrees" and one.rule != "others") for one in made.reasons)
    if holding > 1:
        return f"No single thing less would lower it: {holding} rules hold it."
    return "No single thing less would lower it: several worries hold it."


def _to_know(
    matrix: Matrix, document: Mapping[str, Any], case: Case, made: Score, words: Mapping[str, str]
) -> tuple[Need, ...]:
    """Each open question with the answers that would move level, route or the telephone call."""
    answered = {guard.rule.gap.code: guard.rule.answered_by for guard in matrix.questions}
    routes = {route["code"]: route["name"] for route in document["routes"]}
    needs = []
    must = _must(matrix)
    for gap in made.gaps:
        mask = answered.get(gap.code, 0)
        answers = _answers(matrix, case, gap, mask | (must if mask & must else 0), words)
        needs.append(Need(gap.question, gap.why, gap.section, tuple(_moves(matrix, routes, made, answers))))
    return tuple(sorted(needs, key=lambda need: not need.moves))


def _answers(matrix: Matrix, case: Case, gap: Gap, mask: int, words: Mapping[str, str]) -> Iterator[_Other]:
    """The case with each answer that the question could have."""
    if gap.code == matrix.example_gap.code and gap.refs:
        known = (replace(one, has_evidence=True) if one.ref in gap.refs else one for one in case.worries)
        yield _Other("With an example", replace(case, worries=tuple(known)))
    names = [name.partition(":")[::2] for name, bit in matrix.bits.items() if mask & bit]
    held = {code for kind, code in names if kind == "held"}
    if held:
        what = "Once all that must be known is answered" if len(held) > 1 else "With an answer"
        yield _Other(what, replace(case, held=case.held | held))
    for kind, code in names:
        if kind == "fact":
            yield _Other(f"With {words[f'fact:{code}']}", replace(case, facts=case.facts | {code}))
        elif kind == "tool":
            tool, _, value = code.partition(":")
            result = ToolResult(tool, int(value) if value.isdecimal() else value)
            yield _Other(f"With {words[f'tool:{code}']}", replace(case, tools=(*case.tools, result)))
    if not mask and case.consent == "not_known":
        yield from (_Other(text, replace(case, consent=code)) for code, text in _CONSENT.items())


def _must(matrix: Matrix) -> int:
    """Everything held that must be known: one of them alone moves nothing while another is open."""
    mask = 0
    for guard in matrix.questions:
        if guard.rule.must:
            mask |= guard.rule.answered_by
    return mask


def _moves(matrix: Matrix, routes: Mapping[str, str], made: Score, others: Iterable[_Other]) -> Iterator[str]:
    for other in others:
        then = score(matrix, other.case)
        parts = [
            matrix.level_words(then.level) if then.level != made.level else "",
            routes.get(then.route, then.route) if then.route != made.route else "",
            "telephone today" if then.phone_referrer_today and not made.phone_referrer_today else "",
        ]
        if any(parts):
            yield f"{other.what}: {', '.join(part for part in parts if part)}."


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
