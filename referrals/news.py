"""What was said that the other side has not marked as read: for lists, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from referrals.models import Chase, Referral, SeenMark, Side, Supplement, ThreadMessage, Withdrawal
from sla.clocks import Clock
from sla.models import Deadline


@dataclass(frozen=True, slots=True)
class News:
    """What is new about one referral for a side."""

    facts: bool
    message: bool
    withdrawn: bool
    asked: bool
    waits: bool


def _unseen(model: Any, at: str, reader: Side, **only: Any) -> Exists:
    """Rows of this kind about a referral that nobody of the reader's side has marked as read."""
    marks = SeenMark.objects.filter(referral=OuterRef("referral"), side=reader, upto__gte=OuterRef(at))
    return Exists(model.objects.filter(~Exists(marks), referral=OuterRef("pk"), **only))


def new_facts() -> Exists:
    return _unseen(Supplement, "added_at", Side.MASH)


def new_messages(reader: Side) -> Exists:
    writer = Side.REFERRER if reader == Side.MASH else Side.MASH
    return _unseen(ThreadMessage, "written_at", reader, side=writer)


def new_withdrawal() -> Exists:
    return _unseen(Withdrawal, "asked_at", Side.MASH)


def new_chase() -> Exists:
    return _unseen(Chase, "asked_at", Side.MASH)


def waiting_for_reply() -> Exists:
    """MASH has asked the referrer for more, and the reply has not come."""
    return Exists(Deadline.objects.open().filter(subject_id=OuterRef("pk"), clock=Clock.REPLY))


def anything_new() -> Q:
    """Something of the referrer's that the desk has not read."""
    return Q(new_facts()) | Q(new_messages(Side.MASH)) | Q(new_withdrawal()) | Q(new_chase())


def news_of(referrals: Iterable[UUID]) -> dict[UUID, News]:
    """What is new for the desk, for each of these. One query."""
    rows = Referral.objects.filter(pk__in=list(referrals)).order_by()
    found = rows.values_list(
        "pk", new_facts(), new_messages(Side.MASH), new_withdrawal(), new_chase(), waiting_for_reply()
    )
    return {pk: News(*marks) for pk, *marks in found}


def unread_of(referrals: Iterable[UUID]) -> dict[UUID, tuple[bool, bool]]:
    """For the referrer's list: whether MASH wrote something unread, and whether it waits for a reply. One query."""
    rows = Referral.objects.filter(pk__in=list(referrals)).order_by()
    found = rows.values_list("pk", new_messages(Side.REFERRER), waiting_for_reply())
    return {pk: (unread, waits) for pk, unread, waits in found}


def reply_due(referral: Referral) -> datetime | None:
    """By when MASH asks the referrer for a reply; None when it does not wait for one."""
    return Deadline.objects.open().on(referral.pk).filter(clock=Clock.REPLY).values_list("due_at", flat=True).first()
