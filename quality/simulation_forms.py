"""Which days a trial goes over."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from accounts.models import User
from core.forms import GovDateField, GovForm, gov
from quality.policies import may_choose_any_days
from quality.simulation_days import last_told_day, told_stretches, year_of
from quality.terms import Stretch

_WRONG_WAY = "The last day must be the same as or after the first day"


class _PeriodForm(GovForm):
    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first_day"), found.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_day", _WRONG_WAY)
        return found


class PeriodForm(_PeriodForm):
    """Both days may be empty: then all referrals are taken."""

    first_day = gov(
        GovDateField(label="First day", when="past_or_today", required=False), size="s", noun="the first day"
    )
    last_day = gov(GovDateField(label="Last day", when="past_or_today", required=False), size="s", noun="the last day")


class MonthsForm(_PeriodForm):
    """The same for whoever takes whole months: only what may be asked can be chosen."""

    first_day = gov(
        forms.TypedChoiceField(label="From", coerce=date.fromisoformat, empty_value=None, required=False), size="s"
    )
    last_day = gov(
        forms.TypedChoiceField(label="Up to", coerce=date.fromisoformat, empty_value=None, required=False), size="s"
    )

    def __init__(self, *args: Any, told: Sequence[Stretch], last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = told[::-1]
        self._choose("first_day", "The beginning", [one.first for one in newest])
        self._choose("last_day", _day(last), [one.last for one in newest if one.last != last])

    def _choose(self, name: str, empty: str, days: Sequence[date]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *((day.isoformat(), _day(day)) for day in days)]


def period_form(user: User, now: datetime, typed: Any = None, *, year: bool = False) -> PeriodForm | MonthsForm:
    """The form of this person; with the twelve months in it that count for approval, when `year`."""
    span = year_of(now) if year else None
    first = span.first if span else None
    if may_choose_any_days(user):
        return PeriodForm(typed, initial={"first_day": first, "last_day": span.last} if span else None)
    told = told_stretches(now)
    initial = {"first_day": first.isoformat()} if first in {one.first for one in told} and first else None
    return MonthsForm(typed, initial=initial, told=told, last=last_told_day(told, now))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
