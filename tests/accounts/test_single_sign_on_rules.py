"""Around single sign-on: setting it up, the second step, leaving and coming back, invitations, and our own network."""

import re
import socket
import time
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.discovery import discover
from accounts.invitations import invite
from accounts.models import Agency, SingleSignOn, User, WorkAccount
from accounts.provider import guarded_session
from accounts.single_sign_on import set_single_sign_on, unseal
from accounts.work_accounts import forget_work_account
from core.errors import Refused
from core.outside import NotReached, ask
from tests.accounts.at_work import NOT_IN, join, there_and_back, way_back, way_there, works_at
from tests.accounts.oidc_provider import CLIENT, SECRET, Provider
from tests.accounts.walking_in import ACCOUNT, LOGIN, code_of, committing, is_inside, sign_in
from tests.answers import words_of
from tests.conftest import PASSWORD
from trail.models import Entry
from trail.verbs import Verb

pytestmark = pytest.mark.django_db


class TestTheSettingsPage:
    @pytest.fixture
    def page(self, hollow_oak: Agency) -> str:
        return f"/administration/agencies/{hollow_oak.pk}/single-sign-on/"

    @pytest.fixture
    def admin(self, client: Client, petra: User, provider: Provider) -> Client:
        sign_in(client, petra)
        return client

    def filled(self, provider: Provider, **changes: str) -> dict[str, str]:
        return {"is_on": "yes", "issuer": provider.issuer, "client_id": CLIENT, "secret": SECRET, **changes}

    def test_it_is_checked_kept_encrypted_and_never_shown_again(
        self, admin: Client, page: str, provider: Provider, hollow_oak: Agency, petra: User
    ) -> None:
        shown = words_of(admin.get(page))
        assert f"http://testserver/sign-in/work/{hollow_oak.pk}/" in shown
        assert "addresses that end in @hollowoak.example" in shown
        answer = admin.post(page, self.filled(provider))
        assert answer["Location"] == "/administration/agencies/"
        row = SingleSignOn.objects.get()
        assert (row.is_on, row.issuer, row.client_id, row.changed_by) == (True, provider.issuer, CLIENT, petra)
        assert row.endpoints["token_endpoint"] == f"{provider.issuer}/token"
        assert row.secret.startswith("fernet:")
        assert SECRET not in row.secret
        assert unseal(row) == SECRET
        entry = Entry.objects.get(subject="single_sign_on")
        assert (entry.verb, entry.subject_id, entry.actor_id) == (Verb.CREATED, hollow_oak.pk, petra.pk)
        assert entry.facts == {
            "agency": str(hollow_oak.pk),
            "is_on": True,
            "issuer": provider.issuer,
            "what": "is_on issuer client_id endpoints secret",
        }
        assert SECRET not in admin.get(page).content.decode()
        assert provider.issuer in admin.get(page).content.decode()
        assert ">On<" in admin.get("/administration/agencies/").content.decode()

    def test_an_empty_secret_keeps_the_old_one_for_the_same_provider_only(
        self, admin: Client, page: str, provider: Provider
    ) -> None:
        admin.get(page)
        admin.post(page, self.filled(provider))
        assert admin.post(page, self.filled(provider, secret="", is_on="no")).status_code == 302
        row = SingleSignOn.objects.get()
        assert (row.is_on, unseal(row)) == (False, SECRET)
        moved = admin.post(page, self.filled(provider, secret="", client_id="another"))
        assert "Enter the client secret that belongs to this issuer and client ID" in words_of(moved)
        assert SingleSignOn.objects.get().client_id == CLIENT

    def test_what_stands_already_is_not_written_again(self, admin: Client, page: str, provider: Provider) -> None:
        admin.get(page)
        for secret in (SECRET, "", ""):
            admin.post(page, self.filled(provider, secret=secret))
        assert Entry.objects.filter(subject="single_sign_on").count() == 1

    def test_switching_off_works_when_the_provider_is_down(
        self, admin: Client, page: str, provider: Provider, hollow_oak: Agency, petra: User
    ) -> None:
        join(hollow_oak, provider, petra)
        admin.get(page)
        provider.down = True
        assert admin.post(page, self.filled(provider, is_on="no", secret="")).status_code == 302
        assert not SingleSignOn.objects.get().is_on

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"issuer": "http://127.0.0.1:9/"}, "Nothing answers at this address"),
            ({"issuer": "https://nobody.invalid"}, "Nothing answers at this address"),
            ({"issuer": "ftp://school.example"}, "Enter an address that begins with https://"),
            ({"issuer": "https://me:word@school.example"}, "Enter an address without a user name"),
            ({"issuer": "https://school.example:99999"}, "Enter a whole address"),
            ({"issuer": ""}, "Enter issuer"),
            ({"client_id": ""}, "Enter client ID"),
            ({"secret": ""}, "Enter the client secret"),
            ({"is_on": ""}, "Answer: "),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
        self, admin: Client, page: str, provider: Provider, wrong: dict[str, str], sentence: str
    ) -> None:
        admin.get(page)
        shown = words_of(admin.post(page, self.filled(provider, **wrong)))
        [field] = wrong
        assert sentence in shown
        assert f'id="id_{field}' in shown
        assert "There is a problem" in shown
        for name, value in self.filled(provider, **wrong).items():
            assert name in {"secret", "is_on"} or not value or f'value="{value}"' in shown
        assert SECRET not in shown
        assert not SingleSignOn.objects.exists()

    @pytest.mark.parametrize(
        ("lies", "sentence"),
        [
            ({"issuer": "https://elsewhere.example"}, "goes by another issuer"),
            ({"issuer": None}, "goes by another issuer"),
            ({"token_endpoint": "http://169.254.169.254/latest"}, "unsafe address"),
            ({"jwks_uri": "file:///etc/passwd"}, "unsafe address"),
            ({"authorization_endpoint": "javascript:alert(1)"}, "unsafe address"),
            ({"authorization_endpoint": None}, "unsafe address"),
            ({"userinfo_endpoint": 7}, "unsafe address"),
        ],
    )
    def test_a_description_that_is_not_to_be_believed(
        self, admin: Client, page: str, provider: Provider, lies: dict[str, Any], sentence: str
    ) -> None:
        provider.lies = lies
        admin.get(page)
        assert sentence in words_of(admin.post(page, self.filled(provider)))
        assert not SingleSignOn.objects.exists()

    def test_an_address_without_discovery(self, admin: Client, page: str, provider: Provider) -> None:
        admin.get(page)
        wrong = self.filled(provider, issuer=f"{provider.issuer}/elsewhere")
        assert "There is no sign-in service here" in words_of(admin.post(page, wrong))

    def test_a_domain_of_its_own_is_needed(
        self, admin: Client, page: str, provider: Provider, hollow_oak: Agency, tidewell: Agency
    ) -> None:
        admin.get(page)
        for domain in ("tidewell.example", ""):
            Agency.objects.filter(pk=hollow_oak.pk).update(email_domain=domain)
            assert "no email domain of its own" in words_of(admin.post(page, self.filled(provider)))
        assert not SingleSignOn.objects.exists()

    def test_the_council_keeps_its_own_sign_in(self, provider: Provider, council: Agency, petra: User) -> None:
        with pytest.raises(Refused, match="The council’s own people sign in here"):
            join(council, provider, petra)

    @pytest.mark.parametrize("who", ["wilf", "marek", "delphine"])
    def test_nobody_but_an_administrator(
        self, who: str, client: Client, page: str, provider: Provider, hollow_oak: Agency, request: Any
    ) -> None:
        person = request.getfixturevalue(who)
        with pytest.raises(Refused, match="Only an administrator"):
            join(hollow_oak, provider, person)
        sign_in(client, person)
        assert client.get(page).status_code == 404
        assert client.post(page, self.filled(provider)).status_code == 404
        assert not SingleSignOn.objects.exists()

    def test_a_sign_in_that_is_not_fresh_shows_first_who_it_is_and_keeps_no_secret(
        self, client: Client, page: str, provider: Provider, petra: User
    ) -> None:
        client.force_login(petra)
        assert client.get(page)["Location"].startswith("/sign-in/reauthenticate/")
        assert client.post(page, self.filled(provider))["Location"] == page
        assert SECRET not in str(dict(client.session))
        assert not SingleSignOn.objects.exists()


