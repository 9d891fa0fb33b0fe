"""Earlier contacts about the same child, for MASH only. A referrer never learns of them."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from accounts.models import User
from core.components import Link, Row
from mash.marks import route_name
from mash.same_child import WEEK, same_as
from referrals.models import Child, Referral

_MOST = 20


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another referral about one of these children."""

    referral: Referral
    who: str

    def row(self) -> Row:
        found = self.referral
        outcome = route_name(found.decided_route, found) if found.decided_at else "not decided yet"
        return Row(
            when=f"{found.received_at:%-d %b %Y}",
            strong=f"{found.agency}, {self.who}",
            text=f"{found.headline}; {outcome}",
            link=Link(found.reference, f"/queue/{found.reference}/"),
        )


def earlier_referrals(referral: Referral, *, user: User) -> list[Earlier]:
    """What this person may see of the same children: same NHS number, same UPN, or same name and date of birth.

    Newest first, at most 20.
    """
    children = list(referral.children.all())
    if not children:
        return []
    same = reduce(or_, map(same_as, children))
    seen = Referral.objects.visible_to(user).exclude(pk=referral.pk)
    children = (
        Child.objects.filter(same, referral__in=seen)
        .select_related("referral__agency")
        .defer("referral__document")
        .order_by("-referral__received_at", "position")[:_MOST]
    )
    found: dict[object, Earlier] = {}
    for child in children:
        found.setdefault(child.referral_id, Earlier(child.referral, child.first_name or child.surname or "child"))
    return list(found.values())


def two_in_seven_days(referral: Referral, earlier: list[Earlier]) -> list[Earlier]:
    """Contacts by other people in the seven days before this one."""
    since: datetime = referral.received_at - WEEK
    return [
        one
        for one in earlier
        if since <= one.referral.received_at <= referral.received_at
        and one.referral.referrer_id != referral.referrer_id
    ]
