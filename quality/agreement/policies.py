"""Who may read how evenly levels are given."""

from accounts.models import User
from accounts.roles import Role

READERS = frozenset({Role.MASH_MANAGER, Role.AUDITOR})


def can_read_agreement(user: User) -> bool:
    """MASH managers and auditors. For everybody else there is nothing here."""
    return user.is_active and user.role in READERS


def can_read_own(user: User) -> bool:
    """Whoever decides, about what they decided themselves."""
    return user.is_active and user.is_mash


def may_name(user: User, agency: str) -> bool:
    """Whether this reader is told the name of a decision maker of that agency.

    A manager answers for the desk and already reads who decided what on each referral: the names of their own agency.
    An auditor looks at the service, not at a person, and reads the same figures without names.
    """
    return user.is_manager and str(user.agency_id) == agency
