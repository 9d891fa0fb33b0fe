"""A matrix document in words: no code of it stands on a screen. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from thresholds.editing.parts import Document, Part
from thresholds.level_names import in_a_sentence, level_name

CONSENT_RULES = {
    "agency_decides": "Each agency decides for itself",
    "required": "The family must agree",
    "required_and_engagement": "The family must agree and take part",
    "required_unless_significant_harm": "The family is asked, unless asking would put a child at risk",
}
PRIORITIES = {"blue": "Blue", "green": "Green", "amber": "Amber", "red": "Red"}
EVIDENCE = {"": "Seen, told, or with an example", "suspicion": "A suspicion is enough"}
TAKES_OVER = {
    "always": "Always goes there first",
    "alone": "Goes there first when nothing else reaches MASH",
    "never": "Goes there as well",
}
_TAKES = {
    "always": "it always goes to “{}” first",
    "alone": "it goes to “{}” first when nothing else reaches MASH",
    "never": "it goes to “{}” as well",
}
SECTIONS = {
    "children": "the children",
    "worries": "the worries",
    "consent": "agreement",
    "tools": "tools and questions",
    "voice": "the child’s voice",
    "help": "help so far",
    "response": "what is wanted",
}
# What a form can hold an answer to: these codes are those of the form, the same for every scheme.
HELD = {
    "child_identifiable": "the form says who the child is",
    "factual_concern": "the form says what was seen or heard",
    "voice": "the form says what the child says, or why nobody could ask",
    "tried": "the form says what was tried",
    "response_wanted": "the form says what the referrer wants to happen",
    "reason_without_consent": "the form says why the family was not asked, or what they said",
    "age": "the form says how old each child is",
    "doctor_seen": "the form says whether a doctor has seen the injury",
    "whereabouts": "the form says where each child is now",
    "referral_history": "the form says whether there were earlier referrals",
    "always_asked": "the questions that are always asked are answered",
    "cse_tool": "the form says what the screening for exploitation found",
}
KINDS = {
    "overrides": "Rules that beat the highest worry",
    "hints": "Hints that keep a case with MASH",
    "clusters": "Several worries together",
    "prompts": "Rules that ask a person to look",
    "priorities": "Rules that make a case more urgent",
}
_CONSENTS = {
    "agreed": "the family agrees",
    "refused": "the family does not agree",
    "not_asked": "the family was not asked",
    "not_known": "nobody knows whether the family agrees",
}
_ABOUT = "a worry is about "
Choice = tuple[str, str]


def level_word(document: Document, number: int) -> str:
    """Level 3, or the scheme's own word for it."""
    level = next((level for level in document["levels"] if level["level"] == number), {"level": number})
    return in_a_sentence(level_name(level, document))


def route_word(document: Document, code: str) -> str:
    return next((str(route["name"]) for route in document["routes"] if route["code"] == code), "a route that is gone")


def place_words(document: Document, part: Part) -> str:
    """Where an indicator stands: domain and part of it."""
    for domain in document["domains"]:
        if domain["code"] == part["domain"]:
            subs = {sub["code"]: sub["name"] for sub in domain["subdomains"]}
            return f"{domain['name']}: {subs.get(part['subdomain'], 'a part that is gone')}"
    return "A domain that is gone"


def signals_in_words(document: Document) -> dict[str, str]:
    """Every code that a rule may name, as it stands after "when"."""
    return dict(pair for _, pairs in signal_groups(document) for pair in pairs)


def signal_groups(document: Document) -> Iterator[tuple[str, list[Choice]]]:
    """The same by kind, for a list to choose from."""
    yield "What a worry is about", [(f"flag:{c}", f"{_ABOUT}“{w}”") for c, w in document["flags"].items()]
    yield "A yes on the form", [(f"fact:{p['code']}", f"yes to “{p['question']}”") for p in document["facts"]]
    yield "Age", [(f"age:{p['code']}", f"a child is {low(p['name'])}") for p in document["age_bands"]]
    yield "Earlier contacts", [(f"history:{p['code']}", low(p["name"])) for p in document["history"]]
    yield "Result of a tool", list(_readings(document))
    yield "Level", [(f"level:{p['level']}", f"it is {level_word(document, p['level'])}") for p in document["levels"]]
    yield "Agreement", [(f"consent:{code}", words) for code, words in _CONSENTS.items()]
    yield (
        "What the referrer asks for",
        [
            (f"referrer_level:{p['level']}", f"the referrer asks for {level_word(document, p['level'])}")
            for p in document["levels"]
        ],
    )
    yield (
        "What the form holds",
        [(f"held:{code}", HELD.get(code, "something that no form holds")) for code in document["held"]],
    )
    yield "One worry", [(f"indicator:{p['id']}", f"the worry “{p['label']}”") for p in document["indicators"]]


def code_words(document: Document) -> dict[str, str]:
    """Codes that stand alone in the rest of a document, with their names: routes, domains, what a worry is about."""
    named = [
        *document["routes"],
        *document["domains"],
        *(sub for one in document["domains"] for sub in one["subdomains"]),
    ]
    return {**signals_in_words(document), **{one["code"]: one["name"] for one in named}, **document["flags"]}


