"""The error summary: every error of one or more forms, each leading to the control that puts it right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.forms.bound import GovBoundField


@dataclass(frozen=True, slots=True)
class SummaryError:
    """One line of the error summary; `href` is empty when it belongs to no field."""

    text: str
    href: str


def summary_errors(form: Any) -> Iterator[SummaryError]:
    """Errors of no field first, then those of each field in the order of the form."""
    if not form.is_bound:
        return
    for sentence in form.errors.get(NON_FIELD_ERRORS, []):
        yield SummaryError(str(sentence), "")
    for bound in form:
        reachable = isinstance(bound, GovBoundField) and not bound.is_hidden
        for sentence in bound.errors:
            yield SummaryError(str(sentence), f"#{bound.first_id}" if reachable else "")


def error_summary(*forms: Any) -> SafeString:
    """The box at the top of the page, empty when nothing is wrong. A formset counts as its forms."""
    lines: list[SummaryError] = []
    for form in forms:
        if hasattr(form, "management_form"):
            lines += [SummaryError(str(sentence), "") for sentence in form.non_form_errors()]
            lines += [line for each in form.forms for line in summary_errors(each)]
        else:
            lines += summary_errors(form)
    return render_to_string("govuk/error_summary.html", {"errors": lines})
