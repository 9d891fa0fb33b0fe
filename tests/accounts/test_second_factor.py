"""The second step: who is asked for it, that it cannot be got round, and that no rubbish is a fault."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from accounts.actions import add_person
from accounts.models import Agency, User
from tests.accounts.walking_in import LOGIN, code_of, is_inside, set_by_mail, sign_in
from tests.conftest import PASSWORD


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
