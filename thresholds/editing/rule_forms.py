"""Rules and questions as sentences to fill in. No code stands on a screen."""

from typing import Any

from django import forms

from core.forms import gov
from thresholds.editing.fields import Pick, PicksField, picks
from thresholds.editing.forms import PartForm, choice, line, text_box
from thresholds.editing.parts import Part
from thresholds.editing.words import (
    PRIORITIES,
    SECTIONS,
    TAKES_OVER,
    Choice,
    high,
    signal_groups,
)

# What can pass away again when something is added: a rule that leaned on it could lower a case.
_PASSING = frozenset({"Level", "Agreement", "What the referrer asks for", "What the form holds"})
_WORRY = "One worry"


class ConditionForm(PartForm):
    """When: one of some, all of others, about one child or not."""

    any = PicksField(label="One of these", required=False)
    all = PicksField(label="All of these", required=False)
    worry = choice("Or one particular worry", required=False)
    same_child = gov(forms.BooleanField(label="All of it is about one child", required=False), size="s")

    rising = True
    groups: list[tuple[str, list[Choice]]]

    def offer(self) -> None:
        every = list(signal_groups(self.document))
        may = [group for group in every if not (self.rising and group[0] in _PASSING)]
        chosen = {*self._chosen("any"), *self._chosen("all"), *self._chosen("answered_by")}
        self.groups = [(title, [c for c in options if title != _WORRY or c[0] in chosen]) for title, options in may]
        everything = [(title, options) for title, options in every]
        for name in ("any", "all"):
            self.choices_of(name, everything)
        self.choices_of("worry", [("", "None"), *next(options for title, options in every if title == _WORRY)])

    def _chosen(self, name: str) -> list[str]:
        value = self[name].value() if name in self.fields else []
        return [str(one) for one in value or []]

    def any_boxes(self) -> list[Pick]:
        return self._boxes("any", "One of these")

    def all_boxes(self) -> list[Pick]:
        return self._boxes("all", "And all of these")

    def _boxes(self, name: str, label: str) -> list[Pick]:
        return list(picks(name, label, self._chosen(name), self._groups_for(name)))

    def _groups_for(self, name: str) -> list[tuple[str, list[Choice]]]:
        """The choices, and whatever stands there now although it would not be offered."""
        offered = {value for _, options in self.groups for value, _ in options}
        words = {value: text for _, options in signal_groups(self.document) for value, text in options}
        left = [(value, words.get(value, "Something that is gone")) for value in self._chosen(name)]
        odd = [choice for choice in left if choice[0] and choice[0] not in offered]
        return [*self.groups, *([("As it stands", odd)] if odd else [])]

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        when = part.get("when", {})
        return {
            **part,
            "any": when.get("any", []),
            "all": when.get("all", []),
            "same_child": when.get("same_child", False),
        }

    def when(self) -> dict[str, Any] | None:
        """The condition as the document keeps it; None when nothing was chosen."""
        found = self.cleaned_data
        any_of = list(dict.fromkeys([*found["any"], *([found["worry"]] if found["worry"] else [])]))
        when = {
            **({"any": any_of} if any_of else {}),
            **({"all": found["all"]} if found["all"] else {}),
            **({"same_child": True} if found["same_child"] else {}),
        }
        return when if any_of or found["all"] else None


