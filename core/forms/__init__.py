"""Django forms as GOV.UK markup: the renderer, the base form, and the fields that the service asks with."""

from core.forms.base import GovForm, GovFormMixin
from core.forms.bound import GovBoundField
from core.forms.dates import DateOrNotKnown, DateParts, GovDateField, GovDateWidget, NotKnownDateField, read_date
from core.forms.fields import (
    NhsNumberField,
    PhoneField,
    PostcodeField,
    UpnField,
    YesNoNotKnown,
    YesNoNotKnownField,
)
from core.forms.options import FieldOptions, gov
from core.forms.renderer import GovUKRenderer
from core.numbers import upn_check_letter

__all__ = [
    "DateOrNotKnown",
    "DateParts",
    "FieldOptions",
    "GovBoundField",
    "GovDateField",
    "GovDateWidget",
    "GovForm",
    "GovFormMixin",
    "GovUKRenderer",
    "NhsNumberField",
    "NotKnownDateField",
    "PhoneField",
    "PostcodeField",
    "UpnField",
    "YesNoNotKnown",
    "YesNoNotKnownField",
    "gov",
    "read_date",
    "upn_check_letter",
]
