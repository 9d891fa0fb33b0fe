"""How allauth's second factors behave here: in plain words, and drawn without anything inline."""

from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.clock import now
from core.wording import london_day

# White around a QR code, in squares, as the standard asks.
_QUIET = 4


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names, words and the QR code."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This cannot be removed",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first",
        "incorrect_code": "The code is not right. Type the newest one that the app shows",
    }

    def build_totp_svg(self, url: str) -> SafeString:
        """The QR code as one SVG element: a picture from a data: address would be stopped by our own policy."""
        code = qrcode.QRCode(border=0)
        code.add_data(url)
        code.make()
        rows = code.get_matrix()
        squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return format_html(
            '<svg class="fd-qr" viewBox="-{} -{} {} {}" width="220" height="220" role="img"'
            ' aria-label="QR code for your authenticator app"><path d="{}"></path></svg>',
            _QUIET,
            _QUIET,
            len(rows) + 2 * _QUIET,
            len(rows) + 2 * _QUIET,
            squares,
        )

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return f"Passkey of {london_day(now())}"

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Front Door"}
