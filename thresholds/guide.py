"""The guide: one version of a matrix as people read it, made from the version's own document and never kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.components import LevelMark
from thresholds.compiling import suspicion_counts
from thresholds.guide_rules import GuideRule, InWords, rules_of
from thresholds.level_names import level_name, level_of_all
from thresholds.models import EverydayWords, MatrixVersion

Part = Mapping[str, Any]
# Everyday words shown for one worry; the search knows them all.
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One indicator, with the words that people use for it."""

    code: str
    label: str
    guidance: str
    words: tuple[str, ...]
    note: str
    level: "GuideLevel"
    domain: str
    domain_code: str
    part: str


@dataclass(frozen=True, slots=True)
class GuideLevel:
    """What one level means and what comes of it."""

    number: int
    text: str
    mark: LevelMark
    name: str
    meaning: str
    assessment: str
    intervention: str
    consent_rule: str
    next: str
    help: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuidePart:
    """A heading with the indicators below it."""

    title: str
    entries: tuple[GuideEntry, ...]


@dataclass(frozen=True, slots=True)
class GuideDomain:
    """One part of a child's life."""

    code: str
    name: str
    entries: tuple[GuideEntry, ...]
    parts: tuple[str, ...]

    def at_level(self, number: int) -> tuple[GuideEntry, ...]:
        return tuple(one for one in self.entries if one.level.number == number)


@dataclass(frozen=True, slots=True)
class Tool:
    """An assessment tool and what each result of it stands for."""

    name: str
    readings: tuple[tuple[str, str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One version, whole."""

    scheme: str
    number: int
    since: datetime | None
    source: str
    levels: tuple[GuideLevel, ...]
    domains: tuple[GuideDomain, ...]
    rules: tuple[GuideRule, ...]
    tools: tuple[Tool, ...]
    own_age: int

    @property
    def always(self) -> list[GuideRule]:
        """What goes to social care whatever else is written."""
        return [rule for rule in self.rules if rule.kind == "always"]

    @property
    def also(self) -> list[GuideRule]:
        """What somebody besides is told of."""
        return [rule for rule in self.rules if rule.kind == "also"]

    @property
    def hints(self) -> list[GuideRule]:
        return [rule for rule in self.rules if rule.kind == "hint"]

    @property
    def looks(self) -> list[GuideRule]:
        return [rule for rule in self.rules if rule.kind == "look"]

    @property
    def count(self) -> int:
        return sum(len(domain.entries) for domain in self.domains)

    @property
    def entries(self) -> dict[str, GuideEntry]:
        """Every indicator by its code."""
        return {one.code: one for domain in self.domains for one in domain.entries}

    def by_level(self, number: int) -> list[GuidePart]:
        """The indicators of one level, part of life by part of life."""
        parts = [GuidePart(domain.name, domain.at_level(number)) for domain in self.domains]
        return [part for part in parts if part.entries]

    def by_domain(self, domain: GuideDomain) -> list[GuidePart]:
        """The indicators of one part of life, the most serious level first."""
        parts = [
            GuidePart(f"{level.text}: {level.name}", domain.at_level(level.number)) for level in reversed(self.levels)
        ]
        return [part for part in parts if part.entries]


def guide_of(version: MatrixVersion, everyday: Mapping[str, Iterable[str]] | None = None) -> Guide:
    """The guide to a version; `everyday` are the phrases that stand beside it, by code. Reads no database."""
    document = version.document
    levels = {part["level"]: _level(part, document) for part in document["levels"]}
    return Guide(
        scheme=document["scheme"]["name"],
        number=version.number,
        since=version.published_at,
        source=document["source"]["title"],
        levels=tuple(levels.values()),
        domains=tuple(_domain(part, document, levels, everyday or {}) for part in document["domains"]),
        rules=tuple(rules_of(document)),
        tools=tuple(_tool(part, document, levels) for part in document["tools"]),
        own_age=document["rules"]["own_consent"]["from_months"] // 12,
    )


def everyday_words(version: MatrixVersion) -> dict[str, list[str]]:
    """The phrases that an administrator keeps beside the matrix, by code. One query."""
    rows = EverydayWords.objects.filter(scheme=version.scheme_id).exclude(code=EverydayWords.SAME)
    return {code: text.split("\n") for code, text in rows.values_list("code", "words_text") if text}


def _level(part: Part, document: Part) -> GuideLevel:
    return GuideLevel(
        number=part["level"],
        text=level_name(part, document),
        mark=LevelMark(part["level"], level_of_all(part, document), part["short_name"]),
        name=part["name"],
        meaning=part["meaning"],
        assessment=part["assessment"],
        intervention=part["intervention"],
        consent_rule=part["consent_rule"],
        next=part["what_happens_next"],
        help=tuple(part["help"]),
    )


def _domain(
    part: Part, document: Part, levels: Mapping[int, GuideLevel], everyday: Mapping[str, Iterable[str]]
) -> GuideDomain:
    names = {one["code"]: one["name"] for one in part["subdomains"]}
    entries = tuple(
        _entry(one, _note(one, levels, document), levels, everyday, part, names.get(one["subdomain"], ""))
        for one in document["indicators"]
        if one["domain"] == part["code"]
    )
    return GuideDomain(part["code"], part["name"], entries, tuple(names.values()))


def _entry(
    one: Part,
    note: str,
    levels: Mapping[int, GuideLevel],
    everyday: Mapping[str, Iterable[str]],
    domain: Part,
    part: str,
) -> GuideEntry:
    words = dict.fromkeys([*one["synonyms"], *everyday.get(one["id"], ())])
    return GuideEntry(
        code=one["id"],
        label=one["label"],
        guidance=one["guidance"],
        words=tuple(words)[:_MOST_WORDS],
        note=note,
        level=levels[one["level"]],
        domain=domain["name"],
        domain_code=domain["code"],
        part=part,
    )


def _note(one: Part, levels: Mapping[int, GuideLevel], document: Part) -> str:
    """What it takes for this worry to count, and why it may count for less alone."""
    enough = "A suspicion is enough." if suspicion_counts(one, document) else ""
    alone = one.get("weak_alone")
    if not alone:
        return enough
    lower, own = levels[alone["counts_as"]].text.lower(), levels[one["level"]].text.lower()
    return f"{enough} On its own this counts as {lower}, until a second worry at {own} is there.".lstrip()


def _tool(tool: Part, document: Part, levels: Mapping[int, GuideLevel]) -> Tool:
    words = InWords(document)
    readings = tuple((one["label"], one.get("means", ""), _counts_as(one, words, levels)) for one in tool["readings"])
    return Tool(tool["name"], readings, tool["source"])


def _counts_as(reading: Part, words: InWords, levels: Mapping[int, GuideLevel]) -> str:
    if "indicator" in reading:
        level = words.levels_of[reading["indicator"]]
        return f"{levels[level].text}: {words.of('indicator:' + reading['indicator'])}"
    return levels[reading["level"]].text if "level" in reading else "No level by itself"
