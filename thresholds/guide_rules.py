"""The rules of a matrix document as sentences. The document has the words; here they are only put together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from thresholds.rule_words import signal_words

Part = Mapping[str, Any]
Kind = Literal["always", "also", "hint", "look"]
_PRIORITY = {"red": "Priority red.", "amber": "Priority amber.", "green": "", "blue": ""}


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must do what, and by when."""

    who: str
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class GuideRule:
    """One rule: when it holds (any of `any_of`, and all of `all_of`), what follows, what must be done."""

    code: str
    kind: Kind
    title: str
    note: str
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    same_child: bool
    then: str
    duties: tuple[Duty, ...]
    source: str


class InWords:
    """Every code of a document in the words that the document has for it."""

    def __init__(self, document: Part) -> None:
        self.levels_of = {one["id"]: one["level"] for one in document["indicators"]}
        self._words: dict[str, str] = {
            **{code: f"{words[:1].upper()}{words[1:]}" for code, words in signal_words(document).items()},
            # In a list of what raises a rule these need nothing around them.
            **{f"flag:{code}": words for code, words in document["flags"].items()},
            **{f"age:{one['code']}": f"Age: {one['name'].lower()}" for one in document["age_bands"]},
            **{f"history:{one['code']}": one["name"] for one in document["history"]},
            **{f"indicator:{one['id']}": one["label"] for one in document["indicators"]},
        }

    def of(self, code: str) -> str:
        """The words of a code that the document defines."""
        return self._words[code]


def rules_of(document: Part) -> Iterator[GuideRule]:
    """Every rule in the order in which they are tried."""
    words = InWords(document)
    rules = document["rules"]
    for rule in rules["overrides"]:
        yield _rule(rule, "always" if rule.get("level") == _top(document) else "also", words, document)
    for rule in rules["hints"]:
        yield _rule(rule, "hint", words, document)
    for rule in rules["clusters"]:
        yield GuideRule(rule["id"], "look", rule["title"], rule["note"], (), (), False, "", (), rule["source"])
    for rule in rules["prompts"]:
        yield _rule(rule, "look", words, document)


def _top(document: Part) -> int:
    """The level that goes to MASH for a social worker."""
    mash = {route["code"] for route in document["routes"] if route["kind"] == "mash"}
    return min((one["level"] for one in document["levels"] if one["route"] in mash), default=0)


def _rule(rule: Part, kind: Kind, words: InWords, document: Part) -> GuideRule:
    when = rule["when"]
    owed = set(rule.get("actions", ()))
    return GuideRule(
        code=rule["id"],
        kind=kind,
        title=rule["title"],
        note=rule["note"],
        any_of=tuple(words.of(code) for code in when.get("any", ())),
        all_of=tuple(words.of(code) for code in when.get("all", ())),
        same_child=bool(when.get("same_child")),
        then=_then(rule, document),
        duties=tuple(Duty(one["who"], one["what"], one["by"]) for one in document["actions"] if one["code"] in owed),
        source=rule["source"],
    )


def _then(rule: Part, document: Part) -> str:
    """Where it goes and how urgent it is."""
    names = {route["code"]: route["name"] for route in document["routes"]}
    to = [names[code] for code in dict.fromkeys([rule.get("route"), *rule.get("secondary", ())]) if code]
    where = f"Goes to: {'; '.join(to)}." if to else ""
    return " ".join(part for part in (where, _PRIORITY.get(rule.get("priority", ""), "")) if part)
