"""Reading a case against a version: which ticks and tool results count, at which level, and which signals stand."""

from collections.abc import Iterable
from typing import NamedTuple

from thresholds.case import Case, Reason, ToolResult, Worry
from thresholds.matrix import OLDEST_MONTHS, Entry, Matrix, When, Wording


class Counted(NamedTuple):
    """One tick or tool result that counts, with the children it is about (none: all of them)."""

    ref: str
    entry: Entry
    children: tuple[int, ...]


class Reading:
    """What one case says under one version. Made by `read_case`, used once by `score`."""

    __slots__ = (
        "age_bits",
        "at_level",
        "counted",
        "level",
        "look",
        "missing",
        "no_example",
        "no_facts",
        "out",
        "signals",
        "unknown",
        "unproved",
    )  # fmt: skip

    def __init__(self, age_bits: tuple[int, ...]) -> None:
        self.age_bits = age_bits
        self.signals = 0
        self.level = 0
        self.counted: list[Counted] = []
        self.at_level: dict[int, list[Counted]] = {}
        self.out: list[Reason] = []
        self.look: list[Reason] = []
        self.no_example: list[tuple[str, Entry]] = []
        self.unknown: list[str] = []
        self.unproved: list[str] = []
        self.no_facts: list[str] = []
        self.missing = False

    def refs(self, trigger: int) -> tuple[str, ...]:
        """The worries and tool results that bear any of these signals."""
        return in_order([one.ref for one in self.counted if one.entry.signals & trigger])

    def one_child(self, when: When, case: Case) -> bool:
        """True when one counted worry that triggers the rule is about a child whose age the rule names.

        A child whose age is not known makes no age rule true: a question asks for the age instead.
        """
        if self.signals & when.any_of & ~when.ages and when.any_of & when.ages:
            return True
        ages = case.ages_months
        for one in self.counted:
            if one.entry.signals & when.trigger:
                for child in one.children or range(len(ages)):
                    months = ages[child] if child < len(ages) else None
                    if months is not None and self.age_bits[_in_table(months)] & when.ages:
                        return True
        return False


def read_case(matrix: Matrix, case: Case) -> Reading:
    """Count what counts. What is only suspected, with no example, is kept apart; harm counts however it is known."""
    reading = Reading(matrix.age_bits)
    suspected: list[str] = []
    for worry in case.worries:
        entry = matrix.entries.get(worry.indicator)
        if entry is None:
            reading.unknown.append(worry.ref)
        elif _counts(matrix, worry, entry, reading):
            reading.counted.append(Counted(worry.ref, entry, worry.children))
        else:
            suspected.append(worry.ref)
    if case.tools:
        _read_tools(matrix, case, reading)
    if suspected:
        reading.out.append(matrix.wording["suspected"].reason("out", in_order(suspected)))
    _set_levels(matrix, reading)
    reading.signals |= _case_signals(matrix, case)
    return reading


def _counts(matrix: Matrix, worry: Worry, entry: Entry, reading: Reading) -> bool:
    """Whether a tick counts towards the level; on the way, notes the missing example and the harm left unproved."""
    if worry.has_evidence:
        return True
    reading.no_example.append((worry.ref, entry))
    statutory = entry.level >= matrix.statutory.number
    if worry.how in matrix.counts_when or entry.suspicion_counts:
        if statutory:
            reading.no_facts.append(worry.ref)
        return True
    if statutory:
        reading.unproved.append(worry.ref)
    return False


def _read_tools(matrix: Matrix, case: Case, reading: Reading) -> None:
    for result in case.tools:
        ref = f"tool:{result.tool}:{result.area}" if result.area else f"tool:{result.tool}"
        found = _tool_reading(matrix, result)
        if found is None:
            reading.unknown.append(ref)
            continue
        entry, signal = found
        reading.signals |= signal
        if entry is not None:
            reading.counted.append(Counted(ref, entry, ()))


def _tool_reading(matrix: Matrix, result: ToolResult) -> tuple[Entry | None, int] | None:
    """What a result stands for; None when this version has no such tool or no such result."""
    values = matrix.readings.get(result.tool)
    if values is None:
        return None
    largest = matrix.largest.get(result.tool)
    if largest is None:
        return values.get(result.value)
    if not isinstance(result.value, int):
        return None
    return values.get(min(result.value, largest), (None, 0))


def _set_levels(matrix: Matrix, reading: Reading) -> None:
    """The level that each counted entry stands at. One that is weak alone needs a second, different one beside it."""
    top = matrix.statutory.number
    strong = {one.entry.code for one in reading.counted if one.entry.level >= top}
    weak: dict[Wording, list[str]] = {}
    for one in reading.counted:
        entry = one.entry
        reading.signals |= entry.signals
        level = entry.level
        if entry.weak is not None and len(strong) < 2:
            level = entry.alone_level
            weak.setdefault(entry.weak, []).append(one.ref)
        reading.at_level.setdefault(level, []).append(one)
    reading.level = max(reading.at_level, default=0)
    if weak:
        reading.look.extend(wording.reason("look", in_order(refs)) for wording, refs in sorted(weak.items()))


def _case_signals(matrix: Matrix, case: Case) -> int:
    """The codes that the form itself raises: answers, ages, consent, history, what is held."""
    signals = matrix.consent_bits[case.consent]
    for fact in case.facts:
        signals |= matrix.fact_bits.get(fact, 0)
    for code in case.held:
        signals |= matrix.held_bits.get(code, 0)
    for months in case.ages_months:
        if months is not None:
            signals |= matrix.age_bits[_in_table(months)]
    if case.contacts_7_days or case.contacts_12_months or case.referrals_12_months:
        for counts, at_least, bit in matrix.history:
            if getattr(case, counts) >= at_least:
                signals |= bit
    if case.referrer_level is not None:
        signals |= matrix.bits.get(f"referrer_level:{case.referrer_level}", 0)
    return signals


def _in_table(months: int) -> int:
    return min(max(months, 0), OLDEST_MONTHS)


def in_order(refs: Iterable[str]) -> tuple[str, ...]:
    """References without repeats: A to Z, then AA."""
    once = set(refs)
    return tuple(once) if len(once) < 2 else tuple(sorted(sorted(once), key=len))
