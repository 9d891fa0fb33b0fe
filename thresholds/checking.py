"""Checks a matrix document must pass before it is loaded or published. Each fault names its place and its cure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

from core.errors import Refused
from thresholds.compiling import signal_names

SCHEMA = json.loads((Path(__file__).parent / "matrix_schema.json").read_text())
# The words that the engine needs for its own rules.
ENGINE_WORDING = (
    "highest", "others", "overtaken", "suspected", "weak_alone", "duplicate", "nothing", "unproved", "no_facts",
    "unknown", "harm_if_asked", "referrer_sees_harm", "referrer_higher", "information", "consent",
    "own_consent",
)  # fmt: skip
_STRENGTHS = ("push_back", "early_help", "mash")
# Signals that adding something to a case can take away again.
_PASSING = ("level:", "consent:", "held:", "referrer_level:")


class Fault(NamedTuple):
    """Where in the document, what is wrong, and what to do about it."""

    path: str
    problem: str
    fix: str


def read_document(path: Path) -> dict[str, Any]:
    """The document in a YAML file. Refuses a file that cannot be read as YAML, naming the line."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise Refused(f"There is no file {path.name}.") from missing
    except UnicodeDecodeError as other:
        raise Refused(f"{path.name} is not UTF-8 text.") from other
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise Refused(f"{path.name} is not readable YAML{where}: {getattr(broken, 'problem', 'not text')}.") from broken
    if not isinstance(document, dict):
        raise Refused(f"{path.name} holds no matrix: the first line should be “format: 1”.")
    return document


def check_document(document: Mapping[str, Any]) -> list[Fault]:
    """Every fault of the document, in its own order; none means that it can be published."""
    shape = [_shape_fault(error) for error in Draft202012Validator(SCHEMA).iter_errors(document)]
    if shape:
        return sorted(shape)
    checks = (_repeated, _levels, _indicators, _rules, _questions, _tools, _wording)
    return [fault for check in checks for fault in check(document)]


def _shape_fault(error: ValidationError) -> Fault:
    path = _path(error.absolute_path)
    if error.validator == "required":
        name = error.message.split("'")[1]
        return Fault(path, f"“{name}” is missing.", f"Add “{name}”.")
    if error.validator == "additionalProperties":
        unknown = ", ".join(f"“{name}”" for name in error.instance if name not in error.schema["properties"])
        return Fault(path, f"{unknown} is not known here.", "Remove it, or correct its name.")
    if error.validator == "enum":
        choices = ", ".join(str(choice) for choice in error.validator_value)
        return Fault(path, f"“{error.instance}” is not one of the choices.", f"Choose one of: {choices}.")
    return Fault(path, f"{error.message}.", "Correct it; docs/scoring.md shows the shape.")


def _path(parts: Any) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".") or "document"


