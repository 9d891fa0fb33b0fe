"""Earlier contacts about the same child, for MASH only. A referrer never learns of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from accounts.models import User
from core.components import Link, Row
from mash.marks import route_name
from mash.models import EarlyHelpCase
from mash.same_child import WEEK, is_same, name_of, same_as
from referrals.models import Child, Referral

MOST = 40
_ROWS = 8 * MOST  # of children; a referral names a few


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another referral about some of these children: their positions on the form of this one, and their names."""

    referral: Referral
    places: frozenset[int]
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

    Newest first, at most 40.
    """
    mine = list(referral.children.all())
    if not mine:
        return []
    seen = Referral.objects.visible_to(user).exclude(pk=referral.pk)
    rows = (
        Child.objects.filter(reduce(or_, map(same_as, mine)), referral__in=seen)
        .select_related("referral__agency")
        .defer("referral__document")
        .order_by("-referral__received_at", "referral_id", "position")[:_ROWS]
    )
    found: dict[object, list[Child]] = {}
    for child in rows:
        found.setdefault(child.referral_id, []).append(child)
    return [_earlier(theirs, mine) for theirs in list(found.values())[:MOST]]


def _earlier(theirs: Sequence[Child], mine: Sequence[Child]) -> Earlier:
    # The database found it; should it fold a rare letter otherwise than we do, better all are named than none.
    same = [child for child in mine if any(is_same(child, other) for other in theirs)] or mine
    return Earlier(
        theirs[0].referral, frozenset(child.position for child in same), ", ".join(name_of(child) for child in same)
    )


def helped_before(earlier: Sequence[Earlier], *, user: User) -> list[EarlyHelpCase]:
    """What became of those that Early Help was given."""
    given = [one.referral.pk for one in earlier if one.referral.decided_route == "early_help"]
    return list(EarlyHelpCase.objects.visible_to(user).filter(referral__in=given))


def in_seven_days(referral: Referral, earlier: Sequence[Earlier]) -> list[Earlier]:
    """Contacts in the seven days before this one."""
    since = referral.received_at - WEEK
    return [one for one in earlier if since <= one.referral.received_at <= referral.received_at]
