"""Signing in and out: who gets in, what is said, what the trail keeps."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client, TestCase
from django.urls import reverse

from accounts.actions import add_person, deactivate
from accounts.adapter import NOBODY
from accounts.models import Agency, User
from tests.conftest import PASSWORD
from tests.trail.breaking import refuse_entries
from trail.models import Entry
from trail.verbs import Verb

LOGIN = "/sign-in/login/"
ACCOUNT = "/sign-in/2fa/"
WRONG = "The email address or the password is not right"
SLOW_DOWN = "Too many tries. Wait 5 minutes, or set a new password"


def sign_in(client: Client, person: User, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": person.email, "password": password}, **extra)


def code_of(secret: str, *, late: int = 0) -> str:
    """The code that an app would show."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + late))


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


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
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
        return text.replace(address, "ADDRESS")

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


def set_by_mail(client: Client, person: User, password: str) -> Any:
    """Ask for the link, follow it, set the password."""
    mail.outbox.clear()
    with _committing():
        client.post(reverse("account_reset_password"), {"email": person.email})
    found = re.search(r"http://testserver(/sign-in/password/reset/key/\S+)", mail.outbox[0].body)
    assert found is not None
    form = client.get(found[1])
    return client.post(form["Location"], {"password1": password, "password2": password})


def _committing() -> Any:
    return TestCase.captureOnCommitCallbacks(execute=True)


