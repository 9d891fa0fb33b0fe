"""Who may read figures."""

from accounts.models import User
from accounts.roles import Role

READERS = frozenset({Role.MASH_MANAGER, Role.AUDITOR})


def can_read_figures(user: User) -> bool:
    """MASH managers and auditors. For everybody else there is nothing here."""
    return user.is_active and user.role in READERS
