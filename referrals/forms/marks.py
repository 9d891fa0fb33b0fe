"""A mark on a child's body: where, what it looks like, and what the child said of it."""

from typing import Any

from django import forms

from core.forms import gov
from referrals.body import REGIONS
from referrals.forms.base import SectionForm, choose, line, pick, story

MARK_KINDS = (
    ("bruise", "Bruise"),
    ("cut", "Cut or graze"),
    ("burn", "Burn or scald"),
    ("swelling", "Swelling"),
    ("bite", "Bite"),
    ("other", "Something else"),
)


class MarkForm(SectionForm):
    """One mark. Which child is asked when there are several."""

    asks = ("kind", "first_seen")

    child = gov(
        forms.ChoiceField(
            label="Whose body is it?",
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whose body it is"),
        ),
        inline=True,
    )
    region = choose(
        "Where is it?",
        [(region.code, region.label) for region in REGIONS.values()],
        required=True,
        help_text="Left and right are the child’s own.",
    )
    kind = gov(pick("What is it?", MARK_KINDS), small=True)
    size = line("How large is it?", most=80, help_text="For example: as large as a 10p coin, or 3 cm long")
    colour = line("What colour and shape?", most=80)
    first_seen = line("When was it first seen, and by whom?", most=120)
    said = story(
        "What did the child say about it?", rows=3, help_text="Their own words. Do not ask them again for this form."
    )

    def __init__(self, *args: Any, children: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["child"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(children)
        if len(children) < 2:
            del self.fields["child"]
