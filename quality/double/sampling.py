"""Draw a sample of past referrals. The same seed and the same filters over the same referrals draw the same ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from quality.agreement.asked import months_before
from quality.agreement.counts import AGES, UNBORN, decided
from referrals.models import Child, Referral, Worry
from referrals.querysets import ReferralQuerySet

LEAST, MOST = 3, 30  # cases of a round


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn from. `level` is the one decided; 0 and "" mean any."""

    count: int
    months: int = 12
    level: int = 0
    age: str = ""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def eligible(drawing: Drawing, user: User, now: datetime) -> ReferralQuerySet:
    """Decided in these months, never restricted, whoever asks. Without a worry there is nothing to answer by."""
    rows = decided(user, months_before(now, drawing.months)).filter(restricted=False)
    rows = rows.filter(Exists(Worry.objects.filter(referral=OuterRef("pk"))))
    if drawing.level:
        rows = rows.filter(decided_level=drawing.level)
    return (
        rows.filter(Exists(Child.objects.filter(_of_age(drawing.age), referral=OuterRef("pk"))))
        if drawing.age
        else rows
    )


def _of_age(code: str) -> Q:
    if code == UNBORN:
        return Q(unborn=True)
    low, high = next((low, high) for known, _, low, high in AGES if known == code)
    return Q(unborn=False, age_months__gte=low, age_months__lt=high)


def draw(keys: Sequence[UUID], count: int, seed: int) -> list[UUID]:
    """So many of them, in the order that the seed gives: each key has its own place, whatever else there is."""

    def place(key: UUID) -> bytes:
        return hashlib.sha256(f"{seed}:{key}".encode()).digest()

    return sorted(keys, key=place)[:count]


def drawn(drawing: Drawing, seed: int, user: User, now: datetime) -> list[Referral]:
    """The referrals, with what a text is made of."""
    keys = draw(list(eligible(drawing, user, now).values_list("pk", flat=True)), drawing.count, seed)
    found = Referral.objects.filter(pk__in=keys).select_related("agency", "referrer").prefetch_related("children")
    by_key = {referral.pk: referral for referral in found}
    return [by_key[key] for key in keys]
