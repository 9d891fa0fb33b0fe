"""Checks a matrix document must pass before it is loaded or published. Each fault names its place and its cure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from thresholds.compiling import LEVEL_GAPS, LEVEL_WORDING
from thresholds.exchange import Written, place_of, read_document
from thresholds.faults import Fault
from thresholds.rule_checks import (
    STRENGTHS,
    check_actions,
    check_clusters,
    check_conditions,
    check_questions,
    check_routes,
)
from thresholds.shape import SCHEMA, read_shape

__all__ = ["ENGINE_WORDING", "SCHEMA", "Fault", "check_document", "check_written", "read_document"]

# The words that the engine needs for its own rules.
ENGINE_WORDING = (
    "highest", "others", "overtaken", "suspected", "weak_alone", "duplicate", "nothing", "unproved", "no_facts",
    "unknown", "harm_if_asked", "referrer_sees_harm", "referrer_higher", "information", "consent",
    "own_consent",
)  # fmt: skip


def check_document(document: Mapping[str, Any]) -> list[Fault]:
    """Every fault of the document, in its own order; none means that it can be published.

    A fault of shape does not hide the others: they are looked for in what has its shape.
    """
    shape = read_shape(document)
    found = [fault for needs, check in _CHECKS if all(map(shape.holds, needs)) for fault in check(shape.document)]
    return [*shape.faults, *(fault for fault in found if not shape.doubts(place_of(fault.path)))]


def check_written(written: Written) -> list[Fault]:
    """The same for a document with the lines of its file: each fault names its line, in the order of the file."""
    found = [fault._replace(line=written.line_of(place_of(fault.path))) for fault in check_document(written.document)]
    return sorted([*written.faults, *found], key=lambda fault: (fault.line, fault))


def _repeated(document: Mapping[str, Any]) -> Iterator[Fault]:
    lists = {
        **{name: document[name] for name in ("routes", "domains", "facts", "age_bands", "history", "tools")},
        **{name: document[name] for name in ("wording", "questions", "actions", "indicators")},
        **{f"rules.{name}": document["rules"][name] for name in ("overrides", "hints", "clusters", "prompts")},
        **{f"domains[{place}].subdomains": part["subdomains"] for place, part in enumerate(document["domains"])},
        "levels": [{"code": level["code"]} for level in document["levels"] if "code" in level],
    }
    for name, parts in lists.items():
        seen: set[str] = set()
        for place, part in enumerate(parts):
            code = part.get("code") or part.get("id")
            if code in seen:
                yield Fault(f"{name}[{place}]", f"“{code}” stands here twice.", "Give it a code of its own.")
            seen.add(code)


def _levels(document: Mapping[str, Any]) -> Iterator[Fault]:
    levels = document["levels"]
    if [level["level"] for level in levels] != list(range(1, len(levels) + 1)):
        yield Fault("levels", "Levels must be numbered 1, 2, 3 and so on, lowest first.", "Put them in order.")
    kinds = {route["code"]: route["kind"] for route in document["routes"]}
    found = [kinds.get(level["route"], "no route") for level in levels]
    for place, (level, kind) in enumerate(zip(levels, found, strict=True)):
        if kind in ("side", "no route"):
            yield Fault(
                f"levels[{place}].route",
                f"“{level['route']}” cannot be the route of a level.",
                "Choose a route of kind push_back, early_help or mash.",
            )
    strengths = [STRENGTHS.index(kind) for kind in found if kind in STRENGTHS]
    if strengths != sorted(strengths):
        yield Fault("levels", "A higher level has a route that does less than a lower one.", "Put the routes in order.")
    if strengths and STRENGTHS.index("mash") not in strengths and len(strengths) == len(levels):
        yield Fault("levels", "No level goes to MASH.", "Give the highest level a route of kind mash.")


def _push_backs(document: Mapping[str, Any]) -> Iterator[Fault]:
    kinds = {route["code"]: route["kind"] for route in document["routes"]}
    for name in ("information", "consent"):
        if kinds.get(document["rules"][name]["route"]) != "push_back":
            yield Fault(f"rules.{name}.route", "This must be a push-back.", "Choose a route of kind push_back.")


def _ages(document: Mapping[str, Any]) -> Iterator[Fault]:
    for place, band in enumerate(document["age_bands"]):
        if band["from_months"] > band["to_months"]:
            path = f"age_bands[{place}] ({band['code']}).to_months"
            yield Fault(path, "The ages are the wrong way round.", "Put the younger age in from_months.")


def _indicators(document: Mapping[str, Any]) -> Iterator[Fault]:
    codes, merged = {part["id"] for part in document["indicators"]}, set[str]()
    for place, part in enumerate(document["indicators"]):
        path = f"indicators[{place}] ({part['id']})"
        if "duplicate_of" in part and part["duplicate_of"] not in codes - {part["id"]}:
            yield Fault(f"{path}.duplicate_of", f"There is no “{part['duplicate_of']}”.", "Name another indicator.")
        for code in part.get("merged_from", ()):
            if code in codes or code in merged:
                yield Fault(f"{path}.merged_from", f"“{code}” is an indicator of its own.", "Take it out here.")
            merged.add(code)
        weak = part.get("weak_alone")
        if weak and not 0 < weak["counts_as"] < part["level"]:
            yield Fault(f"{path}.weak_alone", "It must count as a lower level.", "Give a level below its own.")
        if part.get("age_from", 0) > part.get("age_to", 999):
            yield Fault(f"{path}.age_to", "The ages are the wrong way round.", "Put the younger age in age_from.")


def _numbers(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Every level that an indicator, a tool or a rule gives is a level of this scheme."""
    given = {f"indicators[{n}] ({part['id']}).level": part["level"] for n, part in enumerate(document["indicators"])}
    for n, tool in enumerate(document["tools"]):
        for m, reading in enumerate(tool["readings"]):
            given[f"tools[{n}] ({tool['code']}).readings[{m}].level"] = reading.get("level")
    for kind in ("overrides", "clusters"):
        for n, rule in enumerate(document["rules"][kind]):
            given[f"rules.{kind}[{n}] ({rule['id']}).level"] = rule.get("level")
    numbers = {None, *(level["level"] for level in document["levels"])}
    for path, number in given.items():
        if number not in numbers:
            yield Fault(path, f"There is no level {number}.", "Use a level of this scheme.")


