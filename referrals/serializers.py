"""The form as JSON. Made from the form's own classes, so the API and the pages cannot drift apart.

Shapes and types are checked here; what the words mean is then checked by the very forms of the pages.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from core.forms import GovDateField, NotKnownDateField
from core.visible import written
from referrals.calls import CALL_999, CALL_MASH, call_owed
from referrals.codes import How
from referrals.forms.base import LINE, STORY
from referrals.models import Referral
from referrals.news import reply_due, unread_of
from referrals.sections import CHILDREN, HOUSEHOLD, MARKS, NEEDED, SECTIONS, WORRIES, Section
from referrals.states import Status

NOT_KNOWN = "not_known"
_DATE_WORDS = "A date as YYYY-MM-DD"
_MOST_ITEMS = 30


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know: a misspelt field must not vanish in silence."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = {
            str(name): ["There is no field of this name."]
            for name in (data if isinstance(data, Mapping) else ())
            if name not in self.fields
        }
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**_by_name(error.detail), **unknown}) from error
        if unknown:
            raise serializers.ValidationError(unknown)
        return found


def _by_name(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


class WrittenText(serializers.CharField):
    """Text, and only text: a number or true is a sign of a wrong field, not a name."""

    default_error_messages = {"invalid": "Send this as text, in quotation marks."}

    def run_validation(self, data: Any = empty) -> Any:
        """Of words only what shows, as on the pages."""
        return super().run_validation(written(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Code(serializers.ChoiceField):
    """One of a list of codes, as text. What was sent is not said back."""

    default_error_messages = {"invalid_choice": "Send one of the codes that the schema lists for this field."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input="")
        return str(super().to_internal_value(data))


class WholeNumber(serializers.IntegerField):
    """A JSON number. True is not 1, and "7" is not 7."""

    default_error_messages = {"invalid": "Send this as a whole number, without quotation marks."}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


def api_field(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    """The JSON field for a form field."""
    told: dict[str, Any] = {"required": field.required, "help_text": str(field.label or "")}
    if isinstance(field, forms.MultipleChoiceField):
        return serializers.ListField(child=Code(choices=_choices(field)), max_length=40, **told)
    if isinstance(field, forms.ChoiceField):
        return Code(choices=_choices(field), allow_blank=not field.required, **told)
    if isinstance(field, NotKnownDateField):
        return WrittenText(
            **{**told, "help_text": f"{field.label}. {_DATE_WORDS}, or {NOT_KNOWN}"}, allow_blank=True, max_length=10
        )
    if isinstance(field, GovDateField):
        return serializers.DateField(allow_null=not field.required, **told)
    if isinstance(field, forms.TimeField):
        return serializers.TimeField(
            allow_null=not field.required, **{**told, "help_text": f"{field.label} HH:MM, in London time"}
        )
    if isinstance(field, forms.IntegerField):
        assert isinstance(field.min_value, int)
        assert isinstance(field.max_value, int)
        return WholeNumber(min_value=field.min_value, max_value=field.max_value, allow_null=not field.required, **told)
    most = getattr(field, "max_length", None) or 254
    return WrittenText(allow_blank=not field.required, max_length=most, **told)


def _choices(field: forms.ChoiceField) -> list[tuple[str, str]]:
    """The codes with their labels."""
    return [(str(code), str(label)) for code, label in field.choices if code != ""]  # type: ignore[misc,union-attr]


def section_serializer(section: Section) -> type[StrictSerializer]:
    """A serializer class for one section of the form."""
    fields = {name: api_field(field) for name, field in section.form.base_fields.items()}
    if section.slug == WORRIES:
        fields["indicator"] = WrittenText(max_length=20, help_text="The code of an indicator of the matrix in force")
    if "children" in fields:
        fields["children"] = serializers.ListField(
            child=WholeNumber(min_value=0, max_value=_MOST_ITEMS - 1),
            required=False,
            max_length=_MOST_ITEMS,
            help_text="Places in `children`, from 0; none means all of them",
        )
    if section.slug == MARKS:
        fields["child"] = WholeNumber(
            min_value=0,
            max_value=_MOST_ITEMS - 1,
            help_text="Whose body is it? The place in `children`, from 0",
        )
    if section.slug == "response":
        fields["own_level"] = WrittenText(
            required=False,
            allow_blank=True,
            max_length=8,
            help_text="Which level do you think this is? The number of a level of the matrix in force, or not_sure",
        )
    name = "".join(part.title() for part in section.slug.split("_"))
    return type(f"{name}Section", (StrictSerializer,), fields)


def _referral_fields() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in SECTIONS.values():
        made: type[Any] = section_serializer(section)  # with many=True it takes a list's arguments too
        required = section.slug in NEEDED
        if section.repeats:
            found[section.slug] = made(many=True, required=required, allow_empty=not required, max_length=_MOST_ITEMS)
        else:
            found[section.slug] = made(required=required)
    return found


class _WholeReferral(StrictSerializer):
    """What the sections say of each other."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        children = len(attrs[CHILDREN])
        wrong = {
            slug: {
                str(place): {"children": [f"Send places in `children`, from 0 to {children - 1}."]}
                for place, one in enumerate(attrs.get(slug, ()))
                if any(number >= children for number in one.get("children", ()))
            }
            for slug in (WORRIES, HOUSEHOLD)
        }
        wrong[MARKS] = {
            str(place): {"child": [f"Send a place in `children`, from 0 to {children - 1}."]}
            for place, mark in enumerate(attrs.get(MARKS, ()))
            if mark["child"] >= children
        }
        if any(wrong.values()):
            raise serializers.ValidationError({slug: places for slug, places in wrong.items() if places})
        return attrs