def _readings(document: Document) -> Iterator[Choice]:
    for tool in document["tools"]:
        for reading in tool["readings"]:
            value = reading.get("at_least", reading.get("value"))
            yield f"tool:{tool['code']}:{value}", f"{tool['name']} says “{reading['label']}”"


def condition(when: Part, names: Mapping[str, str]) -> str:
    """A condition as it stands after "When"."""
    parts = [_joined(when.get("any", []), names, " or ")] if when.get("any") else []
    parts += [_joined(when["all"], names, " and ")] if when.get("all") else []
    about = ", all about one child" if when.get("same_child") else ""
    return ", and ".join(parts) + about if parts else "nothing is named yet"


def _joined(codes: Iterable[str], names: Mapping[str, str], word: str) -> str:
    """One after another. What a worry may be about is said once for several in a row, where one of them is enough."""
    said: list[str] = []
    for code in codes:
        words = names.get(code, "something that is gone")
        follows = word == " or " and said and words.startswith(_ABOUT) and _is_flag(said[-1])
        said.append(words.removeprefix(_ABOUT) if follows else words)
    return word.join(said)


def _is_flag(words: str) -> bool:
    return words.startswith((_ABOUT, "“"))


def rule_sentence(document: Document, listed: str, rule: Part, names: Mapping[str, str] | None = None) -> str:
    """One rule as a sentence: when, and what then."""
    names = names if names is not None else signals_in_words(document)
    if listed == "clusters":
        return (
            f"When {rule['at_least']} or more indicators at {level_word(document, rule['level'])} stand in "
            f"{rule['domains']} or more {'domains' if rule['domains'] > 1 else 'domain'}, ask a person to look."
        )
    return f"When {condition(rule['when'], names)}: {then(document, listed, rule)}."


def then(document: Document, listed: str, rule: Part) -> str:
    """What a rule does."""
    if listed == "hints":
        return "it stays with MASH, and the referrer is telephoned today"
    if listed == "prompts":
        return "ask a person to look"
    if listed == "priorities":
        return f"priority {low(PRIORITIES[rule['priority']])} at least"
    return "; ".join(_effects(document, rule)) or "say so"


def _effects(document: Document, rule: Part) -> Iterator[str]:
    if "level" in rule:
        yield f"it is {level_word(document, rule['level'])} at least"
    if "route" in rule:
        yield _TAKES[rule.get("takes_over", "never")].format(route_word(document, rule["route"]))
    for route in rule.get("secondary", []):
        yield f"“{route_word(document, route)}” as well"
    if "priority" in rule:
        yield f"priority {rule['priority']} at least"
    owed = {action["code"]: action for action in document["actions"]}
    for code in rule.get("actions", []):
        action = owed.get(code)
        yield f"{low(action['who'])}: {low(action['what'])}, {action['by']}" if action else "an action that is gone"


def stands_for(document: Document, reading: Part) -> str:
    """What one result of a tool counts as."""
    if "indicator" in reading:
        label = next(
            (p["label"] for p in document["indicators"] if p["id"] == reading["indicator"]), "one that is gone"
        )
        return f"the worry “{label}”"
    if "level" in reading:
        return level_word(document, reading["level"])
    return "nothing by itself"


def ages(part: Part) -> str:
    """The ages that an indicator is for. The document counts in months, the last one included."""
    young, old = part.get("age_from"), part.get("age_to")
    if young is None and old is None:
        return "Every age"
    begins = "birth" if not young else _age(young)
    return f"From {begins}" if old is None else f"From {begins} to under {_age(old + 1)}"


def _age(months: int) -> str:
    if months % 12 or not months:
        return f"{months} months"
    return "1 year" if months == 12 else f"{months // 12} years"


def high(text: str) -> str:
    """The words as a sentence begins."""
    return text[:1].upper() + text[1:]


def low(text: str) -> str:
    """The words as they stand inside a sentence: the first letter small, unless it is a name or letters."""
    first = text.split(" ", 1)[0]
    return text if (len(first) > 1 and first[:2].isupper()) or first in _NAMES else text[:1].lower() + text[1:]


_NAMES = frozenset({"MASH", "Referrer’s", "Early", "Prevent"})


_CODE = re.compile(r"[a-z0-9]+(?:[_:][a-z0-9_:]+)+")
_CODES = frozenset({"code", "id"})


def shown(value: Any, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Any value of a document, for what has no words of its own. `names` has the words of codes; no code is shown."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(shown(one, names) for one in value) or "None"
    if isinstance(value, Mapping):
        said = {name: one for name, one in value.items() if name not in _CODES}
        return ", ".join(f"{plain(name, names)}: {shown(one, names)}" for name, one in said.items())
    return plain(str(value), names)


def plain(text: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """A code in words: its own, or else the code as words. Any other text as it is."""
    if text in names:
        return names[text]
    return re.sub("[_:]", " ", text) if _CODE.fullmatch(text) else text
