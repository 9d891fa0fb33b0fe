"""Whose address it is: what follows the last @, in small letters, exactly."""

from accounts.models import Agency


def domain_of(email: str) -> str:
    return email.strip().lower().rpartition("@")[2]


def at_domain(email: str, agency: Agency) -> bool:
    """Whether the address is at the agency's domain."""
    return bool(agency.email_domain) and domain_of(email) == agency.email_domain.strip().lower()


def only_agency_at(email: str) -> Agency | None:
    """The one agency at this address's domain. A domain that two share is nobody's."""
    domain = domain_of(email)
    if not domain or "\x00" in email:
        return None
    found = list(Agency.objects.filter(email_domain__iexact=domain).select_related("single_sign_on")[:2])
    return found[0] if len(found) == 1 and at_domain(email, found[0]) else None
