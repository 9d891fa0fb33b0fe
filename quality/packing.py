"""One version of the matrix packed for the database: what a rule of level or route may read becomes bits of numbers.

A case is then the bitwise "or" of what each of its answers, worries and tool results stands for, which the database
can gather for a million cases in one pass. Pure: a `Matrix` in, numbers out. Prompts and words are left out: they move
nothing. What each bit means is told in docs/simulation.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from thresholds.matrix import Entry, Matrix, Override, When

# Bits to one bigint: the sign is left alone, and a block can be shifted without touching it.
WIDTH = 62


class TooWide(ValueError):
    """The version has more age rules for one child, or more rules with effects of their own, than this can pack."""


class Block(NamedTuple):
    """So many bits beside each other in one word."""

    word: int
    shift: int
    size: int

    @property
    def mask(self) -> int:
        return ((1 << self.size) - 1) << self.shift


class Packed(NamedTuple):
    """What an indicator or tool result stands for. `same_child`: age rules it can trigger. `strong`: its own number."""

    words: tuple[int, ...]
    same_child: int
    strong: int | None


@dataclass(slots=True)
class Words:
    """Where each bit stands."""

    used: list[int] = field(default_factory=lambda: [0])

    def block(self, size: int) -> Block:
        """The next so many bits, all in one word."""
        if size > WIDTH:
            raise TooWide(f"{size} rules do not fit into one number of {WIDTH} bits.")
        if self.used[-1] + size > WIDTH:
            self.used.append(0)
        block = Block(len(self.used) - 1, self.used[-1], size)
        self.used[-1] += size
        return block


def bits_of(mask: int) -> Iterator[int]:
    """The single bits of a mask, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


class Packing:
    """The layout of one version, and each entry of it packed. Made once for a run."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.top = matrix.statutory.number
        self.alone = [one.rule for one in matrix.overrides if one.rule.route and one.rule.takes == "alone"]
        self.pairs = _same_child_pairs(matrix)
        layout = Words()
        self._signals = {bit: layout.block(1) for bit in bits_of(_read_by_rules(matrix))}
        self.full = {number: layout.block(1) for number in sorted(matrix.levels)}
        self.reduced = {number: layout.block(1) for number in sorted(matrix.levels)}
        self.miss_full, self.miss_reduced = layout.block(len(self.alone)), layout.block(len(self.alone))
        self.triggered, self.of_age, self.met = (layout.block(len(self.pairs)) for _ in range(3))
        self.unproved, self.unknown, self.harm_if_asked = layout.block(1), layout.block(1), layout.block(1)
        self.referrer_sees_harm, self.not_agreed = layout.block(1), layout.block(1)
        self.count = len(layout.used)
        self._numbers: dict[str, int] = {}

    def words(self, signals: int) -> list[int]:
        """The words in which these signals are set; those that no rule reads are dropped."""
        words = [0] * self.count
        for bit in bits_of(signals):
            block = self._signals.get(bit)
            if block is not None:
                words[block.word] |= block.mask
        return words

    def one(self, *blocks: Block) -> tuple[int, ...]:
        """The words in which these single bits are set."""
        words = [0] * self.count
        for block in blocks:
            words[block.word] |= block.mask
        return tuple(words)

    def counted(self, entry: Entry, more: int = 0) -> Packed:
        """What it stands for when it counts. `more`: the signal of the tool reading that names it."""
        words = self.words(entry.signals | more)
        self._set(words, self.full[entry.level])
        self._set(words, self.reduced[entry.alone_level])
        for level, block in ((entry.level, self.miss_full), (entry.alone_level, self.miss_reduced)):
            if level >= self.top:
                words[block.word] |= self._missed(entry) << block.shift
        same_child = sum(1 << place for place, (trigger, _) in enumerate(self.pairs) if entry.signals & trigger)
        words[self.triggered.word] |= same_child << self.triggered.shift
        number = self._numbers.setdefault(entry.code, len(self._numbers))
        return Packed(tuple(words), same_child, number if entry.level >= self.top else None)

    def suspected(self, entry: Entry) -> Packed:
        """What it stands for when only suspected, with no example: at the statutory level a hint, else nothing."""
        blocks = (self.unproved,) if entry.level >= self.top else ()
        return Packed(self.one(*blocks), 0, None)

    def ages(self, months: int) -> tuple[tuple[int, ...], int]:
        """The words of a child of that age, and which age rules the age meets."""
        signals = self.matrix.age_bits[months]
        met = sum(1 << place for place, (_, ages) in enumerate(self.pairs) if signals & ages)
        words = self.words(signals)
        words[self.of_age.word] |= met << self.of_age.shift
        return tuple(words), met

    def pair_of(self, when: When) -> int:
        """The place of this rule's trigger and ages among the pairs."""
        return self.pairs.index((when.trigger, when.ages))

    def _missed(self, entry: Entry) -> int:
        """Which of the rules that take over only alone are not triggered by this entry."""
        return sum(1 << place for place, rule in enumerate(self.alone) if not entry.signals & rule.when.trigger)

    @staticmethod
    def _set(words: list[int], block: Block) -> None:
        words[block.word] |= block.mask


def side_routes(matrix: Matrix, takes: str) -> list[Override]:
    """The overrides that may take the route over, in the order of the document."""
    return [one.rule for one in matrix.overrides if one.rule.route and one.rule.takes == takes]


def _conditions(matrix: Matrix) -> Iterator[When]:
    """Every condition that can move a level, a route or a priority."""
    yield from (one.rule.when for one in matrix.overrides)
    yield from (one.rule.when for one in matrix.hints)
    yield from (one.rule.when for one in matrix.questions if one.rule.must)
    yield from (one.rule.when for one in matrix.priorities)


def _read_by_rules(matrix: Matrix) -> int:
    """The signals worth a bit. A level is known from the case itself and needs none."""
    mask = matrix.protection
    for when in _conditions(matrix):
        mask |= when.trigger
    for one in matrix.questions:
        if one.rule.must:
            mask |= one.rule.answered_by
    return mask & ~matrix.level_bits


def _same_child_pairs(matrix: Matrix) -> list[tuple[int, int]]:
    """What triggers and which ages, for each rule that must hold for one and the same child."""
    pairs = ((when.trigger, when.ages) for when in _conditions(matrix) if when.same_child)
    return list(dict.fromkeys(pairs))
