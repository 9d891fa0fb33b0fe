"""What may be asked of the agreement pages: whose levels, over which months, by what. Nothing else makes a query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django import forms

from core.clock import LONDON
from core.forms import GovForm

LONGEST, USUAL = 24, 12  # months
_MONTHS = {1: "Last month", 3: "Last 3 months", 6: "Last 6 months", USUAL: "Last 12 months", LONGEST: "Last 24 months"}
_QUARTERS = {3: "Last quarter", 6: "Last 2 quarters", USUAL: "Last 4 quarters", LONGEST: "Last 8 quarters"}


class Pair(StrEnum):
    """Two who gave a level to the same referral. The first is compared with the second."""

    ENGINE_MASH = "suggested-decided"
    REFERRER_MASH = "referrer-decided"
    REFERRER_ENGINE = "referrer-suggested"


PAIRS: Mapping[Pair, tuple[str, str]] = {
    Pair.ENGINE_MASH: ("Suggested", "decided"),
    Pair.REFERRER_MASH: ("Referrer", "decided"),
    Pair.REFERRER_ENGINE: ("Referrer", "suggested"),
}
# The columns of Referral that hold the two levels.
LEVELS: Mapping[Pair, tuple[int, int]] = {
    Pair.REFERRER_ENGINE: (0, 1),
    Pair.ENGINE_MASH: (1, 2),
    Pair.REFERRER_MASH: (0, 2),
}


def pair_words(pair: Pair) -> str:
    """Suggested and decided."""
    return " and ".join(PAIRS[pair])


class Cut(StrEnum):
    """By what the figures are parted."""

    AGENCY = "agency"
    WORKER = "worker"
    INDICATOR = "indicator"
    AGE = "age"
    ETHNICITY = "ethnicity"


CUTS: Mapping[Cut, str] = {
    Cut.AGENCY: "By agency",
    Cut.WORKER: "By decision maker",
    Cut.INDICATOR: "By indicator",
    Cut.AGE: "By age",
    Cut.ETHNICITY: "By ethnicity",
}


# A cut is told by quarters; those with fewer referrals than this go with the next, or hardly a row would stand there.
LEAST_IN: Mapping[Cut, int] = dict.fromkeys(Cut, 150) | {Cut.INDICATOR: 500}


class AskedForm(GovForm):
    """The filters. What is not on a list is as if it had not been asked."""

    months = forms.TypedChoiceField(label="Decided in", choices=list(_MONTHS.items()), coerce=int, required=False)
    pair = forms.ChoiceField(
        label="Compare", choices=[(pair.value, pair_words(pair)) for pair in PAIRS], required=False
    )

    def asked(self) -> "Asked":
        """The valid part of what was asked."""
        self.is_valid()
        months: Any = self.cleaned_data.get("months") or USUAL
        return Asked(months, Pair(self.cleaned_data.get("pair") or Pair.ENGINE_MASH))


class CutForm(AskedForm):
    """The same for the parts of the service, which are told by quarters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = self.fields["months"]
        assert isinstance(months, forms.ChoiceField)
        months.choices = list(_QUARTERS.items())


@dataclass(frozen=True, slots=True)
class Asked:
    """So many whole months, and which two are compared."""

    months: int = USUAL
    pair: Pair = Pair.ENGINE_MASH

    @property
    def query(self) -> str:
        """The same again as an address has it; nothing for what is usual."""
        wanted: dict[str, object] = {}
        if self.months != USUAL:
            wanted["months"] = self.months
        if self.pair is not Pair.ENGINE_MASH:
            wanted["pair"] = self.pair.value
        return f"?{urlencode(wanted)}" if wanted else ""

    @property
    def form(self) -> AskedForm:
        """The filters as the page shows them."""
        return AskedForm(initial=self._initial)

    @property
    def cut_form(self) -> CutForm:
        """The same of a page by quarters."""
        return CutForm(initial=self._initial | {"months": self.quarters * 3})

    @property
    def quarters(self) -> int:
        """At least one."""
        return max(1, self.months // 3)

    @property
    def _initial(self) -> dict[str, object]:
        return {"months": self.months, "pair": self.pair.value}


def months_before(now: datetime, months: int) -> datetime:
    """Midnight in London of the same day so many months ago; of the 1st after it where there is no such day."""
    day = now.astimezone(LONDON).date()
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    try:
        there = date(year, month + 1, day.day)
    except ValueError:
        there = date(year, month + 2, 1)
    return datetime.combine(there, time(), LONDON)
