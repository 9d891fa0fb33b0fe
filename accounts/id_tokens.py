"""What a provider says of somebody who signed in there, and whether it is to be believed.

Allauth leaves the signature of a token unchecked when it came straight from the provider, and takes the algorithm from
the token; here both are ours. Nothing that the other side said is kept in an error.
"""

import secrets
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# Asymmetric only: with a shared secret, or none, whoever holds the client secret could write a token.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
GOOGLE = "https://accounts.google.com"
# Clocks of two machines differ. Seconds.
LEEWAY = 60
# What says that a second factor was asked: RFC 8176, the OpenID provider policies, REFEDS and Okta's names for it.
_TWO_FACTORS = frozenset(
    {
        "mfa",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        "https://refeds.org/profile/mfa",
        "urn:okta:loa:2fa:any",
    }
)


class NotBelieved(Exception):
    """The token is not one that this provider made for us, now, for this browser."""


@dataclass(frozen=True)
class Claims:
    """Who signed in: the provider's own lasting name for them, and an address it has verified (or an empty one)."""

    subject: str
    email: str
    name: str
    two_factors: bool


def read_id_token(token: object, *, keys: object, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that was signed by one of `keys`, for us and for this nonce. Raises NotBelieved."""
    if not isinstance(token, str) or not isinstance(keys, dict) or not nonce:
        raise NotBelieved
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_for(token, keys),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotBelieved from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client_id:
        raise NotBelieved
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise NotBelieved
    return claims


def _key_for(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The provider's key that the token names; a token without a name is read only where there is one key."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise NotBelieved
    fit = [one for one in keys["keys"] if one.get("use", "sig") == "sig" and one.get("kty") in {"RSA", "EC"}]
    if "kid" in header:
        fit = [one for one in fit if one.get("kid") == header["kid"]]
    if len(fit) != 1:
        raise NotBelieved
    return jwt.PyJWK(fit[0], algorithm=header["alg"])


def claims_of(id_token: dict[str, Any], more: dict[str, Any]) -> Claims:
    """What is believed of an id token that was read, and of what the provider added when asked. Raises NotBelieved.

    `more` is the answer of the userinfo endpoint: it must speak of the same person, and says nothing about how they
    signed in.
    """
    subject = id_token["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\x00" in subject:
        raise NotBelieved
    if more and more.get("sub") != subject:
        raise NotBelieved
    said = {**more, **id_token}
    return Claims(
        subject=subject,
        email=_verified_email(said, str(id_token["iss"])),
        name=_name(said),
        two_factors=_two_factors(id_token),
    )


def _verified_email(said: dict[str, Any], issuer: str) -> str:
    """The address, in small letters, when the provider vouches for it; else nothing.

    Entra ID says `xms_edov` instead of `email_verified`. Google has accounts for any address, so there
    the organisation's own domain must be named too.
    """
    email = said.get("email")
    if not isinstance(email, str) or len(email) > 254 or "\x00" in email or not _is_address(email.strip()):
        return ""
    verified = said.get("email_verified") is True or said.get("xms_edov") in (True, "1", "true")
    address = email.strip().lower()
    if issuer == GOOGLE and str(said.get("hd", "")).lower() != address.rpartition("@")[2]:
        return ""
    return address if verified else ""


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _name(said: dict[str, Any]) -> str:
    name = said.get("name")
    return " ".join(name.replace("\x00", "").split())[:120] if isinstance(name, str) else ""


def _two_factors(id_token: dict[str, Any]) -> bool:
    amr, acr = id_token.get("amr"), id_token.get("acr")
    methods = amr if isinstance(amr, list) else []
    return any(one in _TWO_FACTORS for one in (*methods, acr) if isinstance(one, str))


def fetch_json(session: requests.Session, address: str, **options: Any) -> dict[str, Any]:
    """A document of the provider. Raises requests.RequestException when there is none."""
    answer = session.get(address, **options)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise requests.exceptions.InvalidJSONError("not an object")
    return found
