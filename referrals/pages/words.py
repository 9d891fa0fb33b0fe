"""Names, ages and dates of a family in the few words that a list or a heading has room for."""

from typing import Any

from core import clock
from referrals.ages import age_in_words, age_told, months_old
from referrals.document import plain
from referrals.filled import Filled, Item, child_name, first
from referrals.models import Child


def child_and_age(item: Item, place: int) -> str:
    """Pip, 9: for the pages of the form itself."""
    values = item.value
    document = {name: plain(values.get(name, "")) for name in ("unborn", "date_of_birth", "about_age")}
    document["about_age"] = values.get("about_age")
    name = child_name(item.typed, place)
    if values.get("unborn") == "yes":
        return name
    months = months_old(document, clock.now())
    return name if months is None else f"{name}, {age_told(document, clock.now())}"


def family_name(filled: Filled) -> str:
    """The heading of a form: "Fablewood children", "Pip Fablewood", or "Your referral" before anybody is named."""
    children = filled.items("children")
    surnames = {first(child.typed, "surname").strip() for child in children} - {""}
    if len(children) > 1 and len(surnames) == 1:
        return f"{surnames.pop()} children"
    if len(children) == 1 and first(children[0].typed, "first_name").strip():
        return f"{first(children[0].typed, 'first_name')} {first(children[0].typed, 'surname')}".strip()
    return " and ".join(sorted(surnames)) if surnames else "Your referral"


def initials_and_ages(children: list[Child]) -> str:
    """P. F., 9 and C. F., 6: for lists, where no name stands."""
    shown = [_initials(child.first_name, child.surname, child.age_months, child.unborn) for child in children]
    return listed(shown) or "No child named"


def draft_children(typed: list[dict[str, Any]]) -> str:
    """The same for a form that is still being written."""
    return listed([_initials(first(child, "first_name"), first(child, "surname"), None, False) for child in typed])


def _initials(first_name: str, surname: str, months: int | None, unborn: bool) -> str:
    letters = " ".join(f"{name.strip()[0].upper()}." for name in (first_name, surname) if name.strip())
    if unborn:
        return f"{letters} unborn".strip()
    if months is None:
        return letters or "a child"
    return f"{letters or 'Child'}, {age_in_words(months)}"


def listed(words: list[str]) -> str:
    """One, two and three; with commas inside the parts, semicolons between them."""
    if len(words) < 2:
        return "".join(words)
    comma = "; " if any("," in word for word in words) else ", "
    return f"{comma.join(words[:-1])} and {words[-1]}"
