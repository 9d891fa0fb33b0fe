"""What the codes and the rules of a version are called when people read them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from thresholds.compiling import reading_name
from thresholds.level_names import in_a_sentence, level_name

Part = Mapping[str, Any]
_MOST = 4
_CONSENTS = {
    "agreed": "the family’s agreement",
    "refused": "a family that was asked and said no",
    "not_asked": "a family that was not asked",
    "not_known": "an agreement that is not known",
}


def signal_words(document: Part) -> dict[str, str]:
    """Every code that a rule may name, with what it stands for: “fact:injury” is “a yes to …”."""
    return dict(_signals(document))


def _signals(document: Part) -> Iterator[tuple[str, str]]:
    for level in document["levels"]:
        name = level_words(level, document)
        yield f"level:{level['level']}", name
        yield f"referrer_level:{level['level']}", f"{name} on the form"
    yield from ((f"flag:{code}", f"a worry about “{text}”") for code, text in document["flags"].items())
    yield from ((f"fact:{part['code']}", f"a yes to “{part['question']}”") for part in document["facts"])
    yield from ((f"age:{part['code']}", f"a child of the age “{part['name']}”") for part in document["age_bands"])
    yield from ((f"history:{part['code']}", f"“{part['name']}”") for part in document["history"])
    yield from ((f"consent:{code}", text) for code, text in _CONSENTS.items())
    for tool in document["tools"]:
        for reading in tool["readings"]:
            yield reading_name(tool, reading), f"{tool['name']}: {reading['label']}"
    yield from ((f"indicator:{part['id']}", f"the worry “{part['label']}”") for part in document["indicators"])
    answers = {f"held:{code}": f"something on “{code.replace('_', ' ')}”" for code in document["held"]}
    for question in document["questions"]:
        if len(question["answered_by"]) == 1:
            answers |= dict.fromkeys(question["answered_by"], f"an answer to “{question['question']}”")
    yield from ((name, text) for name, text in answers.items() if name.startswith("held:"))


def one_of(words: Iterable[str]) -> str:
    """“a, b or c”, and no more than four of them by name."""
    listed = list(words)
    more = len(listed) - _MOST
    if more > 1:
        return f"{', '.join(listed[:_MOST])} or one of {more} others"
    return " or ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else ""


def each_of(words: Iterable[str]) -> str:
    """“a, b and c”."""
    listed = list(words)
    return " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else ""


def what_it_does(rule: Part, document: Part) -> str:
    """The effect of an override: “level 4, red; Police beside it”."""
    levels = {level["level"]: level_words(level, document) for level in document["levels"]}
    routes = {route["code"]: route["name"] for route in document["routes"]}
    first = {"always": " comes first", "alone": " comes first when nothing else stands there"}
    parts = [
        f"at least {levels[rule['level']]}" if "level" in rule else "",
        rule.get("priority", ""),
        f"{routes[rule['route']]}{first.get(rule.get('takes_over', ''), '')}" if "route" in rule else "",
        *(f"{routes[code]} beside it" for code in rule.get("secondary", [])),
        f"{len(rule['actions'])} things to do" if len(rule.get("actions", [])) > 1 else "",
        "one thing to do" if len(rule.get("actions", [])) == 1 else "",
    ]
    return ", ".join(part for part in parts if part) or "says so"


def level_words(level: Part, document: Part) -> str:
    """One level inside a sentence: “tier 2A”."""
    return in_a_sentence(level_name(level, document))
