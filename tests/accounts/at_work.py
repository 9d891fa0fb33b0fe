"""What tests of single sign-on share: an agency joined to the small provider, and the road there and back over HTTP."""

import html
import re
from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

from accounts.discovery import discover
from accounts.models import Agency, SingleSignOn, User
from accounts.single_sign_on import set_single_sign_on
from tests.accounts.oidc_provider import CLIENT, SECRET, Provider
from tests.accounts.walking_in import LOGIN

NOT_IN = "You are not signed in"


def join(agency: Agency, provider: Provider, by: User, **changes: Any) -> SingleSignOn:
    """As an administrator does it, discovery and all."""
    issuer, endpoints = discover(provider.issuer)
    wanted = {"is_on": True, "client_id": CLIENT, "secret": SECRET, **changes}
    return set_single_sign_on(agency, issuer=issuer, endpoints=endpoints, by=by, **wanted)


def works_at(email: str, **more: Any) -> dict[str, Any]:
    """What the provider says of somebody."""
    return {"sub": "s-1", "email": email, "email_verified": True, "name": "Somebody Else", **more}


def way_there(client: Client, email: str, next_url: str = "") -> str:
    """The address of the provider that the sign-in page leads to."""
    page = client.post(LOGIN, {"login": email, "next": next_url} if next_url else {"login": email})
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found is not None, page.content.decode()
    return html.unescape(found[1])


def way_back(address: str) -> str:
    """Go to the provider as a browser does; the path and query that it sends one back to."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def there_and_back(client: Client, email: str, next_url: str = "") -> Any:
    """The whole road; the answer of our own page at its end."""
    return client.get(way_back(way_there(client, email, next_url)))
