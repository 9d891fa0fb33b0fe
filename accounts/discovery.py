"""What an agency's provider says of itself: its discovery document, read and checked before anybody is sent there."""

import json
from typing import Any

from core.errors import Refused
from core.outside import NotReached, ask, check_address

SECONDS = 5.0
_WHERE = "/.well-known/openid-configuration"
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OPTIONAL = ("userinfo_endpoint",)
_METHODS = "token_endpoint_auth_methods_supported"


def discover(issuer: str) -> tuple[str, dict[str, Any]]:
    """The issuer as the provider itself writes it, and its endpoints. Call it outside a transaction.

    Refuses, beside the field `issuer`, an address that is not safe or does not answer, one without a discovery
    document, and a document of another issuer or with an unsafe address in it.
    """
    check_address(issuer, field="issuer")
    said = _document(issuer)
    name = said.get("issuer")
    if not isinstance(name, str) or name.rstrip("/") != issuer.rstrip("/"):
        raise Refused(
            "The provider there goes by another issuer. Copy the issuer from its own settings.", field="issuer"
        )
    endpoints: dict[str, Any] = {}
    for key in (*_NEEDED, *_OPTIONAL):
        if key in _NEEDED or key in said:
            endpoints[key] = _safe(said.get(key))
    methods = said.get(_METHODS)
    if isinstance(methods, list):
        endpoints[_METHODS] = [one for one in methods if isinstance(one, str)][:20]
    return name, endpoints


def _document(issuer: str) -> dict[str, Any]:
    try:
        answer = ask("GET", issuer.rstrip("/") + _WHERE, headers={"Accept": "application/json"}, seconds=SECONDS)
    except NotReached as error:
        raise Refused("Nothing answers at this address, or it is not a public one.", field="issuer") from error
    try:
        said = json.loads(answer.body) if answer.status == 200 else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Refused(f"There is no sign-in service here: it has no {_WHERE}", field="issuer")
    return said


def _safe(address: object) -> str:
    try:
        if isinstance(address, str):
            check_address(address)
            return address
    except Refused:
        pass
    raise Refused("The provider’s own description is incomplete, or names an unsafe address.", field="issuer")
