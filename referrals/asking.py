"""What MASH would ask beyond the matrix's own questions, in order of importance. Questions, never walls.

Read from the document and the matrix's own list of injuries, so that the form, the check and the desk ask the same.
A form from before a field was asked for has no such key, and is asked as if nobody had answered.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from core import clock
from referrals.ages import months_old
from referrals.codes import Relationship
from referrals.consents import holders_of

Document = dict[str, Any]
PARENTS = ("mother", "father")


class Asked(NamedTuple):
    """A question nobody has answered, with the section, the item and the field that would hold the answer."""

    question: str
    why: str
    section: str
    number: int = 0
    field: str = ""


def asked_of(document: Document, injuries: Collection[str] = ()) -> list[Asked]:
    """Every open question, the most important first. `injuries`: the indicators that speak of an injury."""
    return [
        *_injury(document, injuries),
        *_risks(document),
        *_parents(document),
        *_agreement(document),
        *_plans(document),
        *_lives(document),
        *_help(document),
        *_tools(document),
        *_wishes(document),
    ]


def called(child: Document, place: int) -> str:
    """How a question names a child."""
    if child.get("first_name"):
        return str(child["first_name"])
    return "the unborn baby" if child.get("unborn") == "yes" else f"child {place + 1}"


def number_of(one: Document, place: int) -> str:
    """The number that worries and people name a child by, and the item of the form that somebody stands in."""
    return str(one.get("number", place))


def _children(document: Document) -> Iterator[tuple[int, str, Document]]:
    for place, child in enumerate(document["children"]):
        yield int(number_of(child, place)), called(child, place), child


def _injury(document: Document, injuries: Collection[str]) -> Iterator[Asked]:
    """“None of these” denies an injury that another part of the form tells of."""
    if "none" not in (document["tools"].get("facts") or ()):
        return
    told = any(worry.get("indicator") in injuries for worry in document["worries"])
    if told or document.get("marks"):
        where = "a worry speaks of an injury" if told else "there is a mark on the body map"
        yield Asked(
            f"You ticked “None of these”, and {where}. Which is right?",
            "MASH asks a doctor to see an injury",
            "tools", 0, "facts",
        )  # fmt: skip


def _risks(document: Document) -> Iterator[Asked]:
    for place, person in enumerate(document["household"]):
        number = int(number_of(person, place))
        if person.get("may_be_risk") == "yes" and not (person.get("risk_why") or person.get("notes")):
            yield Asked(
                f"Why could {_named(person)} be a risk to a child?",
                "MASH must know what is behind it before anybody visits",
                "household",
                number,
                "risk_why",
            )


def _parents(document: Document) -> Iterator[Asked]:
    """Both parents by name, for each child: a father who is skipped is a risk, or a help, that nobody sees."""
    for number, name, child in _children(document):
        missing = _missing_parents(document["household"], child, str(number))
        if missing:
            yield Asked(
                f"Who is {name}’s {' and '.join(missing)}?",
                "Both parents are asked for by name. “Not known” is an answer, and so is why one must not be named",
                "children",
                number,
                f"{missing[0]}_unnamed",
            )
        if "not_to_be_named" in _unnamed(child) and not child.get("unnamed_why"):
            yield Asked(
                f"Why must a parent of {name} not be named?",
                "MASH must know what to keep from whom",
                "children",
                number,
                "unnamed_why",
            )


def _unnamed(child: Document) -> list[str]:
    return [str(child.get(f"{parent}_unnamed") or "") for parent in PARENTS]


def _missing_parents(household: list[Document], child: Document, number: str) -> list[str]:
    """The parents of whom nothing is said. Two mothers, or two fathers, are two parents."""
    theirs = [
        person["relationship"]
        for person in household
        if person.get("relationship") in PARENTS and (number in (person.get("children") or [number]))
    ]
    if len(theirs) > 1:
        return []
    return [parent for parent in PARENTS if parent not in theirs and not child.get(f"{parent}_unnamed")]


def _plans(document: Document) -> Iterator[Asked]:
    for number, name, child in _children(document):
        if child.get("legal_status") == "protection_plan" and not child.get("plan_category"):
            yield Asked(
                f"For what does {name} have a protection plan?", "New harm is read with it", "children", number,
                "plan_category",
            )  # fmt: skip
        if child.get("social_worker") == "yes" and not child.get("social_worker_name"):
            yield Asked(
                f"Who is {name}’s social worker?", "This form is sent on to them", "children", number,
                "social_worker_name",
            )  # fmt: skip
        if child.get("interpreter") == "yes" and not (child.get("language") or child.get("communication")):
            yield Asked(
                f"Which language or signs does {name} use?", "An interpreter is booked before the first visit",
                "children", number, "language",
            )  # fmt: skip


def _agreement(document: Document) -> Iterator[Asked]:
    """Each parent and other holder of parental responsibility: their own answer, and the reason when it is a no."""
    told = document["consent"]
    why = bool(told.get("reasons") or told.get("reason_words"))
    for place, person in enumerate(document["household"]):
        number, name, said = int(number_of(person, place)), _named(person), person.get("consent")
        if person not in holders_of(document) or (not said and _spoken_for(person, document)):
            continue
        if not said:
            yield Asked(
                f"Does {name} know of this referral, and do they agree?",
                "Each person whose information is shared has a say of their own",
                "household", number, "consent",
            )  # fmt: skip
        elif said in {"refused", "not_asked"} and not (person.get("consent_reason") or why):
            yield Asked(
                f"Why is it sent without the agreement of {name}?", "The reason is kept with the referral",
                "household", number, "consent_reason",
            )  # fmt: skip
    if document["household"] and told.get("family") and not told.get("lawful_basis"):
        yield Asked(
            "Which law lets you share this?", "It is written down whenever information is shared",
            "consent", 0, "lawful_basis",
        )  # fmt: skip


def _named(person: Document) -> str:
    """The name; of somebody whose name is not known, what they are to the child."""
    if _is_named(person):
        return str(person["name"])
    if person.get("relationship") in _NO_KIN:
        return "this person"
    return f"the {dict(Relationship.choices).get(person.get('relationship') or '', 'person').lower()}"


_NO_KIN = {Relationship.PROFESSIONAL, Relationship.SIGNIFICANT, Relationship.UNRELATED}


def _spoken_for(person: Document, document: Document) -> bool:
    """The family agreed, and the words say that it was this person, or there is nobody else to have done so."""
    told = document["consent"]
    if told.get("family") != "agreed":
        return False
    words = re.findall(r"\w+", str(told.get("who_agreed") or "").casefold())
    named = _is_named(person) and str(person["name"]).split()[0].casefold() in words
    return named or len(holders_of(document)) == 1


def _is_named(person: Document) -> bool:
    return str(person.get("name") or "").strip().casefold() not in ("", "not known", "unknown")


def _lives(document: Document) -> Iterator[Asked]:
    """With several children each has a life, and a say, of its own."""
    voice = document["voice"]
    if voice.get("asked") == "no" and not voice.get("why_not"):
        yield Asked("Why has the child not been asked yet?", "A reason is an answer", "voice", 0, "why_not")
    children = list(_children(document))
    for number, name, child in children if len(children) > 1 else []:
        if not any(child.get(field) for field in ("says", "life", "not_asked")):
            yield Asked(
                f"What is life like for {name}?", "Brothers and sisters in one home live different lives",
                "children", number, "life",
            )  # fmt: skip


def _tools(document: Document) -> Iterator[Asked]:
    """A result without its date or its maker weighs little; a scale for a small child may have to be raised."""
    tools = document["tools"]
    for name, results in _RESULTS.items():
        if any(tools.get(result) for result in results):
            label = _TOOL_NAMES[name]
            for field, asked in (
                (f"{name}_on", f"When was the {label} done?"),
                (f"{name}_by", f"Who did the {label}?"),
            ):
                if not tools.get(field):
                    yield Asked(asked, "The result is read with it", "tools", 0, field)
    if tools.get("violence") and not tools.get("violence_counted") and any(map(_raises, document["children"])):
        yield Asked(
            "Does the scale of violence count that a child is under 7 or has special needs?",
            "The tool raises its scale for them", "tools", 0, "violence_counted",
        )  # fmt: skip


_RESULTS = {
    "care": ("care_physical", "care_safety", "care_love", "care_esteem"),
    "violence": ("violence",),
    "neglect": ("neglect",),
    "exploitation": ("exploitation",),
}
_TOOL_NAMES = {
    "care": "graded care profile",
    "violence": "domestic violence risk matrix",
    "neglect": "neglect checklist",
    "exploitation": "exploitation tool",
}
_SEVEN = 7 * 12


def _raises(child: Document) -> bool:
    special = set(child.get("disabilities") or ()) - {"NONE", "not_known"} or child.get("education") == "plan"
    if special or child.get("unborn") == "yes":
        return bool(special)
    months = months_old({"unborn": "", "date_of_birth": "", **child}, clock.now())
    return months is not None and months < _SEVEN


def _help(document: Document) -> Iterator[Asked]:
    tried = document["help"]
    if tried.get("early_help") in {"now", "helped", "no_change"} and not tried.get("lead_professional"):
        yield Asked(
            "Who leads the Early Help, and since when?", "MASH rings them before it decides",
            "help", 0, "lead_professional",
        )  # fmt: skip


def _wishes(document: Document) -> Iterator[Asked]:
    wants = document["response"]
    if str(wants.get("own_level") or "").isdecimal() and not wants.get("own_reason"):
        yield Asked(
            "Why do you think it is that level?", "MASH answers your reasons, not a number", "response", 0, "own_reason"
        )
    if wants.get("wanted") and not wants.get("by_when"):
        yield Asked("By when do you need it?", "So that MASH can say whether it can", "response", 0, "by_when")
