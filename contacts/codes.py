"""Choices of a contact: what reached the front door, and what came of it."""

from django.db.models import TextChoices

from accounts.source_codes import SourceCode
from referrals.codes import Channel


class Kind(TextChoices):
    """What reached the front door."""

    CONSULTATION = "consultation", "Advice without names"
    PHONE = "phone", "Telephone call"
    EMAIL = "email", "E-mail"
    POLICE = "police", "Police notification"
    OUT_OF_HOURS = "out_of_hours", "Out-of-hours hand-over"


class Outcome(TextChoices):
    """What came of it. A referral is one that was sent, not a form that somebody began."""

    ADVICE = "advice", "Advice given"
    REFERRAL = "referral", "Became a referral"
    ENDED = "ended", "Ended without an answer"


# What MASH writes down for somebody else.
TAKEN = (Kind.PHONE, Kind.EMAIL, Kind.POLICE, Kind.OUT_OF_HOURS)
CHANNELS: dict[str, Channel] = {
    Kind.CONSULTATION: Channel.WEB,
    Kind.PHONE: Channel.PHONE,
    Kind.EMAIL: Channel.EMAIL,
    Kind.POLICE: Channel.POLICE,
    Kind.OUT_OF_HOURS: Channel.OUT_OF_HOURS,
}
# The public need not say who they are. Professionals do.
NAMELESS = (SourceCode.ANONYMOUS, SourceCode.UNKNOWN)