def _repeated(document: Mapping[str, Any]) -> Iterator[Fault]:
    lists = {
        **{name: document[name] for name in ("routes", "domains", "facts", "age_bands", "history", "tools")},
        **{name: document[name] for name in ("wording", "questions", "actions", "indicators")},
        **{f"rules.{name}": document["rules"][name] for name in ("overrides", "hints", "clusters", "prompts")},
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
    strengths = []
    for place, level in enumerate(levels):
        kind = kinds.get(level["route"])
        if kind in _STRENGTHS:
            strengths.append(_STRENGTHS.index(kind))
        else:
            yield Fault(
                f"levels[{place}].route",
                f"“{level['route']}” cannot be the route of a level.",
                "Choose a route of kind push_back, early_help or mash.",
            )
    if strengths != sorted(strengths):
        yield Fault("levels", "A higher level has a route that does less than a lower one.", "Put the routes in order.")
    if _STRENGTHS.index("mash") not in strengths:
        yield Fault("levels", "No level goes to MASH.", "Give the highest level a route of kind mash.")
    for name in ("information", "consent"):
        if kinds.get(document["rules"][name]["route"]) != "push_back":
            yield Fault(f"rules.{name}.route", "This must be a push-back.", "Choose a route of kind push_back.")


def _indicators(document: Mapping[str, Any]) -> Iterator[Fault]:
    places = {domain["code"]: {sub["code"] for sub in domain["subdomains"]} for domain in document["domains"]}
    numbers = {level["level"] for level in document["levels"]}
    codes = {part["id"] for part in document["indicators"]}
    for place, part in enumerate(document["indicators"]):
        path = f"indicators[{place}] ({part['id']})"
        if part["level"] not in numbers:
            yield Fault(f"{path}.level", f"There is no level {part['level']}.", "Use a level of this scheme.")
        if part["subdomain"] not in places.get(part["domain"], ()):
            yield Fault(
                f"{path}.subdomain",
                f"“{part['domain']} / {part['subdomain']}” is not in domains.",
                "Add it to domains, or correct it.",
            )
        for flag in part.get("flags", []):
            if flag not in document["flags"]:
                yield Fault(f"{path}.flags", f"“{flag}” is not in flags.", "Add it to flags, or correct it.")
        if "duplicate_of" in part and part["duplicate_of"] not in codes:
            yield Fault(f"{path}.duplicate_of", f"There is no “{part['duplicate_of']}”.", "Name an indicator.")
        weak = part.get("weak_alone")
        if weak and not 0 < weak["counts_as"] < part["level"]:
            yield Fault(f"{path}.weak_alone", "It must count as a lower level.", "Give a level below its own.")
        if part.get("age_from", 0) > part.get("age_to", 999):
            yield Fault(f"{path}.age_to", "The ages are the wrong way round.", "Put the younger age in age_from.")


def _rules(document: Mapping[str, Any]) -> Iterator[Fault]:
    known, raised = set(signal_names(document)), _raised(document)
    routes = {route["code"] for route in document["routes"]}
    actions = {action["code"] for action in document["actions"]}
    for kind in ("overrides", "hints", "prompts", "priorities"):
        for place, rule in enumerate(document["rules"][kind]):
            path = f"rules.{kind}[{place}]" + (f" ({rule['id']})" if "id" in rule else "")
            yield from _condition(rule["when"], path, known, raised, rising=kind != "prompts")
            named = [*([rule["route"]] if "route" in rule else []), *rule.get("secondary", [])]
            yield from _not_in(named, routes, f"{path}.route", "routes")
            yield from _not_in(rule.get("actions", []), actions, f"{path}.actions", "actions")
    yield from _not_in(document["rules"]["protection"]["any"], known, "rules.protection.any", "the codes defined")


def _questions(document: Mapping[str, Any]) -> Iterator[Fault]:
    known, raised = set(signal_names(document)), _raised(document)
    for place, question in enumerate(document["questions"]):
        path = f"questions[{place}] ({question['code']})"
        yield from _not_in(question["answered_by"], known, f"{path}.answered_by", "the codes defined")
        if "when" in question:
            yield from _condition(question["when"], path, known, raised, rising=False)
        if question.get("must") and "when" in question:
            yield Fault(path, "A question that must be answered cannot have a condition.", "Remove “when”.")
        if question.get("must") and not all(name.startswith("held:") for name in question["answered_by"]):
            yield Fault(f"{path}.answered_by", "Only something held can answer this.", "Name a “held:” code.")


def _not_in(names: Iterable[str], allowed: set[str], path: str, where: str) -> Iterator[Fault]:
    for name in names:
        if name not in allowed:
            yield Fault(path, f"“{name}” is not in {where}.", "Define it, or correct it.")


def _tools(document: Mapping[str, Any]) -> Iterator[Fault]:
    for place, tool in enumerate(document["tools"]):
        yield from _tool(tool, f"tools[{place}] ({tool['code']})", document)


def _tool(tool: Mapping[str, Any], path: str, document: Mapping[str, Any]) -> Iterator[Fault]:
    codes = {part["id"] for part in document["indicators"]}
    if tool["domain"] not in {domain["code"] for domain in document["domains"]}:
        yield Fault(f"{path}.domain", f"“{tool['domain']}” is not in domains.", "Correct it.")
    step = "at_least" if tool.get("counted") else "value"
    steps = [reading.get(step) for reading in tool["readings"]]
    if None in steps:
        yield Fault(f"{path}.readings", f"Every reading needs “{step}”.", f"Add “{step}”.")
    elif tool.get("counted") and steps != sorted(steps):
        yield Fault(f"{path}.readings", "Readings must go upwards.", "Put the smallest count first.")
    for reading in tool["readings"]:
        if "indicator" in reading and reading["indicator"] not in codes:
            yield Fault(f"{path}.readings", f"There is no “{reading['indicator']}”.", "Name an indicator.")


def _condition(
    when: Mapping[str, Any], path: str, known: set[str], raised: set[str], *, rising: bool
) -> Iterator[Fault]:
    """`rising` rules may lean only on what can never be taken away by adding something, or they could lower a case."""
    names = [*when.get("any", []), *when.get("all", [])]
    if not names:
        yield Fault(f"{path}.when", "This rule has no condition.", "Name at least one code under any or all.")
    for name in names:
        if name not in known:
            yield Fault(f"{path}.when", f"“{name}” is not defined.", "Define it, or correct it.")
        elif name not in raised:
            yield Fault(f"{path}.when", f"Nothing raises “{name}”, so it can never hold.", "Put it on an indicator.")
        elif rising and name.startswith(_PASSING):
            problem = f"“{name}” can pass away again, so this rule could lower a case."
            yield Fault(f"{path}.when", problem, "Use a flag, fact, age, tool or history.")


def _raised(document: Mapping[str, Any]) -> set[str]:
    """Signals that some case can raise: a flag that no indicator and no tool bears is never raised."""
    borne = {flag for part in document["indicators"] for flag in part.get("flags", [])}
    borne |= {flag for tool in document["tools"] for reading in tool["readings"] for flag in reading.get("flags", [])}
    return {name for name in signal_names(document) if not name.startswith("flag:") or name[5:] in borne}


def _wording(document: Mapping[str, Any]) -> Iterator[Fault]:
    has = {part["id"] for part in document["wording"]}
    for name in ENGINE_WORDING:
        if name not in has:
            yield Fault("wording", f"The words of the rule “{name}” are missing.", f"Add an entry with id {name}.")
    for name in document["evidence"]["suspicion_counts_for"]:
        if name not in document["flags"]:
            yield Fault("evidence.suspicion_counts_for", f"“{name}” is not in flags.", "Add it, or correct it.")
