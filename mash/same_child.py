"""Who is the same child, and which referrals follow another one about the same child. For MASH only."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from referrals.models import Child, Referral
from referrals.querysets import ReferralQuerySet

WEEK = timedelta(days=7)
YEAR = timedelta(days=365)


def same_as(child: Child) -> Q:
    """Holds for rows of this child: same NHS number, same UPN, or same name and date of birth."""
    return _same(lambda name: getattr(child, name))


def is_same(one: Child, other: Child) -> bool:
    """The same question of two rows at hand."""
    if one.nhs_number and one.nhs_number == other.nhs_number:
        return True
    if one.upn and one.upn == other.upn:
        return True
    named = one.first_name and one.surname and one.date_of_birth
    return bool(named) and _name(one) == _name(other)


def _name(child: Child) -> tuple[object, ...]:
    return child.first_name.upper(), child.surname.upper(), child.date_of_birth


def name_of(child: Child) -> str:
    """What a child is called beside brothers and sisters."""
    if child.unborn:
        return "Unborn"
    return child.first_name or child.surname or f"Child {child.position}"


def following(rows: ReferralQuerySet, within: timedelta, *, user: User) -> ReferralQuerySet:
    """Only those that came within this time after another one about the same child that the person may see."""
    return rows.filter(_follows(within, user))


def followers(pks: Sequence[UUID], *, user: User) -> tuple[set[UUID], set[UUID]]:
    """Of these referrals, those that follow another within a week, and those that do within a year. One query."""
    rows = Referral.objects.filter(pk__in=pks).annotate(week=_follows(WEEK, user), year=_follows(YEAR, user))
    found = list(rows.order_by().values_list("pk", "week", "year"))
    return {pk for pk, week, _ in found if week}, {pk for pk, _, year in found if year}


def came_again(later: ReferralQuerySet, conditions: Q) -> Exists:
    """Holds for a row with a `referral_id` (a decision) when one of its children comes in `later`, in another referral.

    `conditions` are on that child's row; they name the outer row's own columns by OuterRef(OuterRef(...)).
    """
    other = Child.objects.filter(conditions, _same(OuterRef), referral__in=later.order_by())
    other = other.exclude(referral_id=OuterRef("referral_id"))
    return Exists(Child.objects.filter(Exists(other), referral=OuterRef("referral_id")))


def _follows(within: timedelta, user: User) -> Exists:
    """Two at the very same moment follow each other: better both are marked than neither."""
    received = OuterRef("referral__received_at")
    other = Child.objects.filter(
        _same(OuterRef),
        referral__in=Referral.objects.visible_to(user).order_by(),
        referral__received_at__lte=received,
        referral__received_at__gte=received - within,
    ).exclude(referral_id=OuterRef("referral_id"))
    return Exists(Child.objects.filter(Exists(other), referral=OuterRef("pk")))


def followed(within: timedelta, **also: object) -> Exists:
    """Of a referral: another about the same child came after it within this time. `also` narrows the other one.

    For figures only: it asks nobody's leave, so nothing of the other may be shown.
    """
    received = OuterRef("referral__received_at")
    other = Child.objects.filter(
        _same(OuterRef),
        referral__received_at__gt=received,
        referral__received_at__lte=received + within,
        **{f"referral__{name}": value for name, value in also.items()},
    ).exclude(referral_id=OuterRef("referral_id"))
    return Exists(Child.objects.filter(Exists(other), referral=OuterRef("pk")))


def _same(value: Callable[[str], Any]) -> Q:
    """An empty number or name is no mark of anybody. Conditions stand as the indexes of `Child` have them."""
    name = {f"{part}__iexact": value(part) for part in ("surname", "first_name")}
    return (
        (Q(nhs_number=value("nhs_number")) & ~Q(nhs_number=""))
        | (Q(upn=value("upn")) & ~Q(upn=""))
        | (
            Q(**name, date_of_birth=value("date_of_birth"), date_of_birth__isnull=False)
            & ~Q(first_name="")
            & ~Q(surname="")
        )
    )
