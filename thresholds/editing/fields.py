"""Fields of the editor: several choices out of one long list, and lines."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from thresholds.editing.words import Choice

SPARE = 2  # empty boxes below those that are filled


class Option(NamedTuple):
    value: str
    text: str
    chosen: bool


class Pick(NamedTuple):
    """One box of several that ask the same."""

    id: str
    label: str
    groups: list[tuple[str, list[Option]]]


class PicksField(forms.MultipleChoiceField):
    """Several of a long list, each in a box of its own. An empty box is no choice, and twice the same is once."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[str]:
        chosen: list[str] = super().clean([one for one in dict.fromkeys(value or []) if one])
        return chosen


def picks(name: str, label: str, chosen: Iterable[str], groups: list[tuple[str, list[Choice]]]) -> Iterator[Pick]:
    """A box for each choice, and some to spare."""
    wanted = [*(one for one in chosen if one), *[""] * SPARE]
    for number, value in enumerate(wanted):
        yield Pick(
            id=f"id_{name}" if number == 0 else f"id_{name}-{number + 1}",
            label=f"{label}, {number + 1}",
            groups=[(title, [Option(v, text, v == value) for v, text in options]) for title, options in groups],
        )


class LinesField(forms.CharField):
    """One entry a line. Cleans to the entries, none twice."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(max_length=20_000, **kwargs)

    def clean(self, value: Any) -> Any:
        lines = list(dict.fromkeys(" ".join(line.split()) for line in super().clean(value).splitlines()))
        for line in lines:
            if len(line) > self.longest:
                raise ValidationError(f"“{line[:40]}…” is too long. Use {self.longest} characters or fewer a line")
        return [line for line in lines if line]
