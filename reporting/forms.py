"""The address of a list behind a number, read back. Anything that makes no sense is refused as a whole."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.source_codes import AgencyKind
from referrals.codes import Priority
from reporting.asked import OTHERS, Asked, Band, Group, RouteGroup
from sla.clocks import Clock

_MOST_PAGES = 10_000
_YEARS = range(2000, 2101)


def _one_of(values: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(str(value), str(value)) for value in values], required=False)


def _sensible(moment: datetime) -> None:
    """Refuses years that no referral can have, which some databases cannot even compare with."""
    if moment.year not in _YEARS:
        raise ValidationError("Not a time of this service.")


class RowsForm(forms.Form):
    """Every parameter a number can be narrowed by; all optional."""

    priority = _one_of(Priority.values)
    band = _one_of(Band)
    start = forms.DateTimeField(required=False, validators=[_sensible])
    end = forms.DateTimeField(required=False, validators=[_sensible])
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
