"""The gate, who refers, what they want, and what the family knows."""

from datetime import datetime
from typing import Any

from django import forms

from core import clock
from core.clock import LONDON
from core.forms import GovDateField, NotKnownDateField, PhoneField, gov
from referrals.codes import Consent, LawfulBasis, WithoutConsent
from referrals.forms.base import Group, SectionForm, choose, line, pick, story

YES_NO = (("yes", "Yes"), ("no", "No"))
# People write a time in many ways: 09:50, 9.50, 0950, 9:50am, 9am.
TIMES = ("%H:%M", "%H:%M:%S", "%H.%M", "%H%M", "%I:%M%p", "%I.%M%p", "%I:%M %p", "%I.%M %p", "%I%p", "%I %p")


class GateForm(SectionForm):
    """Before anything else: is a child in danger, and must somebody act today?"""

    danger = gov(
        pick("Is a child in danger right now?", YES_NO, required=True), size="m", conditional={"yes": ["police_log"]}
    )
    police_log = line("Police log number, if you have one", help_text="Call 999 first. This form can wait.")
    urgent = gov(
        pick(
            "Must somebody act today to keep a child safe?",
            YES_NO,
            required=True,
            help_text="For example: an injury, a child who says who hurt them, or a child who cannot safely go home.",
        ),
        size="m",
        conditional={"yes": ["phoned_on", "phoned_at", "phoned_to"]},
    )
    phoned_on = gov(
        GovDateField(
            label="What day did you telephone MASH?",
            required=False,
            when="past_or_today",
            help_text="Telephone first, then send this form within 24 hours.",
        ),
        noun="the day of your call",
    )
    phoned_at = gov(
        forms.TimeField(label="At what time?", required=False, help_text="For example, 09:50", input_formats=TIMES),
        width=5,
        noun="the time of your call",
    )
    phoned_to = line("Who did you speak to?")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        called = self._moment(found)
        if called and called > clock.now():
            self.add_error("phoned_at", "The time of your call must be in the past")
        if found.get("phoned_on") and not found.get("phoned_at") and "phoned_at" not in self.errors:
            self.add_error("phoned_at", "Enter the time of your call, as near as you know")
        if found.get("phoned_at") and not found.get("phoned_on") and "phoned_on" not in self.errors:
            self.add_error("phoned_on", "Enter the day of your call")
        return found

    @property
    def called_at(self) -> datetime | None:
        """When MASH was telephoned; None when it was not, or not because somebody must act today."""
        return self._moment(self.cleaned_data) if self.is_valid() else None

    @staticmethod
    def _moment(found: dict[str, Any]) -> datetime | None:
        if found.get("urgent") != "yes" or not (found.get("phoned_on") and found.get("phoned_at")):
            return None
        return datetime.combine(found["phoned_on"], found["phoned_at"], LONDON)


class ReferrerForm(SectionForm):
    """You and your role."""

    asks = ("job_title", "phone", "lead_name", "last_seen")
    groups = (
        Group("", ("job_title", "phone", "relationship", "last_seen"), columns=2),
        Group("Your safeguarding lead", ("lead_name", "lead_on"), columns=2),
        Group("More about you, if MASH may need it", ("secure_email", "manager"), more=True, columns=2),
    )

    job_title = line("Your role", required=True, autocomplete="organization-title")
    phone = gov(PhoneField(label="A telephone number MASH can ring today"), width=20)
    secure_email = forms.EmailField(label="Your secure work email", required=False)
    manager = line("Your line manager")
    lead_name = line("Which safeguarding lead have you talked to?", help_text="Write “none” if you have not.")
    lead_on = GovDateField(label="When did you talk to them?", required=False, when="past_or_today")
    relationship = line("How do you know the child?", help_text="For example: form tutor since September")
    last_seen = NotKnownDateField(label="When did you last see the child?", required=False, when="past_or_today")


class ResponseForm(SectionForm):
    """What you want to happen. The levels come from the matrix in force."""

    asks = ("wanted", "own_level")

    wanted = story("What do you want to happen?", help_text="One or two sentences. MASH will answer this.")
    by_when = line("By when?", help_text="For example: before school ends at 15:15")
    own_level = pick("Which level do you think this is?", ())
    own_reason = story("Why that level?", rows=3)

    def __init__(self, *args: Any, levels: tuple[tuple[int, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["own_level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((str(number), name) for number, name in levels),
            ("not_sure", "I am not sure"),
        ]


class ConsentForm(SectionForm):
    """Telling the family, and what is safe."""

    asks = ("family", "young_person")
    groups = (
        Group("", ("family", "who_agreed", "agreed_on", "young_person"), columns=2),
        Group(
            "If they do not agree, or were not asked",
            ("reasons", "reason_words"),
            more=True,
            opened_by=("family", "refused", "not_asked"),
        ),
        Group(
            "The record of this decision",
            ("lawful_basis", "recorded_by", "recorded_on"),
            more=True,
            columns=2,
        ),
        Group("Keeping people safe", ("safe_contact", "staff_safety"), columns=2),
        Group("Something the family must not learn?", ("confidential",), more=True),
    )

    family = gov(
        pick(
            "Does the family agree to this referral?",
            Consent,
            help_text="If a child may be at risk of harm, you do not need their agreement.",
        ),
        small=True,
        conditional={"agreed": ["who_agreed", "agreed_on"]},
    )

    def questions_left(self) -> int:
        """Without agreement MASH asks why it is sent all the same."""
        cleaned = self.cleaned_data if self.is_bound and self.is_valid() else {}
        missing = cleaned.get("family") in {"refused", "not_asked"} and not (
            cleaned.get("reasons") or cleaned.get("reason_words")
        )
        return super().questions_left() + missing

    who_agreed = line("Who agreed, and for whom?")
    agreed_on = GovDateField(label="When did they agree?", required=False, when="past_or_today")
    reasons = gov(
        forms.MultipleChoiceField(
            label="Why are you sending it without their agreement?",
            choices=WithoutConsent.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        small=True,
        classes="fd-columns fd-columns--long",
    )
    reason_words = story("Tell us more", rows=3)
    young_person = gov(
        pick("Does the child or young person agree?", [*Consent.choices, ("too_young", "Too young to ask")]),
        small=True,
    )
    lawful_basis = choose(
        "Which law lets you share this?", LawfulBasis, help_text="Safeguarding seldom stands on consent alone."
    )
    recorded_by = line("Who decided this with you, or wrote it down?", most=80)
    recorded_on = GovDateField(label="When was it written down?", required=False, when="past_or_today")
    safe_contact = gov(
        story(
            "Is any way of contacting the family not safe?",
            rows=2,
            help_text="For example: do not ring; he reads her messages.",
        ),
        group_classes="fd-beside",
    )
    staff_safety = gov(
        story("Could a visit be dangerous for staff?", rows=2, help_text="Dogs, weapons, threats, when not to come"),
        group_classes="fd-beside",
    )
    confidential = story(
        "Is there anything the family must not be told?",
        rows=2,
        help_text="Only whoever wrote it and MASH read it. It is left out of the PDF.",
    )
