"""Checks of the rules of a matrix document: every code defined, every rule reachable, no rule that could lower."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from thresholds.compiling import signal_names
from thresholds.faults import Fault

STRENGTHS = ("push_back", "early_help", "mash")
# Signals that adding something to a case can take away again.
_PASSING = ("level:", "consent:", "held:", "referrer_level:")
_CONDITIONAL = ("overrides", "hints", "prompts", "priorities")


def check_conditions(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Each condition names what is defined, what something can raise, and, where it could lower, only what stays."""
    known, raised = set(signal_names(document)), _raised(document)
    for path, rule in _rules(document, _CONDITIONAL):
        rising = not path.startswith("rules.prompts")
        yield from _condition(rule["when"], f"{path}.when", known, raised, rising=rising)
    for place, name in enumerate(document["rules"]["protection"]["any"]):
        yield from _not_in(_with_kind([name]), known, f"rules.protection.any[{place}]", "the codes defined")


def check_routes(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Each override sends a case to MASH or aside, never down."""
    kinds = {route["code"]: route["kind"] for route in document["routes"]}
    for path, rule in _rules(document, ("overrides",)):
        named = {
            f"{path}.route": [rule["route"]] if "route" in rule else [],
            f"{path}.secondary": rule.get("secondary", []),
        }
        for at, routes in named.items():
            yield from _not_in(routes, set(kinds), at, "routes")
            for route in routes:
                if kinds.get(route) in ("push_back", "early_help"):
                    problem = f"“{route}” does less than MASH, so this rule could lower a case."
                    yield Fault(at, problem, "Choose a route of kind mash or side.")


def check_actions(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Each action that a rule owes is in actions."""
    actions = {action["code"] for action in document["actions"]}
    for path, rule in _rules(document, ("overrides",)):
        yield from _not_in(rule.get("actions", []), actions, f"{path}.actions", "actions")


def check_clusters(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Each cluster can be reached with the indicators and domains that there are."""
    for path, rule in _rules(document, ("clusters",)):
        there = _most_at(rule["level"], document)
        if rule["at_least"] > there and rule["level"] in {level["level"] for level in document["levels"]}:
            problem = f"Level {rule['level']} has {there} indicators, so this can never hold."
            yield Fault(f"{path}.at_least", problem, "Ask for fewer.")
        elif rule["domains"] > len(document["domains"]):
            problem = f"There are {len(document['domains'])} domains, so this can never hold."
            yield Fault(f"{path}.domains", problem, "Ask for fewer.")


def _most_at(level: int, document: Mapping[str, Any]) -> int:
    """How many indicators and tool results can stand at this level: by their own level, or as weak alone."""
    indicators = [
        part for part in document["indicators"] if level in (part["level"], part.get("weak_alone", {}).get("counts_as"))
    ]
    readings = [reading for tool in document["tools"] for reading in tool["readings"] if reading.get("level") == level]
    return len(indicators) + len(readings)


def check_questions(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Each question can be asked and answered; one that must be answered always stands."""
    known, raised = set(signal_names(document)), _raised(document)
    for place, question in enumerate(document["questions"]):
        path = f"questions[{place}] ({question['code']})"
        yield from _not_in(_with_kind(question["answered_by"]), known, f"{path}.answered_by", "the codes defined")
        if "when" in question:
            yield from _condition(question["when"], f"{path}.when", known, raised, rising=False)
        if question.get("must") and "when" in question:
            yield Fault(path, "A question that must be answered cannot have a condition.", "Remove “when”.")
        if question.get("must") and not all(name.startswith("held:") for name in question["answered_by"]):
            yield Fault(
                f"{path}.answered_by", "Only what the form holds can answer this.", "Choose from what the form holds."
            )


def _rules(document: Mapping[str, Any], kinds: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in kinds:
        for place, rule in enumerate(document["rules"][kind]):
            yield f"rules.{kind}[{place}]" + (f" ({rule['id']})" if "id" in rule else ""), rule


def _with_kind(names: Iterable[str]) -> list[str]:
    """Those of the right shape; the others are faults of shape already."""
    return [name for name in names if ":" in name]


def _not_in(names: Iterable[str], allowed: set[str], path: str, where: str) -> Iterator[Fault]:
    for name in names:
        if name not in allowed:
            yield Fault(path, f"“{name}” is not in {where}.", "Define it, or correct it.")


def _condition(
    when: Mapping[str, Any], path: str, known: set[str], raised: set[str], *, rising: bool
) -> Iterator[Fault]:
    """`rising` rules may lean only on what can never be taken away by adding something, or they could lower a case."""
    names = [*when.get("any", []), *when.get("all", [])]
    if not names:
        yield Fault(path, "This rule has no condition.", "Name at least one code under any or all.")
    for name in _with_kind(names):
        if name not in known:
            yield Fault(path, f"“{name}” is not defined.", "Define it, or correct it.")
        elif name not in raised:
            yield Fault(path, f"Nothing raises “{name}”, so it can never hold.", "Put it on an indicator.")
        elif rising and name.startswith(_PASSING):
            problem = f"“{name}” can pass away again, so this rule could lower a case."
            yield Fault(path, problem, "Use a flag, fact, age, tool or history.")


def _raised(document: Mapping[str, Any]) -> set[str]:
    """Signals that some case can raise: a flag that no indicator and no tool bears is never raised."""
    borne = {flag for part in document["indicators"] for flag in part.get("flags", [])}
    borne |= {flag for tool in document["tools"] for reading in tool["readings"] for flag in reading.get("flags", [])}
    return {name for name in signal_names(document) if not name.startswith("flag:") or name[5:] in borne}
