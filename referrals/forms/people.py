"""The people in a child's life."""

from typing import Any

from core.forms import GovDateField, NotKnownDateField, PhoneField, YesNoNotKnownField, gov
from referrals.codes import Consent, Ethnicity, Relationship, WithoutConsent
from referrals.forms.base import Group, SectionForm, choose, line, of_children, only_some, secret_place, story


class PersonForm(SectionForm):
    """Somebody in the child's life. Asked for each: mothers and fathers, also those who live elsewhere."""

    asks = ("relationship", "parental_responsibility", "lives_with")
    groups = (
        Group(
            "",
            ("name", "relationship", "children", "parental_responsibility", "lives_with", "may_be_risk", "risk_why"),
            columns=2,
        ),
        Group(
            "Do they know, and do they agree?",
            ("told", "consent", "consent_reason", "consent_by", "consent_on"),
            more=True,
            columns=2,
        ),
        Group(
            "More about this person, if you know it",
            (
                "date_of_birth",
                "gender",
                "address",
                "secret_address",
                "phone",
                "ethnicity",
                "language",
                "interpreter",
                "notes",
            ),
            more=True,
            columns=2,
        ),
    )

    name = line(
        "Name", required=True, most=80, autocomplete="off", help_text="If you do not know it, write “not known”."
    )
    relationship = choose("Who are they to the child?", Relationship)
    children = of_children("Whose relative or carer?")
    date_of_birth = NotKnownDateField(label="Date of birth", required=False, when="past_or_today")
    gender = line("Gender", most=60)
    parental_responsibility = gov(
        YesNoNotKnownField(label="Parental responsibility?", required=False), inline=True, small=True
    )
    lives_with = gov(YesNoNotKnownField(label="Do they live with the child?", required=False), inline=True, small=True)
    may_be_risk = gov(
        YesNoNotKnownField(label="Could they be a risk to a child?", required=False),
        inline=True,
        small=True,
        conditional={"yes": ["risk_why"]},
    )
    risk_why = story("Why? What do you know?", rows=2)
    address = story("Where do they live, if elsewhere?", rows=2)
    secret_address = secret_place("Which address of theirs must be kept secret?")
    phone = gov(PhoneField(label="Telephone", required=False), width=20)
    ethnicity = choose("Ethnicity", Ethnicity)
    language = line("First language", most=60)
    interpreter = gov(
        YesNoNotKnownField(label="Is an interpreter or signer needed?", required=False), inline=True, small=True
    )
    told = gov(
        YesNoNotKnownField(label="Have you told them of this referral?", required=False), inline=True, small=True
    )
    consent = choose("Do they agree that what is known of them is shared?", Consent)
    consent_reason = choose("If not agreed or not asked: why is it sent?", WithoutConsent)
    consent_by = line("Who asked them?", most=80)
    consent_on = GovDateField(label="When was that?", required=False, when="past_or_today")
    notes = story("Anything else MASH should know of them", rows=2)

    def __init__(self, *args: Any, children: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_some(self, children)
