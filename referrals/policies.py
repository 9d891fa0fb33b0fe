"""Who may read what of a referral that they may open, who may say more about it, and whose form a lead reads first.

`check_can_x` refuses with a sentence; `can_x` asks, for the button of that thing.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.conf import settings

from accounts.models import User
from accounts.roles import Role
from core.errors import Conflict, Refused
from referrals.codes import Channel, Priority, Scan
from referrals.files.limits import Kind
from referrals.models import Attachment, Draft, Referral, Side, Withdrawal
from referrals.states import Status
from thresholds.scoring import Score

Opening = Literal["open", "warn", "no"]
Check = Callable[..., None]


def _asking(check: Check) -> Callable[..., bool]:
    """The question that goes with a check."""

    def ask(referral: Referral, *, by: User) -> bool:
        try:
            check(referral, by=by)
        except Refused:
            return False
        return True

    return ask


def may_read_confidential(user: User, referral: Referral) -> bool:
    """What the family must not be told is for whoever wrote it, and for MASH."""
    return user.is_mash or referral.referrer_id == user.pk


def opening_of(attachment: Attachment) -> Opening:
    """Whether a file may be opened now, only after a warning, or not: docs/adr/0010 says why.

    Scanned: open. With a scanner, one that waits is closed. Without one, UNSCANNED_FILES decides: photographs were
    made anew here and carry nothing but pixels.
    """
    if attachment.scan == Scan.CLEAN:
        return "open"
    if attachment.scan == Scan.FOUND or settings.CLAMD_ADDRESS or settings.UNSCANNED_FILES == "none":
        return "no"
    if Kind(attachment.kind).is_photograph:
        return "open"
    return "warn" if settings.UNSCANNED_FILES == "warn" else "no"


def speaks_for_referrer(user: User, referral: Referral) -> bool:
    """The referrer, or a safeguarding lead of the agency that sent it."""
    if not (user.is_active and user.is_referrer):
        return False
    lead = user.role == Role.SAFEGUARDING_LEAD and user.agency_id == referral.agency_id
    return lead or referral.referrer_id == user.pk


def _check_speaks(referral: Referral, by: User, what: str) -> None:
    if not speaks_for_referrer(by, referral):
        raise Refused(f"Only the referrer or their safeguarding lead {what}.")


def check_can_add(referral: Referral, *, by: User) -> None:
    """The referrer's side, before and after the decision; not once it was withdrawn."""
    _check_speaks(referral, by, "adds information")
    if referral.status == Status.WITHDRAWN:
        raise Conflict("This referral was withdrawn. Send new facts as a new referral; in danger call 999.")


can_add = _asking(check_can_add)


def side_of(user: User, referral: Referral) -> Side:
    """Whose words this person writes here. Refuses everybody who is on neither side."""
    if user.is_active and user.is_mash:
        return Side.MASH
    _check_speaks(referral, user, "and MASH write here")
    return Side.REFERRER


def check_can_write(referral: Referral, *, by: User) -> None:
    """Either side, at any time: a message is never too late to be read."""
    side_of(by, referral)


def check_can_ask(referral: Referral, *, by: User) -> None:
    """MASH, while the referral is open: a reply after the decision is new information."""
    if not (by.is_active and by.is_mash):
        raise Refused("Only MASH asks for a reply by a time.")
    if not referral.is_open:
        raise Conflict("This referral is no longer open. Write a message without a time to reply by.")


def check_can_withdraw(referral: Referral, *, by: User) -> None:
    """The referrer's side, once, and never after a decision."""
    _check_speaks(referral, by, "withdraws it")
    if referral.status == Status.DECIDED:
        raise Conflict("MASH has decided. A referral is not withdrawn after that: write to MASH instead.")
    if Withdrawal.objects.filter(referral=referral).exists():
        raise Conflict("It was withdrawn already, or MASH was already asked.")


can_write = _asking(check_can_write)
can_ask = _asking(check_can_ask)
can_withdraw = _asking(check_can_withdraw)


def said_urgent(document: Mapping[str, Any]) -> bool:
    """Whoever wrote it said at the gate that a child is in danger, or that somebody must act today."""
    gate = document.get("gate") or {}
    return gate.get("urgent") == "yes" or gate.get("danger") == "yes"


def lead_reads_first(draft: Draft, document: Mapping[str, Any], answer: Score) -> bool:
    """Whether a safeguarding lead reads this form before it is sent.

    Never when it is urgent, by the gate or by the score; nor what a lead, MASH or an agency's own system writes; nor
    when no lead is there to read it.
    """
    asked = draft.agency.lead_reads_first and draft.channel == Channel.WEB and not draft.source_code
    if not asked or said_urgent(document) or answer.priority == Priority.RED.value:
        return False
    return draft.owner.role == Role.PRACTITIONER and User.objects.leads_of(draft.agency_id).exists()
