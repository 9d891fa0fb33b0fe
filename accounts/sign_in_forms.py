"""Allauth's forms in our words. What they check and do stays allauth's."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as code
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest

from accounts.models import User
from accounts.occasional import may_use_code
from accounts.single_sign_on import single_sign_on_of
from core.forms import GovFormMixin, gov
from core.forms.base import say_plainly

_GOOD_ONE = "At least 12 characters. Three words that do not belong together make a good one."
_LABELS = {
    "login": "Email address",
    "email": "Email address",
    "oldpassword": "Current password",
    "password": "Password",
    "password1": "New password",
    "password2": "The new password again",
    "code": "Code",
    "name": "Name",
}
_HINTS = {"password1": _GOOD_ONE, "code": "6 digits from your app, or one of your recovery codes"}


class PlainWords(GovFormMixin):
    """Our labels and hints, and no words inside the boxes: those vanish as one types."""

    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            field.help_text = {**_HINTS, **self.hints}.get(name, "")
            field.error_messages.pop("required", None)
            say_plainly(name, field)


class SignInForm(PlainWords, account.LoginForm):
    """The address and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class WhoForm(PlainWords, forms.Form):
    """The address alone. It may be wanted elsewhere than here."""

    login = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class AskForCodeForm(PlainWords, account.RequestLoginCodeForm):
    """The address a code goes to. Somebody who may not use one is treated as nobody."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if isinstance(self._user, User) and not may_use_code(self._user):
            self._user = None
        return email.strip().lower()


class GiveCodeForm(PlainWords, account.ConfirmLoginCodeForm):
    """The code that came by mail."""

    hints = {"code": "From the mail we sent you"}


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    pass


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    """The address. Whether its domain has single sign-on is no secret: the sign-in page shows it."""

    def clean_email(self) -> str:
        if single_sign_on_of(self.cleaned_data["email"]):
            raise forms.ValidationError("People at this address sign in with their work account: no password is needed")
        email: str = super().clean_email()
        return email


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    pass


class OneCode(PlainWords):
    """A form that asks for one code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.Field = self.fields["code"]  # type: ignore[attr-defined]
        field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}
        gov(field, width=10)


class CodeForm(OneCode, code.AuthenticateForm):
    """The second step of a sign-in."""


class CodeAgainForm(OneCode, code.ReauthenticateForm):
    """The same, before something delicate."""


class ActivateAppForm(OneCode, totp.ActivateTOTPForm):
    hints = {"code": "6 digits that the app shows now"}


class OnePasskey(PlainWords):
    """A form whose answer a passkey gives. Whatever else arrives there is a wrong answer, not a fault."""

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError, ValueError):
            self.add_error("credential", _NOT_READ)  # type: ignore[attr-defined]

    def _clean_form(self) -> None:
        try:
            super()._clean_form()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError, ValueError):
            self.add_error(None, _NOT_READ)  # type: ignore[attr-defined]


_NOT_READ = "The passkey could not be read. Try again"


class AddPasskeyForm(OnePasskey, webauthn.AddWebAuthnForm):
    hints = {
        "name": "So that you know it from your others",
        "passwordless": "It asks for your fingerprint, your face or its PIN instead of a password",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = "Sign in with this passkey alone"
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(PlainWords, webauthn.EditWebAuthnForm):
    pass


class UsePasskeyForm(OnePasskey, webauthn.AuthenticateWebAuthnForm):
    """The second step of a sign-in."""


class PasskeySignInForm(OnePasskey, webauthn.LoginWebAuthnForm):
    """The whole sign-in."""


class PasskeyAgainForm(OnePasskey, webauthn.ReauthenticateWebAuthnForm):
    """The same, before something delicate."""
