"""The clocks that run on a referral, by name."""

from django.db.models import TextChoices


class Clock(TextChoices):
    """One word for each limit. At most one of each runs on a subject at a time."""

    DECISION_24H = "decision_24h", "Decision within 24 hours"
    DECISION_WORKING_DAY = "decision_working_day", "Decision within one working day"
    PRIORITY = "priority", "Decision within the limit for its priority"
    FOLLOW_UP = "follow_up", "Written form after the telephone call"
    CONSULTATION = "consultation", "Answer to a request for advice"
    FEEDBACK = "feedback", "Referrer told the outcome"
    ESCALATION_REPLY = "escalation_reply", "Reply to the escalation"
    REPLY = "referrer_reply", "Referrer’s reply to MASH"
    SIGN_OFF = "sign_off", "Manager's sign-off"


# The three that end with the decision. One of them governs: the queue sorts by it.
DECISION_CLOCKS = frozenset({Clock.DECISION_24H, Clock.DECISION_WORKING_DAY, Clock.PRIORITY})


class DecisionClock(TextChoices):
    """What a policy may choose as the clock that governs a decision."""

    DECISION_24H = "decision_24h", "24 hours"
    DECISION_WORKING_DAY = "decision_working_day", "One working day"
    EARLIEST = "earliest", "Whichever comes first"


class Step(TextChoices):
    """What can be recorded about a deadline while it runs."""

    WARNED = "warned", "Warned"
    BREACHED = "breached", "Missed"
