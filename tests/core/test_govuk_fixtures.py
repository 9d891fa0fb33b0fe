"""Our markup against GOV.UK Frontend's own fixtures.

`fixtures/govuk-frontend-6.6.0.json` keeps those fixtures of the package whose options our forms can express. Left
out, because the service has no use for them: `html` in the place of `text`; `attributes` (Django's widget attrs do
that); ids or names of single items; fields without a legend; own words for scripts (`...Text`); `countType`; error
summaries with a description or turned-off focus; date inputs with other than three boxes; the drop zone of file
upload; disabled and empty options of a select; markup before and after an input. Buttons are plain markup in
templates. Fieldset, label, hint and error message are compared inside the components that hold them. What a choice
reveals: see test_forms.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from core.forms import GovDateField, gov
from core.forms.summary import SummaryError
from tests.core.markup import Node, parse

FIXTURES = json.loads((Path(__file__).parent / "fixtures" / "govuk-frontend-6.6.0.json").read_text())
CASES = [(kind, each) for kind, cases in FIXTURES.items() for each in cases]
PLAIN_WIDGETS = {
    "input": forms.TextInput,
    "textarea": forms.Textarea,
    "character-count": forms.Textarea,
    "password-input": forms.PasswordInput,
    "file-upload": forms.FileInput,
    "select": forms.Select,
}
CHOICE_WIDGETS = {"select": forms.Select, "radios": forms.RadioSelect, "checkboxes": forms.CheckboxSelectMultiple}


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[f"{kind}: {case['name']}" for kind, case in CASES])
def test_markup_is_that_of_govuk_frontend(kind: str, case: dict[str, Any]) -> None:
    options = case["options"]
    ours = summary(options) if kind == "error-summary" else group(kind, options)
    assert shape(parse(ours), options) == shape(parse(case["html"]), options)


def test_there_are_fixtures_for_every_component_we_draw() -> None:
    assert sorted(FIXTURES) == sorted([*PLAIN_WIDGETS, "radios", "checkboxes", "date-input", "error-summary"])
    assert len(CASES) > 140


def summary(options: dict[str, Any]) -> str:
    errors = [SummaryError(each["text"], each.get("href", "")) for each in options["errorList"]]
    return render_to_string("govuk/error_summary.html", {"errors": errors})


def group(kind: str, options: dict[str, Any]) -> str:
    """The form group that a form of ours draws for a fixture's options."""
    name = options.get("id") or options.get("idPrefix") or options["name"]
    form_class = type("Fixture", (forms.Form,), {**others(options), name: field_of(kind, options)})
    error = options.get("errorMessage")
    form = form_class({} if error else None, auto_id="%s", initial={name: value_of(kind, options)})
    if error:
        form.fields[name].bound_data = lambda _data, initial: initial
        form.add_error(name, ValidationError(error["text"], params=wrong_parts(kind, options)))
    return form[name].as_field_group()


def field_of(kind: str, options: dict[str, Any]) -> forms.Field:
    heading = options.get("label") or options.get("fieldset", {}).get("legend") or {}
    common = {
        "label": heading.get("text", ""),
        "help_text": options.get("hint", {}).get("text", ""),
        "required": False,
        "disabled": bool(options.get("disabled")),
    }
    classes = heading.get("classes", "")
    size = classes.rpartition("--")[2] if "legend--" in classes else ""
    looks = {
        "size": size,
        "label_classes": "" if size else classes,
        "heading": bool(heading.get("isPageHeading")),
        "classes": options.get("classes", ""),
        "group_classes": options.get("formGroup", {}).get("classes", ""),
        "described_by": options.get("describedBy") or options.get("fieldset", {}).get("describedBy") or "",
    }
    return gov(bare_field(kind, options, common), **looks, **looks_of(kind, options))


