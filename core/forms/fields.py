"""Fields that know a British form of words: telephone, NHS number, UPN, postcode, yes or no or not known."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from stdnum.exceptions import ValidationError as NumberError
from stdnum.gb import nhs

from core.numbers import POSTCODE, UPN, upn_check_letter

_SEPARATORS = re.compile(r"[\s\u00a0\u2010-\u2015.()-]+")


class YesNoNotKnown(TextChoices):
    """An honest answer. "Not known" is an answer; leaving it empty is not."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class YesNoNotKnownField(forms.ChoiceField):
    """Three radios. Cleans to a YesNoNotKnown value, or "" when it is not required."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YesNoNotKnown.choices, **kwargs)


class _TypedNumber(forms.CharField):
    """Text that people type with spaces and dashes. Subclasses say what it must be."""

    attributes: dict[str, str] = {}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **self.attributes}

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return self.read(typed) if typed else typed

    def read(self, typed: str) -> str:
        """The value as it is stored; refuses what cannot be one."""
        raise NotImplementedError

    def _invalid(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid"], code="invalid")


class PhoneField(_TypedNumber):
    """A telephone number, British unless it begins with +. Cleans to the national or international form."""

    default_error_messages = {
        "invalid": "Enter a telephone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"
    }
    widget = forms.TelInput
    attributes = {"autocomplete": "tel"}

    def read(self, typed: str) -> str:
        """Numbers kept for drama (01632 960 xxx) are well formed and pass; length and prefix are checked."""
        try:
            number = phonenumbers.parse(typed, "GB")
        except phonenumbers.NumberParseException:
            raise self._invalid() from None
        # The reason, not the yes: a few digits alone count as "possible, if local".
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason != phonenumbers.ValidationResult.IS_POSSIBLE or number.extension:
            raise self._invalid()
        if number.country_code != 44:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


class NhsNumberField(_TypedNumber):
    """Ten digits with a check digit, modulus 11. Cleans to ten digits without spaces."""

    default_error_messages = {
        "invalid": "Enter an NHS number in the correct format, like 485 777 3456. It has 10 digits"
    }
    attributes = {"inputmode": "numeric", "spellcheck": "false"}

    def read(self, typed: str) -> str:
        try:
            return str(nhs.validate(_SEPARATORS.sub("", typed)))
        except NumberError:
            raise self._invalid() from None


class UpnField(_TypedNumber):
    """A unique pupil number: a check letter and twelve characters. Cleans to thirteen, in capitals."""

    default_error_messages = {
        "invalid": "Enter a unique pupil number of 13 characters, a letter first, like A123456789012",
        "check": "Check the unique pupil number: its first letter does not fit the rest",
    }
    attributes = {"spellcheck": "false", "autocapitalize": "characters"}

    def read(self, typed: str) -> str:
        upn = _SEPARATORS.sub("", typed).upper()
        if not UPN.fullmatch(upn):
            raise self._invalid()
        if upn[0] != upn_check_letter(upn[1:]):
            raise ValidationError(self.error_messages["check"], code="check")
        return upn


class PostcodeField(_TypedNumber):
    """A United Kingdom postcode. Cleans to capitals with one space, such as LH1 2AB."""

    default_error_messages = {"invalid": "Enter a full UK postcode, like NE1 4ST"}
    attributes = {"autocomplete": "postal-code", "spellcheck": "false"}

    def read(self, typed: str) -> str:
        plain = _SEPARATORS.sub("", typed).upper()
        if not POSTCODE.fullmatch(plain):
            raise self._invalid()
        return f"{plain[:-3]} {plain[-3:]}"
