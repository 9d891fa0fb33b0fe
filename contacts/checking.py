"""The check before anything is sent in a consultation: which names to look for, and what is refused."""

from collections.abc import Collection, Iterator
from typing import Any

from accounts.models import User
from contacts.identifying import Found, find
from core.errors import Refused
from referrals.models import Child, DraftSection, Referral
from referrals.sections import CHILDREN, HOUSEHOLD

_NAMED = ("first_name", "surname", "known_as", "name")


class Identifying(Refused):
    """Something in the text could say who the child is. `found` says where."""

    def __init__(self, found: list[Found]) -> None:
        super().__init__("Take out what could say who the child is. It is marked on this page.", field="text")
        self.found = found


def check_names_nobody(text: str, *, asker: User, writer: User, not_names: Collection[str]) -> None:
    """Refuses text with anything in it that could identify a child."""
    found = find(text, names_around(asker, writer), frozenset(not_names))
    if found:
        raise Identifying(found)


def names_around(asker: User, writer: User) -> set[str]:
    """Names on the asker's forms and referrals, as far as the writer may know them: nobody learns a name by trying."""
    names = {name for pair in _children(asker, writer) for name in pair}
    for household in (
        Referral.objects.visible_to(writer).filter(referrer=asker).values_list("document__household", flat=True)
    ):
        names.update(str(person.get("name", "")) for person in household or ())
    if writer.pk == asker.pk:
        names.update(_typed(asker))
    return names


def _children(asker: User, writer: User) -> Any:
    referrals = Referral.objects.visible_to(writer).filter(referrer=asker)
    return Child.objects.filter(referral__in=referrals.values("pk")).values_list("first_name", "surname").distinct()


def _typed(asker: User) -> Iterator[str]:
    """As typed on forms, sent or not."""
    rows = DraftSection.objects.filter(draft__owner=asker, section__in=(CHILDREN, HOUSEHOLD))
    for data in rows.values_list("data", flat=True):
        yield from (value for field in _NAMED for value in data.get(field) or ())