def _places(document: Mapping[str, Any]) -> Iterator[Fault]:
    places = {domain["code"]: {sub["code"] for sub in domain["subdomains"]} for domain in document["domains"]}
    for place, part in enumerate(document["indicators"]):
        if part["subdomain"] not in places.get(part["domain"], ()):
            yield Fault(
                f"indicators[{place}] ({part['id']}).subdomain",
                f"“{part['domain']} / {part['subdomain']}” is not in domains.",
                "Add it to domains, or correct it.",
            )
    for place, tool in enumerate(document["tools"]):
        if tool["domain"] not in places:
            yield Fault(
                f"tools[{place}] ({tool['code']}).domain", f"“{tool['domain']}” is not in domains.", "Correct it."
            )


def _flags(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Every flag that an indicator, a tool or the rule of evidence names is in flags."""
    named = [
        (f"indicators[{n}] ({part['id']}).flags", part.get("flags", []))
        for n, part in enumerate(document["indicators"])
    ]
    for n, tool in enumerate(document["tools"]):
        named += [
            (f"tools[{n}] ({tool['code']}).readings[{m}].flags", reading.get("flags", []))
            for m, reading in enumerate(tool["readings"])
        ]
    held_to = document["evidence"]["suspicion_counts_for"]
    named += [(f"evidence.suspicion_counts_for[{n}]", [flag]) for n, flag in enumerate(held_to)]
    for path, flags in named:
        for flag in flags:
            if flag not in document["flags"]:
                yield Fault(path, f"“{flag}” is not in flags.", "Add it to flags, or correct it.")


def _tools(document: Mapping[str, Any]) -> Iterator[Fault]:
    codes = {part["id"] for part in document["indicators"]}
    for place, tool in enumerate(document["tools"]):
        yield from _tool(tool, f"tools[{place}] ({tool['code']})", codes)


def _tool(tool: Mapping[str, Any], path: str, codes: set[str]) -> Iterator[Fault]:
    step = "at_least" if tool.get("counted") else "value"
    steps = [reading.get(step) for reading in tool["readings"]]
    repeated = [value for value, times in Counter(steps).items() if times > 1 and value is not None]
    if None in steps:
        yield Fault(f"{path}.readings", f"Every reading needs “{step}”.", f"Add “{step}”.")
    elif repeated:
        yield Fault(f"{path}.readings", f"“{repeated[0]}” stands here twice.", "Give each result one reading.")
    elif tool.get("counted") and steps != sorted(steps):
        yield Fault(f"{path}.readings", "Readings must go upwards.", "Put the smallest count first.")
    for place, reading in enumerate(tool["readings"]):
        if "indicator" in reading and reading["indicator"] not in codes:
            at = f"{path}.readings[{place}].indicator"
            yield Fault(at, f"There is no “{reading['indicator']}”.", "Name an indicator.")


def _wording(document: Mapping[str, Any]) -> Iterator[Fault]:
    has = {part["id"] for part in document["wording"]}
    for name in ENGINE_WORDING:
        if name not in has:
            yield Fault("wording", f"The words of the rule “{name}” are missing.", f"Add an entry with id {name}.")
    for place, part in enumerate(document["wording"]):
        gaps = LEVEL_GAPS if part["id"] in LEVEL_WORDING else None
        for name in ("title", "note") if gaps else ():
            yield from _filled(part[name], f"wording[{place}] ({part['id']}).{name}", LEVEL_GAPS)
    question = document["rules"]["evidence_question"]["question"]
    yield from _filled(question, "rules.evidence_question.question", ("label",))


def _filled(text: str, path: str, known: Iterable[str]) -> Iterator[Fault]:
    """Words with gaps in curly brackets, which the engine fills."""
    choices = " and ".join(f"{{{name}}}" for name in known)
    try:
        gaps = [(name, bool(form or turn)) for _, name, form, turn in Formatter().parse(text) if name is not None]
    except ValueError:
        gaps = [("", False)]
    for name, is_formed in gaps:
        if name not in known or is_formed:
            shown = f"{name}:…" if is_formed else name
            yield Fault(path, f"“{{{shown}}}” is no gap that can be filled.", f"Use only {choices}.")


_RULES_NEED = ("levels", "flags", "facts", "held", "age_bands", "history", "tools", "indicators", "rules")
_CHECKS: tuple[tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Iterator[Fault]]], ...] = (
    ((), _repeated),
    (("levels", "routes"), _levels),
    (("routes", "rules"), _push_backs),
    ((), _ages),
    ((), _indicators),
    (("levels",), _numbers),
    (("domains",), _places),
    (("flags",), _flags),
    (_RULES_NEED, check_conditions),
    (("routes", "rules"), check_routes),
    (("actions", "rules"), check_actions),
    (("levels", "domains", "indicators", "rules"), check_clusters),
    ((*_RULES_NEED, "questions"), check_questions),
    (("indicators",), _tools),
    (("wording", "rules"), _wording),
)
