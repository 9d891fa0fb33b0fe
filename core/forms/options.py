"""How one field looks: what Django's fields have no argument for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict, TypeVar, Unpack

from django.forms import Field

Size = Literal["", "s", "m", "l", "xl"]


@dataclass(frozen=True, slots=True)
class FieldOptions:
    """Presentation of one field. Keys of `hints`, `conditional` and `dividers` are choice values, as text."""

    size: Size = ""  # of the label or legend
    heading: bool = False  # the label or legend is the h1 of the page
    hidden_label: bool = False  # for screen readers only
    noun: str = ""  # for messages: "Enter the date of birth"
    inline: bool = False
    small: bool = False
    hints: Mapping[str, str] = field(default_factory=dict)
    conditional: Mapping[str, Sequence[str]] = field(default_factory=dict)  # names of fields shown under a choice
    exclusive: Sequence[str] = ()  # checkboxes that clear the others
    dividers: Mapping[str, str] = field(default_factory=dict)  # a word, "or", before this choice
    width: int | str = ""  # 2, 3, 4, 5, 10, 20, 30 characters, or "one-half", "two-thirds"
    count: int = 0  # show how many characters of this many are left
    words: int = 0  # or how many words
    threshold: int = 0  # per cent used before the count shows
    prefix: str = ""
    suffix: str = ""
    classes: str = ""  # on the input, or on the group of radios or checkboxes
    group_classes: str = ""  # on the form group
    fieldset_classes: str = ""
    label_classes: str = ""
    described_by: str = ""  # ids of other text that explains the field


_FieldT = TypeVar("_FieldT", bound=Field)
_PLAIN = FieldOptions()


class Looks(TypedDict, total=False):
    """The arguments of gov(): those of FieldOptions."""

    size: Size
    heading: bool
    hidden_label: bool
    noun: str
    inline: bool
    small: bool
    hints: Mapping[str, str]
    conditional: Mapping[str, Sequence[str]]
    exclusive: Sequence[str]
    dividers: Mapping[str, str]
    width: int | str
    count: int
    words: int
    threshold: int
    prefix: str
    suffix: str
    classes: str
    group_classes: str
    fieldset_classes: str
    label_classes: str
    described_by: str


def gov(form_field: _FieldT, **looks: Unpack[Looks]) -> _FieldT:
    """The same field, told how to look."""
    form_field.gov = FieldOptions(**looks)  # type: ignore[attr-defined]
    return form_field


def options_of(form_field: Field) -> FieldOptions:
    """What gov() said of the field; plain when it said nothing."""
    found = getattr(form_field, "gov", _PLAIN)
    return found if isinstance(found, FieldOptions) else _PLAIN


def subject_of(name: str, form_field: Field) -> str:
    """What the field is about, to stand in a sentence: "date of birth", "NHS number"."""
    words = options_of(form_field).noun or str(form_field.label or name.replace("_", " "))
    return words if words[1:2].isupper() or words.startswith("I ") else words[:1].lower() + words[1:]