class TestOurOwnNetwork:
    """Outside the demonstration nothing is asked of a private address, at no step."""

    @pytest.fixture
    def inside(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.ADDRESSES_INSIDE = False
        found = [(2, 1, 6, "", ("10.0.0.7", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("reached out"))

    @pytest.mark.usefixtures("inside")
    def test_discovery_reaches_nothing(self) -> None:
        with pytest.raises(Refused, match="private network") as refusal:
            discover("https://inside.example")
        assert refusal.value.field == "issuer"
        with pytest.raises(Refused, match="begins with https"):
            discover("http://127.0.0.1:8000")

    @pytest.mark.usefixtures("inside")
    def test_nor_does_the_exchange_of_the_code(
        self, client: Client, hollow_oak: Agency, petra: User, delphine: User
    ) -> None:
        named = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        endpoints = {name: f"https://inside.example/{path}" for name, path in named.items()}
        wanted = {"is_on": True, "issuer": "https://inside.example", "client_id": CLIENT, "secret": SECRET}
        set_single_sign_on(hollow_oak, endpoints=endpoints, by=petra, **wanted)
        found = re.search(r"state=([\w-]+)", way_there(client, delphine.email))
        assert found is not None
        page = client.get(f"/sign-in/work/{hollow_oak.pk}/", {"state": found[1], "code": "x"})
        assert (page.status_code, is_inside(client)) == (403, False)
        assert Entry.objects.get(verb=Verb.REFUSED).facts["why"] == "provider"

    @pytest.mark.usefixtures("inside")
    @pytest.mark.parametrize("address", ["https://inside.example/keys", "http://127.0.0.1/keys", "file:///etc/passwd"])
    def test_nor_anything_else_that_the_package_may_ask(self, address: str) -> None:
        with pytest.raises(OSError, match=r"private-address|address-refused|No connection adapters"):
            guarded_session().get(address)

    def test_an_endless_answer_is_cut(self, provider: Provider) -> None:
        provider.lies = {"padding": "x" * 2_000_000}
        with pytest.raises(NotReached, match="too-long"):
            ask("GET", f"{provider.issuer}/.well-known/openid-configuration")
        with pytest.raises(Refused, match="Nothing answers"):
            discover(provider.issuer)


class TestTheSecondStep:
    @pytest.fixture
    def lead(self, joined: Provider, wilf: User, settings: Any) -> User:
        settings.MFA_REQUIRED = True
        return wilf

    @pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "https://refeds.org/profile/mfa"}])
    def test_one_that_the_provider_asked_for_counts(
        self, client: Client, joined: Provider, lead: User, said: dict[str, Any]
    ) -> None:
        joined.who = works_at(lead.email, **said)
        there_and_back(client, lead.email)
        assert client.get("/referrals/agency/").status_code == 200

    @pytest.mark.parametrize(
        "said", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": "1"}, {"amr": ["otp"]}, {"amr": [["mfa"]]}]
    )
    def test_without_one_ours_is_set_up_first(
        self, client: Client, joined: Provider, lead: User, said: dict[str, Any]
    ) -> None:
        joined.who = works_at(lead.email, **said)
        there_and_back(client, lead.email)
        assert client.get("/referrals/agency/")["Location"] == "/sign-in/2fa/totp/activate/"
        assert client.get("/sign-in/2fa/totp/activate/").status_code == 200

    def test_userinfo_says_nothing_of_how_they_signed_in(self, client: Client, joined: Provider, lead: User) -> None:
        joined.by_userinfo, joined.who = True, works_at(lead.email, amr=["mfa"])
        there_and_back(client, lead.email)
        assert client.get("/referrals/agency/")["Location"] == "/sign-in/2fa/totp/activate/"

    def test_ours_is_asked_when_there_is_one(self, client: Client, joined: Provider, lead: User) -> None:
        secret = generate_totp_secret()
        TOTP.activate(lead, secret)
        joined.who = works_at(lead.email)
        answer = there_and_back(client, lead.email, "/referrals/agency/")
        assert (answer["Location"], is_inside(client)) == ("/sign-in/2fa/authenticate/", False)
        assert not Entry.objects.filter(verb=Verb.SIGNED_IN).exists()
        answer = client.post(answer["Location"], {"code": code_of(secret)})
        assert (answer["Location"], is_inside(client)) == ("/referrals/agency/", True)
        assert Entry.objects.get(verb=Verb.SIGNED_IN).facts == {"way": "single_sign_on"}

    def test_and_not_when_the_provider_asked(self, client: Client, joined: Provider, lead: User) -> None:
        TOTP.activate(lead, generate_totp_secret())
        joined.who = works_at(lead.email, amr=["mfa"])
        assert there_and_back(client, lead.email, "/referrals/agency/")["Location"] == "/referrals/agency/"

    def test_a_second_factor_at_work_does_not_outlive_the_session(
        self, client: Client, joined: Provider, lead: User
    ) -> None:
        joined.who = works_at(lead.email, amr=["mfa"])
        there_and_back(client, lead.email)
        client.post("/sign-in/logout/")
        joined.who = works_at(lead.email)
        there_and_back(client, lead.email)
        assert client.get("/referrals/agency/")["Location"] == "/sign-in/2fa/totp/activate/"


