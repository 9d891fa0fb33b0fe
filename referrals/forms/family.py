"""Children, born and unborn."""

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
from referrals.codes import (
    Consent,
    Disability,
    Education,
    Ethnicity,
    Immigration,
    PlanCategory,
    Religion,
    Sex,
    Unnamed,
    WithoutConsent,
)
from referrals.forms.base import Behind, Group, SectionForm, choose, line, pick, secret_place, story

LEGAL_STATUS = (
    ("none", "None"),
    ("child_in_need", "Child in need"),
    ("protection_plan", "Child protection plan"),
    ("looked_after", "Looked after"),
    ("early_help", "Early Help Assessment"),
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
    more_pages = {"more": Behind("Health, school, language and law", "Save and add health and school")}
    groups = (
        Group("", ("first_name", "surname", "known_as", "date_of_birth", "about_age", "sex"), columns=3),
        Group("Not born yet?", ("unborn", "due_date"), more=True),
        Group(
            "Where the child is",
            ("address", "postcode", "school", "where_now", "collected_by"),
            columns=3,
        ),
        Group(
            "A secret address, or staying somewhere else?",
            ("secret_address", "current_address", "why_elsewhere"),
            more=True,
            columns=3,
        ),
        Group(
            "What MASH asks for every child",
            ("ethnicity", "social_worker", "social_worker_name", "disabilities"),
            columns=3,
        ),
        Group(
            "What life is like for this child",
            ("says", "life", "not_asked", "consent", "consent_reason"),
            more=True,
            columns=2,
        ),
        Group(
            "Health, school and disability",
            (
                "gp",
                "health_visitor",
                "dentist",
                "health",
                "education",
                "attendance",
                "nhs_number",
                "upn",
                "can_move",
            ),
            columns=3,
            page="more",
        ),
        Group(
            "Language, faith and nationality",
            (
                "language",
                "communication",
                "interpreter",
                "religion",
                "nationality",
                "immigration",
                "no_recourse",
            ),
            columns=3,
            page="more",
        ),
        Group(
            "Legal status, other names, and parents who cannot be named",
            (
                "legal_status",
                "plan_category",
                "legal_detail",
                "mother_unnamed",
                "father_unnamed",
                "unnamed_why",
                "private_fostering",
                "other_council",
                "agency_reference",
                "previous_names",
                "gender",
                "phone",
            ),
            more=True,
            columns=3,
            page="more",
        ),
    )

    unborn = gov(NotBornField(), small=True, hidden_label=True)
    due_date = GovDateField(label="When is the baby due?", required=False)
    first_name = line("First name", most=80, autocomplete="off")
    surname = line("Family name", most=80, autocomplete="off")
    known_as = line("Also known as", most=80, autocomplete="off")
    previous_names = line("Which other names has the child had?", autocomplete="off")
    gender = line("How does the child describe their gender, if otherwise?", most=60)
    phone = gov(PhoneField(label="The child’s own telephone", required=False), width=20)
    mother_unnamed = choose(
        "If the mother is not named: why?", Unnamed, help_text="Otherwise add her under “Family and others”."
    )
    father_unnamed = choose(
        "If the father is not named: why?", Unnamed, help_text="Otherwise add him under “Family and others”."
    )
    unnamed_why = line("Tell us more about that")
    date_of_birth = NotKnownDateField(label="Date of birth", required=False, when="past_or_today")
    about_age = gov(
        forms.IntegerField(label="If not known, about how old in years?", required=False, min_value=0, max_value=25),
        width=2,
    )
    can_move = gov(
        YesNoNotKnownField(label="For a baby under 1: can the baby roll or crawl?", required=False),
        inline=True,
        small=True,
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
    says = gov(
        story("What does this child say or show?", rows=3, help_text="Their own words, if you have them"),
        group_classes="fd-beside",
    )
    life = gov(story("What is life like for this child?", rows=3), group_classes="fd-beside")
    not_asked = line("Not asked this child yet? Why?")
    consent = choose("Does this child agree to the referral?", [*Consent.choices, ("too_young", "Too young to ask")])
    consent_reason = choose("If not agreed or not asked: why is it sent?", WithoutConsent)
    address = gov(
        story("Home address", rows=3, help_text="To be kept secret? Write it under “A secret address”."),
        group_classes="fd-tall",
    )
    secret_address = gov(secret_place("Which address must be kept secret?"), group_classes="fd-beside")
    postcode = gov(PostcodeField(label="Postcode", required=False), width=10)
    where_now = line("Where is the child now?", help_text="And until when? In school until 15:15")
    collected_by = line("Who collects the child?")
    school = line("School, nursery or college")
    current_address = gov(story("Where does the child stay now?", rows=3), group_classes="fd-beside")
    why_elsewhere = line("Why there, and until when?")
    gp = line("GP surgery")
    health_visitor = line("Health visitor or school nurse")
    dentist = line("Dentist")
    health = story("What health needs or diagnoses does the child have?", rows=2)
    education = choose("Help with learning (SEN or EHC plan)", Education)
    attendance = line("How much school does the child attend?", most=60, help_text="For example: 84% this term")
    communication = line("How does the child communicate?", help_text="Speech, BSL, Makaton, pictures, not yet")
    religion = choose("Religion", Religion)
    nationality = line("Nationality", most=60)
    immigration = choose("Immigration status", Immigration)
    no_recourse = gov(YesNoNotKnownField(label="No recourse to public funds?", required=False), inline=True, small=True)
    legal_status = choose("Legal status", LEGAL_STATUS)
    plan_category = choose("If there is a plan: for what?", PlanCategory)
    legal_detail = line("Which section, order or date?", help_text="For example: section 20 since May")
    agency_reference = line("Your own reference for this child", most=40)
    social_worker = gov(
        YesNoNotKnownField(label="A social worker now?", required=False),
        inline=True,
        small=True,
        conditional={"yes": ["social_worker_name"]},
    )
    social_worker_name = line(
        "Who is it?", most=80, help_text="Contact them first: they know the child. This form goes to them too."
    )
    private_fostering = gov(
        YesNoNotKnownField(
            label="Has the child lived 28 days or more with someone who is not a close relative?", required=False
        ),
        inline=True,
        small=True,
    )
    other_council = line("Does the child live in another council’s area? Which?", most=80)
    nhs_number = gov(NhsNumberField(label="NHS number", required=False), width=10)
    upn = gov(UpnField(label="Unique pupil number", required=False), width=20)

    def questions_left(self) -> int:
        """Where an address is kept secret, no other is asked for."""
        secret = self.is_bound and self.is_valid() and self.cleaned_data.get("secret_address")
        return super().questions_left() - bool(secret and self.is_empty("address"))

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
