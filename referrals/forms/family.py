"""Children, born and unborn, and the people around them."""

from typing import Any

from django import forms

from core.forms import (
    DateOrNotKnown,
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


_ONLY_WHEN_BORN = ("date_of_birth", "about_age")
_AGAINST = {
    "date_of_birth": "You said that the child is not born yet. Clear this date, or say that the child is born",
    "about_age": "You said that the child is not born yet. Clear this age, or say that the child is born",
}
_TELL_US = "Enter a first name, a date of birth or a rough age, or say that the child is not born yet"


class OneTick(forms.CheckboxSelectMultiple):
    """A tick that stands for one code. Ticked or not, one value comes of it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "")


class NotBornField(forms.ChoiceField):
    """Is the child born? One small tick says no; whoever is born needs no answer. The API may send either code."""

    def __init__(self) -> None:
        super().__init__(
            label="Is the child born?",
            choices=(("no", "Yes"), ("yes", "No, expected")),
            required=False,
            widget=OneTick,
        )
        self.widget.choices = [("yes", "This baby is not born yet")]


class ChildForm(SectionForm):
    """One child. A name and a date of birth or an address is the least that MASH can search on.

    Whether the child is born follows from what was typed; it is asked only when nothing tells.
    """

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
        Group("", ("first_name", "surname", "known_as", "date_of_birth", "about_age", "sex"), columns=3),
        Group("Not born yet?", ("unborn", "due_date"), more=True),
        Group(
            "Where the child is",
            ("address", "postcode", "school", "where_now", "collected_by"),
            columns=3,
        ),
        Group(
            "What MASH asks for every child",
            ("ethnicity", "social_worker", "social_worker_name", "disabilities"),
            columns=3,
        ),
        Group(
            "More about this child, if you know it",
            (
                "language",
                "gp",
                "legal_status",
                "nhs_number",
                "upn",
                "can_move",
                "interpreter",
                "private_fostering",
                "other_council",
            ),
            more=True,
            columns=3,
        ),
    )

    unborn = gov(NotBornField(), small=True, hidden_label=True)
    due_date = GovDateField(label="When is the baby due?", required=False)
    first_name = line("First name", most=80, autocomplete="off")
    surname = line("Family name", most=80, autocomplete="off")
    known_as = line("Also known as", most=80, autocomplete="off")
    date_of_birth = NotKnownDateField(label="Date of birth", required=False, when="past_or_today")
    about_age = gov(
        forms.IntegerField(label="If not known, about how old in years?", required=False, min_value=0, max_value=25),
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
    address = gov(
        story("Home address", rows=3, help_text="To be kept secret? Write “withheld” and telephone MASH."),
        group_classes="fd-tall",
    )
    postcode = gov(PostcodeField(label="Postcode", required=False), width=10)
    where_now = line("Where is the child now?", help_text="And until when? In school until 15:15")
    collected_by = line("Who collects the child?")
    school = line("School, nursery or college")
    gp = line("GP surgery")
    legal_status = choose("Legal status", LEGAL_STATUS)
    social_worker = gov(
        YesNoNotKnownField(label="A social worker now?", required=False),
        inline=True,
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
        born = found.get("date_of_birth")
        signs = {name: found.get(name) for name in _ONLY_WHEN_BORN}
        signs["date_of_birth"] = born.value if isinstance(born, DateOrNotKnown) else born
        lived = [name for name, value in signs.items() if value is not None]
        said = found.get("unborn") or ""
        found["unborn"] = said or self._follows(found, lived=bool(lived))
        if found["unborn"] == "yes":
            self._check_expected(found, lived)
        elif found["unborn"] == "no":
            self._check_born(found)
        elif "unborn" not in self.errors:
            self.add_error("unborn", _TELL_US)
        return found

    def _follows(self, found: dict[str, Any], *, lived: bool) -> str:
        """Born or not, from the rest; "" when it tells nothing. A name alone goes with a birth, a due date does not."""
        if lived or any(name in self.errors for name in _ONLY_WHEN_BORN):
            return "no"
        if found.get("due_date") or "due_date" in self.errors:
            return "yes"
        return "no" if found.get("first_name") or "first_name" in self.errors else ""

    def _check_expected(self, found: dict[str, Any], lived: list[str]) -> None:
        for name in lived:
            self.add_error(name, _AGAINST[name])
        if not found.get("due_date") and "due_date" not in self.errors:
            self.add_error("due_date", "Enter the date the baby is due, as near as you know")

    def _check_born(self, found: dict[str, Any]) -> None:
        if found.get("due_date"):
            self.add_error(
                "due_date", "A child who is born has no due date. Clear it, or say that the child is not born yet"
            )
        if not (found.get("first_name") or found.get("surname")) and "first_name" not in self.errors:
            self.add_error("first_name", "Enter the child’s first name. If you do not know it, write “not known”")


class PersonForm(SectionForm):
    """Somebody in the child's life."""

    asks = ("relationship", "parental_responsibility", "lives_with")
    groups = (
        Group("", ("name", "relationship", "parental_responsibility", "lives_with", "may_be_risk"), columns=2),
        Group("More about this person, if you know it", ("date_of_birth", "phone", "notes"), more=True, columns=2),
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
