"""Children, born and unborn, and the people around them."""

from typing import Any

from django import forms

from core.forms import (
    GovDateField,
    NhsNumberField,
    NotKnownDateField,
    PhoneField,
    PostcodeField,
    UpnField,
    YesNoNotKnownField,
    gov,
)
from referrals.codes import Disability, Ethnicity, Relationship, Sex
from referrals.forms.base import Group, SectionForm, choose, line, pick, story

LEGAL_STATUS = (
    ("none", "None"),
    ("child_in_need", "Child in need"),
    ("protection_plan", "Child protection plan"),
    ("looked_after", "Looked after"),
    ("care_leaver", "Care leaver"),
    ("court_order", "Court order"),
    ("not_known", "Not known"),
)


class ChildForm(SectionForm):
    """One child. A name and a date of birth or an address is the least that MASH can search on."""

    asks = (
        "first_name",
        "surname",
        "date_of_birth",
        "sex",
        "ethnicity",
        "disabilities",
        "address",
        "where_now",
        "social_worker",
    )
    groups = (
        Group("", ("unborn", "due_date", "first_name", "surname", "date_of_birth", "about_age", "sex")),
        Group("Where the child is", ("address", "postcode", "where_now", "school")),
        Group("What MASH asks for every child", ("ethnicity", "disabilities", "social_worker", "social_worker_name")),
        Group(
            "More about this child, if you know it",
            (
                "known_as",
                "can_move",
                "language",
                "interpreter",
                "collected_by",
                "gp",
                "legal_status",
                "private_fostering",
                "other_council",
                "nhs_number",
                "upn",
            ),
            more=True,
        ),
    )

    unborn = gov(
        pick("Is the child born?", (("no", "Yes"), ("yes", "No, expected")), required=True),
        small=True,
        conditional={"yes": ["due_date"]},
    )
    due_date = GovDateField(label="When is the baby due?", required=False)
    first_name = line("First name", most=80, autocomplete="off", help_text="For an unborn baby, leave this empty.")
    surname = line("Family name", most=80, autocomplete="off")
    known_as = line("Other names the child is known by", most=80, autocomplete="off")
    date_of_birth = NotKnownDateField(label="Date of birth", required=False, when="past_or_today")
    about_age = gov(
        forms.IntegerField(
            label="If you do not know it, about how old in years?", required=False, min_value=0, max_value=25
        ),
        width=2,
    )
    can_move = gov(
        YesNoNotKnownField(label="For a baby under 1: can the baby roll or crawl?", required=False), inline=True
    )
    sex = gov(pick("Sex", Sex), inline=True, small=True)
    ethnicity = choose("Ethnicity", Ethnicity)
    language = line("First language", most=60)
    interpreter = gov(
        YesNoNotKnownField(label="Is an interpreter or signer needed?", required=False), inline=True, small=True
    )
    disabilities = gov(
        forms.MultipleChoiceField(
            label="Disabilities",
            choices=[*Disability.choices, ("not_known", "Not known")],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        small=True,
        classes="fd-columns",
        exclusive=("NONE", "not_known"),
    )
    address = story(
        "Home address", rows=3, help_text="If the address must be kept secret, write “withheld” and telephone MASH."
    )
    postcode = gov(PostcodeField(label="Postcode", required=False), width=10)
    where_now = line("Where is the child now, and until when?", help_text="For example: in school until 15:15")
    collected_by = line("Who collects the child?")
    school = line("School, nursery or college")
    gp = line("GP surgery")
    legal_status = choose("Legal status", LEGAL_STATUS)
    social_worker = gov(
        YesNoNotKnownField(label="Does the child have a social worker now?", required=False),
        small=True,
        conditional={"yes": ["social_worker_name"]},
    )
    social_worker_name = line("Who is it?", most=80, help_text="Ring them too: they know the child.")
    private_fostering = gov(
        YesNoNotKnownField(
            label="Has the child lived 28 days or more with someone who is not a close relative?", required=False
        ),
        inline=True,
    )
    other_council = line("Does the child live in another council’s area? Which?", most=80)
    nhs_number = gov(NhsNumberField(label="NHS number", required=False), width=10)
    upn = gov(UpnField(label="Unique pupil number", required=False), width=20)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        born = found.get("unborn") == "no"
        if found.get("unborn") == "yes" and not found.get("due_date") and "due_date" not in self.errors:
            self.add_error("due_date", "Enter the date the baby is due, as near as you know")
        if born and not (found.get("first_name") or found.get("surname")):
            self.add_error("first_name", "Enter the child’s first name. If you do not know it, write “not known”")
        return found


class PersonForm(SectionForm):
    """Somebody in the child's life."""

    asks = ("relationship", "parental_responsibility", "lives_with")
    groups = (
        Group("", ("name", "relationship", "parental_responsibility", "lives_with", "may_be_risk")),
        Group("More about this person, if you know it", ("date_of_birth", "phone", "notes"), more=True),
    )

    name = line(
        "Name", required=True, most=80, autocomplete="off", help_text="If you do not know it, write “not known”."
    )
    relationship = choose("Who are they to the child?", Relationship)
    date_of_birth = NotKnownDateField(label="Date of birth", required=False, when="past_or_today")
    parental_responsibility = gov(
        YesNoNotKnownField(label="Parental responsibility?", required=False), inline=True, small=True
    )
    lives_with = gov(YesNoNotKnownField(label="Do they live with the child?", required=False), inline=True, small=True)
    may_be_risk = gov(
        YesNoNotKnownField(label="Could they be a risk to a child?", required=False), inline=True, small=True
    )
    phone = gov(PhoneField(label="Telephone", required=False), width=20)
    notes = story("Anything else MASH should know of them", rows=2)
