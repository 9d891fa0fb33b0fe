"""Signing in with a work account: the whole road to a real provider and back, and everything that must not open."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import jwt
import pytest
from django.test import Client

from accounts.actions import deactivate
from accounts.adapter import NOBODY
from accounts.models import Agency, User, WorkAccount
from accounts.roles import Role
from accounts.single_sign_on import set_single_sign_on
from accounts.work_accounts import forget_work_account
from tests.accounts.at_work import NOT_IN, join, there_and_back, way_back, way_there, works_at
from tests.accounts.oidc_provider import CLIENT, Provider, new_key
from tests.accounts.walking_in import ACCOUNT, LOGIN, is_inside, sign_in
from tests.answers import words_of
from trail.models import Entry
from trail.verbs import Verb

pytestmark = pytest.mark.django_db
STRANGER = "iris.tallow@hollowoak.example"


def refused(client: Client, email: str, why: str, about: Any = NOBODY) -> Any:
    """The road ends on a plain page, outside, with one row on the trail and nothing bound or made."""
    before = (User.objects.count(), WorkAccount.objects.count())
    page = there_and_back(client, email)
    assert page.status_code == 403
    assert NOT_IN in words_of(page)
    assert not is_inside(client)
    entry = Entry.objects.get(verb=Verb.REFUSED, subject="sign_in")
    assert (entry.subject_id, entry.facts["why"], entry.actor_role) == (about, why, Role.SYSTEM)
    assert (User.objects.count(), WorkAccount.objects.count()) == before
    return page


class TestTheRoad:
    def test_a_teacher_comes_in_is_bound_and_goes_on_to_where_they_wanted(
        self, client: Client, joined: Provider, delphine: User
    ) -> None:
        joined.who = works_at(delphine.email.upper())
        answer = there_and_back(client, f" {delphine.email.upper()} ", ACCOUNT)
        assert (answer.status_code, answer["Location"]) == (302, ACCOUNT)
        assert client.session["_auth_user_id"] == str(delphine.pk)
        bound = WorkAccount.objects.get()
        assert (bound.person, bound.issuer, bound.subject) == (delphine, joined.issuer, "s-1")
        entry = Entry.objects.get(verb=Verb.SIGNED_IN)
        assert (entry.subject_id, entry.actor_id, entry.facts) == (delphine.pk, delphine.pk, {"way": "single_sign_on"})
        made = Entry.objects.get(verb=Verb.CREATED, subject="work_account")
        assert (made.subject_id, made.facts["person"]) == (bound.pk, str(delphine.pk))
        delphine.refresh_from_db()
        assert (delphine.full_name, delphine.has_usable_password()) == ("Delphine Marchpane", False)

    def test_the_second_time_nothing_is_bound_anew(self, joined: Provider, delphine: User) -> None:
        joined.who = works_at(delphine.email)
        for _ in range(2):
            assert there_and_back(Client(), delphine.email).status_code == 302
        assert WorkAccount.objects.count() == 1
        assert Entry.objects.filter(verb=Verb.SIGNED_IN, subject_id=delphine.pk).count() == 2

    def test_what_is_asked_of_the_provider(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.who = works_at(delphine.email)
        there_and_back(client, delphine.email)
        [asked] = joined.sent_to
        assert asked["redirect_uri"].startswith("http://testserver/sign-in/work/")
        assert (asked["login_hint"], set(asked["scope"].split())) == (delphine.email, {"openid", "email", "profile"})
        assert "prompt" not in asked
        assert joined.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]

    def test_an_address_that_only_the_userinfo_endpoint_tells(
        self, client: Client, joined: Provider, delphine: User
    ) -> None:
        joined.by_userinfo, joined.who = True, works_at(delphine.email)
        assert there_and_back(client, delphine.email).status_code == 302
        assert joined.asked[-1] == "/userinfo"

    def test_userinfo_of_somebody_else_is_not_believed(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.by_userinfo, joined.who = True, works_at(delphine.email, sub="s-2")
        refused(client, delphine.email, "answer")

    def test_entra_says_it_in_its_own_word(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.who = {"sub": "s-1", "email": delphine.email, "xms_edov": True}
        assert there_and_back(client, delphine.email).status_code == 302

    def test_a_new_address_at_work_still_opens_the_account_that_is_bound(
        self, joined: Provider, delphine: User
    ) -> None:
        joined.who = works_at(delphine.email)
        there_and_back(Client(), delphine.email)
        joined.who = works_at("delphine.newname@hollowoak.example")
        later = Client()
        assert there_and_back(later, "delphine.newname@hollowoak.example").status_code == 302
        assert later.session["_auth_user_id"] == str(delphine.pk)

    def test_whoever_was_signed_in_there_goes_out_first(
        self, client: Client, joined: Provider, delphine: User, charlie: User
    ) -> None:
        joined.who = works_at(delphine.email)
        back = way_back(way_there(client, delphine.email))
        sign_in(client, charlie)
        state = client.session
        assert state["_auth_user_id"] == str(charlie.pk)
        assert client.get(back).status_code == 302
        assert client.session["_auth_user_id"] == str(delphine.pk)
        assert Entry.objects.get(verb=Verb.SIGNED_OUT).subject_id == charlie.pk


class TestTheSignInPage:
    def test_the_address_is_asked_first_only_where_some_agency_has_it(
        self, client: Client, provider: Provider, hollow_oak: Agency, petra: User
    ) -> None:
        assert "Password" in client.get(LOGIN).content.decode()
        join(hollow_oak, provider, petra)
        page = client.get(LOGIN).content.decode()
        assert 'name="login"' in page
        assert 'name="password"' not in page
        assert "Forgotten your password?" not in page

    def test_everybody_else_is_asked_for_the_password_next(
        self, client: Client, joined: Provider, charlie: User
    ) -> None:
        page = client.post(LOGIN, {"login": charlie.email, "next": ACCOUNT}).content.decode()
        assert 'name="password"' in page
        assert f'value="{charlie.email}"' in page
        assert f'name="next" value="{ACCOUNT}"' in page
        assert "There is a problem" not in page
        assert sign_in(client, charlie).status_code == 302

    def test_no_and_a_wrong_address_are_named(self, client: Client, joined: Provider) -> None:
        for nothing in ({}, {"login": ""}, {"login": "not an address"}, {"login": "a\x00b@hollowoak.example"}):
            page = client.post(LOGIN, nothing).content.decode()
            assert "<title>Error: Sign in" in page

    def test_a_right_password_opens_nothing_for_the_agencys_people(
        self, client: Client, joined: Provider, delphine: User
    ) -> None:
        assert "You sign in with your work account" in sign_in(client, delphine).content.decode()
        assert not is_inside(client)

    def test_known_and_unknown_at_the_domain_are_sent_alike(self, joined: Provider, delphine: User) -> None:
        known, unknown = (dict(parse_qsl(way_there(Client(), who))) for who in (delphine.email, STRANGER))
        assert known.keys() == unknown.keys()

    def test_no_code_and_no_new_password_for_them(
        self, client: Client, joined: Provider, delphine: User, hollow_oak: Agency, mailoutbox: list[Any]
    ) -> None:
        Agency.objects.filter(pk=hollow_oak.pk).update(occasional_referrers=True)
        assert (
            "You sign in with your work account"
            in client.post("/sign-in/code/", {"email": delphine.email}).content.decode()
        )
        page = client.post("/sign-in/password/reset/", {"email": delphine.email})
        assert "sign in with their work account" in words_of(page)
        assert mailoutbox == []

    def test_pages_of_passwords_lead_back(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.who = works_at(delphine.email)
        there_and_back(client, delphine.email)
        for path in ("change", "set"):
            assert client.get(f"/sign-in/password/{path}/")["Location"] == ACCOUNT
        page = words_of(client.get(ACCOUNT))
        assert "Your work account" in page
        assert "Change<span" not in page

    def test_staff_with_an_address_at_the_domain_keep_their_password(
        self, client: Client, joined: Provider, person: Callable[..., User], council: Agency
    ) -> None:
        council.email_domain = "hollowoak.example"
        other = person("Rowan Tallow", Role.ADMINISTRATOR, council)
        assert 'name="password"' in client.post(LOGIN, {"login": other.email}).content.decode()
        assert sign_in(client, other).status_code == 302

    def test_switched_off_all_is_as_before(
        self, client: Client, joined: Provider, delphine: User, hollow_oak: Agency, petra: User
    ) -> None:
        back = way_back(way_there(client, delphine.email))
        set_single_sign_on(hollow_oak, is_on=False, issuer=joined.issuer, client_id=CLIENT, by=petra)
        assert client.get(back).status_code == 404
        assert sign_in(Client(), delphine).status_code == 302


class TestWhoIsLetIn:
    def test_an_unverified_address(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.who = works_at(delphine.email, email_verified=False)
        refused(client, delphine.email, "address")

    @pytest.mark.parametrize("said", ["true", 1, None, [True]])
    def test_a_verified_address_is_true_and_nothing_else(
        self, client: Client, joined: Provider, delphine: User, said: object
    ) -> None:
        joined.who = works_at(delphine.email, email_verified=said)
        refused(client, delphine.email, "address")

    def test_another_agencys_domain(self, client: Client, joined: Provider, charlie: User, delphine: User) -> None:
        joined.who = works_at(charlie.email)
        page = refused(client, delphine.email, "address")
        assert "@hollowoak.example" in words_of(page)
        assert charlie.email not in page.content.decode()

    @pytest.mark.parametrize("email", ["x@evil-hollowoak.example", "x@sub.hollowoak.example", "hollowoak.example", ""])
    def test_a_domain_that_only_looks_like_it(
        self, client: Client, joined: Provider, delphine: User, email: str
    ) -> None:
        joined.who = works_at(email)
        refused(client, delphine.email, "address")

    def test_an_account_of_the_council_at_the_domain(
        self, client: Client, joined: Provider, delphine: User, person: Callable[..., User], council: Agency
    ) -> None:
        council.email_domain = "hollowoak.example"
        other = person("Rowan Tallow", Role.MASH_MANAGER, council)
        joined.who = works_at(other.email)
        page = refused(client, delphine.email, "elsewhere", other.pk)
        assert "You have no account yet" in words_of(page)

    def test_an_account_of_another_agency_at_the_domain(
        self, client: Client, joined: Provider, delphine: User, person: Callable[..., User], tidewell: Agency
    ) -> None:
        tidewell.email_domain = "hollowoak.example"
        other = person("Rowan Tallow", Role.PRACTITIONER, tidewell)
        joined.who = works_at(other.email)
        refused(client, delphine.email, "elsewhere", other.pk)

    def test_an_ended_account_stays_out(self, joined: Provider, delphine: User, petra: User) -> None:
        joined.who = works_at(delphine.email)
        there_and_back(Client(), delphine.email)
        deactivate(delphine, by=petra)
        page = refused(Client(), delphine.email, "ended", delphine.pk)
        assert "This account has ended" in words_of(page)

    def test_an_ended_account_that_was_never_bound(
        self, client: Client, joined: Provider, delphine: User, petra: User, hollow_oak: Agency
    ) -> None:
        Agency.objects.filter(pk=hollow_oak.pk).update(occasional_referrers=True)
        deactivate(delphine, by=petra)
        joined.who = works_at(delphine.email)
        refused(client, delphine.email, "ended", delphine.pk)

    def test_another_subject_at_the_address_of_a_bound_account(
        self, joined: Provider, delphine: User, petra: User
    ) -> None:
        joined.who = works_at(delphine.email)
        there_and_back(Client(), delphine.email)
        joined.who = works_at(delphine.email, sub="s-2")
        refused(Client(), delphine.email, "changed", delphine.pk)
        forget_work_account(delphine, by=petra)
        assert there_and_back(Client(), delphine.email).status_code == 302
        assert WorkAccount.objects.get().subject == "s-2"

    def test_a_subject_that_is_bound_with_the_address_of_another(
        self, joined: Provider, delphine: User, bronwen: User
    ) -> None:
        joined.who = works_at(delphine.email)
        there_and_back(Client(), delphine.email)
        joined.who = works_at(bronwen.email)
        refused(Client(), bronwen.email, "changed", bronwen.pk)

    def test_somebody_unknown_is_told_whom_to_ask(self, client: Client, joined: Provider) -> None:
        joined.who = works_at(STRANGER)
        page = refused(client, STRANGER, "unknown")
        assert "Ask the safeguarding lead of Hollow Oak Primary to invite you" in words_of(page)

    def test_somebody_unknown_joins_where_the_agency_allows_it(
        self, client: Client, joined: Provider, hollow_oak: Agency
    ) -> None:
        Agency.objects.filter(pk=hollow_oak.pk).update(occasional_referrers=True)
        joined.who = works_at(STRANGER, name="  Iris\n Tallow ")
        assert there_and_back(client, STRANGER).status_code == 302
        made = User.objects.get(email=STRANGER)
        assert (made.full_name, made.role, made.agency) == ("Iris Tallow", Role.PRACTITIONER, hollow_oak)
        assert not made.has_usable_password()
        assert Entry.objects.get(verb=Verb.CREATED, subject="user").subject_id == made.pk
        assert WorkAccount.objects.get().person == made

    def test_a_domain_that_two_share_is_nobodys(
        self, client: Client, joined: Provider, delphine: User, tidewell: Agency
    ) -> None:
        joined.who = works_at(delphine.email)
        back = way_back(way_there(client, delphine.email))
        Agency.objects.filter(pk=tidewell.pk).update(email_domain="HollowOak.example")
        assert client.get(back).status_code == 403
        assert not is_inside(client)
        assert sign_in(Client(), delphine).status_code == 302  # no provider speaks for them now


def changed(**claims: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The token, with these claims instead; None takes one out."""
    return lambda real: {name: value for name, value in {**real, **claims}.items() if value is not None}


