"""What somebody answers to a case."""

from typing import Any

from django import forms

from core.forms import GovForm, gov

NO_LEVEL = "none"


class Ticks(forms.MultipleChoiceField):
    """Ticks that the page draws itself; the action says which of them the matrix has."""

    def to_python(self, value: Any) -> list[str]:
        """The page sends an empty one along, so that taking the last tick off is seen."""
        return [one for one in super().to_python(value) if one]

    def valid_value(self, value: Any) -> bool:
        return True


class AnswerForm(GovForm):
    """Worries, a level, and why. `levels` are the choices of the scheme in force."""

    q = forms.CharField(label="Find the worries in it", required=False, max_length=100)
    picked = Ticks(label="Worries", required=False, widget=forms.CheckboxSelectMultiple)
    level = gov(
        forms.ChoiceField(
            label="Which level?",
            widget=forms.RadioSelect,
            error_messages={"required": "Choose a level, or say that too little is known"},
        ),
        size="s",
        dividers={NO_LEVEL: "or"},
    )
    words = gov(
        forms.CharField(
            label="Why? You can leave this empty",
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
        size="s",
    )

    def __init__(self, *args: Any, levels: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [*(levels or []), (NO_LEVEL, "Too little is known to tell")]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> int | None:
        """The level as a number; None for too little."""
        level = str(self.cleaned_data["level"])
        return None if level == NO_LEVEL else int(level)
