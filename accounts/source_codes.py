"""Where a contact comes from: the DfE children-in-need census codes, 2025 to 2026 (N00152)."""

from django.db.models import TextChoices


class SourceCode(TextChoices):
    """Source of referral."""

    FAMILY = "1A", "Family member, relative or carer"
    ACQUAINTANCE = "1B", "Acquaintance, neighbour or child minder"
    SELF = "1C", "The child or young person"
    OTHER_PERSON = "1D", "Another individual"
    SCHOOL = "2A", "School"
    EDUCATION = "2B", "Education service"
    GP = "3A", "GP"
    HEALTH_VISITOR = "3B", "Health visitor"
    SCHOOL_NURSE = "3C", "School nurse"
    PRIMARY_HEALTH = "3D", "Other primary health service"
    EMERGENCY_DEPARTMENT = "3E", "Accident and emergency"
    OTHER_HEALTH = "3F", "Other health service"
    HOUSING = "4", "Housing"
    SOCIAL_CARE = "5A", "Council social care"
    COUNCIL = "5B", "Other council service"
    OTHER_COUNCIL = "5C", "Another council"
    EARLY_HELP = "5D", "Early Help"
    POLICE = "6", "Police"
    LEGAL = "7", "Court, probation, prison or other legal agency"
    VOLUNTARY = "8", "Charity, children's centre or other provider"
    ANONYMOUS = "9", "Anonymous"
    UNKNOWN = "10", "Not known"


class AgencyKind(TextChoices):
    """The few groups that pages and figures use."""

    SCHOOL = "school", "Schools"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    HOUSING = "housing", "Housing"
    COUNCIL = "council", "Council"
    VOLUNTARY = "voluntary", "Voluntary"
    LEGAL = "legal", "Legal"
    PUBLIC = "public", "Public"
