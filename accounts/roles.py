"""Who does what at the front door."""

from uuid import UUID

from django.db.models import TextChoices


class Role(TextChoices):
    """One role a person. What each may do stands in the policies of the rooms."""

    PRACTITIONER = "practitioner", "Practitioner"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    MASH_WORKER = "mash_worker", "MASH worker"
    MASH_MANAGER = "mash_manager", "MASH manager"
    EARLY_HELP = "early_help", "Early Help co-ordinator"
    AUDITOR = "auditor", "Quality auditor"
    ADMINISTRATOR = "administrator", "Administrator"
    SYSTEM = "system", "Front Door itself"


REFERRERS = frozenset({Role.PRACTITIONER, Role.SAFEGUARDING_LEAD})
MASH = frozenset({Role.MASH_WORKER, Role.MASH_MANAGER})
# Everyone who can see referrals that other people sent: a second factor is asked of them.
SEES_OTHERS = frozenset({Role.SAFEGUARDING_LEAD, Role.EARLY_HELP, Role.AUDITOR, Role.ADMINISTRATOR}) | MASH

# Teams own deadlines when nobody holds them.
TEAMS: dict[str, frozenset[Role]] = {
    "mash": MASH,
    "mash_manager": frozenset({Role.MASH_MANAGER}),
    "early_help": frozenset({Role.EARLY_HELP}),
    "referrer": frozenset(),
}

# The row that a migration made for the system itself.
SYSTEM_ID = UUID("00000000-0000-4000-8000-000000000001")
SYSTEM_EMAIL, SYSTEM_NAME = "system@frontdoor.invalid", "Front Door"
