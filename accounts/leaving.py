"""What a person answers for, asked of every room above: before their account ends, and when it does.

This room knows none of those above it. `settings.LEAVING` names one module for each, in the order they are asked; each
has the functions of `Room`. docs/adr/0007-leaving.md says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of thing that somebody answers for: a count in words, never a name or a reference.

    `what` is "3 referrals"; `goes` says where it goes, `went` where it went.
    """

    what: str
    goes: str
    went: str

    @property
    def before(self) -> str:
        return f"{self.what[0].upper()}{self.what[1:]}: {self.goes}."

    @property
    def after(self) -> str:
        return f"{self.what[0].upper()}{self.what[1:]} {self.went}."


Words = tuple[str, str, str]


def counted(count: int, *, one: Words, many: Words) -> list[Held]:
    """The words for so many things; nothing for none. "{}" in them is the count."""
    what, goes, went = one if count == 1 else many
    return [Held(what.format(count), goes, went)] if count else []


class Room(Protocol):
    """What each module of `settings.LEAVING` has."""

    def held_by(self, person: User) -> list[Held]:
        """What the person answers for now."""

    def hand_on(self, person: User, *, by: User) -> None:
        """Give all of it to somebody else, with its trail and its messages; the person is no longer active."""

    def orphans(self) -> int:
        """How much is held by people whose account has ended. Always none, or something is wrong."""


def held_by(person: User) -> list[Held]:
    """All that a person answers for, room by room."""
    return [held for room in _rooms() for held in room.held_by(person)]


def hand_on(person: User, *, by: User) -> None:
    """Every room hands on what the person held. Call it in the transaction that ends the account."""
    for room in _rooms():
        room.hand_on(person, by=by)


def take_up(person: User, *, by: User) -> None:
    """Somebody new is here: what waited for a person like them becomes theirs. Call it where the account is made."""
    for path in settings.JOINING:
        import_string(path)(person, by=by)


def orphans() -> int:
    """How much in the whole house is held by people whose account has ended."""
    return sum(room.orphans() for room in _rooms())


def _rooms() -> Sequence[Room]:
    return [cast("Room", import_module(path)) for path in settings.LEAVING]
