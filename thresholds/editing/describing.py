"""One part of a document as labels with words: for the page of it, for a comparison, for who changed what. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from thresholds.compiling import suspicion_counts
from thresholds.editing.parts import RULE_LISTS, Document, Part, split_place
from thresholds.editing.words import (
    CONSENT_RULES,
    EVIDENCE,
    PRIORITIES,
    SECTIONS,
    ages,
    condition,
    high,
    level_word,
    place_words,
    route_word,
    rule_sentence,
    shown,
    signals_in_words,
    stands_for,
)

_ADVICE = {"universal": "Everyday services", "single_agency": "Help from one service"}
Facts = dict[str, str]
Names = dict[str, str]


def describe(document: Document, place: str, part: Part, names: Names | None = None) -> Facts:
    """What the part says, label by label. `names` saves making the words of all codes for each of many parts."""
    listed = split_place(place)[0]
    known = names if names is not None else signals_in_words(document)
    if listed in RULE_LISTS:
        return _of_rule(document, listed, part, known)
    if listed in _OF:
        return _OF[listed](document, part, known)
    return {high(name.replace("_", " ")): shown(value) for name, value in part.items()}


def title_of(document: Document, place: str, part: Part) -> str:
    """What a person calls the part."""
    listed = split_place(place)[0]
    if listed == "levels":
        return f"{high(level_word(document, part['level']))}: {part['name']}"
    if listed == "priorities":
        return rule_sentence(document, listed, part)
    return str(part.get("label") or part.get("title") or part.get("question") or part.get("name"))


def _of_level(document: Document, part: Part, names: Names) -> Facts:
    return {
        "Name": part["name"],
        "Short name": part["short_name"],
        "Meaning": part["meaning"],
        "Assessment": part["assessment"],
        "Intervention": part["intervention"],
        "Agreement": CONSENT_RULES.get(part["consent"], ""),
        "Agreement in words": part["consent_rule"],
        "Goes to": route_word(document, part["route"]),
        **({"Advice about": _ADVICE[part["route_detail"]]} if part.get("route_detail") in _ADVICE else {}),
        "Priority": PRIORITIES.get(part["priority"], ""),
        "Too little information sends it back": shown(part["needs_information"]),
        "What happens next": part["what_happens_next"],
        "Help at this level": "; ".join(part["help"]),
        **_rest(part, "level code consent route route_detail priority needs_information help "
                "name short_name meaning assessment intervention consent_rule what_happens_next"),
    }  # fmt: skip


def _of_indicator(document: Document, part: Part, names: Names) -> Facts:
    weak, merged = part.get("weak_alone"), part.get("merged_from", ())
    twin = next((p["label"] for p in document["indicators"] if p["id"] == part.get("duplicate_of")), None)
    return {
        "Wording": part["label"],
        "Guidance": part["guidance"],
        "Level": high(level_word(document, part["level"])),
        "Domain": place_words(document, part),
        "Everyday words": ", ".join(part["synonyms"]) or "None",
        "Ages": ages(part),
        "Evidence needed": EVIDENCE["suspicion" if suspicion_counts(part, document) else ""],
        "On its own": f"Counts as {level_word(document, weak['counts_as'])}" if weak else "Counts as its own level",
        "What it is about": ", ".join(document["flags"].get(flag, "something that is gone") for flag in
                                      part.get("flags", [])) or "Nothing that a rule asks for",
        **({"Merged into it": f"{len(merged)} earlier indicator{'s' * (len(merged) > 1)}"} if merged else {}),
        **({"Printed twice": f"Also printed as “{twin}”"} if twin else {}),
        **_rest(part, "id label guidance level domain subdomain synonyms age_from age_to evidence weak_alone flags "
                "duplicate_of merged_from"),
    }  # fmt: skip


def _of_rule(document: Document, listed: str, part: Part, names: Names) -> Facts:
    facts = {"Rule": rule_sentence(document, listed, part, names)}
    if listed == "priorities":
        return facts
    known = "id title note source when level at_least domains route takes_over secondary priority actions"
    return {
        **facts,
        "Shown as": part["title"],
        "Says": part["note"],
        "Source": part["source"],
        **_rest(part, known),
    }


def _of_tool(document: Document, part: Part, names: Names) -> Facts:
    domain = next((one["name"] for one in document["domains"] if one["code"] == part["domain"]), "one that is gone")
    readings = {
        f"“{reading['label']}”": f"{reading.get('means', '')} Stands for {stands_for(document, reading)}".strip()
        for reading in part["readings"]
    }
    return {"Name": part["name"], "Domain": domain, **readings, "Source": part["source"],
            **_rest(part, "code name domain readings source")}  # fmt: skip


def _of_question(document: Document, part: Part, names: Names) -> Facts:
    answered = [names.get(code, "something that is gone") for code in part["answered_by"]]
    return {
        "Question": part["question"],
        "Why it is asked": part["why"],
        "Asked in": high(SECTIONS.get(part["section"]) or part["section"]),
        "Asked when": high(condition(part["when"], names)) if "when" in part else "Always",
        "Answered by": high("; ".join(answered)) or "The section itself",
        "Must be answered": shown(bool(part.get("must"))),
        **_rest(part, "code question why section when answered_by must"),
    }


def _rest(part: Part, known: str) -> Facts:
    """Whatever else a part holds: nothing that changed may stay unsaid."""
    return {high(name.replace("_", " ")): shown(part[name]) for name in part if name not in known.split()}


_OF: dict[str, Callable[[Document, Part, Names], Facts]] = {
    "levels": _of_level,
    "indicators": _of_indicator,
    "tools": _of_tool,
    "questions": _of_question,
}


def differences(old: Facts, new: Facts) -> Iterator[tuple[str, str, str]]:
    """Each label whose words changed, with the old and the new."""
    for label in {**old, **new}:
        before, after = old.get(label, "Nothing"), new.get(label, "Nothing")
        if before != after:
            yield label, before, after


def facts_of(document: Document, place: str, part: Any) -> Facts:
    """The words of a part that may not be there, or may be a list of names."""
    if part is None:
        return {}
    if isinstance(part, list):
        return {"Order": ", then ".join(str(one) for one in part)}
    return describe(document, place, part)
