"""What came with a request, as it is kept: only the names of the form's own fields, and no NUL."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from core.forms.dates import PARTS, GovDateWidget, parts_of

Fields = Mapping[str, forms.Field]
Typed = dict[str, list[str]]
_ENDS = ("", *(f"-{part}" for part in PARTS), "-not-known")
_MOST_VALUES = 60


def typed_in(fields: Fields, post: QueryDict) -> Typed:
    """The values of these fields out of a request. PostgreSQL keeps no NUL, so a NUL is left out."""
    names = [(f"{name}{end}", field) for name, field in fields.items() for end in _ENDS]
    return {name: _values(field, post.getlist(name)) for name, field in names if name in post}


def as_typed(fields: Fields, begun: Mapping[str, Any]) -> Typed:
    """What a form that starts so would send if nobody touched it. An answer that is empty is not named."""
    typed: Typed = {}
    for name, field in fields.items():
        value = begun.get(name)
        if isinstance(field.widget, GovDateWidget):
            typed |= {box: values for box, values in _boxes(name, field, begun).items() if any(values)}
        elif isinstance(value, bool):
            typed |= {name: ["on"]} if value else {}
        elif value not in (None, "", [], ()):
            drawn = field.widget.format_value(field.prepare_value(value))
            typed[name] = [str(one) for one in (drawn if isinstance(drawn, list) else [drawn])]
    return typed


def has_words(typed: Mapping[str, list[str]]) -> bool:
    """Something stands in it that a person wrote or ticked."""
    return any(value.strip() for values in typed.values() for value in values)


def shown_again(fields: Fields, typed: Typed, begun: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as each field shows it in a form that nobody has sent.

    `begun` is what the form starts with: of a day only the boxes that were changed are kept, the others stay.
    """
    found = {}
    for name, field in fields.items():
        if any(f"{name}{end}" in typed for end in _ENDS):
            post: MultiValueDict[str, str] = MultiValueDict({**_boxes(name, field, begun), **typed})
            found[name] = field.widget.value_from_datadict(post, MultiValueDict(), name)
    return found


def _boxes(name: str, field: forms.Field, begun: Mapping[str, Any]) -> Typed:
    if not isinstance(field.widget, GovDateWidget):
        return {}
    parts = parts_of(begun.get(name))
    return {f"{name}-{part}": [getattr(parts, part)] for part in PARTS}


def _values(field: forms.Field, posted: list[str]) -> list[str]:
    """A group of ticks that was cleared comes as one empty value: that is no tick."""
    ticks = isinstance(field, forms.MultipleChoiceField)
    return [value.replace("\x00", "") for value in posted[:_MOST_VALUES] if value or not ticks]
