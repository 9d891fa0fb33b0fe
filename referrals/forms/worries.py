"""What worries you, how you know, what is going well, what the children say and what has been tried."""

from typing import Any

from django import forms

from core.forms import GovDateField, YesNoNotKnownField, gov
from referrals.codes import How, HowOften, Likelihood, Seriousness
from referrals.forms.base import Group, SectionForm, choose, line, of_children, only_some, pick, story

GRADES = tuple((str(grade), f"Grade {grade}") for grade in range(1, 6))
SCALES = tuple((str(scale), f"Scale {scale}") for scale in range(1, 5))
LOW_TO_HIGH = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
EARLY_HELP = (
    ("none", "No"),
    ("now", "Yes, now"),
    ("helped", "Yes, and it helped"),
    ("no_change", "Yes, and nothing changed"),
    ("refused", "It was offered and refused"),
    ("not_known", "Not known"),
)
EARLIER = (("0", "None that I know of"), ("1", "One"), ("2", "Two"), ("3", "Three or more"), ("not_known", "Not known"))

# Codes are the facts that rules of a matrix may name.
FACTS = (
    ("injury", "There is a bruise, burn, mark or other injury"),
    ("missing_now", "A child is missing now"),
    ("allegation_against_staff", "Somebody who works or volunteers with children is involved"),
    ("sexual_activity", "It is about sexual activity or pregnancy"),
    ("safe_bed_missing", "A young person has no safe bed tonight"),
    ("unaccompanied", "A child seeks asylum without a parent"),
    ("no_recourse", "The family has no recourse to public funds"),
    ("earlier_children_removed", "Earlier children of these parents were removed"),
    ("sisters", "There are sisters or other girls in the family"),
    ("none", "None of these"),
)


