"""What a safeguarding lead writes when a form goes back to its writer."""

from django import forms

from core.forms import GovForm


class ReturnForm(GovForm):
    """What should change."""

    comments = forms.CharField(
        label="What should change?",
        help_text="The writer reads it at the top of the form.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
