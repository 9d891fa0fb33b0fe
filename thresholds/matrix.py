"""A matrix document made ready for scoring: every code becomes one bit, every rule a pair of masks, once per version.

The document (see `matrix_schema.json` and docs/scoring.md) is the only source of rules and words. Nothing in this
module knows a council, an indicator or a route by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from thresholds.case import Action, Gap, Priority, Reason, ReasonKind

Document = Mapping[str, Any]
# Ages are looked up in a table of months; nobody on this form is older than this.
OLDEST_MONTHS = 300


class UnknownCode(ValueError):
    """A rule of the document names a code that the document does not define. Says which rule and which code."""


class Wording(NamedTuple):
    """What a rule of the engine says for itself."""

    rule: str
    title: str
    note: str
    source: str

    def reason(self, kind: ReasonKind, refs: tuple[str, ...] = (), inputs: tuple[str, ...] = ()) -> Reason:
        """This wording as one reason of a score."""
        return Reason(self.rule, kind, self.title, self.note, refs, inputs, self.source)


@dataclass(frozen=True, slots=True)
class When:
    """A condition: one of `any_of` (when there are any) and all of `all_of`. Adding a signal never makes it false."""

    any_of: int
    all_of: int
    trigger: int
    same_child: bool
    ages: int
    names: tuple[tuple[int, str], ...]

    def inputs(self, signals: int) -> tuple[str, ...]:
        """The codes that fulfilled it."""
        return tuple([name for bit, name in self.names if signals & bit])


class Level(NamedTuple):
    """One level of the scheme, in the order of the scheme (1 is the lowest).

    `code` is its own word ("2A"; the number where it has none), `name` the same as people read it ("Tier 2A").
    """

    number: int
    code: str
    name: str
    bit: int
    short_name: str
    needs_consent: bool
    needs_information: bool
    route: str
    route_detail: str
    priority: int
    highest: Wording
    overtaken: Wording
    others: Wording
    consent: Wording
    statutory: bool

    @property
    def in_words(self) -> str:
        """The name inside a sentence: "tier 2A"."""
        return self.name[:1].lower() + self.name[1:]


class Entry(NamedTuple):
    """What one tick or one tool result stands for. `alone_level` is lower than `level` for one that is weak alone."""

    code: str
    level: int
    alone_level: int
    signals: int
    domain: int
    suspicion_counts: bool
    label: str
    weak: Wording | None


class Override(NamedTuple):
    """A rule that beats the highest indicator, or adds a route or an action."""

    wording: Wording
    when: When
    level: int
    route: str
    takes: str
    keeps_base: bool
    secondary: tuple[str, ...]
    priority: int
    actions: int


class Prompt(NamedTuple):
    """A rule that asks a person to look (`hint`: that also keeps the case with MASH)."""

    wording: Wording
    when: When


class Cluster(NamedTuple):
    """So many different indicators at one level, over so many domains: a prompt."""

    wording: Wording
    level: int
    at_least: int
    domains: int


class Question(NamedTuple):
    """A gap that shows itself when its condition is met and no answer is held."""

    gap: Gap
    when: When
    answered_by: int
    must: bool


class PriorityRule(NamedTuple):
    """A rule that can only make a case more urgent."""

    when: When
    priority: int


class Conditional(Protocol):
    """Any rule with a condition."""

    @property
    def when(self) -> When: ...


Rule = TypeVar("Rule", bound=Conditional)


class Guard(NamedTuple, Generic[Rule]):
    """A rule with its condition taken out, so that the many rules that do not fire cost next to nothing.

    Fires when the signals meet `any_of` and hold all of `all_of`.
    """

    any_of: int
    all_of: int
    same_child: bool
    rule: Rule


def guard(rules: Iterable[Rule]) -> tuple[Guard[Rule], ...]:
    """Each rule behind its condition. Without an `any_of`, any of `all_of` is enough to look further; else always."""
    return tuple(
        Guard(rule.when.any_of or rule.when.all_of or ~0, rule.when.all_of, rule.when.same_child, rule)
        for rule in rules
    )


@dataclass(slots=True)
class Signals:
    """The codes of one version, each with its bit."""

    bits: dict[str, int] = field(default_factory=dict)

    def add(self, name: str) -> int:
        """The bit of this code, new if need be."""
        return self.bits.setdefault(name, 1 << len(self.bits))

    def of(self, names: Iterable[str], rule: str) -> int:
        """The mask of codes that the document must already define."""
        mask = 0
        for name in names:
            if name not in self.bits:
                raise UnknownCode(f"Rule “{rule}” names “{name}”, which this matrix does not define.")
            mask |= self.bits[name]
        return mask


@dataclass(frozen=True, slots=True)
class Matrix:
    """One version, ready to score. Build it with `compile_matrix` and keep it: it never changes."""

    scheme: str
    version: int
    bits: Mapping[str, int]
    levels: Mapping[int, Level]
    statutory: Level
    level_bits: int
    entries: Mapping[str, Entry]
    readings: Mapping[str, Mapping[int | str, tuple[Entry | None, int]]]
    largest: Mapping[str, int]
    fact_bits: Mapping[str, int]
    held_bits: Mapping[str, int]
    consent_bits: Mapping[str, int]
    age_bits: tuple[int, ...]
    history: tuple[tuple[str, int, int], ...]
    counts_when: frozenset[str]
    wording: Mapping[str, Wording]
    overrides: tuple[Guard[Override], ...]
    hints: tuple[Guard[Prompt], ...]
    clusters: tuple[Cluster, ...]
    prompts: tuple[Guard[Prompt], ...]
    questions: tuple[Guard[Question], ...]
    priorities: tuple[Guard[PriorityRule], ...]
    protection: int
    actions: tuple[tuple[int, Action], ...]
    route_kinds: Mapping[str, str]
    no_level_priority: int
    hint_priority: int
    own_consent_from: int
    information_route: str
    consent_route: str
    example_gap: Gap

    @property
    def indicators(self) -> dict[str, Entry]:
        """Those that can be chosen. `entries` knows besides them the codes that were merged into one of them."""
        return {code: entry for code, entry in self.entries.items() if code == entry.code}

    def level_name(self, number: int | None) -> str:
        """A level in the scheme's own words: "Level 3", "Tier 2A"; "No level" for none, or one it does not have."""
        level = self.levels.get(number or 0)
        return level.name if level else "No level"

    def level_words(self, number: int | None) -> str:
        """The same inside a sentence."""
        level = self.levels.get(number or 0)
        return level.in_words if level else "no level"

    def level_of(self, number: int) -> str:
        """The same with how many there are, where levels are mere numbers: "Level 3 of 4"."""
        plain = all(level.code == str(level.number) for level in self.levels.values())
        return f"{self.level_name(number)} of {len(self.levels)}" if plain else self.level_name(number)


def rank(priority: Priority | str) -> int:
    """Blue 0, green 1, amber 2, red 3."""
    return ("blue", "green", "amber", "red").index(priority)