class TestNoOtherRoad:
    def test_a_sign_in_that_was_under_way_when_it_was_switched_on(
        self, client: Client, provider: Provider, hollow_oak: Agency, petra: User, wilf: User
    ) -> None:
        """The password was right and the code is too: it opens nothing any more."""
        secret = generate_totp_secret()
        TOTP.activate(wilf, secret)
        sign_in(client, wilf)
        join(hollow_oak, provider, petra)
        answer = client.post("/sign-in/2fa/authenticate/", {"code": code_of(secret)})
        assert (answer["Location"], is_inside(client)) == (LOGIN, False)
        assert "You sign in with your work account" in words_of(client.get(LOGIN))
        entry = Entry.objects.get(verb=Verb.REFUSED)
        assert (entry.subject_id, entry.facts) == (wilf.pk, {"why": "road"})

    def test_a_code_that_was_sent_before(
        self, client: Client, provider: Provider, hollow_oak: Agency, petra: User, delphine: User
    ) -> None:
        Agency.objects.filter(pk=hollow_oak.pk).update(occasional_referrers=True)
        with committing():
            client.post("/sign-in/code/", {"email": delphine.email})
        code = next(line for line in str(mail.outbox[-1].body).splitlines() if re.fullmatch(r"[A-Z0-9-]{6,}", line))
        join(hollow_oak, provider, petra)
        client.post("/sign-in/code/confirm/", {"code": code})
        assert not is_inside(client)

    def test_somebody_invited_chooses_no_password(
        self, client: Client, joined: Provider, hollow_oak: Agency, wilf: User
    ) -> None:
        with committing():
            invite(hollow_oak, email="rowan.tallow@hollowoak.example", by=wilf)
        body = str(mail.outbox[-1].body)
        assert "password" not in body
        found = re.search(r"/join/[^/\s]+/", body)
        assert found is not None
        assert "assword" not in client.get(found[0]).content.decode()
        client.post(found[0], {"full_name": "Rowan Tallow", "job_title": "Head of year", "password1": PASSWORD})
        made = User.objects.get(email="rowan.tallow@hollowoak.example")
        assert not made.has_usable_password()
        joined.who = works_at(made.email)
        assert there_and_back(client, made.email).status_code == 302
        assert client.session["_auth_user_id"] == str(made.pk)

    def test_the_work_account_is_forgotten_by_an_administrator_only(
        self, joined: Provider, delphine: User, wilf: User, petra: User
    ) -> None:
        inside = Client()
        joined.who = works_at(delphine.email)
        there_and_back(inside, delphine.email)
        with pytest.raises(Refused, match="Only an administrator"):
            forget_work_account(delphine, by=wilf)
        admin = Client()
        sign_in(admin, petra)
        page = f"/administration/people/{delphine.pk}/work-account/"
        assert page in admin.get("/administration/people/").content.decode()
        assert delphine.email in admin.get(page).content.decode()
        assert admin.post(page)["Location"] == "/administration/people/"
        assert not WorkAccount.objects.exists()
        assert inside.get(ACCOUNT)["Location"].startswith(LOGIN)
        assert Entry.objects.get(verb=Verb.ERASED, subject="work_account").facts == {"person": str(delphine.pk)}
        assert admin.post(page).status_code == 409


