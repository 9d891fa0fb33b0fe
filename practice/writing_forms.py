"""What an administrator writes: a set, a case, a file of cases."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from core.forms import GovForm, gov
from practice.cases import Agreement, PracticeCase, Sure
from practice.checking import LONGEST
from practice.forms import NO_LEVEL, Ticks
from thresholds.level_names import level_name
from thresholds.vignettes import AGES_IN_WORDS, months_of

MOST_BYTES = 1_000_000
GROWN_UP = 18 * 12  # months
_AGE = re.compile(r"\d+(?:-\d+)?|\d+ (?:weeks?|months?)")


def _box(label: str, rows: int, longest: int, *, empty: str) -> forms.CharField:
    """A box that must be filled; `empty` says so."""
    widget, errors = forms.Textarea(attrs={"rows": rows}), {"required": empty}
    return gov(forms.CharField(label=label, max_length=longest, widget=widget, error_messages=errors), size="s")


class SetForm(GovForm):
    """A new set."""

    name = gov(forms.CharField(label="Name of the set", max_length=80), size="s")
    about = gov(forms.CharField(label="What it is about, in one sentence", max_length=300, required=False), size="s")


class ImportForm(GovForm):
    """A file of cases."""

    file = gov(
        forms.FileField(
            label="A file of cases (YAML)",
            error_messages={"required": "Choose a file", "empty": "The file is empty", "missing": "Choose a file"},
        ),
        size="s",
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. Split it")
        try:
            return bytes(file.read()).decode("utf-8").replace("\x00", "")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8 text") from None


class CaseForm(GovForm):
    """One case with its published answer. Choices come from the matrix that the set is for."""

    id = gov(
        forms.RegexField(
            r"^[A-Za-z0-9][A-Za-z0-9-]*$",
            label="Short name",
            max_length=20,
            help_text="Letters, figures and hyphens, such as OURS-12",
            error_messages={
                "required": "Give the case a short name",
                "invalid": "Use letters, figures and hyphens only",
            },
        ),
        size="s",
        width=20,
    )
    text = _box("The case", 5, LONGEST["text"], empty="Tell the case in a few sentences")
    ages = gov(
        forms.CharField(
            label="Ages", required=False, max_length=200, help_text="With commas between: 7, 10 months, unborn, unknown"
        ),
        size="s",
        width=20,
    )
    referrer = gov(
        forms.CharField(label="Who tells it", required=False, max_length=LONGEST["referrer"]), size="s", width=20
    )
    agreement = gov(
        forms.ChoiceField(
            label="Does the family agree?",
            choices=Agreement.choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Say whether the family agrees"},
        ),
        size="s",
        small=True,
    )
    facts = gov(
        forms.MultipleChoiceField(
            label="What else the case says yes to", required=False, widget=forms.CheckboxSelectMultiple
        ),
        size="s",
        small=True,
    )
    missing = gov(
        forms.MultipleChoiceField(
            label="What the case leaves open", required=False, widget=forms.CheckboxSelectMultiple
        ),
        size="s",
        small=True,
    )
    q = forms.CharField(label="Find the worries in it", required=False, max_length=100)
    picked = Ticks(label="Worries", required=False, widget=forms.CheckboxSelectMultiple)
    level = gov(
        forms.ChoiceField(
            label="Published level",
            widget=forms.RadioSelect,
            error_messages={"required": "Choose the level that was published"},
        ),
        size="s",
        small=True,
    )
    acceptable = gov(
        forms.MultipleChoiceField(
            label="Levels that are also right", required=False, widget=forms.CheckboxSelectMultiple
        ),
        size="s",
        small=True,
    )
    why = _box("Why this level?", 4, LONGEST["why"], empty="Say why it is this level")
    sure = gov(
        forms.ChoiceField(
            label="How sure is it?",
            choices=Sure.choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Say how sure the level is"},
        ),
        size="s",
        small=True,
    )
    published = gov(
        forms.CharField(label="How the source puts it", required=False, max_length=LONGEST["published"]), size="s"
    )
    source = gov(forms.CharField(label="Source", required=False, max_length=LONGEST["source"]), size="s")

    def __init__(
        self, *args: Any, matrix: Mapping[str, Any], named: bool = False, had: Collection[str] = (), **kwargs: Any
    ) -> None:
        """`had` are the ages of a case that is changed: a file may say more than this form lets anybody write."""
        super().__init__(*args, **kwargs)
        self.had = had
        levels = [(str(one["level"]), f"{level_name(one, matrix)}: {one['name']}") for one in matrix["levels"]]
        self._choose("level", [*levels, (NO_LEVEL, "Too little is known to tell")])
        self._choose("acceptable", levels)
        self._choose("facts", [(one["code"], one["question"]) for one in matrix["facts"]])
        self._choose("missing", _must_be_held(matrix))
        if named:
            del self.fields["id"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_ages(self) -> list[str]:
        """Each age by itself."""
        ages = [age for one in self.cleaned_data["ages"].split(",") if (age := one.strip())]
        wrong = [f"“{age}”" for age in ages if age not in self.had and not is_age(age)]
        if wrong:
            are = "are no ages" if len(wrong) > 1 else "is no age"
            raise forms.ValidationError(
                f"{' and '.join(wrong)} {are} here. Give years from 0 to 17, months, or “unborn”"
            )
        return ages

    def part(self) -> dict[str, Any]:
        """The case as a file has it. Call it on a valid form."""
        given = self.cleaned_data
        level: Any = "none" if given["level"] == NO_LEVEL else int(given["level"])
        plain = ("text", "referrer", "agreement", "facts", "missing", "why", "sure", "published", "source")
        return {
            **{name: given[name] for name in plain},
            "id": given.get("id", ""),
            "ages": given["ages"],
            "level": level,
            "acceptable": sorted({int(one) for one in given["acceptable"]} | ({level} - {"none"})),
            "indicators": given["picked"],
        }


def is_age(age: str) -> bool:
    """Years from 0 to 17, a span of them, weeks or months below that, or a word that stands for an age."""
    if age in {"unborn", "unknown", *AGES_IN_WORDS}:
        return True
    return bool(_AGE.fullmatch(age)) and all((months_of(part) or 0) < GROWN_UP for part in age.split("-"))


def as_typed(case: PracticeCase) -> dict[str, Any]:
    """A case as the form starts with it."""
    plain = ("text", "referrer", "agreement", "facts", "missing", "why", "sure", "published", "source")
    return {
        **{name: getattr(case, name) for name in plain},
        "ages": ", ".join(case.ages),
        "level": NO_LEVEL if case.level is None else str(case.level),
        "acceptable": [str(level) for level in case.acceptable],
        "picked": case.indicators,
    }


def _must_be_held(matrix: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The questions that must be answered, each by the one thing that the form holds for it."""
    return [
        (code.removeprefix("held:"), one["question"])
        for one in matrix["questions"]
        if one.get("must")
        for code in one["answered_by"]
        if code.startswith("held:")
    ]