class TestForgedTokens:
    @pytest.mark.parametrize(
        "change",
        [
            changed(iss="https://elsewhere.example"),
            changed(iss=None),
            changed(aud="another-client"),
            changed(aud=[CLIENT, "another-client"]),
            changed(aud=None),
            changed(azp="another-client"),
            changed(nonce="of-another-sign-in"),
            changed(nonce=None),
            changed(exp=int(time.time()) - 120),
            changed(exp=None),
            changed(iat=int(time.time()) + 600),
            changed(sub=None),
            changed(sub=""),
            changed(sub="x" * 256),
        ],
    )
    def test_a_wrong_claim(
        self, client: Client, joined: Provider, delphine: User, change: Callable[[dict[str, Any]], Any]
    ) -> None:
        joined.who, joined.change = works_at(delphine.email), change
        refused(client, delphine.email, "answer")

    @pytest.mark.parametrize("attack", ["none", "HS256 with the public key", "HS256", "another key", "kid", "cut"])
    def test_a_wrong_signature(self, client: Client, joined: Provider, delphine: User, attack: str) -> None:
        head = {"kid": joined.kid}
        public = str(joined.keys()["keys"][0]["n"]).encode()
        forged: dict[str, Callable[[dict[str, Any]], Any]] = {
            "none": lambda claims: jwt.encode(claims, None, algorithm="none", headers=head),
            "HS256 with the public key": lambda claims: jwt.encode(claims, public, algorithm="HS256", headers=head),
            "HS256": lambda claims: jwt.encode(claims, "a" * 32, algorithm="HS256", headers=head),
            "another key": lambda claims: jwt.encode(claims, new_key(), algorithm="RS256", headers=head),
            "kid": lambda claims: jwt.encode(claims, joined.key, algorithm="RS256", headers={"kid": "unknown"}),
            "cut": lambda claims: joined.signed(claims).rpartition(".")[0] + ".",
        }
        joined.who, joined.sign = works_at(delphine.email), forged[attack]
        refused(client, delphine.email, "answer")

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", None, 7, ["x"], {}])
    def test_what_is_no_token(self, client: Client, joined: Provider, delphine: User, token: Any) -> None:
        joined.who, joined.sign = works_at(delphine.email), lambda _: token
        refused(client, delphine.email, "answer")

    def test_an_answer_by_another_issuer_is_not_followed(
        self, client: Client, joined: Provider, delphine: User
    ) -> None:
        joined.who = works_at(delphine.email)
        back = way_back(way_there(client, delphine.email))
        assert client.get(f"{back}&iss=https%3A%2F%2Felsewhere.example").status_code == 403
        assert "/token" not in joined.asked


