"""The form as JSON. Made from the form's own classes, so the API and the pages cannot drift apart.

Shapes and types are checked here; what the words mean is then checked by the very forms of the pages.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from rest_framework import serializers

from core.forms import GovDateField, NotKnownDateField
from referrals.models import Referral
from referrals.sections import NEEDED, SECTIONS, WORRIES, Section

NOT_KNOWN = "not_known"
_DATE_WORDS = "A date as YYYY-MM-DD"
_MOST_ITEMS = 30


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know: a misspelt field must not vanish in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({name: ["There is no field of this name."] for name in unknown})
        return super().to_internal_value(data)


class WrittenText(serializers.CharField):
    """Text, and only text: a number or true is a sign of a wrong field, not a name."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if "\x00" in data:
            raise serializers.ValidationError("There is a hidden character here that cannot be kept. Take it out.")
        return super().to_internal_value(data)


def api_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    """The JSON field for a form field."""
    told = {"required": field.required, "help_text": str(field.label or "")}
    if isinstance(field, forms.MultipleChoiceField):
        listed = _codes(field)
        inner: serializers.Field[Any, Any, Any, Any] = (
            serializers.ChoiceField(choices=listed) if listed else WrittenText(max_length=3)
        )
        return serializers.ListField(child=inner, max_length=40, **told)
    if isinstance(field, forms.ChoiceField):
        return serializers.ChoiceField(choices=_codes(field), allow_blank=not field.required, **told)
    if isinstance(field, NotKnownDateField):
        return WrittenText(**{**told, "help_text": f"{field.label}. {_DATE_WORDS}, or {NOT_KNOWN}"}, max_length=10)
    if isinstance(field, GovDateField):
        return serializers.DateField(allow_null=not field.required, **told)
    if isinstance(field, forms.TimeField):
        return serializers.TimeField(allow_null=not field.required, **told)
    if isinstance(field, forms.IntegerField):
        return serializers.IntegerField(
            min_value=field.min_value, max_value=field.max_value, allow_null=not field.required, **told
        )
    most = getattr(field, "max_length", None) or 254
    return WrittenText(allow_blank=not field.required, max_length=most, **told)


def _codes(field: forms.ChoiceField) -> list[str]:
    """The codes of the choices; levels are those of the matrix in force, so any one of them is text."""
    return [str(code) for code, _ in field.choices if code != ""]  # type: ignore[misc,union-attr]


def section_serializer(section: Section) -> type[StrictSerializer]:
    """A serializer class for one section of the form."""
    fields = {name: api_field(field) for name, field in section.form.base_fields.items()}
    if section.slug == WORRIES:
        fields["indicator"] = WrittenText(max_length=20, help_text="The code of an indicator of the matrix in force")
        fields["children"] = serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=_MOST_ITEMS),
            required=False,
            help_text="Places in `children`, from 0; none means all of them",
        )
    if section.slug == "response":
        fields["own_level"] = WrittenText(required=False, allow_blank=True, max_length=8)
    name = "".join(part.title() for part in section.slug.split("_"))
    return type(f"{name}Section", (StrictSerializer,), fields)


def _referral_fields() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in SECTIONS.values():
        made = section_serializer(section)
        required = section.slug in NEEDED
        if section.repeats:
            found[section.slug] = made(many=True, required=required, allow_empty=not required, max_length=_MOST_ITEMS)
        else:
            found[section.slug] = made(required=required)
    return found


ReferralInput = type("ReferralInput", (StrictSerializer,), _referral_fields())


def typed(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """JSON values as the page's form would have sent them."""
    found: dict[str, list[str]] = {}
    for name, value in values.items():
        if value is None:
            continue
        if value == NOT_KNOWN and name in _NOT_KNOWN_DATES:
            found[f"{name}-not-known"] = ["on"]
        elif isinstance(value, list):
            found[name] = [_as_text(one) for one in value]
        else:
            found[name] = [_as_text(value)]
    return found


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


_NOT_KNOWN_DATES = frozenset(
    name
    for section in SECTIONS.values()
    for name, field in section.form.base_fields.items()
    if isinstance(field, NotKnownDateField)
)


class ReferralStatus(serializers.ModelSerializer[Referral]):
    """Where a referral stands, for the agency that sent it. Nothing of MASH's own is in it."""

    status = serializers.CharField(help_text="received, for_manager or decided")
    decision_due_at = serializers.DateTimeField(source="due_at", help_text="When MASH has promised to decide")
    suggested_level = serializers.IntegerField(source="level", allow_null=True)
    suggested_route = serializers.CharField(source="route")

    class Meta:
        model = Referral
        fields = (
            "reference",
            "status",
            "received_at",
            "decision_due_at",
            "suggested_level",
            "suggested_route",
            "decided_at",
        )
        read_only_fields = fields
