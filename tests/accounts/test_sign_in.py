"""Signing in and out: who gets in, what is said, what the trail keeps."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client

from accounts.actions import deactivate
from accounts.adapter import NOBODY
from accounts.models import User
from tests.accounts.walking_in import ACCOUNT, LOGIN, SLOW_DOWN, WRONG, is_inside, set_by_mail, sign_in
from tests.answers import words_of
from tests.conftest import PASSWORD
from tests.trail.breaking import refuse_entries
from trail.models import Entry
from trail.verbs import Verb


def test_the_right_password_opens_and_is_on_the_trail(client: Client, delphine: User) -> None:
    answer = sign_in(client, delphine)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_inside(client)
    entry = Entry.objects.get(verb=Verb.SIGNED_IN)
    assert (entry.subject_id, entry.actor_id, entry.actor_role) == (delphine.pk, delphine.pk, "practitioner")


def test_the_address_is_read_in_any_case_and_with_spaces(client: Client, delphine: User) -> None:
    answer = client.post(LOGIN, {"login": f"  {delphine.email.upper()} ", "password": PASSWORD})
    assert answer.status_code == 302


def test_one_comes_back_to_where_one_wanted_to_go(client: Client, delphine: User) -> None:
    away = client.get(ACCOUNT)
    assert away["Location"] == f"{LOGIN}?next={ACCOUNT}"
    page = client.get(away["Location"])
    assert f'<input type="hidden" name="next" value="{ACCOUNT}"' in page.content.decode()
    answer = client.post(away["Location"], {"login": delphine.email, "password": PASSWORD, "next": ACCOUNT})
    assert answer["Location"] == ACCOUNT


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_one_is_never_sent_elsewhere(client: Client, delphine: User, elsewhere: str) -> None:
    answer = client.post(LOGIN, {"login": delphine.email, "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_wrong_and_unknown_read_the_same(client: Client, delphine: User) -> None:
    def said(address: str) -> str:
        page = client.post(LOGIN, {"login": address, "password": "not-the-password"})
        assert page.status_code == 200
        return words_of(page).replace(address, "ADDRESS")

    known, unknown = said(delphine.email), said("nobody@hollowoak.example")
    assert WRONG in known
    assert known == unknown
    refusals = Entry.objects.filter(verb=Verb.REFUSED, subject="sign_in").values_list("subject_id", flat=True)
    assert list(refusals) == [delphine.pk, NOBODY]


def test_wrong_and_unknown_cost_the_same_work(client: Client, delphine: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    for name in ("verify", "encode"):
        real = getattr(_hasher(), name)
        monkeypatch.setattr(_hasher(), name, lambda *a, _real=real, _n=name, **k: hashed.append(_n) or _real(*a, **k))
    counts = []
    for address in (delphine.email, "nobody@hollowoak.example"):
        hashed.clear()
        client.post(LOGIN, {"login": address, "password": "not-the-password"})
        counts.append(hashed.count("encode"))
    assert counts[0] == counts[1] == 1


def _hasher() -> Any:
    return MD5PasswordHasher


@pytest.mark.parametrize("nothing", [{}, {"login": "", "password": ""}, {"login": "not an address", "password": "x"}])
def test_what_is_missing_is_named(client: Client, db: None, nothing: dict[str, str]) -> None:
    page = client.post(LOGIN, nothing).content.decode()
    assert "<title>Error: Sign in" in page
    assert "There is a problem" in page
    assert ("Enter email address" in page) or ("Enter an email address in the correct format" in page)


def test_hidden_characters_are_no_fault(client: Client, db: None) -> None:
    assert client.post(LOGIN, {"login": "a\x00b@hollowoak.example", "password": "x\x00"}).status_code == 200


class TestGuessing:
    def test_the_sixth_guess_from_one_place_is_not_even_looked_at(self, client: Client, delphine: User) -> None:
        for _ in range(5):
            assert WRONG in sign_in(client, delphine, "guess").content.decode()
        assert SLOW_DOWN in sign_in(client, delphine).content.decode()
        assert not is_inside(client)

    def test_a_stranger_elsewhere_does_not_lock_the_owner_out(self, client: Client, delphine: User) -> None:
        for _ in range(6):
            sign_in(client, delphine, "guess", REMOTE_ADDR="203.0.113.9")
        assert sign_in(client, delphine).status_code == 302

    def test_all_places_together_are_bounded(self, client: Client, delphine: User) -> None:
        answers = [
            sign_in(client, delphine, "guess", REMOTE_ADDR=f"203.0.113.{place}").content.decode() for place in range(25)
        ]
        assert sum(WRONG in answer for answer in answers) == 20
        assert SLOW_DOWN in sign_in(client, delphine).content.decode()

    def test_a_new_password_by_mail_gets_past_the_guessers(self, client: Client, wilf: User) -> None:
        for place in range(21):
            sign_in(Client(), wilf, "guess", REMOTE_ADDR=f"203.0.113.{place}")
        assert SLOW_DOWN in sign_in(client, wilf).content.decode()
        new = "harbour-lantern-58"
        set_by_mail(client, wilf, new)
        for place in range(25):
            sign_in(Client(), wilf, "guess", REMOTE_ADDR=f"198.51.100.{place}")
        assert sign_in(client, wilf, new).status_code == 302

    def test_right_passwords_use_nothing_up(self, delphine: User) -> None:
        for _ in range(22):
            assert sign_in(Client(), delphine).status_code == 302

    def test_the_counts_are_the_same_for_every_process(self, client: Client, delphine: User) -> None:
        sign_in(client, delphine, "guess")
        assert isinstance(caches["default"], DatabaseCache)


class TestSignOut:
    def test_it_ends_the_session_clears_the_browser_and_is_on_the_trail(self, client: Client, delphine: User) -> None:
        sign_in(client, delphine)
        answer = client.post("/sign-in/logout/")
        assert answer["Location"] == "/sign-in/signed-out/"
        assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        assert not is_inside(client)
        assert Entry.objects.filter(verb=Verb.SIGNED_OUT, subject_id=delphine.pk, actor_id=delphine.pk).count() == 1
        assert "You have signed out" in client.get(answer["Location"]).content.decode()

    def test_asking_alone_ends_nothing(self, client: Client, delphine: User) -> None:
        sign_in(client, delphine)
        answer = client.get("/sign-in/logout/")
        assert answer.status_code == 200
        assert "Clear-Site-Data" not in answer
        assert is_inside(client)

    def test_who_is_not_inside_leaves_no_entry(self, client: Client, db: None) -> None:
        answer = client.post("/sign-in/logout/")
        assert answer.status_code == 302
        assert "Clear-Site-Data" not in answer
        assert not Entry.objects.filter(verb=Verb.SIGNED_OUT).exists()

    def test_the_old_cookie_is_worth_nothing(self, client: Client, delphine: User) -> None:
        sign_in(client, delphine)
        kept = client.cookies.output()
        copy = Client()
        copy.cookies.load(kept.replace("Set-Cookie: ", ""))
        assert copy.get(ACCOUNT).status_code == 200
        client.post("/sign-in/logout/")
        assert copy.get(ACCOUNT).status_code == 302


class TestEndedAccount:
    def test_the_next_request_is_outside(self, client: Client, delphine: User, petra: User) -> None:
        sign_in(client, delphine)
        deactivate(delphine, by=petra)
        assert client.get(ACCOUNT)["Location"].startswith(LOGIN)
        assert not any(s.get_decoded().get("_auth_user_id") == str(delphine.pk) for s in Session.objects.all())

    def test_even_a_session_that_was_missed_is_outside(self, client: Client, delphine: User) -> None:
        sign_in(client, delphine)
        User.objects.filter(pk=delphine.pk).update(is_active=False)
        assert client.get(ACCOUNT).status_code == 302

    def test_the_right_password_leads_to_the_reason(self, client: Client, delphine: User, petra: User) -> None:
        deactivate(delphine, by=petra)
        answer = sign_in(client, delphine)
        assert answer["Location"] == "/sign-in/inactive/"
        assert not is_inside(client)
        assert "This account has ended" in client.get(answer["Location"]).content.decode()

    def test_the_wrong_password_does_not(self, client: Client, delphine: User, petra: User) -> None:
        deactivate(delphine, by=petra)
        assert WRONG in sign_in(client, delphine, "guess").content.decode()

    def test_the_system_cannot_sign_in(self, client: Client, db: None) -> None:
        system = User.objects.system()
        for guess in ("", "!", "system"):
            sign_in(client, system, guess)
        assert not is_inside(client)


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "login/code/confirm/",
        "3rdparty/",
        "3rdparty/signup/",
        "social/signup/",
        "oidc/x/login/",
        "signup/passkey/",
        "2fa/webauthn/signup/",
        "password/reset/key/x/",
    ],
)
def test_what_is_not_used_is_not_there(client: Client, delphine: User, path: str) -> None:
    client.force_login(delphine)
    assert client.get(f"/sign-in/{path}").status_code == 404


def test_nobody_makes_their_own_account(client: Client, db: None) -> None:
    before = User.objects.count()
    fields = {"email": "eve@elsewhere.example", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (client.get("/sign-in/signup/"), client.post("/sign-in/signup/", fields)):
        assert "Accounts are made for you" in answer.content.decode()
    assert User.objects.count() == before


def test_the_hint_about_demo_people_is_only_in_the_demo(client: Client, db: None, settings: Any) -> None:
    hint = "The demo people and their password"
    settings.DEMO = True
    assert hint in client.get(LOGIN).content.decode()
    settings.DEMO = False
    assert hint not in client.get(LOGIN).content.decode()


def test_the_cookie_is_kept_from_scripts_and_ends_with_the_browser(client: Client, delphine: User) -> None:
    cookie = sign_in(client, delphine).cookies["frontdoor"]
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"], cookie["max-age"]) == (True, "Lax", "", "")


def test_a_sign_in_that_cannot_be_put_on_the_trail_does_not_happen(client: Client, delphine: User) -> None:
    client.raise_request_exception = False
    refuse_entries()
    assert sign_in(client, delphine).status_code == 500
    assert client.get(ACCOUNT).status_code == 302
