"""How allauth's second factors behave here: in plain words, and drawn without anything inline."""

import logging
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.secret_box import CannotRead, reseal, seal, unseal
from core.clock import now
from core.wording import london_day

log = logging.getLogger("accounts")

# Where allauth keeps what must not be read: a passkey has nothing of the kind, only a public key.
_SECRETS = {"secret", "seed", "migrated_codes"}

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

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; for one sealed with a key that is gone, something no code fits: wrong code, not a fault."""
        try:
            return unseal(encrypted_text)
        except CannotRead:
            log.error("A second factor was sealed with another SECRET_KEY. See docs/runbook.md, Changing secrets.")
            return generate_totp_secret()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return f"Passkey of {london_day(now())}"

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Front Door"}


@transaction.atomic
def reseal_all() -> tuple[int, int]:
    """Seal every secret with the key of today; returns how many were, and how many no key given could open."""
    done = lost = 0
    for row in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
        try:
            row.data = {name: _resealed(value) if name in _SECRETS else value for name, value in row.data.items()}
        except CannotRead:
            lost += 1
            continue
        row.save(update_fields=["data"])
        done += 1
    return done, lost


def _resealed(value: str | list[str]) -> str | list[str]:
    return [reseal(one) for one in value] if isinstance(value, list) else reseal(value)
