"""The one door to a version and to a part of it. Whoever is not an administrator finds nothing there."""

from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from thresholds.editing.parts import NEW, NoSuchPart, part_at, rows, split_place
from thresholds.models import MatrixVersion
from thresholds.states import OPEN
from unsent.keeping import About

_PARTS = UUID("a2c0f1de-52d1-5a31-8b0e-1d7a6a7f4c55")  # parts have places, and words are kept about an id
_PEOPLE = ("scheme", "based_on", "started_by", "checked_by", "simulated_by", "approved_by", "published_by",
           "discarded_by")  # fmt: skip


class Opened(NamedTuple):
    """A part of a version; `part` is None for one that is still to be written."""

    version: MatrixVersion
    place: str
    part: dict[str, Any] | None

    @property
    def key(self) -> str:
        return f"{self.version.pk}.{self.place}"

    @property
    def listed(self) -> str:
        return split_place(self.place)[0]

    @property
    def is_open(self) -> bool:
        return self.version.status in OPEN


def open_version(pk: UUID) -> MatrixVersion:
    """Http404 for a version that is not there. The view has asked who asks."""
    found = MatrixVersion.objects.select_related(*_PEOPLE, "based_on__scheme").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_part(key: str, *lists: str) -> Opened:
    """A part of one of these lists; Http404 for anything else."""
    pk, _, place = key.partition(".")
    listed, code = split_place(place)
    if listed not in lists:
        raise Http404
    version = open_version(UUID(pk))
    if code == NEW:
        rows(version.document, listed)
        return Opened(version, place, None)
    try:
        return Opened(version, place, part_at(version.document, place))
    except NoSuchPart:
        raise Http404 from None


def about(key: str) -> About:
    """What a form about this part is about."""
    return About(key, uuid5(_PARTS, key))


class FindPart:
    """The door of a form that keeps its words: an administrator, a part that is there, a version that can change."""

    def __init__(self, *lists: str, new: bool = False) -> None:
        self.lists, self.new = lists, new

    def __call__(self, key: str, *, by: User) -> About:
        if by.role != Role.ADMINISTRATOR or key.count(".") != 2:
            raise Http404
        try:
            opened = open_part(key, *self.lists)
        except ValueError:  # no id
            raise Http404 from None
        if not opened.is_open or (opened.part is None and not self.new):
            raise Http404
        return about(key)
