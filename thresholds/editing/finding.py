"""Find indicators of a version by words, level, domain and age."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from core.forms import GovForm, gov
from thresholds.editing.parts import Document, Part, places
from thresholds.editing.words import high, level_word

MONTHS = 12
PAGE = 25


class FindForm(GovForm):
    """What to look for. Nothing is asked: all are shown."""

    q = gov(forms.CharField(label="Words", required=False, max_length=100), width=20)
    level = forms.ChoiceField(label="Level", required=False)
    domain = forms.ChoiceField(label="Domain", required=False)
    age = forms.ChoiceField(label="Age", required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(str(one["level"]), high(level_word(document, one["level"]))) for one in document["levels"]]
        self.fields["level"].choices = [("", "All"), *levels]  # type: ignore[attr-defined]
        domains = [(one["code"], one["name"]) for one in document["domains"]]
        self.fields["domain"].choices = [("", "All"), *domains]  # type: ignore[attr-defined]
        years = [(str(year), "Under 1" if not year else str(year)) for year in range(19)]
        self.fields["age"].choices = [("", "All"), *years]  # type: ignore[attr-defined]


def find(document: Document, asked: Mapping[str, Any]) -> Iterator[tuple[str, Part]]:
    """Every indicator that fits all that is asked, in the order of the document."""
    words = str(asked.get("q") or "").casefold().split()
    for place, part in places(document, "indicators"):
        if asked.get("level") and str(part["level"]) != asked["level"]:
            continue
        if asked.get("domain") and part["domain"] != asked["domain"]:
            continue
        if asked.get("age") and not _is_for(part, int(asked["age"])):
            continue
        said = " ".join([part["label"], part["guidance"], *part["synonyms"]]).casefold()
        if all(word in said for word in words):
            yield place, part


def _is_for(part: Part, years: int) -> bool:
    """Whether the indicator is for some child of so many years."""
    young, old = part.get("age_from", 0), part.get("age_to", 999)
    return bool(young <= years * MONTHS + MONTHS - 1 and old >= years * MONTHS)
