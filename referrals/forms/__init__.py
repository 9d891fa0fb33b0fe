"""The sections of the form. One class each; the same classes check the web form and the API."""

from referrals.forms.family import ChildForm
from referrals.forms.marks import MarkForm
from referrals.forms.people import PersonForm
from referrals.forms.sending import ConsentForm, GateForm, ReferrerForm, ResponseForm
from referrals.forms.worries import HelpForm, StrengthsForm, ToolsForm, VoiceForm, WorryForm

__all__ = [
    "ChildForm",
    "ConsentForm",
    "GateForm",
    "HelpForm",
    "MarkForm",
    "PersonForm",
    "ReferrerForm",
    "ResponseForm",
    "StrengthsForm",
    "ToolsForm",
    "VoiceForm",
    "WorryForm",
]