def bare_field(kind: str, options: dict[str, Any], common: dict[str, Any]) -> forms.Field:
    if kind == "date-input":
        return GovDateField(**common)
    if kind == "file-upload":
        widget = ManyFiles() if options.get("multiple") else forms.FileInput()
        return forms.FileField(widget=widget, **common)
    if kind in CHOICE_WIDGETS:
        choices = [(each.get("value", ""), each["text"]) for each in options.get("items", []) if "divider" not in each]
        field = forms.MultipleChoiceField if kind == "checkboxes" else forms.ChoiceField
        return field(choices=choices, widget=CHOICE_WIDGETS[kind], **common)
    return forms.CharField(widget=PLAIN_WIDGETS[kind](attrs=attrs_of(options), **extra(kind)), **common)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True})


def extra(kind: str) -> dict[str, Any]:
    return {"render_value": True} if kind == "password-input" else {}


def attrs_of(options: dict[str, Any]) -> dict[str, Any]:
    names = ("type", "autocomplete", "inputmode", "pattern", "autocapitalize", "rows")
    attrs = {name: options[name] for name in names if options.get(name)}
    if options.get("spellcheck") is not None:
        attrs["spellcheck"] = str(options["spellcheck"]).lower()
    return attrs


def looks_of(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    if kind == "character-count":
        counts = {
            "count": options.get("maxlength"),
            "words": options.get("maxwords"),
            "threshold": options.get("threshold"),
        }
        return {name: int(value) for name, value in counts.items() if value}
    if kind == "input":
        return {side: options.get(side, {}).get("text", "") for side in ("prefix", "suffix")}
    if kind in {"radios", "checkboxes"}:
        return looks_of_items(options["items"])
    return {}


def looks_of_items(items: list[dict[str, Any]]) -> dict[str, Any]:
    values = [each.get("value") for each in items]
    dividers = {values[place + 1]: each["divider"] for place, each in enumerate(items) if "divider" in each}
    return {
        "hints": {each["value"]: each["hint"]["text"] for each in items if each.get("hint")},
        "dividers": dividers,
        "exclusive": [each["value"] for each in items if each.get("behaviour") == "exclusive"],
        "conditional": {each["value"]: [f"under-{each['value']}"] for each in items if each.get("conditional")},
    }


def others(options: dict[str, Any]) -> dict[str, forms.Field]:
    shown = [each for each in options.get("items", []) if each.get("conditional")]
    return {f"under-{each['value']}": forms.CharField(required=False) for each in shown}


def value_of(kind: str, options: dict[str, Any]) -> Any:
    items = options.get("items", [])
    if kind == "date-input":
        prefix = f"{options['namePrefix']}-" if options.get("namePrefix") else ""
        return {name.removeprefix(prefix): value for name, value in options.get("values", {}).items()}
    if kind == "checkboxes":
        return options.get("values") or [each["value"] for each in items if each.get("checked")]
    if kind in CHOICE_WIDGETS:
        chosen = [each["value"] for each in items if each.get("checked") or each.get("selected")]
        overridden = any("selected" in each or "checked" in each for each in items)
        return chosen[0] if chosen else None if overridden else options.get("value")
    return options.get("value")


def wrong_parts(kind: str, options: dict[str, Any]) -> dict[str, Any] | None:
    if kind != "date-input":
        return None
    said = {part: options.get(part, {}).get("error") for part in ("day", "month", "year")}
    marked = [part for part, wrong in said.items() if wrong]
    return {"parts": marked or [part for part, wrong in said.items() if wrong is not False]}


def shape(node: Node, options: dict[str, Any]) -> Any:
    """What must be equal. Names follow the id in our forms; what a choice reveals is the page's own."""
    attributes = dict(node.attributes)
    if "name" in attributes:
        attributes["name"] = (
            attributes.get("id", "") if node.attributes.get("type") not in {"radio", "checkbox"} else ""
        )
    if node.tag == "textarea":
        attributes.pop("cols", None)
    if any(css.endswith("__conditional") for css in attributes.get("class", ())):
        return (node.tag, attributes)
    children = [each if isinstance(each, str) else shape(each, options) for each in node.children]
    return (node.tag, attributes, joined(children))


def joined(children: list[Any]) -> list[Any]:
    """Neighbouring texts as one, so that where a line breaks does not matter."""
    kept: list[Any] = []
    for each in children:
        if isinstance(each, str) and kept and isinstance(kept[-1], str):
            kept[-1] = f"{kept[-1]} {each}"
        else:
            kept.append(each)
    return kept
