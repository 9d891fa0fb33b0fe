"""From the document of a version to a `Matrix`. Assumes a document that `thresholds.checking` finds no fault in."""

from collections.abc import Iterator, Mapping
from typing import Any

from thresholds.case import Action, Gap
from thresholds.level_names import level_name
from thresholds.matrix import (
    OLDEST_MONTHS,
    Cluster,
    Document,
    Entry,
    Level,
    Matrix,
    Override,
    PriorityRule,
    Prompt,
    Question,
    Signals,
    When,
    Wording,
    guard,
    rank,
)

Part = Mapping[str, Any]
# The rules whose words name a level, and the gaps that such words may have.
LEVEL_WORDING = ("highest", "others", "overtaken", "consent")
LEVEL_GAPS = ("level", "code", "level_name", "short_name")
_CONSENTS = ("agreed", "refused", "not_asked", "not_known")
_NEEDS_CONSENT = frozenset({"required", "required_and_engagement"})


def compile_matrix(document: Document) -> Matrix:
    """The version, ready to score. Refuses (`UnknownCode`) when a rule names a code that is not defined."""
    signals = _signals_of(document)
    kinds = {route["code"]: route["kind"] for route in document["routes"]}
    wording = {part["id"]: _wording(part) for part in document["wording"]}
    names = {part["level"]: level_name(part, document) for part in document["levels"]}
    levels = {part["level"]: _level(part, names[part["level"]], wording, signals, kinds) for part in document["levels"]}
    entries = _entries(document, wording, signals)
    action_bits = {part["code"]: 1 << place for place, part in enumerate(document["actions"])}
    rules = document["rules"]
    return Matrix(
        scheme=document["scheme"]["slug"],
        version=document["version"],
        bits=signals.bits,
        levels=levels,
        statutory=next(level for level in levels.values() if level.statutory),
        level_bits=sum(level.bit for level in levels.values()),
        entries=entries,
        readings={tool["code"]: dict(_readings(tool, document, entries, signals)) for tool in document["tools"]},
        largest={tool["code"]: _largest(tool) for tool in document["tools"] if tool.get("counted")},
        fact_bits=_named(signals, "fact"),
        held_bits=_named(signals, "held"),
        consent_bits=_named(signals, "consent"),
        age_bits=tuple(_age_bits(months, document, signals) for months in range(OLDEST_MONTHS + 1)),
        history=tuple((h["counts"], h["at_least"], signals.bits[f"history:{h['code']}"]) for h in document["history"]),
        counts_when=frozenset(document["evidence"]["counts_when"]),
        wording=wording,
        overrides=guard(_override(part, signals, action_bits) for part in rules["overrides"]),
        hints=guard(Prompt(_wording(part), _when(part, signals)) for part in rules["hints"]),
        clusters=tuple(Cluster(_wording(p), p["level"], p["at_least"], p["domains"]) for p in rules["clusters"]),
        prompts=guard(Prompt(_wording(part), _when(part, signals)) for part in rules["prompts"]),
        questions=guard(_question(part, signals) for part in document["questions"]),
        priorities=guard(PriorityRule(_when(p, signals), rank(p["priority"])) for p in rules["priorities"]),
        protection=signals.of(rules["protection"]["any"], "protection"),
        actions=tuple((action_bits[part["code"]], _action(part)) for part in document["actions"]),
        route_kinds=kinds,
        no_level_priority=rank(rules["no_level"]["priority"]),
        hint_priority=rank(rules["hint"]["priority"]),
        own_consent_from=rules["own_consent"]["from_months"],
        information_route=rules["information"]["route"],
        consent_route=rules["consent"]["route"],
        example_gap=_gap(rules["evidence_question"]),
    )


def _signals_of(document: Document) -> Signals:
    """A bit for every code of the document that a rule may name, in the order of the document.

    Of the indicators only those that a rule does name: masks stay short, and scoring fast.
    """
    named = set(_names_in(document["rules"])) | set(_names_in(document["questions"]))
    signals = Signals()
    for name in signal_names(document):
        if not name.startswith("indicator:") or name in named:
            signals.add(name)
    return signals


