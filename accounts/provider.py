"""Allauth's OpenID Connect client, for providers that stand in our own table and are reached by the guarded road.

Allauth keeps the state, makes the PKCE pair and exchanges the code. Which providers there are, how they are reached and
what is believed of their answers (accounts/id_tokens.py) is ours.
"""

from functools import cached_property
from typing import Any
from uuid import UUID

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from accounts.models import SingleSignOn
from accounts.single_sign_on import unseal
from core.outside import NotReached, ask

SECONDS = 5.0


class GuardedRoad(BaseAdapter):
    """Carries what `requests` asks over core/outside.py: public addresses only, no redirect, a bounded answer."""

    def send(self, request: requests.PreparedRequest, *_args: Any, **_options: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else None
        headers = {str(name): _text(value) for name, value in request.headers.items()}
        try:
            answer = ask(str(request.method), str(request.url), body, headers, seconds=SECONDS)
        except NotReached as error:
            raise requests.ConnectionError(error.code) from error
        made = requests.Response()
        made.status_code, made.headers = answer.status, CaseInsensitiveDict(answer.headers)
        made.url, made.request, made.encoding = str(request.url), request, "utf-8"
        made._content = answer.body
        return made

    def close(self) -> None:
        """Nothing is kept open."""


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def guarded_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.headers["Accept-Encoding"] = "identity"
    session.adapters.clear()
    for scheme in ("https://", "http://"):
        session.mount(scheme, GuardedRoad())
    return session


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The providers of our own table, and no other. Nobody signs up, and nothing is connected to anything."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """The one app of the agency whose id `provider` is. Raises CannotRead when its secret cannot be opened."""
        try:
            key = UUID(str(provider))
        except ValueError:
            return []
        found = SingleSignOn.objects.filter(pk=key, is_on=True).select_related("agency").first()
        return [_app_of(found)] if found and client_id in (None, found.client_id) else []

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> "AgencyProvider":
        return AgencyProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> requests.Session:
        return guarded_session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def _app_of(row: SingleSignOn) -> SocialApp:
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=str(row.pk),
        name=row.agency.name,
        client_id=row.client_id,
        secret=unseal(row),
        settings={"oauth_pkce_enabled": True, "endpoints": row.endpoints},
    )


class _Client(OAuth2Client):
    """An authorization endpoint may have a query of its own."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, Any]) -> str:
        query: str = super().get_redirect_url("", scope, extra_params)
        return authorization_url + (f"&{query[1:]}" if "?" in authorization_url else query)


class Road(OpenIDConnectOAuth2Adapter):
    """One sign-in at one agency's provider. What it said of itself was read when it was set up, and not again."""

    client_class = _Client

    @cached_property
    def provider(self) -> "AgencyProvider":
        return ProviderAdapter(self.request).get_provider(self.request, self.provider_id)

    def get_provider(self) -> "AgencyProvider":
        return self.provider

    @property
    def openid_config(self) -> dict[str, Any]:
        endpoints: dict[str, Any] = self.provider.app.settings["endpoints"]
        return endpoints

    @property
    def basic_auth(self) -> bool:  # type: ignore[override]
        """The standard's own default is Basic; the body is used where the provider says that it takes it."""
        taken = self.openid_config.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_post" not in taken

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return redirect_address(UUID(app.provider_id))


class AgencyProvider(OpenIDConnectProvider):
    """An agency's provider."""

    oauth2_adapter_class = Road


def redirect_address(agency_id: UUID) -> str:
    """Where the provider sends people back to; the agency enters it there, letter for letter."""
    return settings.SITE_URL.rstrip("/") + reverse("came_from_work", args=[agency_id])
