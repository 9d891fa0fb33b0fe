"""What is asked of the referrer after a referral was sent."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from core.forms import GovForm, gov
from referrals.adding import Facts
from referrals.codes import How
from referrals.forms.base import choose, line, pick, story
from referrals.models import Referral, WhyWithdrawn
from thresholds.published import of_version


class SeenField(forms.DateTimeField):
    """Up to when a page showed what was said. Something that is no time marks nothing, and stops nothing."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except (ValidationError, OverflowError):
            return None


class SeenForm(GovForm):
    """The mark that it was read."""

    seen_upto = SeenField()


class OnceForm(GovForm):
    """Carries a key, so that a second click is the same as the first."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def once(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key


class AddForm(OnceForm):
    """New facts, and a worry of the referral's own matrix when they amount to one."""

    happened = gov(
        story(
            "What happened, or what do you know now?",
            required=True,
            rows=6,
            help_text=("Plain facts: who, what, where. Put spoken words in quotation marks."),
        ),
        size="s",
    )
    happened_when = gov(line("When was it?", help_text="A day, and a time if you know it"), size="s")
    by_whom = gov(line("Who saw, heard or said it?"), size="s")
    worry = gov(
        choose("Is it one of these worries?", (), help_text="Leave it if none fits: your words are read"), size="s"
    )
    how = gov(pick("How do you know of that worry?", How), size="s", small=True, inline=True)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["worry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None of these"), *worry_choices(referral)]

    def clean(self) -> dict[str, Any]:
        """A worry needs how it is known. How, without a worry, says nothing: a choice cannot be taken back."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("worry") and not found.get("how"):
            self.add_error("how", "Choose how you know of that worry")
        return found

    @property
    def facts(self) -> Facts:
        typed = self.cleaned_data
        worries = ((typed["worry"], typed["how"]),) if typed["worry"] else ()
        return Facts(typed["happened"], typed["happened_when"], typed["by_whom"], worries)


def worry_choices(referral: Referral) -> list[tuple[str, str]]:
    """Every indicator of the referral's matrix, in the order of the words."""
    indicators = of_version(referral.matrix_version_id).matrix.indicators
    return sorted(((code, entry.label) for code, entry in indicators.items()), key=lambda one: one[1].casefold())


class MessageForm(OnceForm):
    """Words to MASH."""

    text = gov(story("Write to MASH about this referral", required=True, rows=3), size="s", noun="your message")
    seen_upto = SeenField()


class WithdrawForm(GovForm):
    """Why it is taken back."""

    reason = gov(pick("Why do you withdraw it?", WhyWithdrawn, required=True), size="m")
    words = gov(story("Say it in your own words", required=True, rows=3), size="m")
