"""Named reads. `visible_to` is the only door: the same for page, list and figures."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import MASH, Role
from contacts.codes import Kind
from contacts.states import Status
from referrals.models import Referral

if TYPE_CHECKING:
    from contacts.models import Contact


class Counted(NamedTuple):
    """How many contacts, and of how many of them a referral came."""

    contacts: int
    referrals: int


_CAME_OF_IT = Referral.objects.filter(draft_id=OuterRef("draft_id"))


class ContactQuerySet(QuerySet["Contact"]):
    """Contacts."""

    def visible_to(self, user: User) -> ContactQuerySet:
        """Whoever asked sees what they asked; MASH and the auditor see all but what stands behind a closed referral."""
        if not user.is_active:
            return self.none()
        if user.is_referrer:
            return self.filter(person=user, kind=Kind.CONSULTATION)
        if user.role in MASH or user.role == Role.AUDITOR:
            open_to_them = Referral.objects.visible_to(user).filter(draft_id=OuterRef("draft_id"))
            return self.filter(Q(draft_id__isnull=True) | ~Exists(_CAME_OF_IT) | Exists(open_to_them))
        return self.none()

    def behind(self, referral: Referral) -> ContactQuerySet:
        """The contact that a referral came of: at most one. Whoever may open the referral may know of it."""
        return self.filter(draft_id=referral.draft_id)

    def live(self) -> ContactQuerySet:
        return self.exclude(status=Status.CLOSED.value)

    def waiting(self) -> ContactQuerySet:
        """Consultations that MASH owes an answer, and of which no referral came."""
        return self.filter(~Exists(_CAME_OF_IT), kind=Kind.CONSULTATION, status=Status.OPEN.value)

    def unfinished(self) -> ContactQuerySet:
        """What MASH took down and has neither answered nor sent."""
        return self.filter(~Exists(_CAME_OF_IT), ~Q(kind=Kind.CONSULTATION), status=Status.OPEN.value)

    def referred(self) -> ContactQuerySet:
        """Of which a referral came."""
        return self.filter(Exists(_CAME_OF_IT))

    def answered(self) -> ContactQuerySet:
        """Answered or ended, without a referral."""
        return self.filter(~Exists(_CAME_OF_IT)).exclude(status=Status.OPEN.value)

    def received_in(self, start: datetime, end: datetime) -> ContactQuerySet:
        return self.filter(received_at__gte=start, received_at__lt=end)

    def by_kind(self) -> dict[str, Counted]:
        """What came in of each kind, in the order of the kinds; one without any is there too."""
        rows = self.order_by().annotate(came=Exists(_CAME_OF_IT)).values("kind")
        counted = rows.annotate(contacts=Count("pk"), referrals=Count("pk", filter=Q(came=True)))
        found = {row["kind"]: Counted(row["contacts"], row["referrals"]) for row in counted}
        return {kind: found.get(kind, Counted(0, 0)) for kind in Kind.values}

    def newest_first(self) -> ContactQuerySet:
        return self.order_by("-received_at", "-reference")

    def older_than(self, last: Contact) -> ContactQuerySet:
        """The rows behind this one, newest first: keyset paging."""
        return self.filter(
            Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, reference__lt=last.reference)
        )

    def longest_waiting_first(self) -> ContactQuerySet:
        return self.order_by("waiting_since", "reference")

    def waiting_less_than(self, last: Contact) -> ContactQuerySet:
        """The rows behind this one, longest waiting first."""
        return self.filter(
            Q(waiting_since__gt=last.waiting_since) | Q(waiting_since=last.waiting_since, reference__gt=last.reference)
        )

    def with_people(self) -> ContactQuerySet:
        return self.select_related("person", "agency", "holder", "recorded_by", "closed_by")
