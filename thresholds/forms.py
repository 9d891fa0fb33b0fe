"""What is typed to find a worry, and what an administrator writes for the search."""

from django import forms

from core.forms import GovForm, gov


class WordsForm(GovForm):
    """A few everyday words."""

    q = forms.CharField(
        label="What worries you?",
        max_length=100,
        strip=True,
        error_messages={"required": "Say in a word or two what worries you, then press Find"},
    )


class EverydayWordsForm(GovForm):
    """The phrases of one indicator, one a line."""

    words = gov(
        forms.CharField(
            label="Everyday words, one phrase a line",
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 14}),
        ),
        size="s",
    )