class TestTheState:
    def test_a_replayed_state_opens_nothing(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.who = works_at(delphine.email)
        back = way_back(way_there(client, delphine.email))
        assert client.get(back).status_code == 302
        client.post("/sign-in/logout/")
        again = client.get(back)
        assert (again.status_code, is_inside(client)) == (403, False)
        assert "used before" in words_of(again)
        assert joined.asked.count("/token") == 1

    def test_a_state_of_another_browser_opens_nothing(self, client: Client, joined: Provider, delphine: User) -> None:
        joined.who = works_at(delphine.email)
        back = way_back(way_there(Client(), delphine.email))
        assert client.get(back).status_code == 403
        assert not is_inside(client)
        entry = Entry.objects.get(verb=Verb.REFUSED)
        assert (entry.subject_id, entry.facts["why"]) == (NOBODY, "state")

    def test_a_state_of_another_agencys_road(
        self, client: Client, joined: Provider, delphine: User, tidewell: Agency, petra: User
    ) -> None:
        join(tidewell, joined, petra)
        joined.who = works_at(delphine.email)
        back = way_back(way_there(client, delphine.email))
        elsewhere = back.replace(str(delphine.agency_id), str(tidewell.pk))
        assert client.get(elsewhere).status_code == 403
        assert not is_inside(client)

    def test_ten_minutes_and_no_more(
        self, client: Client, joined: Provider, delphine: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        joined.who = works_at(delphine.email)
        back = way_back(way_there(client, delphine.email))
        late = time.time() + 601
        monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: late)
        assert client.get(back).status_code == 403
        assert not is_inside(client)

    def test_a_code_without_the_verifier_of_this_browser(
        self, client: Client, joined: Provider, delphine: User
    ) -> None:
        """A stolen code is worth nothing: PKCE binds it to the session that asked."""
        joined.who = works_at(delphine.email)
        stolen = dict(parse_qsl(urlsplit(way_back(way_there(Client(), delphine.email))).query))["code"]
        own = urlsplit(way_back(way_there(client, delphine.email)))
        query = urlencode({**dict(parse_qsl(own.query)), "code": stolen})
        assert client.get(urlunsplit(own._replace(query=query))).status_code == 403
        assert not is_inside(client)

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_one_is_never_sent_elsewhere(
        self, client: Client, joined: Provider, delphine: User, elsewhere: str
    ) -> None:
        joined.who = works_at(delphine.email)
        assert there_and_back(client, delphine.email, elsewhere)["Location"] == "/"


class TestTheProviderFails:
    def test_it_says_no(self, client: Client, joined: Provider, delphine: User) -> None:
        state = dict(parse_qsl(urlsplit(way_there(client, delphine.email)).query))["state"]
        page = client.get(f"/sign-in/work/{delphine.agency_id}/", {"error": "access_denied", "state": state})
        assert page.status_code == 403
        assert "did not let you through" in words_of(page)
        assert Entry.objects.get(verb=Verb.REFUSED).facts["why"] == "denied"

    @pytest.mark.parametrize("query", ["", "?state=", "?state=x&code=y", "?state=%00", "?code=y"])
    def test_whatever_arrives_is_a_plain_page(self, client: Client, joined: Provider, query: str) -> None:
        agency = Agency.objects.get(name="Hollow Oak Primary")
        page = client.get(f"/sign-in/work/{agency.pk}/{query}")
        assert (page.status_code, "Start again" in page.content.decode()) == (403, True)

    def test_it_is_down(self, client: Client, joined: Provider, delphine: User) -> None:
        back = way_back(way_there(client, delphine.email))
        joined.down = True
        page = client.get(back)
        assert page.status_code == 403
        assert "You did nothing wrong" in words_of(page)

    def test_nobody_is_there_any_more(self, client: Client, joined: Provider, delphine: User) -> None:
        back = way_back(way_there(client, delphine.email))
        joined.server.shutdown()
        joined.server.server_close()
        assert client.get(back).status_code == 403
        assert Entry.objects.get(verb=Verb.REFUSED).facts["why"] == "provider"

    def test_a_redirect_is_not_followed(
        self, client: Client, joined: Provider, delphine: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        back = way_back(way_there(client, delphine.email))
        monkeypatch.setattr(joined, "keys", lambda: pytest.fail("followed"))
        real = joined.answer
        moved = (302, {"Location": f"{joined.issuer}/keys"}, "")
        monkeypatch.setattr(joined, "answer", lambda *a: moved if a[1] == "/token" else real(*a))
        assert client.get(back).status_code == 403

    def test_the_key_of_the_secret_is_gone(
        self, client: Client, joined: Provider, delphine: User, settings: Any
    ) -> None:
        settings.SECRET_KEY = "another-key-for-this-test-" * 3
        page = client.post(LOGIN, {"login": delphine.email})
        assert (page.status_code, NOT_IN in words_of(page)) == (403, True)


@pytest.mark.parametrize(
    "path", ["oidc/x/login/", "work/", "3rdparty/", "3rdparty/signup/", "social/signup/", "social/connections/"]
)
def test_no_page_of_the_package_is_there(client: Client, joined: Provider, delphine: User, path: str) -> None:
    client.force_login(delphine)
    assert client.get(f"/sign-in/{path}").status_code == 404
