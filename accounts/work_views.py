"""To somebody's own agency to sign in, and back. docs/adr/0012-single-sign-on.md says why it is done like this."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import requests
from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.decorators import rate_limit
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.adapter import NOBODY
from accounts.id_tokens import LEEWAY, Claims, NotBelieved, claims_of, fetch_json, read_id_token
from accounts.models import SingleSignOn, User
from accounts.provider import Road, guarded_session
from accounts.work_accounts import NotAdmitted, Why, admit
from accounts.work_records import AFRESH, remember
from core.secret_box import CannotRead
from trail.actions import write
from trail.verbs import Verb

log = logging.getLogger("accounts")

State = dict[str, Any]


def send_to_work(request: HttpRequest, row: SingleSignOn, *, email: str) -> HttpResponse:
    """A page that leads to the provider at once. A redirect would be stopped: a form of ours may lead nowhere else."""
    nonce, fresh = secrets.token_urlsafe(32), bool(request.session.get(AFRESH))
    params = {"nonce": nonce, "login_hint": email, **({"prompt": "login"} if fresh else {})}
    asked_at = int(time.time()) if fresh else 0
    try:
        provider = Road(request, str(row.pk)).get_provider()
    except CannotRead:
        log.error("A client secret was sealed with another SECRET_KEY. See docs/runbook.md, Changing secrets.")
        return _refused(request, row, NotAdmitted(Why.PROVIDER))
    address = provider.redirect(
        request,
        process="login",
        next_url=get_next_redirect_url(request),
        auth_params=params,
        nonce=nonce,
        asked_at=asked_at,
    ).url
    return render(request, "accounts/work_go.html", {"address": address, "agency": row.agency})


def outside_transactions(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view that asks something of another machine: nothing is locked while it waits."""
    return transaction.non_atomic_requests(view)


@outside_transactions
@login_not_required
@never_cache
@require_GET
@rate_limit(action="login")  # type: ignore[no-untyped-call, untyped-decorator]
def came_from_work(request: HttpRequest, key: UUID) -> HttpResponse:
    """Back from the provider: into the account that it opens, or a page that says what to do now."""
    row = SingleSignOn.objects.filter(pk=key, is_on=True).select_related("agency").first()
    if row is None:
        raise Http404
    try:
        state = _state(request, row)
        claims = _claims(request, row, state)
        person = admit(row, claims)
    except NotAdmitted as refusal:
        return _refused(request, row, refusal)
    return _let_in(request, row, person, claims, state)


def _state(request: HttpRequest, row: SingleSignOn) -> State:
    """What was kept in this browser's session when it was sent away. It can be used once, within ten minutes."""
    found: State | None = statekit.unstash_state(
        request, provider_id=str(row.pk), state_id=request.GET.get("state", "")
    )
    if found is None:
        raise NotAdmitted(Why.STATE)
    if request.GET.get("iss", row.issuer) != row.issuer:
        raise NotAdmitted(Why.ANSWER)
    if "error" in request.GET or "code" not in request.GET:
        raise NotAdmitted(Why.DENIED)
    return found


def _claims(request: HttpRequest, row: SingleSignOn, state: State) -> Claims:
    """Give the code back for a token, and believe what is signed."""
    try:
        road = Road(request, str(row.pk))
        client = road.get_client(request, road.provider.app)
        tokens = road.get_access_token_data(request, road.provider.app, client, state["pkce_code_verifier"])
        with guarded_session() as session:
            keys = fetch_json(session, row.endpoints["jwks_uri"])
            token = read_id_token(
                tokens.get("id_token"), keys=keys, issuer=row.issuer, client_id=row.client_id, nonce=state["nonce"]
            )
            _check_fresh(token, state)
            return claims_of(token, _more(session, row, token, tokens))
    except NotBelieved as error:
        raise NotAdmitted(Why.ANSWER) from error
    except (OAuth2Error, requests.RequestException, CannotRead, KeyError, ValueError) as error:
        log.warning("The provider of agency %s gave no answer to use: %s", row.pk, type(error).__name__)
        raise NotAdmitted(Why.PROVIDER) from error


def _check_fresh(token: dict[str, Any], state: State) -> None:
    """Who was asked to sign in afresh must have done so, where the provider says when that was."""
    when = token.get("auth_time")
    if state["asked_at"] and isinstance(when, int | float) and when < state["asked_at"] - LEEWAY:
        raise NotAdmitted(Why.STALE)


def _more(
    session: requests.Session, row: SingleSignOn, token: dict[str, Any], tokens: dict[str, Any]
) -> dict[str, Any]:
    """Some providers tell the address only when asked for it."""
    if "email" in token or "userinfo_endpoint" not in row.endpoints:
        return {}
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    return fetch_json(session, row.endpoints["userinfo_endpoint"], headers=bearer)


def _let_in(request: HttpRequest, row: SingleSignOn, person: User, claims: Claims, state: State) -> HttpResponse:
    """Our own sign-in from here: the second step where it is due, the trail, and on to where they wanted to go."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    request.session.pop(AFRESH, None)
    remember(request, person, agency_id=str(row.pk), two_factors=claims.two_factors)
    answer: HttpResponse = perform_login(request, person, redirect_url=state.get("next"), email=person.email)
    return answer


def _refused(request: HttpRequest, row: SingleSignOn, refusal: NotAdmitted) -> HttpResponse:
    """On the trail as with a wrong password, and a page with the way on."""
    about = refusal.person.pk if refusal.person else NOBODY
    facts = {"why": refusal.why, "agency": row.pk}
    with transaction.atomic():
        write(Verb.REFUSED, subject="sign_in", subject_id=about, record_id=None, by=User.objects.system(), **facts)
    shown = Why.UNKNOWN if refusal.why is Why.ELSEWHERE else refusal.why
    context = {"why": shown.value, "agency": row.agency}
    return render(request, "accounts/work_refused.html", context, status=403)
