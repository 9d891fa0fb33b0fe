"""What is asked at the desk. Nothing is chosen beforehand in a decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from core.components import LevelMark
from core.errors import Refused
from core.forms import GovForm, gov
from mash.choices import Choice, PushBack
from mash.marks import level_name
from mash.routes import MAIN, SIDE, PushBackReason, Route
from referrals.forms.after import MessageForm
from referrals.models import Referral
from referrals.talking import ReplyWithin
from thresholds.published import of_version

OTHER = "other"
_LONG = 4000
_LINES = 20  # of gaps


def words(label: str, *, rows: int = 3, help_text: str = "", required: bool = False) -> forms.CharField:
    """Room to write."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=_LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DecisionForm(GovForm):
    """What should happen, at which level, and why; the reply that the referrer reads."""

    route = gov(
        forms.ChoiceField(
            label="What should happen",
            choices=[*((route.value, route.label) for route in MAIN), (OTHER, "Another route")],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what should happen"},
        ),
        size="s",
        small=True,
        conditional={
            Route.PUSH_BACK: ["push_back_reason", "gaps", "advice", "would_change"],
            OTHER: ["other_route"],
        },
    )
    other_route = gov(
        forms.ChoiceField(
            label="Which other route",
            choices=[("", "Choose the other route"), *((route.value, route.label) for route in SIDE)],
            required=False,
        ),
        hidden_label=True,
    )
    push_back_reason = gov(
        forms.ChoiceField(
            label="Why it goes back", choices=PushBackReason.choices, required=False, widget=forms.RadioSelect
        ),
        small=True,
    )
    gaps = words("What is missing", rows=2, help_text="One thing on each line. The referrer reads it.")
    advice = words("What to do now", rows=2, help_text="One step on each line. The referrer reads it.")
    would_change = words(
        "What would change this answer", rows=2, help_text="One thing on each line. The referrer reads it."
    )
    level = gov(
        forms.TypedChoiceField(
            label="Level",
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose a level"},
        ),
        size="s",
        small=True,
    )
    rationale = gov(
        words(
            "Why, for MASH’s record",
            rows=4,
            help_text="Evidence, what works, what if nothing changes, what the children want, who disagrees.",
            required=True,
        ),
        size="s",
        noun="why you decide this",
    )
    differs_reason = words("If your level is not the suggested one, why", rows=2)
    reply = gov(
        words(
            "What the referrer will read",
            rows=3,
            help_text="Your answer and why, in a few lines. Never say whether a child was already known.",
            required=True,
        ),
        size="s",
        noun="what the referrer will read",
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = list(_level_choices(referral).items())
        if referral.level is not None:
            suggested = of_version(referral.matrix_version_id).matrix.levels[referral.level]
            self.fields["differs_reason"].label = f"If you choose another level than {suggested.code}, say why"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("route") == OTHER and not found.get("other_route"):
            self.add_error("other_route", "Choose the other route")
        return found

    @property
    def choice(self) -> Choice:
        """The decision as it was filled in; what is missing or wrong is empty, the level 0. Ask after is_valid()."""
        route = self._text("route")
        return Choice(
            level=self.cleaned_data.get("level") or 0,
            route=self._text("other_route") if route == OTHER else route,
            rationale=self._text("rationale"),
            differs_reason=self._text("differs_reason"),
            push_back=self._push_back() if route == Route.PUSH_BACK else None,
            reply=self._text("reply"),
        )

    def fits(self, problems: Iterable[Refused]) -> bool:
        """Put each problem beside its field, unless the field has one already; whether there is none at all."""
        self.is_valid()
        for problem in problems:
            beside = "other_route" if problem.field == "route" and "other_route" in self.errors else problem.field
            if beside not in self.errors:
                self.refuse(problem)
        return not self.errors

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def _push_back(self) -> PushBack:
        return PushBack(
            reason=self._text("push_back_reason"),
            gaps=tuple(lines(self._text("gaps")))[:_LINES],
            advice=self._text("advice"),
            would_change=self._text("would_change"),
        )


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]


def _level_choices(referral: Referral) -> dict[int, SafeString]:
    """Each level as steps, its number and its meaning."""
    found = {}
    for number, level in sorted(of_version(referral.matrix_version_id).matrix.levels.items()):
        mark = LevelMark(number, level_name(referral, number))
        steps = render_to_string("components/level_steps.html", {"mark": mark})
        found[number] = format_html("{} <strong>{}</strong> {}", steps, level.code, level.short_name)
    return found


class ReturnForm(GovForm):
    """What a manager wants looked at again."""

    why = words("What should be looked at again", rows=3, required=True)


class ReassignForm(GovForm):
    """Who takes the referral over."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Give it to",
        empty_label="Choose a person",
        error_messages={"required": "Choose who takes it over"},
    )

    def __init__(self, *args: Any, holder_id: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.in_team("mash").exclude(pk=holder_id)


class RevealForm(GovForm):
    """Why a secret address is opened."""

    reason = gov(
        forms.CharField(
            label="Why do you need the address now?",
            max_length=500,
            help_text="Your name, the time and this reason are kept, and managers and auditors read them.",
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
        noun="why you need the address",
    )


class TellForm(GovForm):
    """Whom MASH told by telephone."""

    spoke_to = forms.CharField(label="Who did you speak to?", max_length=120)


class TalkForm(MessageForm):
    """Words to the referrer; with a time they are a question that waits for a reply."""

    text = gov(
        words("Write to the referrer", rows=3, required=True, help_text="They read it when they sign in"), size="s"
    )
    within = gov(
        forms.ChoiceField(
            label="Ask for a reply",
            choices=[("", "No reply needed by a time"), *ReplyWithin.choices],
            required=False,
            help_text="The time to decide does not move for it",
        ),
        size="s",
    )
