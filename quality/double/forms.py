"""What is asked of whoever makes a round, and of whoever answers in one. Nothing is chosen beforehand in an answer."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import User
from core.forms import GovForm, gov
from mash.routes import Route
from quality.agreement.counts import AGE_WORDS, UNKNOWN_AGE, levels_in_use
from quality.double.actions import LEAST_WORDS
from quality.double.sampling import LEAST, MOST, Drawing
from thresholds.published import current

LONGEST_TEXT, LONGEST_REASON = 20_000, 1_000
_MOST_SEED = 2_000_000_000


class RoundForm(GovForm):
    """What is drawn."""

    name = gov(
        forms.CharField(label="What do you call it?", max_length=80, help_text="For example: Babies, autumn"),
        size="s",
        noun="what you call it",
    )
    count = gov(
        forms.IntegerField(
            label="How many referrals?", min_value=LEAST, max_value=MOST, help_text=f"From {LEAST} to {MOST}"
        ),
        size="s",
        width=3,
        noun="how many",
    )
    months = gov(
        forms.TypedChoiceField(
            label="Decided in the last",
            coerce=int,
            choices=[(3, "3 months"), (6, "6 months"), (12, "12 months"), (24, "24 months")],
            initial=12,
        ),
        size="s",
    )
    level = gov(forms.TypedChoiceField(label="Decided level", coerce=int, required=False), size="s")
    age = gov(
        forms.ChoiceField(
            label="Age of a child",
            required=False,
            choices=[("", "Any"), *((code, words) for code, words in AGE_WORDS.items() if code != UNKNOWN_AGE)],
        ),
        size="s",
    )
    seed = gov(
        forms.IntegerField(
            label="Number of an earlier round (optional)",
            required=False,
            min_value=0,
            max_value=_MOST_SEED,
            help_text="Only to draw the same referrals again. It stands at the foot of that round.",
        ),
        size="s",
        width=10,
        noun="the number of an earlier round",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = [("", "Any"), *levels_in_use().items()]

    @property
    def drawing(self) -> Drawing:
        """Call only when the form is valid."""
        found = self.cleaned_data
        return Drawing(found["count"], found["months"], found["level"] or 0, found["age"])


class ConfirmForm(GovForm):
    """The text that is sent."""

    text = gov(
        forms.CharField(
            label="The text that is sent",
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 22}),
            help_text="Change whatever could still say who it is. What was taken out stands in square brackets.",
        ),
        size="s",
        noun="the text",
    )


class PeopleForm(GovForm):
    """Who is asked."""

    people = gov(
        forms.MultipleChoiceField(
            label="Who is asked?",
            widget=forms.CheckboxSelectMultiple,
            help_text="Nobody is asked about a referral that they decided themselves.",
        ),
        size="s",
        small=True,
        noun="who is asked",
    )

    def __init__(self, *args: Any, desk: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = {str(person.pk): person for person in desk}
        people = self.fields["people"]
        assert isinstance(people, forms.MultipleChoiceField)
        people.choices = [(key, person.full_name) for key, person in self.desk.items()]

    @property
    def chosen(self) -> list[User]:
        return [self.desk[key] for key in self.cleaned_data["people"]]

    @property
    def mark(self) -> str:
        """Who is ticked, for the page to carry: what it showed holds for these people and for nobody else."""
        return ",".join(sorted(self.cleaned_data["people"]))


class AnswerForm(GovForm):
    """Level, route and the main reason."""

    level = gov(
        forms.TypedChoiceField(
            label="Level", coerce=int, widget=forms.RadioSelect, error_messages={"required": "Choose a level"}
        ),
        size="s",
        small=True,
    )
    route = gov(
        forms.ChoiceField(
            label="What should happen",
            choices=[("", "Choose"), *Route.choices],
            error_messages={"required": "Choose what should happen"},
        ),
        size="s",
    )
    reason = gov(
        forms.CharField(
            label="Your main reason",
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=f"At least {LEAST_WORDS} characters. No names.",
        ),
        size="s",
        noun="your main reason",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        matrix = current().matrix
        level.choices = [
            (number, f"{level.name}: {level.short_name}") for number, level in sorted(matrix.levels.items())
        ]


class RemarkForm(GovForm):
    """Something said about a case."""

    text = gov(
        forms.CharField(
            label="Say something about this case",
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="What made the difference, or what the matrix should say more clearly. No names. Yours is shown.",
        ),
        size="s",
        noun="what you want to say",
    )