class TestASharedComputer:
    def asked_afresh(self, client: Client, email: str) -> bool:
        return "prompt=login" in way_there(client, email)

    def test_after_signing_out_the_provider_asks_again(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.who = works_at(delphine.email)
        assert not self.asked_afresh(client, delphine.email)
        there_and_back(client, delphine.email)
        answer = client.post("/sign-in/logout/")
        client.get(answer["Location"])
        assert self.asked_afresh(client, delphine.email)

    def test_after_an_idle_quarter_of_an_hour_too_and_back_to_the_page(
        self, client: Client, joined: Provider, delphine: User
    ) -> None:
        joined.who = works_at(delphine.email)
        there_and_back(client, delphine.email)
        session = client.session
        session["seen_at"] = int(time.time()) - 15 * 60
        session["began_at"] = int(time.time()) - 15 * 60
        session.save()
        away = client.get("/referrals/")
        assert away["Location"] == f"{LOGIN}?next=%2Freferrals%2F"
        joined.who = works_at(delphine.email, auth_time=int(time.time()))
        address = way_there(client, delphine.email, "/referrals/")
        assert "prompt=login" in address
        assert client.get(way_back(address))["Location"] == "/referrals/"
        assert is_inside(client)

    def test_a_provider_that_remembered_is_not_enough(self, client: Client, joined: Provider, delphine: User) -> None:
        """Whoever sits there next takes `prompt` out of the address, or the provider does not care."""
        client.get("/sign-in/signed-out/")
        joined.who = works_at(delphine.email, auth_time=int(time.time()) - 3600)
        address = way_there(client, delphine.email).replace("&prompt=login", "")
        page = client.get(way_back(address))
        assert (page.status_code, is_inside(client)) == (403, False)
        assert NOT_IN in words_of(page)
        assert Entry.objects.get(verb=Verb.REFUSED).facts["why"] == "stale"

    def test_without_single_sign_on_the_page_keeps_nothing(self, client: Client) -> None:
        client.get("/sign-in/signed-out/")
        assert "frontdoor" not in client.cookies


@pytest.mark.parametrize("hosted", ["hollowoak.example", "HollowOak.example", None, "elsewhere.example"])
def test_at_google_the_organisation_must_be_named_too(
    client: Client, joined: Provider, delphine: User, hosted: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may have a Google account for an address that they could read once."""
    monkeypatch.setattr("accounts.id_tokens.GOOGLE", joined.issuer)
    joined.who = works_at(delphine.email, hd=hosted)
    there_and_back(client, delphine.email)
    assert is_inside(client) is (hosted is not None and hosted.lower() == "hollowoak.example")


def test_the_secrets_follow_a_change_of_key(
    joined: Provider, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "the-next-key-of-this-test-" * 3
    with pytest.raises(CommandError, match="1 could not be read"):
        call_command("reseal_client_secrets")
    settings.SECRET_KEY_FALLBACKS = [old]
    call_command("reseal_client_secrets")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(SingleSignOn.objects.get()) == SECRET
    assert "1 client secrets" in capsys.readouterr().out


def test_a_passkey_of_theirs_opens_nothing(joined: Provider, delphine: User) -> None:
    """Every road of the package ends in this step, a passkey's too."""
    request = Client().get(LOGIN).wsgi_request
    with pytest.raises(ImmediateHttpResponse) as refusal:
        get_adapter(request).login(request, delphine)
    assert refusal.value.response["Location"] == LOGIN
    assert not request.user.is_authenticated
    assert Entry.objects.get(verb=Verb.REFUSED).facts == {"why": "road"}
