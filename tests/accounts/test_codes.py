"""Signing in with a code by e-mail: who may, that nobody learns who has an account, and what it opens."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Agency, User
from trail.models import Entry

pytestmark = pytest.mark.django_db
ASK, GIVE = "/sign-in/code/", "/sign-in/code/confirm/"
IRIS = "iris.tallow@hollowoak.example"


@pytest.fixture(autouse=True)
def allowed(hollow_oak: Agency, settings: Any) -> None:
    settings.MFA_REQUIRED = False
    Agency.objects.filter(pk=hollow_oak.pk).update(occasional_referrers=True)


@pytest.fixture
def ask(client: Client, django_capture_on_commit_callbacks: Any) -> Any:
    def send(email: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(ASK, {"email": email})

    return send


def code() -> str:
    return next(line for line in str(mail.outbox[-1].body).splitlines() if re.fullmatch(r"[A-Z0-9-]{6,}", line))


def has_code() -> bool:
    return "Your code" in mail.outbox[-1].subject


def test_a_practitioner_signs_in(client: Client, ask: Any, delphine: User) -> None:
    assert ask(delphine.email)["Location"] == GIVE
    assert client.post(GIVE, {"code": code()}).status_code == 302
    assert client.session["_auth_user_id"] == str(delphine.pk)
    assert Entry.objects.filter(verb="signed_in", subject_id=delphine.pk).count() == 1


def test_somebody_new_gets_an_account_only_with_the_code(client: Client, ask: Any, hollow_oak: Agency) -> None:
    ask(IRIS.upper())
    assert not User.objects.filter(email=IRIS).exists()
    assert client.post(GIVE, {"code": code()}).status_code == 302
    person = User.objects.get(email=IRIS)
    assert (person.role, person.agency, person.full_name) == ("practitioner", hollow_oak, "Iris Tallow")
    assert not person.has_usable_password()
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Entry.objects.get(verb="created", subject="user").subject_id == person.pk


@pytest.mark.parametrize("who", ["wilf", "charlie", "asha", "marek", "petra"])
def test_nobody_else_gets_a_code(who: str, ask: Any, request: pytest.FixtureRequest) -> None:
    ask(request.getfixturevalue(who).email)
    assert not has_code()


@pytest.mark.parametrize("email", ["x@evil-hollowoak.example", "x@sub.hollowoak.example", "x@nowhere.example"])
def test_no_other_domain_gets_a_code(email: str, ask: Any) -> None:
    assert ask(email)["Location"] == GIVE
    assert not has_code()


def test_an_ended_account_gets_none_and_no_second_one(client: Client, ask: Any, delphine: User) -> None:
    User.objects.filter(pk=delphine.pk).update(is_active=False)
    ask(delphine.email)
    client.post(GIVE, {"code": code() if has_code() else "ABC-DEF"})
    assert "_auth_user_id" not in client.session
    assert User.objects.filter(email=delphine.email).count() == 1


def test_known_and_unknown_are_answered_alike(ask: Any, client: Client, delphine: User) -> None:
    known, shown = ask(delphine.email), client.get(GIVE).content
    other = Client()
    unknown = other.post(ASK, {"email": "nobody@nowhere.example"})
    token = re.compile(rb'value="\w{64}"')
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert token.sub(b"", shown) == token.sub(b"", other.get(GIVE).content)


def test_three_wrong_codes_end_it(client: Client, ask: Any, delphine: User) -> None:
    ask(delphine.email)
    right = code()
    for _ in range(3):
        client.post(GIVE, {"code": "WRONG1"})
    client.post(GIVE, {"code": right})
    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(verb="refused", subject="sign_in", subject_id=delphine.pk).count() == 3


def test_a_domain_that_two_agencies_share_lets_nobody_new_in(ask: Any, tidewell: Agency) -> None:
    Agency.objects.filter(pk=tidewell.pk).update(email_domain="hollowoak.example")
    ask(IRIS)
    assert not has_code()
    assert not User.objects.filter(email=IRIS).exists()