class RuleForm(ConditionForm):
    """A rule with a condition: an override with all it does, a hint, or a prompt."""

    level = choice("It is at least", required=False)
    route = choice("It goes to", required=False)
    takes_over = choice("In what order", required=False)
    secondary = gov(
        forms.MultipleChoiceField(label="And to", required=False, widget=forms.CheckboxSelectMultiple),
        size="s", small=True,
    )  # fmt: skip
    priority = gov(
        forms.ChoiceField(label="Priority at least", required=False, choices=[("", "As it is"), *PRIORITIES.items()]),
        size="s",
    )
    actions = gov(
        forms.MultipleChoiceField(label="What is owed", required=False, widget=forms.CheckboxSelectMultiple),
        size="s", small=True,
    )  # fmt: skip
    title = line("What people read", hint="One line, as a reason of the score")
    note = text_box("What it asks or says", rows=2)
    source = line("Where the rule comes from")

    effects = ("level", "route", "takes_over", "secondary", "priority", "actions")

    def __init__(self, *args: Any, listed: str, **kwargs: Any) -> None:
        self.listed = listed
        self.rising = listed != "prompts"
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        super().offer()
        if self.listed != "overrides":
            for name in self.effects:
                del self.fields[name]
            return
        self.offer_levels("level")
        self.choices_of("level", [("", "As it is"), *self.fields["level"].choices])  # type: ignore[attr-defined]
        routes = [(one["code"], one["name"]) for one in self.document["routes"] if one["kind"] != "push_back"]
        self.choices_of("route", [("", "Where it goes anyway"), *routes])
        self.choices_of("secondary", routes)
        said = [one for one in TAKES_OVER.items() if one[0] != "never" or self.initial.get("takes_over") == "never"]
        self.choices_of("takes_over", [("", "As well as where it goes anyway"), *said])
        self.choices_of("actions", [
            (one["code"], f"{one['who']}: {one['what']}, {one['by']}") for one in self.document["actions"]
        ])  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("any") and not found.get("all") and not found.get("worry"):
            self.add_error("any", "Say when the rule holds: choose at least one")
        if found.get("takes_over") and not found.get("route"):
            self.add_error("takes_over", "Choose where it goes first")
        return found

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        said = {name: found[name] for name in ("title", "note", "source")} | {"when": self.when()}
        if self.listed != "overrides":
            return said
        return {
            **said,
            "level": int(found["level"]) if found["level"] else None,
            **{name: found[name] or None for name in self.effects if name != "level"},
        }


class ClusterForm(PartForm):
    """When so many indicators at a level stand in so many domains, ask a person to look."""

    at_least = gov(forms.TypedChoiceField(label="How many indicators", coerce=int), hidden_label=True)
    level = gov(forms.ChoiceField(label="At which level"), hidden_label=True)
    domains = gov(forms.TypedChoiceField(label="In how many domains", coerce=int), hidden_label=True)
    title = line("What people read", hint="One line, as a reason of the score")
    note = text_box("What it asks or says", rows=2)
    source = line("Where the rule comes from")

    def offer(self) -> None:
        self.offer_levels("level")
        self.choices_of("level", [(value, words.lower()) for value, words in self.fields["level"].choices])  # type: ignore[attr-defined]
        self.choices_of("at_least", [(str(n), f"{n} or more") for n in range(2, 11)])
        many = range(1, len(self.document["domains"]) + 1)
        self.choices_of("domains", [(str(n), f"{n} or more domains" if n > 1 else "1 or more domains") for n in many])

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        return dict(part)

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "level": int(self.cleaned_data["level"])}


class UrgencyForm(ConditionForm):
    """A rule that makes a case more urgent."""

    priority = gov(forms.ChoiceField(label="The priority is at least", choices=list(PRIORITIES.items())), size="s")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("any") and not found.get("all") and not found.get("worry"):
            self.add_error("any", "Say when the rule holds: choose at least one")
        return found

    def values(self) -> dict[str, Any]:
        return {"when": self.when(), "priority": self.cleaned_data["priority"]}


class QuestionForm(ConditionForm):
    """A question that is asked while nothing answers it."""

    question = text_box("Question", rows=2)
    why = text_box("Why it is asked", rows=2)
    section = gov(forms.ChoiceField(label="Where it is asked"), size="s")
    answered_by = PicksField(label="Answered by", required=False)
    must = gov(
        forms.BooleanField(
            label="It must be answered",
            required=False,
            help_text="Too little is known without it. Such a question is asked always, and only what the form holds "
            "can answer it",
        ),
        size="s",
    )
    rising = False

    def offer(self) -> None:
        super().offer()
        self.choices_of("answered_by", [(title, options) for title, options in signal_groups(self.document)])
        known = {one["section"]: one["section"] for one in self.document["questions"]}
        self.choices_of("section", [(code, high(SECTIONS.get(code, code))) for code in {**SECTIONS, **known}])

    def answered_boxes(self) -> list[Pick]:
        return self._boxes("answered_by", "Answered by")

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        return ConditionForm.begun(part)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        asked_when = found.get("any") or found.get("all") or found.get("worry")
        if found.get("must") and asked_when:
            self.add_error("must", "A question that must be answered is asked always: empty the boxes after “when”")
        return found

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            **{name: found[name] for name in ("question", "why", "section", "answered_by")},
            "when": self.when(),
            "must": True if found["must"] else None,
        }
