"""A lost second step: who resets it, what ends with it, who hears of it, and what never does it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate
from accounts.models import SecondFactorReset, User
from accounts.resetting import reset_second_factor
from accounts.roles import Role
from core.errors import Refused
from notifications.letters import write_letter
from notifications.models import Message
from tests.accounts.walking_in import LOGIN, set_by_mail, sign_in
from tests.conftest import PASSWORD
from trail.models import Entry

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
WHY = "Rang me from the desk; her phone was stolen."


@pytest.fixture
def guarded(asha: User) -> User:
    """Asha with an app, a passkey and recovery codes."""
    TOTP.activate(asha, SECRET)
    RecoveryCodes.activate(asha)
    Authenticator.objects.create(user=asha, type="webauthn", data={"name": "Mine", "credential": {}})
    return asha


def page_of(person: User) -> str:
    return f"/administration/people/{person.pk}/second-step/"


def test_all_of_it_goes_with_its_sessions_and_is_on_the_trail(guarded: User, petra: User, client: Client) -> None:
    client.force_login(guarded)
    made = reset_second_factor(guarded, why=f"  {WHY} ", by=petra)
    assert not Authenticator.objects.filter(user=guarded).exists()
    assert not Session.objects.exists()
    assert (made.person, made.reset_by, made.why) == (guarded, petra, WHY)
    entry = Entry.objects.get(verb="erased", subject="second_factor")
    assert (entry.subject_id, entry.actor_id, entry.facts) == (guarded.pk, petra.pk, {"reset": str(made.pk)})


def test_the_person_and_every_other_administrator_hear_without_a_name(
    guarded: User, petra: User, marek: User, person: Callable[..., User]
) -> None:
    other = person("Oriel Fennimore", Role.ADMINISTRATOR, petra.agency)
    reset_second_factor(guarded, why=WHY, by=petra)
    told = Message.objects.filter(kind="second_step_reset")
    assert {message.to for message in told} == {guarded, other}
    for message in told:
        letter = write_letter(message)
        assert [word for word in ("Asha", "Inkwell", "Petra", "stolen") if word in letter.subject + letter.body] == []


@pytest.mark.parametrize(
    ("who", "whose", "why", "sentence"),
    [
        ("marek", "asha", WHY, "Only an administrator"),
        ("asha", "asha", WHY, "Only an administrator"),
        ("petra", "petra", WHY, "Another administrator"),
        ("petra", "asha", "   short   ", "at least 10 characters"),
        ("petra", "delphine", WHY, "has ended"),
    ],
)
def test_what_is_refused_changes_nothing(
    who: str, whose: str, why: str, sentence: str, guarded: User, delphine: User, petra: User, marek: User
) -> None:
    TOTP.activate(petra, SECRET)
    deactivate(delphine, by=petra)
    people = {"asha": guarded, "petra": petra, "marek": marek, "delphine": delphine}
    count = Authenticator.objects.count()
    with pytest.raises(Refused, match=sentence):
        reset_second_factor(people[whose], why=why, by=people[who])
    assert Authenticator.objects.count() == count
    assert not SecondFactorReset.objects.exists()
    assert not Message.objects.filter(kind="second_step_reset").exists()


class TestThePage:
    @pytest.fixture
    def fresh(self, client: Client, petra: User) -> Client:
        sign_in(client, petra)
        return client

    def test_it_wants_a_fresh_sign_in(self, client: Client, petra: User, guarded: User) -> None:
        client.force_login(petra)
        for answer in (client.get(page_of(guarded)), client.post(page_of(guarded), {"why": WHY})):
            assert answer["Location"].startswith(reverse("account_reauthenticate"))
        assert Authenticator.objects.filter(user=guarded).count() == 3
        wrong = client.post(answer["Location"], {"password": "wrong", "next": page_of(guarded)})
        assert "The password is not right" in wrong.content.decode()
        assert Authenticator.objects.filter(user=guarded).count() == 3
        # What was typed waits for the right password, and is then done: nobody types a reason twice.
        done = client.post(answer["Location"], {"password": PASSWORD, "next": page_of(guarded)})
        assert done["Location"] == "/administration/people/"
        assert SecondFactorReset.objects.get().why == WHY

    def test_a_sign_in_of_six_minutes_ago_is_not_fresh(
        self, fresh: Client, guarded: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert fresh.get(page_of(guarded)).status_code == 200
        later = time.time() + 360
        monkeypatch.setattr("accounts.adapter.time.time", lambda: later)
        assert fresh.get(page_of(guarded)).status_code == 302

    def test_with_a_reason_it_is_done_and_the_reason_stands_there_next_time(self, fresh: Client, guarded: User) -> None:
        answer = fresh.post(page_of(guarded), {"why": WHY}, follow=True).content.decode()
        assert "Asha Inkwell sets up a new second step at the next sign-in." in answer
        assert not Authenticator.objects.filter(user=guarded).exists()
        assert WHY in fresh.get(page_of(guarded)).content.decode()

    @pytest.mark.parametrize(("why", "said"), [("", "Answer: How do you know"), ("short", "at least 10 characters")])
    def test_without_one_it_is_not(self, fresh: Client, guarded: User, why: str, said: str) -> None:
        assert said in fresh.post(page_of(guarded), {"why": why}).content.decode()
        assert Authenticator.objects.filter(user=guarded).count() == 3

    def test_for_everybody_else_it_is_not_there(self, client: Client, marek: User, guarded: User) -> None:
        sign_in(client, marek)
        assert client.get(page_of(guarded)).status_code == 404
        assert client.post(page_of(guarded), {"why": WHY}).status_code == 404


def test_the_next_sign_in_sees_nothing_before_a_new_one_is_set_up(
    client: Client, guarded: User, petra: User, settings: Any
) -> None:
    settings.MFA_REQUIRED = True
    reset_second_factor(guarded, why=WHY, by=petra)
    assert sign_in(client, guarded)["Location"] == "/"
    for page in ("/queue/", "/escalations/", "/"):
        answer = client.get(page, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("mfa_activate_totp")
    assert sign_in(Client(), petra).status_code == 302  # nobody else's sign-in has changed


def test_a_new_password_by_mail_resets_nothing(client: Client, guarded: User) -> None:
    before = sorted(map(str, Authenticator.objects.values_list("type", "data")))
    set_by_mail(client, guarded, "harbour-lantern-58")
    assert sorted(map(str, Authenticator.objects.values_list("type", "data"))) == before
    answer = client.post(LOGIN, {"login": guarded.email, "password": "harbour-lantern-58"})
    assert answer["Location"] == reverse("mfa_authenticate")
