"""What can be done to a record. The first six are those that section 62 of the Data Protection Act 2018 asks for."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """One word for each thing that is put on the trail."""

    COLLECTED = "collected", "collected"
    CHANGED = "changed", "changed"
    READ = "read", "read"
    DISCLOSED = "disclosed", "disclosed"
    COMBINED = "combined", "combined"
    ERASED = "erased", "erased"
    CREATED = "created", "created"
    SCORED = "scored", "scored"
    CLAIMED = "claimed", "claimed"
    RELEASED = "released", "handed back"
    PROPOSED = "proposed", "proposed a decision on"
    DECIDED = "decided", "decided"
    RETURNED = "returned", "returned for another look"
    TOLD = "told", "told the referrer about"
    ESCALATED = "escalated", "escalated"
    REPLIED = "replied", "replied on"
    CLOSED = "closed", "closed"
    STARTED = "started", "started a clock on"
    STOPPED = "stopped", "stopped a clock on"
    WARNED = "warned", "warned of a deadline on"
    BREACHED = "breached", "recorded a missed deadline on"
    PUBLISHED = "published", "published"
    WITHHELD = "withheld", "withheld a message about"
    REFUSED = "refused", "was refused"
    SIGNED_IN = "signed_in", "signed in"
    SIGNED_OUT = "signed_out", "signed out"
