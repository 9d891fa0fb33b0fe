"""What is asked of whoever asks, and of whoever takes something down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from accounts.forms import OneOf
from accounts.models import Agency
from accounts.source_codes import SourceCode
from contacts.actions import LONGEST
from contacts.codes import TAKEN
from contacts.identifying import Found, Kind
from contacts.recording import Taken
from core import clock
from core.clock import LONDON
from core.forms import GovDateField, GovForm, PhoneField, gov
from referrals.forms.base import STORY
from referrals.forms.sending import TIMES


class NotNames(forms.MultipleChoiceField):
    """Words that were said to be no names. One that is not on offer any more means nothing, and is no mistake."""

    def valid_value(self, value: str) -> bool:
        return True


class MessageForm(GovForm):
    """One message that names nobody. After a refusal, words that only look like names can be kept."""

    text = gov(
        forms.CharField(
            label="What do you want to ask?",
            widget=forms.Textarea(attrs={"rows": 8}),
            max_length=LONGEST,
            help_text="Say “a boy of 9” or “her mother”. No names, no dates of birth, no addresses, no numbers.",
        ),
        size="m",
        count=LONGEST,
        noun="what you want to ask",
    )
    not_names = gov(
        NotNames(label="These are not names", required=False, widget=forms.CheckboxSelectMultiple, choices=()),
        size="s",
        small=True,
    )

    def __init__(self, *args: Any, label: str = "", found: Iterable[Found] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(found)
        if label:
            self.fields["text"].label = label

    def offer(self, found: Iterable[Found]) -> None:
        """Ask of each word that looks like a name whether it is one; what was ticked before stays on offer."""
        words = {one.key: one.text for one in found if one.kind == Kind.NAME}
        for key in self.kept:
            words.setdefault(key, key.capitalize())
        field = self.fields["not_names"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.widget = forms.CheckboxSelectMultiple() if words else forms.MultipleHiddenInput()
        field.choices = list(words.items())

    @property
    def kept(self) -> list[str]:
        """Keys of words that were said to be no names. Anything else that was posted means nothing."""
        posted = self.data.getlist("not_names") if hasattr(self.data, "getlist") else []
        return [key for key in posted[:30] if key.isalpha() and len(key) < 81]


class AdviceForm(GovForm):
    """What MASH advised, and to whom."""

    advice = forms.CharField(label="What did you advise?", widget=forms.Textarea(attrs={"rows": 4}), max_length=STORY)
    advice_to = forms.CharField(label="Whom did you tell?", max_length=120)


NEXT = (("form", "Open a referral form for them"), ("advice", "Close it: I gave advice"))


class RecordForm(GovForm):
    """Something that reached MASH another way."""

    kind = gov(
        forms.ChoiceField(
            label="How did it reach you?",
            choices=[(kind.value, kind.label) for kind in TAKEN],
            widget=forms.RadioSelect,
        ),
        size="s",
        small=True,
        inline=True,
        classes="fd-inline",
    )
    received_on = gov(GovDateField(label="On what day?", when="past_or_today"), size="s", noun="the day")
    received_time = gov(
        forms.TimeField(label="At what time?", input_formats=TIMES, help_text="For example, 09:50"),
        size="s",
        width=5,
        noun="the time",
    )
    source_code = gov(
        forms.ChoiceField(label="Where does it come from?", choices=[("", "Choose"), *SourceCode.choices]),
        size="s",
        noun="where it comes from",
    )
    caller_name = gov(
        forms.CharField(
            label="Their name",
            required=False,
            max_length=120,
            help_text="A member of the public may stay anonymous.",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
        size="s",
    )
    caller_phone = gov(PhoneField(label="Their telephone number", required=False), size="s", width=20)
    agency = gov(
        OneOf(label="Their agency, if it is on the list", queryset=Agency.objects.none(), required=False),
        size="s",
    )
    email = gov(
        forms.EmailField(
            label="Their work email, if they use Front Door",
            required=False,
            help_text="Then they read the outcome on their own page.",
        ),
        size="s",
    )
    said = gov(
        forms.CharField(label="What was said?", widget=forms.Textarea(attrs={"rows": 5}), max_length=STORY - 300),
        size="s",
    )
    then = gov(
        forms.ChoiceField(label="What happens now?", choices=NEXT, widget=forms.RadioSelect),
        size="s",
        small=True,
        conditional={"advice": ["advice", "advice_to"]},
    )
    advice = forms.CharField(
        label="What did you advise?", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=STORY
    )
    advice_to = forms.CharField(label="Whom did you tell?", required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.all()
        field.empty_label = "None, or not on the list"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("then") == "advice":
            for name, sentence in (("advice", "Enter what you advised"), ("advice_to", "Enter whom you told")):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return found

    @property
    def taken(self) -> Taken:
        given = self.cleaned_data
        return Taken(
            kind=given["kind"],
            received_at=datetime.combine(given["received_on"], given["received_time"], LONDON),
            source_code=given["source_code"],
            said=given["said"],
            caller_name=given["caller_name"],
            caller_phone=given["caller_phone"],
            agency=given["agency"],
            email=given["email"],
        )


def begun_now() -> dict[str, Any]:
    """What a contact starts with: it came just now."""
    now = clock.now().astimezone(LONDON)
    return {"received_on": now.date(), "received_time": f"{now:%H:%M}"}


class FindForm(GovForm):
    """Find a contact again. It is posted, so that no name stands in an address."""

    caller = forms.CharField(label="Caller’s name or number", required=False, max_length=80)
    day = GovDateField(label="Day it came", required=False, when="past_or_today")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("caller") and not found.get("day"):
            self.add_error("caller", "Enter a name, a number or a day")
        return found
