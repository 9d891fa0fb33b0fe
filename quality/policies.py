"""Who may try a version on past referrals and read what came of it."""

from accounts.models import User
from accounts.roles import Role
from core.errors import Refused

TRIERS = frozenset({Role.ADMINISTRATOR, Role.MASH_MANAGER})


def can_simulate(user: User) -> bool:
    """Administrators and MASH managers. For everybody else there is nothing here."""
    return user.is_active and user.role in TRIERS


def check_can_simulate(by: User) -> None:
    """Refuses whoever may not."""
    if not can_simulate(by):
        raise Refused("Only administrators and MASH managers try a version on past referrals.")


def may_choose_any_days(user: User) -> bool:
    """Whoever opens the referrals anyway. Others take whole months, so that no two trials differ by a few cases."""
    return may_read_cases(user)


def may_read_cases(user: User) -> bool:
    """Whoever reads referrals: the cases of a trial and its numbers as they are. Others read rounded sums."""
    return user.role == Role.MASH_MANAGER
