"""Encrypts what a copy of the database alone must not give away: one box for each purpose.

The key is derived from SECRET_KEY and the purpose; what was written under an older key is still read while that key
stands in SECRET_KEY_FALLBACKS.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# How everything that a box made begins.
MARK = "fernet:"


class CannotRead(Exception):
    """The secret was encrypted under a SECRET_KEY that is not known here."""


class SecretBox:
    """Seals and unseals for one purpose. Another purpose is another key, and apart from Django's own."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose.encode()

    def seal(self, text: str) -> str:
        """The text, encrypted under the key of today."""
        return MARK + self._box().encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """The text again. What was never sealed is refused, so that nobody can put a secret of their own in."""
        try:
            return self._box().decrypt(sealed.removeprefix(MARK).encode()).decode()
        except InvalidToken as error:
            raise CannotRead("This secret was sealed with another SECRET_KEY.") from error

    def reseal(self, sealed: str) -> str:
        """The same secret under the key of today."""
        return self.seal(self.unseal(sealed))

    def _box(self) -> MultiFernet:
        return _box_of(self._purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def is_sealed(text: str) -> bool:
    """True for what a box made. Beware of words that may begin the same: ask it of codes and keys only."""
    return text.startswith(MARK)


@lru_cache(maxsize=8)
def _box_of(purpose: bytes, keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(purpose, key)) for key in keys])


def _derived(purpose: bytes, key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
    return urlsafe_b64encode(derived)
