"""Who may read what of a referral that they may open."""

from typing import Literal

from django.conf import settings

from accounts.models import User
from referrals.codes import Scan
from referrals.files.limits import Kind
from referrals.models import Attachment, Referral

Opening = Literal["open", "warn", "no"]


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
