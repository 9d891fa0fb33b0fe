"""What an administrator fills in."""

from typing import Any

from django import forms

from accounts.models import Agency, User
from accounts.roles import REFERRERS, Role
from core.forms import GovForm, gov

GIVEN = [(role.value, role.label) for role in Role if role is not Role.SYSTEM]


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among rows. An id that is none is a wrong choice, not a lesson about ids."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class NewPersonForm(GovForm):
    """A new account. The person sets the password themselves."""

    full_name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="Work email", max_length=254)
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    role = gov(forms.ChoiceField(label="Role", choices=GIVEN, widget=forms.RadioSelect), size="s", small=True)
    agency = OneOf(label="Agency", queryset=Agency.objects.none(), empty_label="Choose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.all()


_YES_NO = (("no", "No"), ("yes", "Yes"))


class AgencySettingsForm(GovForm):
    """What an agency asks for."""

    lead_reads_first = gov(
        forms.ChoiceField(
            label="Does a safeguarding lead read each form before it is sent?",
            help_text="Never when somebody must act today: that is sent at once. After one working day the writer can"
            " send it without you.",
            choices=_YES_NO,
            widget=forms.RadioSelect,
        ),
        size="s",
        small=True,
    )
    occasional_referrers = gov(
        forms.ChoiceField(
            label="May people sign in with a code sent to their work address?",
            help_text="Anybody who can read mail at your agency’s domain can then have an account, and sees only what"
            " they sent.",
            choices=_YES_NO,
            widget=forms.RadioSelect,
        ),
        size="s",
        small=True,
    )

    def __init__(self, *args: Any, at_work: bool = False, **kwargs: Any) -> None:
        """`at_work`: the agency has single sign-on, so no codes are sent."""
        super().__init__(*args, **kwargs)
        if at_work:
            field = self.fields["occasional_referrers"]
            field.label = "May people make an account by signing in with their work account?"
            field.help_text = (
                "Anybody with a work account at your agency can then have one, and sees only what they sent."
            )


class InviteForm(GovForm):
    """Whom to invite."""

    email = forms.EmailField(label="Work email", max_length=254)


class JoinForm(GovForm):
    """What somebody who was invited says of themselves."""

    full_name = forms.CharField(label="Full name", max_length=120)
    job_title = forms.CharField(label="Job title", max_length=120)
    password1 = forms.CharField(
        label="Password",
        help_text="At least 12 characters. Three words that do not belong together make a good one.",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="The password again",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, at_work: bool = False, **kwargs: Any) -> None:
        """`at_work`: they sign in with their work account, so no password is asked."""
        super().__init__(*args, **kwargs)
        if at_work:
            del self.fields["password1"], self.fields["password2"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if {"password1", "password2"} <= found.keys() and found["password1"] != found["password2"]:
            self.add_error("password2", "The two passwords are not the same")
        return found

    def for_account(self) -> dict[str, Any]:
        """What the account is made with."""
        found = self.cleaned_data
        return {"full_name": found["full_name"], "job_title": found["job_title"], "password": found.get("password1")}


class ResetForm(GovForm):
    """Why a second step is reset."""

    why = forms.CharField(
        label="How do you know that it is really them, and why do they need this?",
        help_text="For example: rang me from the desk, has a new phone. It is kept, and administrators can read it.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewKeyForm(GovForm):
    """A new API key."""

    name = forms.CharField(label="What is the key for?", max_length=80)
    acts_as = OneOf(label="Whose referrals will they be?", queryset=User.objects.none(), empty_label="Choose")
    may_read = gov(
        forms.ChoiceField(
            label="May it read outcomes?",
            choices=(("no", "No, it may only send"), ("yes", "Yes")),
            widget=forms.RadioSelect,
        ),
        size="s",
        small=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["acts_as"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.active().filter(role__in=REFERRERS).select_related("agency")
        field.label_from_instance = lambda person: f"{person.full_name}, {person.agency}"  # type: ignore[method-assign, assignment]


class SingleSignOnForm(GovForm):
    """Where an agency's people sign in. The secret that is kept is never shown: an empty box leaves it as it is."""

    is_on = gov(
        forms.ChoiceField(
            label="Do the agency’s people sign in with their work account?",
            help_text="Then nobody of the agency can use a password, a code or a passkey here.",
            choices=_YES_NO,
            widget=forms.RadioSelect,
        ),
        size="s",
        small=True,
    )
    issuer = forms.CharField(
        label="Issuer",
        max_length=400,
        help_text="It begins with https:// and is public. The agency finds it with its provider.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off", "inputmode": "url"}),
    )
    client_id = forms.CharField(
        label="Client ID",
        max_length=255,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    secret = forms.CharField(
        label="Client secret",
        max_length=400,
        required=False,
        help_text="It is kept encrypted and not shown again. Leave this empty to keep the one from before.",
        widget=forms.PasswordInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
