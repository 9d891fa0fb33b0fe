"""The sections of the form, in order: the task list, the pages, the check, the API and the copy all read this table."""

from typing import NamedTuple

from referrals.forms import (
    ChildForm,
    ConsentForm,
    GateForm,
    HelpForm,
    MarkForm,
    PersonForm,
    ReferrerForm,
    ResponseForm,
    StrengthsForm,
    ToolsForm,
    VoiceForm,
    WorryForm,
)
from referrals.forms.base import SectionForm


class Section(NamedTuple):
    """One section. `repeats`: there may be several (children, people, worries), each an item of its own.

    `add`: the button of their list. `another`: the button on the page of one.
    """

    slug: str
    title: str
    group: str
    form: type[SectionForm]
    repeats: bool = False
    add: str = ""
    another: str = ""


GATE, REFERRER, CHILDREN, HOUSEHOLD, WORRIES = "gate", "referrer", "children", "household", "worries"
TOOLS, STRENGTHS, VOICE, HELP, RESPONSE, CONSENT = "tools", "strengths", "voice", "help", "response", "consent"
MARKS = "marks"

SECTIONS: dict[str, Section] = {
    section.slug: section
    for section in (
        Section(GATE, "Is anyone in danger?", "Before you send", GateForm),
        Section(REFERRER, "You and your role", "Before you send", ReferrerForm),
        Section(CONSENT, "Telling the family", "Before you send", ConsentForm),
        Section(
            CHILDREN, "Children", "Children", ChildForm, True, "Add a child or unborn baby", "Save and add a child"
        ),
        Section(HOUSEHOLD, "Family and others", "Family", PersonForm, True, "Add a person", "Save and add a person"),
        Section(WORRIES, "What worries you", "Worries and strengths", WorryForm, True, "Add a worry"),
        Section(MARKS, "Body map", "Worries and strengths", MarkForm, True, "Add a mark"),
        Section(TOOLS, "What MASH always asks", "Worries and strengths", ToolsForm),
        Section(VOICE, "What the children say", "Worries and strengths", VoiceForm),
        Section(STRENGTHS, "What is going well", "Worries and strengths", StrengthsForm),
        Section(HELP, "What you have tried", "Worries and strengths", HelpForm),
        Section(RESPONSE, "What you want to happen", "Worries and strengths", ResponseForm),
    )
}

# Without these a referral cannot be sent at all; every other empty field is a question, not a wall.
NEEDED = (GATE, REFERRER, CHILDREN)
