"""England's working calendar: its bank holidays, and the days and hours that the policy adds."""

from datetime import date, datetime
from functools import lru_cache

import holidays

from core.clock import LONDON
from sla.models import Policy
from sla.working_time import Calendar

# A limit reaches at most days ahead; one year either side is ample, and keeps the cache small.
_YEARS_EITHER_SIDE = 1


@lru_cache(maxsize=64)
def bank_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """England's bank holidays, substitute days too, in the years from first to last."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1)))


def calendar_for(policy: Policy, around: datetime) -> Calendar:
    """The policy's working hours over England's bank holidays, good for a year before and after `around`."""
    year = around.astimezone(LONDON).year
    return Calendar(
        holidays=bank_holidays(year - _YEARS_EITHER_SIDE, year + _YEARS_EITHER_SIDE)
        | frozenset(policy.extra_closed_days),
        opens=policy.opens,
        closes=policy.closes,
    )
