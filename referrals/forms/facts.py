"""Several worries on one page: a sentence for each, and once for all how it is known and when it was."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from core.forms import GovForm, gov
from referrals.forms.worries import WorryForm

SHARED = ("how", "when")
OWN = ("what", "children")


class Row(NamedTuple):
    """The boxes of one worry."""

    what: BoundField
    children: BoundField | None


class FactsForm(GovForm):
    """What was seen or heard, worry by worry. `worries`: the number of each and its words on the list."""

    how = deepcopy(WorryForm.base_fields["how"])
    when = gov(deepcopy(WorryForm.base_fields["when"]), size="s", width=20)

    def __init__(
        self, *args: Any, worries: Sequence[tuple[int, str]], children: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks_which = len(children) > 1
        self.numbers = [number for number, _ in worries]
        for number, label in worries:
            what = deepcopy(WorryForm.base_fields["what"])
            what.label, what.help_text, what.widget.attrs["rows"] = label, "", 2
            self.fields[own("what", number)] = gov(what, size="s")
            if self.asks_which:
                self.fields[own("children", number)] = gov(
                    forms.MultipleChoiceField(
                        label=f"Which child? {label}",
                        choices=list(children),
                        required=False,
                        widget=forms.CheckboxSelectMultiple,
                    ),
                    small=True,
                    classes="fd-inline",
                    hidden_label=True,
                )

    def rows(self) -> list[Row]:
        return [
            Row(self[own("what", n)], self[own("children", n)] if own("children", n) in self.fields else None)
            for n in self.numbers
        ]

    def answers(self, typed: Mapping[str, list[str]], number: int) -> dict[str, list[str]]:
        """The answers about one worry out of all, by the names that a worry has."""
        mine = {name: typed[own(name, number)] for name in OWN if own(name, number) in typed}
        return mine | {name: typed[name] for name in SHARED if name in typed}


def own(name: str, number: int) -> str:
    """What a box of one worry is called among those of the others."""
    return f"{name}_{number}"
