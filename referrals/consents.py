"""From what each person answered to what the engine reads as consent. Pure.

A refusal by anybody who holds parental responsibility is a refusal, whoever else agrees. Otherwise one holder's
agreement is enough, as the Children Act 1989 lets each act alone. People without parental responsibility are written
down and decide nothing here.
"""

from collections.abc import Iterable
from typing import Any

from thresholds.case import Consent

Document = dict[str, Any]
_KNOWN: dict[str, Consent] = {"agreed": "agreed", "refused": "refused", "not_asked": "not_asked"}
_PARENTS = frozenset({"mother", "father"})


def family_consent(document: Document) -> Consent:
    """What the family's answer and the answers of its holders of parental responsibility come to."""
    holders = [str(person.get("consent") or "") for person in holders_of(document)]
    return together(str(document["consent"].get("family") or ""), holders)


def together(family: str, holders: Iterable[str]) -> Consent:
    """Refused before agreed before not asked; "not known" and no answer say nothing."""
    said = {family, *holders}
    for answer in ("refused", "agreed", "not_asked"):
        if answer in said:
            return _KNOWN[answer]
    return "not_known"


def young_consent(document: Document) -> Consent | None:
    """What the children say for themselves. One refusal is a refusal; agreed is only what each of them says.

    A child of whom nothing is said is spoken for by the answer for all of them; None when there is neither.
    """
    for_all = str(document["consent"].get("young_person") or "")
    said = {str(child.get("consent") or "") or for_all for child in document["children"]} or {for_all}
    if "refused" in said or for_all == "refused":
        return "refused"
    if said == {"agreed"}:
        return "agreed"
    return "not_asked" if "not_asked" in said else None


def holders_of(document: Document) -> list[Document]:
    """Whoever holds parental responsibility, and parents of whom it is not denied: to be asked is the safe side."""
    return [
        person
        for person in document["household"]
        if person.get("parental_responsibility") == "yes"
        or (person.get("relationship") in _PARENTS and person.get("parental_responsibility") != "no")
    ]


def reasons_without(document: Document) -> list[str]:
    """Every coded reason for sending without somebody's agreement: the family's, each holder's and each child's."""
    people = [*holders_of(document), *document["children"]]
    own = [str(one["consent_reason"]) for one in people if one.get("consent_reason")]
    return [*(document["consent"].get("reasons") or ()), *own]
