"""What MASH would ask beyond the matrix's own questions, in order of importance. Questions, never walls.

Read from the document alone, so that the form, the check and the desk ask the same. A form from before a field was
asked for has no such key, and is asked as if nobody had answered.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

Document = dict[str, Any]
PARENTS = ("mother", "father")


class Asked(NamedTuple):
    """A question nobody has answered, with the section, the item and the field that would hold the answer."""

    question: str
    why: str
    section: str
    number: int = 0
    field: str = ""


def asked_of(document: Document) -> list[Asked]:
    """Every open question, the most important first."""
    return [
        *_risks(document),
        *_parents(document),
        *_plans(document),
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


def _risks(document: Document) -> Iterator[Asked]:
    for place, person in enumerate(document["household"]):
        number = int(number_of(person, place))
        if person.get("may_be_risk") == "yes" and not (person.get("risk_why") or person.get("notes")):
            yield Asked(
                f"Why could {person['name']} be a risk to a child?",
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