def _names_in(part: Any) -> Iterator[str]:
    """Every piece of text anywhere in this part of the document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from _names_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _names_in(inner)


def signal_names(document: Document) -> Iterator[str]:
    """Every code that a rule of this document may name, with its kind before a colon."""
    yield from (f"level:{part['level']}" for part in document["levels"])
    yield from (f"flag:{code}" for code in document["flags"])
    yield from (f"fact:{part['code']}" for part in document["facts"])
    yield from (f"age:{part['code']}" for part in document["age_bands"])
    yield from (f"history:{part['code']}" for part in document["history"])
    yield from (f"consent:{code}" for code in _CONSENTS)
    yield from (f"referrer_level:{part['level']}" for part in document["levels"])
    for tool in document["tools"]:
        yield from (reading_name(tool, reading) for reading in tool["readings"])
    yield from (f"held:{code}" for code in document["held"])
    yield from (f"indicator:{part['id']}" for part in document["indicators"])


def reading_name(tool: Part, reading: Part) -> str:
    """The code of one result of a tool, as rules name it."""
    return f"tool:{tool['code']}:{reading.get('at_least', reading.get('value'))}"


def _named(signals: Signals, kind: str) -> dict[str, int]:
    return {name.split(":", 1)[1]: bit for name, bit in signals.bits.items() if name.startswith(f"{kind}:")}


def _wording(part: Part) -> Wording:
    return Wording(part["id"], part["title"], part["note"], part["source"])


def _for_level(wording: Wording, level: Part, name: str) -> Wording:
    code = level.get("code", level["level"])
    words = {"level": level["level"], "code": code, "level_name": name, "short_name": level["short_name"]}
    return wording._replace(title=wording.title.format(**words), note=wording.note.format(**words))


def _level(part: Part, name: str, wording: Mapping[str, Wording], signals: Signals, kinds: Mapping[str, str]) -> Level:
    return Level(
        number=part["level"],
        code=str(part.get("code", part["level"])),
        name=name,
        bit=signals.bits[f"level:{part['level']}"],
        short_name=part["short_name"],
        needs_consent=part["consent"] in _NEEDS_CONSENT,
        needs_information=part["needs_information"],
        route=part["route"],
        route_detail=part.get("route_detail", ""),
        priority=rank(part["priority"]),
        highest=_for_level(wording["highest"], part, name),
        overtaken=_for_level(wording["overtaken"], part, name),
        others=_for_level(wording["others"], part, name),
        consent=_for_level(wording["consent"], part, name),
        statutory=kinds[part["route"]] == "mash",
    )


def _entries(document: Document, wording: Mapping[str, Wording], signals: Signals) -> dict[str, Entry]:
    """Every indicator by its code, and by the codes of those that were merged into it: old forms still name them."""
    entries = {part["id"]: _entry(part, document, wording, signals) for part in document["indicators"]}
    merged = {code: entries[part["id"]] for part in document["indicators"] for code in part.get("merged_from", ())}
    return {**merged, **entries}


def _entry(part: Part, document: Document, wording: Mapping[str, Wording], signals: Signals) -> Entry:
    flags = part.get("flags", [])
    weak = part.get("weak_alone")
    rule = "duplicate" if "duplicate_of" in part else "weak_alone"
    return Entry(
        code=part["id"],
        level=part["level"],
        alone_level=weak["counts_as"] if weak else part["level"],
        signals=signals.bits.get(f"indicator:{part['id']}", 0)
        | signals.of((f"flag:{flag}" for flag in flags), part["id"]),
        domain=_domain_bit(part["domain"], document),
        suspicion_counts=suspicion_counts(part, document),
        label=part["label"],
        weak=wording[rule] if weak else None,
    )


def suspicion_counts(part: Part, document: Document) -> bool:
    """Whether a mere suspicion of it is evidence enough: it says so itself, or what it is about does."""
    held_to = document["evidence"]["suspicion_counts_for"]
    return part.get("evidence") == "suspicion" or not set(part.get("flags", [])).isdisjoint(held_to)


def _domain_bit(code: str, document: Document) -> int:
    return 1 << [domain["code"] for domain in document["domains"]].index(code)


def _readings(
    tool: Part, document: Document, entries: Mapping[str, Entry], signals: Signals
) -> Iterator[tuple[int | str, tuple[Entry | None, int]]]:
    """What each value of a tool stands for. A counted tool is spelt out up to its largest step."""
    made = [(r, _reading(r, tool, document, entries, signals)) for r in tool["readings"]]
    if not tool.get("counted"):
        yield from ((reading["value"], entry) for reading, entry in made)
        return
    for count in range(_largest(tool) + 1):
        reached = [entry for reading, entry in made if reading["at_least"] <= count]
        if reached:
            yield count, reached[-1]


def _reading(
    reading: Part, tool: Part, document: Document, entries: Mapping[str, Entry], signals: Signals
) -> tuple[Entry | None, int]:
    name = reading_name(tool, reading)
    bit = signals.bits[name]
    if "indicator" in reading:
        return entries[reading["indicator"]], bit
    if "level" not in reading:
        return None, bit
    flags = signals.of((f"flag:{flag}" for flag in reading.get("flags", [])), name)
    domain = _domain_bit(tool["domain"], document)
    return Entry(name, reading["level"], reading["level"], flags, domain, True, reading["label"], None), bit


def _largest(tool: Part) -> int:
    return max(int(reading["at_least"]) for reading in tool["readings"])


def _age_bits(months: int, document: Document, signals: Signals) -> int:
    bits = 0
    for band in document["age_bands"]:
        if band["from_months"] <= months <= band["to_months"]:
            bits |= signals.bits[f"age:{band['code']}"]
    return bits


def _when(part: Part, signals: Signals) -> When:
    when = part.get("when", {})
    rule = part.get("id") or part.get("code") or "priority"
    names = [*when.get("any", []), *when.get("all", [])]
    mask = signals.of(names, rule)
    return When(
        any_of=signals.of(when.get("any", []), rule),
        all_of=signals.of(when.get("all", []), rule),
        trigger=mask,
        same_child=bool(when.get("same_child")),
        ages=signals.of((name for name in names if name.startswith("age:")), rule),
        names=tuple((signals.bits[name], name) for name in names),
    )


def _override(part: Part, signals: Signals, action_bits: Mapping[str, int]) -> Override:
    return Override(
        wording=_wording(part),
        when=_when(part, signals),
        level=part.get("level", 0),
        route=part.get("route", ""),
        takes=part.get("takes_over", "never"),
        keeps_base=part.get("keeps_base", True),
        secondary=tuple(part.get("secondary", [])),
        priority=rank(part["priority"]) if "priority" in part else 0,
        actions=sum(action_bits[code] for code in part.get("actions", [])),
    )


def _question(part: Part, signals: Signals) -> Question:
    return Question(
        gap=_gap(part),
        when=_when(part, signals),
        answered_by=signals.of(part["answered_by"], part["code"]),
        must=part.get("must", False),
    )


def _gap(part: Part) -> Gap:
    return Gap(part["code"], part["question"], part["why"], part["section"])


def _action(part: Part) -> Action:
    return Action(part["code"], part["who"], part["what"], part["by"], part.get("you", ""))
