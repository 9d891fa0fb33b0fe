"""One field with its data, as GOV.UK markup needs it: ids, descriptions, classes, the items of a choice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from core.forms.dates import PARTS, GovDateWidget, parts_of
from core.forms.options import FieldOptions, options_of
from core.visible import written

# What each widget is called in GOV.UK Frontend. The first match counts: Django's checkboxes are a kind of radios.
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (GovDateWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
)
_CLASSES = {
    "input": "govuk-input",
    "password": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
}
_OWN_MARKUP = {
    "radios": "govuk/widgets/radios.html",
    "checkboxes": "govuk/widgets/checkboxes.html",
    "checkbox": "govuk/widgets/checkboxes.html",
    "date": "govuk/widgets/date_input.html",
}
_IN_FIELDSET = frozenset({"radios", "checkboxes", "date"})


@dataclass(frozen=True, slots=True)
class Item:
    """One radio or checkbox."""

    id: str
    name: str
    value: str
    text: Any
    checked: bool
    disabled: bool
    hint: str
    divider: str
    exclusive: bool
    conditional: Sequence[BoundField]
    described_by: str


@dataclass(frozen=True, slots=True)
class DatePart:
    """One box of a date."""

    id: str
    name: str
    label: str
    value: str
    classes: str
    autocomplete: str


class GovBoundField(BoundField):
    """Used by GovUKRenderer for every form."""

    @cached_property
    def options(self) -> FieldOptions:
        return options_of(self.field)

    @cached_property
    def kind(self) -> str:
        """The GOV.UK component that asks for this field."""
        if self.field.widget.is_hidden:
            return "hidden"
        return next((kind for widget, kind in _KINDS if isinstance(self.field.widget, widget)), "input")

    @property
    def data(self) -> Any:
        """What was sent; of words only what shows, so that no form takes hidden characters for an answer."""
        sent = super().data
        words = isinstance(self.field, forms.CharField) and self.field.strip and isinstance(sent, str)
        return written(sent) if words else sent

    def value(self) -> Any:
        """What to show again. A NUL may not stand in a page, so it is left out."""
        shown = super().value()
        return shown.replace("\x00", "") if isinstance(shown, str) else shown

    @property
    def use_fieldset(self) -> bool:
        return self.kind in _IN_FIELDSET and bool(self.label)

    @property
    def has_count(self) -> bool:
        return self.kind == "textarea" and bool(self.options.count or self.options.words)

    @property
    def has_wrapper(self) -> bool:
        return self.kind == "password" or bool(self.options.prefix or self.options.suffix)

    @property
    def module(self) -> str:
        """The GOV.UK JavaScript that the form group asks for, if any."""
        if self.has_count:
            return "govuk-character-count"
        return "govuk-password-input" if self.kind == "password" else ""

    @property
    def is_conditional(self) -> bool:
        """Shown under a choice of another field, so not in its own right."""
        return any(
            self.name in names
            for field in self.form.fields.values()
            for names in options_of(field).conditional.values()
        )

    @property
    def hint(self) -> str:
        """A single tick has its hint beside the tick, not above it."""
        return "" if self.kind == "checkbox" else str(self.help_text)

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def info_id(self) -> str:
        return f"{self.auto_id}-info"

    @property
    def error_text(self) -> str:
        return ". ".join(str(error) for error in self.errors)

    @property
    def described_by(self) -> str:
        """Ids of the count, the hint and the error, in the order in which they should be read."""
        wanted = (
            (self.options.described_by, bool(self.options.described_by)),
            (self.info_id, self.has_count),
            (self.hint_id, bool(self.hint)),
            (self.error_id, bool(self.errors)),
        )
        return " ".join(id_ for id_, there in wanted if there)

    @property
    def aria_describedby(self) -> str | None:
        return None if self.field.widget.attrs.get("aria-describedby") else self.described_by

    @property
    def first_id(self) -> str:
        """Where the error summary leads: the first control that can be put right."""
        return f"{self.auto_id}-{self.wrong_parts[0]}" if self.kind == "date" else self.auto_id

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """The boxes of a date to mark: those the error names, or all of them."""
        for error in self.errors.as_data():
            if error.params and "parts" in error.params:
                return tuple(error.params["parts"])
        return PARTS

    @property
    def label_size(self) -> str:
        return f"--{self.options.size}" if self.options.size else ""

    @property
    def items(self) -> list[Item]:
        """The choices, the first with the plain id so that the error summary can lead to it.

        A divider takes a number too, as it does in GOV.UK Frontend.
        """
        found: list[Item] = []
        number = 0
        for option in self._flat_options():
            number += 2 if str(option["value"]) in self.options.dividers else 1
            found.append(self._item(number, option))
        return found

    @property
    def date_parts(self) -> list[DatePart]:
        values = parts_of(self.value())
        return [self._date_part(part, getattr(values, part)) for part in PARTS]

    @property
    def not_known(self) -> Item | None:
        """The tick beside a date that may be not known."""
        if not getattr(self.field.widget, "has_not_known", False):
            return None
        ticked = parts_of(self.value()).not_known
        return Item(
            id=f"{self.auto_id}-not-known",
            name=f"{self.html_name}-not-known",
            value="on",
            text="Not known",
            checked=ticked,
            disabled=False,
            hint="",
            divider="",
            exclusive=False,
            conditional=(),
            described_by="",
        )

    def as_widget(
        self, widget: forms.Widget | None = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> SafeString:
        if widget is None and not only_initial and self.kind in _OWN_MARKUP:
            return self.form.render(_OWN_MARKUP[self.kind], {"field": self})
        if widget is None and isinstance(self.field.widget, forms.NumberInput):
            widget = forms.TextInput(attrs=dict(self.field.widget.attrs))
        return super().as_widget(widget, attrs, only_initial)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """GOV.UK classes in; what only a browser would enforce out, for the server says it better."""
        built = super().build_widget_attrs(attrs, widget)
        if self.kind == "hidden" or (widget and widget.is_hidden):
            return built
        for name in ("required", "aria-invalid"):
            built.pop(name, None)
        built |= dict.fromkeys(("maxlength", "minlength", "min", "max", "step", "cols"), False)
        built["class"] = " ".join(self._control_classes())
        return {**built, **self._attributes_of_kind()}

    def _control_classes(self) -> Iterator[str]:
        base = _CLASSES.get(self.kind, "")
        yield base
        if own := self.field.widget.attrs.get("class"):
            yield str(own)
        if self.errors and base:
            yield f"{base}--error"
        if self.kind == "password":
            yield "govuk-password-input__input govuk-js-password-input-input"
        if self.has_count:
            yield "govuk-js-character-count"
        if width := self.options.width:
            yield f"govuk-input--width-{width}" if isinstance(width, int) else f"govuk-!-width-{width}"
        if self.options.classes:
            yield self.options.classes

    def _attributes_of_kind(self) -> dict[str, Any]:
        own = self.field.widget.attrs
        if self.kind == "textarea":
            # Ten rows are Django's default, five are GOV.UK's.
            return {"rows": 5 if str(own.get("rows", 10)) == "10" else own["rows"]}
        if self.kind == "password":
            return {
                "spellcheck": "false",
                "autocapitalize": "none",
                "autocomplete": own.get("autocomplete", "current-password"),
            }
        if isinstance(self.field.widget, forms.NumberInput):
            whole = isinstance(self.field, forms.IntegerField) and not isinstance(self.field, forms.FloatField)
            return {"inputmode": own.get("inputmode", "numeric" if whole else "decimal")}
        return {}

    def _flat_options(self) -> Iterator[dict[str, Any]]:
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            ticked = widget.check_test(self.value())
            yield {"value": "on", "label": self.label, "selected": ticked, "attrs": {}}
        elif isinstance(widget, forms.RadioSelect):
            value = self.value()
            for _, group, _ in widget.optgroups(self.html_name, widget.format_value(value)):
                yield from group

    def _item(self, number: int, option: dict[str, Any]) -> Item:
        value = "" if option["value"] is None else str(option["value"])
        id_ = self.auto_id if number == 1 else f"{self.auto_id}-{number}"
        hint = str(self.help_text) if self.kind == "checkbox" else self.options.hints.get(value, "")
        loose = self.described_by if not self.use_fieldset and self.kind != "radios" else ""
        return Item(
            id=id_,
            name=self.html_name,
            value=value,
            text=option["label"],
            checked=bool(option["selected"]),
            disabled=bool(self.field.disabled or option["attrs"].get("disabled")),
            hint=hint,
            divider=self.options.dividers.get(value, ""),
            exclusive=value in self.options.exclusive,
            conditional=[self.form[name] for name in self.options.conditional.get(value, ())],
            described_by=" ".join(filter(None, (loose, f"{id_}-item-hint" if hint else ""))),
        )

    def _date_part(self, part: str, value: str) -> DatePart:
        wrong = bool(self.errors) and part in self.wrong_parts
        classes = ("govuk-input--error " if wrong else "") + f"govuk-input--width-{4 if part == 'year' else 2}"
        autocomplete = self.field.widget.attrs.get("autocomplete", "")
        return DatePart(
            id=f"{self.auto_id}-{part}",
            name=f"{self.html_name}-{part}",
            label=part.capitalize(),
            value=value,
            classes=classes,
            autocomplete=f"{autocomplete}-{part}" if autocomplete == "bday" else "",
        )
