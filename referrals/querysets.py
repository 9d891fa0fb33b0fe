"""Named reads. `visible_to` is the only door: the same for page, API, PDF and figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from accounts.models import User
from accounts.roles import MASH, Role
from referrals.codes import Scan
from referrals.reading_states import Stand
from referrals.states import OPEN, Status

if TYPE_CHECKING:
    from referrals.models import Attachment, Draft, LeadReading, ProtectedAddress, Referral


class DraftQuerySet(QuerySet["Draft"]):
    """Forms not yet sent."""

    def visible_to(self, user: User) -> DraftQuerySet:
        """A draft belongs to whoever writes it, and to nobody else."""
        return self.filter(owner=user) if user.is_referrer or user.is_mash else self.none()

    def unsent(self) -> DraftQuerySet:
        return self.filter(submitted_at__isnull=True)

    def given_to(self, user: User) -> DraftQuerySet:
        """Forms of the agency that wait for its safeguarding lead, when `user` is one. At most one giving is open."""
        if not user.is_active or user.role != Role.SAFEGUARDING_LEAD or user.agency_id is None:
            return self.none()
        return self.unsent().filter(agency_id=user.agency_id, readings__stand=Stand.WITH_LEAD.value)

    def of_colleagues(self, lead: User) -> DraftQuerySet:
        """Forms that people of the lead's agency are writing: who and since when, never what."""
        if lead.role != Role.SAFEGUARDING_LEAD or lead.agency_id is None:
            return self.none()
        # What MASH takes down names the agency of the caller; what an agency's own system sends is nobody's page.
        return self.unsent().filter(
            agency_id=lead.agency_id, owner__agency_id=lead.agency_id, source_code="", channel="web"
        )

    def sendable_by(self, user: User, now: datetime) -> DraftQuerySet:
        """One's own, and those given to the lead; with whether one is `with_lead`, and whether a lead `had_time`."""
        readings = self.model._meta.get_field("readings").related_model._default_manager.filter(draft=OuterRef("pk"))
        open_ones = readings.filter(stand=Stand.WITH_LEAD.value)
        had_time = readings.filter(stand__in=[Stand.WITH_LEAD.value, Stand.RETURNED.value], due_at__lte=now)
        mine = Q(owner=user) if user.is_referrer or user.is_mash else Q(pk__in=[])
        if user.is_active and user.role == Role.SAFEGUARDING_LEAD:
            mine |= Q(Exists(open_ones), agency_id=user.agency_id)
        return self.filter(mine).annotate(with_lead=Exists(open_ones), had_time=Exists(had_time))


class LeadReadingQuerySet(QuerySet["LeadReading"]):
    """Givings of forms to the safeguarding lead."""

    def open(self) -> LeadReadingQuerySet:
        """The lead has neither sent nor returned it, and the writer has not taken it back."""
        return self.filter(stand=Stand.WITH_LEAD.value)

    def to_remind(self, now: datetime) -> LeadReadingQuerySet:
        """Not read within the time, and nobody was reminded of it yet."""
        return self.open().filter(due_at__lte=now, reminded_at__isnull=True)


class ProtectedAddressQuerySet(QuerySet["ProtectedAddress"]):
    """Secret addresses, sealed."""

    def of(self, referral: Referral) -> ProtectedAddressQuerySet:
        """Those of a referral that was sent; whoever asks has come through its door."""
        return self.filter(draft_id=referral.draft_id)


class ReferralQuerySet(QuerySet["Referral"]):
    """Referrals as sent."""

    def visible_to(self, user: User) -> ReferralQuerySet:
        """What this person may know exists. Everything else is as if it were not there."""
        if not user.is_active:
            return self.none()
        if user.role == Role.PRACTITIONER:
            return self.filter(referrer=user)
        if user.role == Role.SAFEGUARDING_LEAD:
            return self.filter(Q(agency_id=user.agency_id) | Q(referrer=user))
        if user.role in MASH or user.role == Role.AUDITOR:
            # A subquery, not a join: somebody else's access must not make a row appear twice.
            access = self.model._meta.get_field("access").related_model._default_manager
            return self.filter(Q(restricted=False) | Exists(access.filter(referral=OuterRef("pk"), user=user)))
        if user.role == Role.EARLY_HELP:
            return self.filter(decided_route="early_help", restricted=False)
        return self.none()

    def open(self) -> ReferralQuerySet:
        """Not yet decided."""
        return self.filter(status__in=[status.value for status in OPEN])

    def open_to_nobody(self, *, but: User | None = None) -> ReferralQuerySet:
        """Restricted, and nobody of MASH who is still here is named on it; with `but`, those named to that person."""
        access = self.model._meta.get_field("access").related_model._default_manager.filter(referral=OuterRef("pk"))
        here = access.filter(user__is_active=True, user__role__in=MASH)
        if but is None:
            return self.filter(~Exists(here), restricted=True)
        return self.filter(Exists(access.filter(user=but)), ~Exists(here.exclude(user=but)), restricted=True)

    def decided(self) -> ReferralQuerySet:
        return self.filter(status=Status.DECIDED.value)

    def overdue(self, now: datetime) -> ReferralQuerySet:
        """Open, and past the time we promised."""
        return self.open().filter(due_at__lt=now)

    def due_within(self, now: datetime, gap: timedelta) -> ReferralQuerySet:
        return self.open().filter(due_at__gte=now, due_at__lte=now + gap)

    def in_queue_order(self) -> ReferralQuerySet:
        """Least time left first; the reference parts those due at the same moment."""
        return self.order_by("due_at", "reference")

    def after_in_queue(self, due_at: datetime, reference: str) -> ReferralQuerySet:
        """The rows behind this one in queue order: keyset paging, so nothing is skipped when rows leave."""
        return self.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, reference__gt=reference))

    def with_people(self) -> ReferralQuerySet:
        """All that a list shows, in a fixed number of queries. The matrix itself is large and stays behind."""
        rows = self.select_related("agency", "holder", "referrer", "matrix_version__scheme")
        return rows.defer("matrix_version__document").prefetch_related("children")


class AttachmentQuerySet(QuerySet["Attachment"]):
    """Files of drafts and of referrals, without their bytes."""

    def together(self) -> int:
        """Bytes of all of them."""
        return int(self.aggregate(whole=Sum("size"))["whole"] or 0)

    def to_scan(self, now: datetime) -> AttachmentQuerySet:
        """Not looked at yet, and not being looked at by another worker; the longest-waiting first."""
        return self.filter(scan=Scan.WAITING, try_at__lte=now).order_by("try_at", "pk")