ReferralInput: type[StrictSerializer] = type("ReferralInput", (_WholeReferral,), _referral_fields())


def sections_of(checked: Mapping[str, Any]) -> dict[tuple[str, int], dict[str, list[str]]]:
    """Checked JSON as the sections of a draft."""
    return {
        (slug, number): typed(values)
        for slug, section in SECTIONS.items()
        for number, values in enumerate(checked.get(slug, ()) if section.repeats else [checked.get(slug, {})])
        if values or section.repeats
    }


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


class Receipt(serializers.ModelSerializer[Referral]):
    """What was received, and by when MASH has promised to decide. It says nothing of what came after."""

    decision_due_at = serializers.DateTimeField(
        source="due_at", read_only=True, help_text="When MASH has promised to decide"
    )
    suggested_level = serializers.IntegerField(
        source="level",
        allow_null=True,
        read_only=True,
        help_text="The level that the scoring engine suggests. A person decides.",
    )
    suggested_route = serializers.CharField(
        source="route", read_only=True, help_text="The route that the scoring engine suggests"
    )

    call_owed = serializers.SerializerMethodField(
        help_text="Whom the sender must still telephone, until MASH has decided: `999`, `mash`, or null for nobody"
    )

    @extend_schema_field(serializers.ChoiceField(choices=[CALL_999, CALL_MASH], allow_null=True))
    def get_call_owed(self, referral: Referral) -> str | None:
        return (call_owed(referral.document) or None) if referral.is_open else None

    class Meta:
        model = Referral
        fields: tuple[str, ...] = (
            "reference",
            "received_at",
            "decision_due_at",
            "call_owed",
            "suggested_level",
            "suggested_route",
        )
        read_only_fields = fields


class ReferralStatus(Receipt):
    """Where a referral stands, for the agency that sent it. Nothing of MASH's own is in it."""

    decided = serializers.SerializerMethodField(help_text="True once there is an outcome to read")
    withdrawn = serializers.SerializerMethodField(help_text="True once it was taken back, and nobody acts on it")

    def get_decided(self, referral: Referral) -> bool:
        return referral.status == Status.DECIDED

    def get_withdrawn(self, referral: Referral) -> bool:
        return referral.status == Status.WITHDRAWN

    class Meta(Receipt.Meta):
        fields = (*Receipt.Meta.fields, "decided", "decided_at", "withdrawn")
        read_only_fields = fields


class OneStatus(ReferralStatus):
    """One referral, with what was said since it was sent. The words themselves are read on the page."""

    information = serializers.SerializerMethodField(help_text="How often information was added")
    messages = serializers.SerializerMethodField(help_text="How many messages there are between you and MASH")
    unread_message = serializers.SerializerMethodField(help_text="True when MASH wrote something nobody has read")
    reply_by = serializers.SerializerMethodField(help_text="By when MASH asks for a reply; null when it does not")

    def get_information(self, referral: Referral) -> int:
        return referral.supplements.count()

    def get_messages(self, referral: Referral) -> int:
        return referral.messages.count()

    def get_unread_message(self, referral: Referral) -> bool:
        return unread_of([referral.pk])[referral.pk][0]

    def get_reply_by(self, referral: Referral) -> datetime | None:
        return reply_due(referral)

    class Meta(ReferralStatus.Meta):
        fields = (*ReferralStatus.Meta.fields, "information", "messages", "unread_message", "reply_by")
        read_only_fields = fields


class AddedWorry(StrictSerializer):
    """A worry that the new facts amount to."""

    indicator = WrittenText(max_length=16, help_text="A code of the matrix that the referral was scored with")
    how = Code(choices=How.choices, help_text="How it is known")


class InformationInput(StrictSerializer):
    """Facts added to a referral. What was sent stays as it is."""

    happened = WrittenText(max_length=STORY, help_text="What happened, or what is known now, in plain facts")
    when = WrittenText(max_length=LINE, required=False, allow_blank=True, default="", help_text="When it was")
    by_whom = WrittenText(
        max_length=LINE, required=False, allow_blank=True, default="", help_text="Who saw, heard or said it"
    )
    worries = serializers.ListField(child=AddedWorry(), required=False, max_length=10)


class InformationReceipt(serializers.Serializer[Any]):
    """It is kept, and MASH has been told."""

    reference = serializers.CharField()
    number = serializers.IntegerField(help_text="1 for the first that was added to this referral")
    added_at = serializers.DateTimeField()
    after_decision = serializers.BooleanField(help_text="True when MASH had decided already")
    decision_due_at = serializers.DateTimeField(help_text="By when MASH decides; new facts never make it later")


class ReferralPage(serializers.Serializer[Any]):
    """Referrals, the newest first."""

    referrals = ReferralStatus(many=True)
    before = serializers.CharField(
        allow_null=True, help_text="Ask for the next page with ?before= and this reference; null on the last page"
    )
