"""The base of every form: GOV.UK messages, an error summary, and room for what an action refuses."""

import copy
from typing import Any

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.safestring import SafeString

from core.errors import Refused
from core.forms.options import subject_of
from core.forms.summary import error_summary

_PICKED = (forms.RadioSelect, forms.Select, forms.SelectMultiple, forms.CheckboxSelectMultiple)


class GovFormMixin:
    """For a form that already has a base, such as the sign-in package's. Otherwise use GovForm."""

    use_required_attribute = False
    error_css_class = ""
    # What keeps the words of this form while they are typed, where something does (`unsent.page.Typing`).
    unsent: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        _say_plainly_once(type(self))
        super().__init__(*args, **kwargs)
        own = getattr(self, "base_fields", {})
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if name not in own:
                say_plainly(name, field)

    @property
    def error_summary(self) -> SafeString:
        """The box at the top of the page, empty when there is nothing wrong."""
        return error_summary(self)

    def refuse(self, refusal: Refused) -> None:
        """Show what an action refused, beside its field when this form has it."""
        known = refusal.field in self.fields  # type: ignore[attr-defined]
        self.add_error(refusal.field if known else None, refusal.sentence)  # type: ignore[attr-defined]


class _Fields(dict[str, forms.Field]):
    """The fields of a form's class. Django gives each form a deep copy, choices and all; these copy what can change.

    Reading a long referral makes some twenty forms, and copying was most of what that cost.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: _copied(field, memo) for name, field in self.items()}


def _copied(field: forms.Field, memo: dict[int, Any]) -> forms.Field:
    """A field of one form: its own widget, attributes, messages and validators; the same lists of choices."""
    if isinstance(field, forms.MultiValueField | forms.ModelChoiceField):
        return copy.deepcopy(field, memo)
    mine, widget = copy.copy(field), copy.copy(field.widget)
    widget.attrs = dict(widget.attrs)
    mine.widget, mine.validators, mine.error_messages = widget, list(field.validators), dict(field.error_messages)
    return mine


class _GovFormType(DeclarativeFieldsMetaclass):
    """Makes classes whose fields are cheap to copy."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        made: Any = super().__new__(cls, name, bases, attrs)
        made.base_fields = _Fields(made.base_fields)
        return made


class GovForm(GovFormMixin, forms.Form, metaclass=_GovFormType):
    """A form of the service."""


# Each form of a page copies the fields of its class, messages and all: working the sentences out once is enough.
_said: set[type] = set()


def _say_plainly_once(form: type) -> None:
    if form not in _said:
        for name, field in getattr(form, "base_fields", {}).items():
            say_plainly(name, field)
        _said.add(form)


def say_plainly(name: str, field: forms.Field) -> None:
    """Put GOV.UK sentences in the place of Django's own; what the form's author wrote stays."""
    subject = subject_of(name, field)
    for code, sentence in _sentences(subject, field).items():
        if code not in _own_messages(field):
            field.error_messages[code] = sentence


def _own_messages(field: forms.Field) -> set[str]:
    """Codes whose sentence is not the one that the field's class came with."""
    inherited: dict[str, Any] = {}
    for base in reversed(type(field).__mro__):
        if base.__module__.startswith("django."):
            inherited.update(getattr(base, "default_error_messages", {}))
    return {code for code, sentence in field.error_messages.items() if sentence != inherited.get(code)}


def _sentences(subject: str, field: forms.Field) -> dict[str, str]:
    start = subject[:1].upper() + subject[1:]
    number = f"{start} The number" if subject.endswith("?") else start
    sentences = {
        "required": _required(subject, field),
        "max_length": f"{start.rstrip('?')}: use %(limit_value)d characters or fewer. You have used %(show_value)d",
        "min_length": f"{start.rstrip('?')}: use %(limit_value)d characters or more",
        "max_value": f"{number} must be %(limit_value)s or less",
        "min_value": f"{number} must be %(limit_value)s or more",
        "null_characters_not_allowed": f"{start.rstrip('?')}: there is a hidden character that we cannot keep. "
        "Type it again, or paste it as plain text",
        "invalid_choice": "Choose from the list",
        "invalid_list": "Choose from the list",
    }
    if isinstance(field, forms.EmailField):
        sentences["invalid"] = "Enter an email address in the correct format, like name@example.com"
    elif isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"{number} must be a whole number, like 3"
    elif isinstance(field, forms.TimeField):
        sentences["invalid"] = f"{start} must be a time, like 14:05"
    return sentences


def _required(subject: str, field: forms.Field) -> str:
    if subject.endswith("?"):
        return f"Answer: {subject[:1].upper()}{subject[1:]}"
    if isinstance(field, forms.FileField):
        return f"Choose a file: {subject}"
    if isinstance(field.widget, _PICKED):
        return f"Choose {subject}"
    if isinstance(field, forms.BooleanField):
        return f"Tick to confirm: {subject}"
    return f"Enter {subject}"
