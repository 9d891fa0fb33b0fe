"""The address of a list behind a number, read back. Anything that makes no sense is refused as a whole."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.source_codes import AgencyKind
from core.addresses import read_moment
from referrals.codes import Priority
from reporting.asked import OTHERS, Asked, Band, Group, RouteGroup
from sla.clocks import Clock

_MOST_PAGES = 10_000


def _one_of(values: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(str(value), str(value)) for value in values], required=False)


class MomentField(forms.Field):
    """A time with its zone, as the links of the dashboard write it."""

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        moment = read_moment(value)
        if moment is None:
            raise ValidationError("Not a time of this service.")
        return moment


class RowsForm(forms.Form):
    """Every parameter a number can be narrowed by; all optional."""

    priority = _one_of(Priority.values)
    band = _one_of(Band)
    start = MomentField(required=False)
    end = MomentField(required=False)
    agency = forms.UUIDField(required=False)
    kind = _one_of([*AgencyKind.values, OTHERS])
    route = _one_of(RouteGroup)
    holder = forms.UUIDField(required=False)
    clock = _one_of([Clock.DECISION_24H, Clock.DECISION_WORKING_DAY])
    kept = _one_of(["yes", "no"])
    page = forms.IntegerField(required=False, min_value=1, max_value=_MOST_PAGES)

    def asked(self, group: Group) -> Asked:
        """The set; call only when the form is valid."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Asked(group, **given)
