"""Which days a trial goes over."""

from datetime import date, datetime
from typing import Any

from core.clock import LONDON
from core.forms import GovDateField, GovForm, gov
from quality.simulation_days import first_day_of_year


class PeriodForm(GovForm):
    """Both days may be empty: then all referrals are taken."""

    first_day = gov(
        GovDateField(label="First day", when="past_or_today", required=False), size="s", noun="the first day"
    )
    last_day = gov(GovDateField(label="Last day", when="past_or_today", required=False), size="s", noun="the last day")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first_day"), found.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_day", "The last day must be the same as or after the first day")
        return found


def last_year(now: datetime) -> dict[str, date]:
    """Twelve months and the days since the month began, London time, as what stands in the form at first."""
    return {"first_day": first_day_of_year(now).replace(day=1), "last_day": now.astimezone(LONDON).date()}
