"""From the words of the form to what the engine reads. The codes of facts and of things held are the matrix's own."""

from collections.abc import Container, Iterator
from datetime import datetime
from typing import Any

from core import clock
from core.addresses import read_number
from referrals.ages import months_old
from referrals.codes import WithoutConsent
from referrals.consents import family_consent, reasons_without, young_consent
from referrals.document import build_document
from referrals.filled import Choices, read_draft
from referrals.models import Draft
from thresholds.published import PublishedMatrix, current
from thresholds.scoring import Case, Score, ToolResult, Worry, score

Document = dict[str, Any]
_HARM_IF_ASKED = frozenset(
    {
        WithoutConsent.RISK_TO_CHILD,
        WithoutConsent.RISK_TO_OTHERS,
        WithoutConsent.POLICE,
        WithoutConsent.EVIDENCE,
        WithoutConsent.FAMILY_HARM,
    }
)
NEGLECT = "neglect_checklist"
_TRIED = {"now", "helped", "no_change"}
_CARE = {"care_physical": "physical", "care_safety": "safety", "care_love": "love", "care_esteem": "esteem"}


def choices_of(published: PublishedMatrix) -> Choices:
    """What the form offers under this version: its levels, lowest first, and its indicators."""
    levels, entries = published.matrix.levels, published.matrix.entries
    hurts = {one["id"] for one in published.version.document["indicators"] if "injury" in one.get("flags", ())}
    return Choices(
        levels=tuple((number, f"{level.name}: {level.short_name}") for number, level in levels.items()),
        labels={code: entry.label for code, entry in entries.items()},
        injuries=frozenset(code for code, entry in entries.items() if entry.code in hurts),
    )


_LOWEST = 1  # every scheme numbers its levels from 1


def preview(draft: Draft) -> tuple[Score, PublishedMatrix]:
    """What the engine would say of the draft as it stands now, errors and gaps and all."""
    published = current()
    document = build_document(read_draft(draft, choices_of(published)))
    return score(published.matrix, build_case(document, clock.now(), tools=published.matrix.readings)), published


def build_case(document: Document, at: datetime, *, tools: Container[str] = ()) -> Case:
    """The case of a document, with ages as they are at that time.

    `tools`: the tools that the version maps (`Matrix.readings`). A neglect checklist is told only to a version that
    maps it: to an older one its result would be an unknown thing, and nobody is rung for that.
    """
    earlier = str(document["help"].get("earlier", ""))
    return Case(
        worries=tuple(_worries(document)),
        tools=(*_tools(document["tools"]), *_checklist(document["tools"], tools)),
        ages_months=tuple(months_old(child, at) for child in document["children"]),
        facts=frozenset(_facts(document)),
        held=frozenset(_held(document)),
        consent=family_consent(document),
        young_person_consent=young_consent(document),
        harm_if_asked=not _HARM_IF_ASKED.isdisjoint(reasons_without(document)),
        referrals_12_months=read_number(earlier) or 0,
        referrer_level=_own_level(document),
    )


def _own_level(document: Document) -> int | None:
    """The referrer's own view. The lowest level with no worry chosen asks for nothing that the engine could weigh."""
    own = read_number(str(document["response"].get("own_level", "")))
    return None if own == _LOWEST and not document["worries"] else own


def _worries(document: Document) -> Iterator[Worry]:
    """A worry whose knowing is not said counts as told when it has words, else as suspected."""
    children = {str(child.get("number", place)): place for place, child in enumerate(document["children"])}
    for worry in document["worries"]:
        words = bool(str(worry.get("what") or "").strip())
        yield Worry(
            ref=worry["letter"],
            indicator=worry["indicator"],
            how=worry.get("how") or ("told" if words else "suspected"),
            has_evidence=words,
            children=tuple(children[number] for number in worry.get("children") or () if number in children),
        )


