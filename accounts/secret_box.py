"""Encrypts the secrets behind second factors, so that a copy of the database alone lets nobody sign in.

The key is derived from SECRET_KEY; what was written under an older key is still read while that key stands in
SECRET_KEY_FALLBACKS.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Another text here is another key: it keeps this use of SECRET_KEY apart from Django's own.
_PURPOSE = b"front-door second factor v1"
_MARK = "fernet:"


class CannotRead(Exception):
    """The secret was encrypted under a SECRET_KEY that is not known here."""


def is_sealed(text: str) -> bool:
    """True for what `seal` made. A secret in the clear is base 32 or hexadecimal and has no colon."""
    return text.startswith(_MARK)


def seal(text: str) -> str:
    """The text, encrypted under the key of today."""
    return _MARK + _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. What was never sealed is refused, so that nobody can put a secret of their own into the table."""
    try:
        return _box().decrypt(sealed.removeprefix(_MARK).encode()).decode()
    except InvalidToken as error:
        raise CannotRead("This secret was sealed with another SECRET_KEY.") from error


def reseal(sealed: str) -> str:
    """The same secret under the key of today."""
    return seal(unseal(sealed))


def _box() -> MultiFernet:
    return _box_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return urlsafe_b64encode(derived)