class WorryForm(SectionForm):
    """One indicator with its evidence. The indicator is chosen by search; which children are the form's own."""

    asks = ("how", "what")
    folded = ("where", "who", "title", "likelihood", "seriousness")

    title = line("In one line", most=80, help_text="MASH sees this first: a fact, in the child’s or your own words")
    children = of_children("Which child?")
    how = gov(pick("How do you know", How), small=True, inline=True, classes="fd-inline")
    what = story(
        "What happened, in plain facts", rows=3, help_text="Who, what, where. Put spoken words in quotation marks."
    )
    when = line("When, most recently", most=80)
    often = choose("How often", HowOften)
    where = line("Where")
    who = line("Who saw or heard it")
    effect = story("What it does to the child", rows=2)
    opinion = story("What you think it means (opinion)", rows=2)
    likelihood = choose("How likely is harm?", Likelihood)
    seriousness = choose("How serious would it be?", Seriousness)

    def __init__(self, *args: Any, children: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_some(self, children)

    @property
    def tells_more(self) -> bool:
        """Something stands, or is wrong, in what is folded away."""
        return any(name in self.errors or self._holds(name) for name in self.folded)


class ToolsForm(SectionForm):
    """What MASH always asks, and the results of tools already used. Never the text of a licensed tool."""

    asks = ("facts",)

    groups = (
        Group("", ("facts", "doctor_seen"), columns=3),
        Group(
            "Graded care profile, if one was done",
            ("care_physical", "care_safety", "care_love", "care_esteem", "care_on", "care_by"),
            True,
            columns=3,
        ),
        Group(
            "Domestic violence risk matrix, if one was done",
            ("violence", "violence_counted", "violence_on", "violence_by"),
            True,
            columns=3,
        ),
        Group("Neglect checklist, if one was done", ("neglect", "neglect_on", "neglect_by"), True, columns=3),
        Group(
            "Exploitation and going missing",
            (
                "exploitation",
                "exploitation_told",
                "exploitation_on",
                "exploitation_by",
                "missing",
            ),
            True,
            columns=3,
        ),
    )

    facts = gov(
        forms.MultipleChoiceField(
            label="Do any of these apply?", choices=FACTS, required=False, widget=forms.CheckboxSelectMultiple
        ),
        size="m",
        small=True,
        classes="fd-columns fd-columns--long",
        exclusive=("none",),
    )
    care_physical = choose("Graded care profile: physical care", GRADES)
    care_safety = choose("Graded care profile: safety", GRADES)
    care_love = choose("Graded care profile: love", GRADES)
    care_esteem = choose("Graded care profile: esteem", GRADES)
    care_on = GovDateField(label="When was the graded care profile done?", required=False, when="past_or_today")
    care_by = line("Who did the graded care profile?", most=80)
    violence = choose("Domestic violence risk matrix", SCALES)
    violence_on = GovDateField(label="When was the matrix done?", required=False, when="past_or_today")
    violence_by = line("Who did the matrix?", most=80)
    violence_counted = gov(
        YesNoNotKnownField(
            label="Does the scale count a child under 7 or with special needs?",
            required=False,
            help_text="The tool raises its scale for them.",
        ),
        inline=True,
        small=True,
    )
    neglect = choose("What does the neglect checklist say?", LOW_TO_HIGH)
    neglect_on = GovDateField(label="When was the checklist done?", required=False, when="past_or_today")
    neglect_by = line("Who did the checklist?", most=80)
    exploitation_on = GovDateField(label="When was the tool done?", required=False, when="past_or_today")
    exploitation_by = line("Who did the exploitation tool?", most=80)
    exploitation = choose("Sexual exploitation tool", LOW_TO_HIGH)
    exploitation_told = gov(
        YesNoNotKnownField(label="Has the child said that they are exploited?", required=False), inline=True, small=True
    )
    missing = gov(
        forms.IntegerField(label="Times reported missing in 12 months", required=False, min_value=0, max_value=200),
        width=3,
    )
    doctor_seen = gov(
        YesNoNotKnownField(label="If there is an injury, has a doctor seen it?", required=False),
        inline=True,
        small=True,
    )


class StrengthsForm(SectionForm):
    """What is going well."""

    asks = ("strengths",)
    groups = (
        Group("", ("strengths", "protective")),
        Group("What is not clear, and culture, faith or language", ("unknowns", "culture"), more=True),
    )

    strengths = story("What is going well for the child?", help_text="One thing on each line")
    protective = story("Who keeps the child safe, and how?", rows=3)
    unknowns = story("What is not clear, or what do you not know?", rows=2)
    culture = story(
        "What of the family’s culture, faith or language should MASH know?",
        rows=2,
        help_text="What gives them strength, and what may be read wrongly. “Not known” is an answer.",
    )


class VoiceForm(SectionForm):
    """What the children say."""

    asks = ("asked", "words")

    def questions_left(self) -> int:
        """Who could not be asked has said nothing; why not is asked for where the choice opens it."""
        cleaned = self.cleaned_data if self.is_bound and self.is_valid() else {}
        unasked = cleaned.get("asked") in {"no", "too_young", "unsafe"} and not cleaned.get("words")
        return (
            super().questions_left() - bool(unasked) + bool(cleaned.get("asked") == "no" and not cleaned.get("why_not"))
        )

    asked = gov(
        pick(
            "Have you asked the child?",
            (
                ("yes", "Yes"),
                ("no", "Not yet"),
                ("too_young", "Too young to say"),
                ("unsafe", "It was not safe to ask"),
            ),
        ),
        small=True,
        conditional={"no": ["why_not"]},
    )
    why_not = line("Why not yet?")
    words = story("What does the child say?", help_text="Their own words. For a baby, what you see.")
    day = story("What is an ordinary day like for this child?", rows=3)


class HelpForm(SectionForm):
    """What you have tried."""

    asks = ("tried", "early_help")
    groups = (
        Group("", ("tried",)),
        Group("", ("early_help", "earlier"), columns=2),
        Group("Who else helps, and the family’s history", ("lead_professional", "agencies", "history"), more=True),
    )

    tried = story("What has your agency done, and what came of it?", rows=3)
    early_help = gov(pick("Has the family had Early Help?", EARLY_HELP), small=True)
    agencies = story("Who else is helping the family?", rows=2)
    lead_professional = line("Who leads that help, and since when?")
    earlier = choose("Earlier referrals in the last 12 months", EARLIER)
    history = story("What do you know of the family’s history?", rows=2)
