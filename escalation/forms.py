"""What is asked of the referrer's side and of MASH. Nothing is preset; no question blames."""

from typing import Any

from django import forms

from core.forms import GovForm, gov
from escalation.ladder import ANSWER_LABELS, FIRST, IMMEDIATE_HARM_STAGE, Answer
from mash.choices import Choice
from mash.routes import Route
from referrals.models import Referral
from thresholds.published import of_version

_MOST = 4000
_NEW_DECISION = ("level", "route", "rationale", "differs_reason")
# An agreement takes the contact on; pushing it back once more is done from the queue, with its own reasons.
_ROUTES = [(route.value, route.label) for route in Route if route is not Route.PUSH_BACK]


def level_choices(referral: Referral) -> list[tuple[str, str]]:
    """The levels of the matrix that the referral was scored with."""
    levels = of_version(referral.matrix_version_id).matrix.levels
    return [(str(number), f"{levels[number].name}: {levels[number].short_name}") for number in sorted(levels)]


def _words(label: str, *, rows: int = 4, required: bool = True, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=_MOST, required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class RaiseForm(GovForm):
    """Disagree with a decision, in a few words."""

    immediate_harm = gov(
        forms.TypedChoiceField(
            label="Could a child be seriously harmed before this is answered?",
            choices=[("yes", "Yes"), ("no", "No")],
            widget=forms.RadioSelect,
            coerce=lambda value: value == "yes",
            help_text="If yes, ring first. Do not wait for an answer here.",
        ),
        size="m",
        noun="yes or no: could a child be seriously harmed before this is answered",
        hints={
            "yes": f"It starts at stage {IMMEDIATE_HARM_STAGE}, and the reply is due in hours, not days.",
            "no": f"It starts at stage {FIRST}, with whoever made the decision.",
        },
    )
    why = gov(_words("Why do you disagree?"), size="m", noun="why you disagree")
    evidence = gov(
        _words("What do you know that shows it?", help_text="What was seen, heard or said, and when."),
        size="m",
        noun="what you know that shows it",
    )
    asks_for = gov(
        _words("What do you ask for?", rows=3, help_text="For example: a visit this week, or a strategy discussion."),
        size="m",
        noun="what you ask for",
    )
    believes_level = gov(
        forms.TypedChoiceField(label="Which level do you think is right?", widget=forms.RadioSelect, coerce=int),
        size="m",
        noun="the level you think is right",
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["believes_level"].choices = level_choices(referral)  # type: ignore[attr-defined]


class ReplyForm(GovForm):
    """The answer to a stage; to agree is to make a new decision. Only a manager is offered that."""

    answer = gov(
        forms.ChoiceField(label="Do you agree?", widget=forms.RadioSelect),
        small=True,
        noun="whether you agree",
        conditional={Answer.AGREE.value: _NEW_DECISION},
    )
    level = gov(
        forms.TypedChoiceField(
            label="New level", widget=forms.RadioSelect, coerce=int, required=False, empty_value=None
        ),
        small=True,
    )
    route = gov(
        forms.ChoiceField(label="What happens now", choices=[("", "Choose"), *_ROUTES], required=False),
    )
    rationale = _words("Why the new decision is right. Only MASH reads this", rows=3, required=False)
    differs_reason = _words("Why it differs from the suggested level, if it does", rows=2, required=False)
    words = gov(_words("Your reasons", help_text="The referrer reads this."), size="s")
    would_resolve = gov(
        _words("What would resolve it for you", rows=2, required=False, help_text="Not needed if you agree."),
        size="s",
    )

    def __init__(self, *args: Any, referral: Referral, may_agree: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [answer for answer in Answer if may_agree or answer is not Answer.AGREE]
        self.fields["answer"].choices = [(a.value, ANSWER_LABELS[a]) for a in answers]  # type: ignore[attr-defined]
        if not may_agree:
            for name in _NEW_DECISION:
                del self.fields[name]
            return
        self.fields["level"].choices = level_choices(referral)  # type: ignore[attr-defined]

    @property
    def decision(self) -> Choice | None:
        """The new decision, when the answer is to agree. What is missing in it, the action says."""
        given = self.cleaned_data
        if given.get("answer") != Answer.AGREE:
            return None
        return Choice(
            level=given.get("level") or 0,
            route=given.get("route", ""),
            rationale=given.get("rationale", ""),
            differs_reason=given.get("differs_reason", ""),
        )


class FurtherForm(GovForm):
    """Why the next stage should look at it."""

    why = gov(_words("Why should the next stage look at it?"), size="s", noun="why the next stage should look at it")


class LearningForm(GovForm):
    """What the partnership takes from it."""

    learning = gov(
        _words("What did we learn?", rows=3, help_text="About how we work, not about a person. Name no family."),
        size="s",
        noun="what we learned",
    )