class TestNewPassword:
    def test_the_link_sets_it_once_and_does_not_sign_in(self, client: Client, delphine: User) -> None:
        assert set_by_mail(client, delphine, "harbour-lantern-58")["Location"] == reverse(
            "account_reset_password_from_key_done"
        )
        link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
        assert link is not None
        assert not is_inside(client)
        assert "The link has ended" in Client().get(link[1]).content.decode()
        assert sign_in(client, delphine).status_code == 200
        assert sign_in(client, delphine, "harbour-lantern-58").status_code == 302

    def test_known_and_unknown_addresses_get_the_same_page_and_one_message_each(
        self, client: Client, delphine: User
    ) -> None:
        pages = []
        for address in (delphine.email, "nobody@hollowoak.example"):
            with _committing():
                answer = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
            pages.append(answer.content)
        assert pages[0] == pages[1]
        assert [message.to for message in mail.outbox] == [[delphine.email], ["nobody@hollowoak.example"]]
        assert [message.subject for message in mail.outbox] == ["Set a new password", "No account with this address"]

    def test_a_dead_mail_server_is_not_the_persons_fault(
        self, client: Client, delphine: User, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 1
        with _committing():
            answer = client.post(reverse("account_reset_password"), {"email": delphine.email})
        assert answer.status_code == 302
        assert "A message about an account could not be sent: account/email/password_reset_key" in caplog.text
        assert delphine.email not in caplog.text

    def test_an_ended_account_gets_no_link(self, client: Client, delphine: User, petra: User) -> None:
        deactivate(delphine, by=petra)
        with _committing():
            client.post(reverse("account_reset_password"), {"email": delphine.email})
        assert [message.subject for message in mail.outbox] == ["No account with this address"]

    def test_a_changed_password_ends_the_other_sign_ins(self, client: Client, delphine: User) -> None:
        elsewhere = Client()
        sign_in(client, delphine)
        sign_in(elsewhere, delphine)
        new = "harbour-lantern-58"
        with _committing():
            answer = client.post(
                reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
            )
        assert answer["Location"] == ACCOUNT
        assert client.get(ACCOUNT).status_code == 200
        assert elsewhere.get(ACCOUNT).status_code == 302
        assert [message.subject for message in mail.outbox] == ["Your password was changed"]

    @pytest.mark.parametrize(
        ("old", "new", "again", "said"),
        [
            ("wrong", "harbour-lantern-58", "harbour-lantern-58", "The current password is not right"),
            (PASSWORD, "short", "short", "at least 12 characters"),
            (PASSWORD, "password1234", "password1234", "too common"),
            (PASSWORD, "harbour-lantern-58", "other", "You must type the same password each time"),
            (PASSWORD, "delphine.marchpane@hollowoak.example", "delphine.marchpane@hollowoak.example", "too similar"),
        ],
    )
    def test_a_weak_one_is_refused_in_words(
        self, client: Client, delphine: User, old: str, new: str, again: str, said: str
    ) -> None:
        sign_in(client, delphine)
        page = client.post(
            reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": again}
        )
        assert said in page.content.decode()
        delphine.refresh_from_db()
        assert delphine.check_password(PASSWORD)


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


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def required(self, settings: Any) -> None:
        settings.MFA_REQUIRED = True

    @pytest.mark.parametrize("name", ["wilf", "asha", "marek", "niamh", "ola", "petra"])
    def test_everyone_who_sees_others_is_asked_for_one(
        self, client: Client, name: str, request: pytest.FixtureRequest
    ) -> None:
        sign_in(client, request.getfixturevalue(name))
        answer = client.get("/administration/people/")
        assert answer["Location"] == reverse("mfa_activate_totp")

    def test_a_practitioner_is_not(self, client: Client, delphine: User) -> None:
        sign_in(client, delphine)
        assert client.get("/administration/people/").status_code == 404

    def test_from_the_first_mail_to_the_page_that_was_wanted(
        self, client: Client, council: Agency, petra: User
    ) -> None:
        """A new administrator: link, password, app, codes, and on to the page."""
        new = add_person(
            full_name="Rowan Tallow", email="Rowan@larkhaven.example", role="administrator", agency=council, by=petra
        )
        set_by_mail(client, new, PASSWORD)
        answer = client.post(
            f"{LOGIN}?next=/administration/people/",
            {"login": new.email, "password": PASSWORD, "next": "/administration/people/"},
        )
        assert answer["Location"] == "/administration/people/"
        answer = client.get(answer["Location"])
        assert answer["Location"] == reverse("mfa_activate_totp")
        page = client.get(answer["Location"])
        assert page.status_code == 200  # the password was typed a moment ago and is not asked for again
        assert "<svg" in page.content.decode()
        secret = page.context["form"].secret
        wrong = client.post(answer["Location"], {"code": "000000"})
        assert "The code is not right" in wrong.content.decode()
        answer = client.post(answer["Location"], {"code": code_of(secret)})
        assert answer["Location"] == reverse("mfa_view_recovery_codes")
        codes = client.get(answer["Location"]).content.decode()
        assert 'href="/administration/people/"' in codes
        assert client.get("/administration/people/").status_code == 200

    def test_who_has_one_is_asked_at_each_sign_in(self, client: Client, asha: User) -> None:
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(asha, secret)
        answer = sign_in(client, asha)
        assert answer["Location"] == reverse("mfa_authenticate")
        assert not is_inside(client)
        assert client.get("/administration/people/")["Location"].startswith(LOGIN)
        page = client.post(answer["Location"], {"code": "000000"})
        assert "The code is not right" in page.content.decode()
        code = code_of(secret)
        assert client.post(answer["Location"], {"code": code})["Location"] == "/"
        assert is_inside(client)

    def test_a_code_works_once(self, client: Client, asha: User) -> None:
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(asha, secret)
        code = code_of(secret)
        sign_in(client, asha)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
        thief = Client()
        sign_in(thief, asha)
        thief.post(reverse("mfa_authenticate"), {"code": code})
        assert not is_inside(thief)

    def test_a_new_password_does_not_lift_it(self, client: Client, asha: User) -> None:
        TOTP.activate(asha, "JBSWY3DPEHPK3PXP")
        set_by_mail(client, asha, "harbour-lantern-58")
        answer = sign_in(client, asha, "harbour-lantern-58")
        assert answer["Location"] == reverse("mfa_authenticate")
        assert not is_inside(client)

    def test_an_old_sign_in_must_show_itself_again_before_it_is_removed(self, client: Client, asha: User) -> None:
        client.force_login(asha)
        TOTP.activate(asha, "JBSWY3DPEHPK3PXP")
        answer = client.get(reverse("mfa_deactivate_totp"))
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        page = client.post(answer["Location"], {"password": "wrong", "next": reverse("mfa_deactivate_totp")})
        assert "The password is not right" in page.content.decode()
        answer = client.post(answer["Location"], {"password": PASSWORD, "next": reverse("mfa_deactivate_totp")})
        assert answer["Location"] == reverse("mfa_deactivate_totp")
        assert client.post(answer["Location"]).status_code == 302
        assert not Authenticator.objects.filter(user=asha).exists()
        assert client.get("/administration/people/")["Location"] == reverse("mfa_activate_totp")

    def test_one_can_always_leave(self, client: Client, asha: User) -> None:
        sign_in(client, asha)
        assert client.post("/sign-in/logout/")["Location"] == "/sign-in/signed-out/"


RUBBISH = [
    "",
    "null",
    "[]",
    '"x"',
    "1",
    "{}",
    '{"id": 1}',
    '{"id":"a","rawId":"a","type":"public-key","response":{}}',
    '{"id":"!!","rawId":"!!","response":[],"type":"public-key"}',
    "\x00",
    "{" * 500,
    '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"YQ","authenticatorData":"YQ","signature":"YQ","userHandle":"YQ"}}',
]


class TestPasskeyRubbish:
    @pytest.mark.parametrize("credential", RUBBISH)
    def test_signing_in_with_it(self, client: Client, db: None, credential: str) -> None:
        client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
        assert answer["Location"] == LOGIN
        assert not is_inside(client)

    @pytest.mark.parametrize("credential", RUBBISH)
    def test_adding_it(self, client: Client, delphine: User, credential: str) -> None:
        sign_in(client, delphine)
        client.get(reverse("mfa_add_webauthn"))
        answer = client.post(reverse("mfa_add_webauthn"), {"name": "Mine", "credential": credential})
        assert answer.status_code == 200
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize("credential", RUBBISH)
    def test_the_second_step_with_it(self, client: Client, asha: User, credential: str) -> None:
        TOTP.activate(asha, "JBSWY3DPEHPK3PXP")
        sign_in(client, asha)
        assert client.post(reverse("mfa_authenticate"), {"credential": credential}).status_code == 200
        assert not is_inside(client)

    def test_the_challenge_is_open_to_whoever_wants_in(self, client: Client, db: None) -> None:
        answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
        assert answer.status_code == 200
        assert answer.json()["request_options"]["publicKey"]["userVerification"] == "required"


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
