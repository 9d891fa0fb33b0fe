"""What must hold before a version is checked, beyond what the loader asks: for people, not for the engine."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from thresholds.checking import Fault, check_document
from thresholds.compiling import reading_name
from thresholds.editing.parts import names_in, places

Document = Mapping[str, Any]


def all_faults(document: Document) -> list[Fault]:
    """Every fault of the document: those of the loader first. With faults of shape nothing else can be asked."""
    faults = check_document(document)
    try:
        return [*faults, *(fault for check in _CHECKS for fault in check(document))]
    except (KeyError, TypeError, AttributeError):
        if faults:
            return faults
        raise


def _no_guidance(document: Document) -> Iterator[Fault]:
    for place, part in enumerate(document["indicators"]):
        if not part["guidance"].strip() or part["guidance"].strip().lower() == part["label"].strip().lower():
            yield Fault(
                f"indicators[{place}] ({part['id']}).guidance",
                f"“{part['label']}” has no guidance of its own.",
                "Say what it looks like, and what does not count.",
            )


def _unreachable(document: Document) -> Iterator[Fault]:
    """A rule that an earlier one always says before it, or that nobody's age or no worry can ever fulfil."""
    bands = {f"age:{band['code']}": band for band in document["age_bands"]}
    for kind in ("overrides", "hints", "prompts", "priorities"):
        for place, rule in enumerate(document["rules"][kind]):
            path = f"rules.{kind}[{place}]" + (f" ({rule['id']})" if "id" in rule else "")
            yield from _at_once(rule["when"].get("all", []), path)
            for name in rule["when"].get("all", []):
                band = bands.get(name)
                if band and band["from_months"] > band["to_months"]:
                    yield Fault(
                        f"{path}.when", f"Nobody is ever “{band['name']}”.", "Correct the ages, or leave it out."
                    )
            if any(rule["when"] == other["when"] for other in document["rules"][kind][:place]) and kind != "overrides":
                yield Fault(path, "An earlier rule has the same condition.", "Change it, or remove one of the two.")
    yield from _clusters(document)


def _at_once(names: list[str], path: str) -> Iterator[Fault]:
    for kind, word in (("level:", "levels"), ("consent:", "answers about agreement"), ("referrer_level:", "levels")):
        if len({name for name in names if name.startswith(kind)}) > 1:
            yield Fault(f"{path}.when", f"It asks for two {word} at once, so it can never hold.", "Leave one out.")


def _clusters(document: Document) -> Iterator[Fault]:
    for place, rule in enumerate(document["rules"]["clusters"]):
        path = f"rules.clusters[{place}] ({rule['id']})"
        there = [part for part in document["indicators"] if part["level"] == rule["level"]]
        if rule["level"] not in {level["level"] for level in document["levels"]}:
            yield Fault(path, f"There is no level {rule['level']}.", "Choose a level of this scheme.")
        elif len(there) < rule["at_least"] or len({part["domain"] for part in there}) < rule["domains"]:
            yield Fault(
                path, "There are not so many indicators at that level, so this rule can never hold.", "Ask for fewer."
            )


def _lowering(document: Document) -> Iterator[Fault]:
    """An override that moves a case to another route must not stay below the level that goes to MASH for itself."""
    kinds = {route["code"]: route["kind"] for route in document["routes"]}
    for place, rule in enumerate(document["rules"]["overrides"]):
        named = [rule["route"], *rule.get("secondary", [])] if "route" in rule else rule.get("secondary", [])
        if any(kinds.get(route) == "push_back" for route in named):
            yield Fault(
                f"rules.overrides[{place}] ({rule['id']}).route",
                "This rule would send a case back, so it could lower it.",
                "Choose a route that does more, or none.",
            )


def _tools(document: Document) -> Iterator[Fault]:
    """Every reading of a tool counts for something, or some rule or question asks for it."""
    asked = set(names_in([document["rules"], document["questions"]]))
    for place, tool in enumerate(document["tools"]):
        path = f"tools[{place}] ({tool['code']}).readings"
        mapped = [reading for reading in tool["readings"] if "indicator" in reading or "level" in reading]
        named = [name for name in asked if name.startswith(f"tool:{tool['code']}:")]
        if not mapped and not named:
            yield Fault(path, f"No result of “{tool['name']}” counts for anything.", "Say what its results stand for.")


class Silent(NamedTuple):
    """A tool with results that count as no level and no worry: each result as people read it."""

    name: str
    place: str
    results: list[str]


def silent_results(document: Document) -> list[Silent]:
    """Results that stand for nothing by themselves: no fault, but somebody should have meant it."""
    rules = set(names_in(document["rules"]))
    questions = set(names_in([question.get("when", {}) for question in document["questions"]]))
    found = []
    for place, tool in places(document, "tools"):
        silent = [one for one in tool["readings"] if "indicator" not in one and "level" not in one]
        said = [_silent(reading_name(tool, one), one["label"], rules, questions) for one in silent]
        found += [Silent(tool["name"], place, said)] if said else []
    return found


def _silent(name: str, label: str, rules: set[str], questions: set[str]) -> str:
    if name in rules:
        return f"“{label}” (a rule asks for it)"
    return f"“{label}” (a question is asked because of it)" if name in questions else f"“{label}”"


def _consent(document: Document) -> Iterator[Fault]:
    for place, level in enumerate(document["levels"]):
        if not level["consent_rule"].strip():
            yield Fault(f"levels[{place}].consent_rule", "This level has no rule of consent.", "Write it.")


_CHECKS = (_no_guidance, _unreachable, _lowering, _tools, _consent)