def _tools(tools: Document) -> Iterator[ToolResult]:
    for name, area in _CARE.items():
        if tools.get(name):
            yield ToolResult("graded_care", int(tools[name]), area)
    if tools.get("violence"):
        yield ToolResult("dv_matrix", int(tools["violence"]))
    if tools.get("exploitation_told") == "yes":
        yield ToolResult("cse", "disclosure")
    elif tools.get("exploitation"):
        yield ToolResult("cse", tools["exploitation"])
    if tools.get("missing"):
        yield ToolResult("missing_episodes", int(tools["missing"]))


def _checklist(answers: Document, tools: Container[str]) -> Iterator[ToolResult]:
    if answers.get("neglect") and NEGLECT in tools:
        yield ToolResult(NEGLECT, str(answers["neglect"]))


def _facts(document: Document) -> Iterator[str]:
    """Codes of the questions that were answered yes."""
    gate, tools, helped = document["gate"], document["tools"], document["help"]
    if gate.get("danger") == "yes":
        yield "immediate_danger"
    if gate.get("urgent") == "yes":
        yield "urgent"
    yield from (code for code in tools.get("facts") or () if code != "none")
    if helped.get("early_help") in _TRIED:
        yield "early_help_tried"
    if helped.get("early_help") == "no_change":
        yield "early_help_failed"
    if document.get("marks"):
        yield "injury"
    for child in document["children"]:
        yield from _child_facts(child)


def _child_facts(child: Document) -> Iterator[str]:
    answers = {
        "unborn": child.get("unborn") == "yes",
        "non_mobile": child.get("can_move") == "no",
        "disabled": bool(set(child.get("disabilities") or ()) - {"NONE", "not_known"}),
        "social_worker": child.get("social_worker") == "yes",
        "looked_after": child.get("legal_status") == "looked_after",
        "out_of_area": bool(child.get("other_council")),
        "private_fostering": child.get("private_fostering") == "yes",
        "no_recourse": child.get("no_recourse") == "yes",
    }
    yield from (code for code, answer in answers.items() if answer)


def _held(document: Document) -> Iterator[str]:
    """Codes of what the form holds an answer to; "not known" is an answer."""
    children, tools, helped = document["children"], document["tools"], document["help"]
    answers = {
        "child_identifiable": any(_identifiable(child, document["household"]) for child in children),
        "factual_concern": any(len(str(worry.get("what") or "").split()) > 2 for worry in document["worries"]),
        "voice": _heard(document),
        "tried": bool(helped.get("tried")),
        "response_wanted": bool(document["response"].get("wanted")),
        "reason_without_consent": bool(reasons_without(document) or document["consent"].get("reason_words")),
        "age": bool(children) and all(_age_answered(child) for child in children),
        "doctor_seen": bool(tools.get("doctor_seen")),
        "whereabouts": bool(children) and all(child.get("where_now") for child in children),
        "referral_history": bool(helped.get("earlier")),
        "always_asked": bool(tools.get("facts")),
        "cse_tool": bool(tools.get("exploitation") or tools.get("exploitation_told")),
    }
    yield from (code for code, answer in answers.items() if answer)


def _heard(document: Document) -> bool:
    """Words of a child, or why none could be asked for."""
    voice = document["voice"]
    own = any(child.get("says") for child in document["children"])
    return bool(voice.get("words") or own or voice.get("asked") in {"too_young", "unsafe"})


def _identifiable(child: Document, household: list[Document]) -> bool:
    """The least that MASH can search on: a name with a date of birth or an address; for an unborn baby, the mother."""
    place = child.get("address") or child.get("postcode") or child.get("secret_address")
    if child.get("unborn") == "yes":
        mother = any(person.get("relationship") == "mother" and person.get("name") for person in household)
        return bool((child.get("surname") or mother) and (child.get("due_date") or place))
    named = _known(child.get("first_name")) or _known(child.get("surname"))
    return bool(named and (_known(child.get("date_of_birth")) or place))


def _age_answered(child: Document) -> bool:
    return child.get("unborn") == "yes" or bool(child.get("date_of_birth")) or child.get("about_age") not in (None, "")


def _known(value: object) -> bool:
    return bool(value) and str(value).replace("_", " ").strip().casefold() not in {"not known", "unknown"}
