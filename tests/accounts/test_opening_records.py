"""What opens records is never done unseen: a fresh sign-in, the right address, and word to those concerned."""

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import add_person
from accounts.api_keys import make_api_key
from accounts.models import Agency, ApiKey, User
from accounts.roles import SEES_OTHERS, Role
from core.errors import Refused
from notifications.letters import write_letter
from notifications.models import Message
from tests.accounts.walking_in import sign_in
from tests.conftest import PASSWORD
from trail.models import Entry

pytestmark = pytest.mark.django_db

PEOPLE, KEYS = "/administration/people/", "/administration/keys/"


def made_here() -> int:
    """How many accounts and keys the trail says were made."""
    return Entry.objects.filter(verb="created", subject__in=("user", "api_key")).count()


def new_person(agency: Agency, role: str, email: str) -> dict[str, str]:
    return {"full_name": "Rowan Tallow", "email": email, "job_title": "", "role": role, "agency": str(agency.pk)}


class TestAFreshSignIn:
    def test_a_key_wants_one_and_what_was_typed_waits_for_it(self, client: Client, petra: User, delphine: User) -> None:
        client.force_login(petra)
        assert client.get(KEYS).status_code == 200
        sent = {"name": "School office", "acts_as": str(delphine.pk), "may_read": "yes"}
        asked = client.post(KEYS, sent)
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        client.post(asked["Location"], {"password": "wrong", "next": KEYS})
        assert (ApiKey.objects.count(), Message.objects.count(), made_here()) == (0, 0, 0)
        shown = client.post(asked["Location"], {"password": PASSWORD, "next": KEYS}).content.decode()
        assert f"fdk_{ApiKey.objects.get().prefix}_" in shown
        assert f'action="{KEYS}"' in shown

    def test_an_account_wants_one(self, client: Client, petra: User, council: Agency) -> None:
        client.force_login(petra)
        sent = new_person(council, "mash_manager", "rowan@larkhaven.example")
        asked = client.post(PEOPLE, sent)
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        assert not User.objects.filter(full_name="Rowan Tallow").exists()
        assert (Message.objects.count(), made_here()) == (0, 0)
        assert client.post(asked["Location"], {"password": PASSWORD, "next": PEOPLE})["Location"] == PEOPLE
        assert User.objects.get(full_name="Rowan Tallow").role == "mash_manager"

    def test_six_minutes_are_too_long(
        self, client: Client, petra: User, delphine: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sign_in(client, petra)
        later = time.time() + 360
        monkeypatch.setattr("accounts.adapter.time.time", lambda: later)
        answer = client.post(KEYS, {"name": "Key", "acts_as": str(delphine.pk), "may_read": "no"})
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        assert not ApiKey.objects.exists()


class TestWordOfAKey:
    @pytest.mark.parametrize(("may_read", "may"), [(True, "and read what was sent"), (False, "only send referrals")])
    def test_its_person_and_the_leads_hear_who_made_it_and_what_it_may(
        self, delphine: User, wilf: User, bronwen: User, charlie: User, petra: User, may_read: bool, may: str
    ) -> None:
        made = make_api_key(delphine, name="CNRY-name", may_read=may_read, by=petra)
        told = Message.objects.filter(kind="key_made", subject_id=made.row.pk)
        assert {message.to for message in told} == {delphine, wilf}
        for message in told:
            letter = write_letter(message)
            assert f"{petra} made a key to Front Door" in letter.body
            assert may in letter.body
            text = letter.subject + letter.body
            assert [word for word in ("Delphine", "Wilf", "CNRY", made.text) if word in text] == []

    def test_a_refused_key_tells_nobody(self, delphine: User, marek: User) -> None:
        with pytest.raises(Refused):
            make_api_key(delphine, name="Mine", may_read=True, by=marek)
        assert (ApiKey.objects.count(), Message.objects.count(), made_here()) == (0, 0, 0)


class TestAnAccountThatSeesOthers:
    @pytest.mark.parametrize("role", sorted(SEES_OTHERS - {Role.SAFEGUARDING_LEAD}))
    @pytest.mark.parametrize(
        "email", ["rowan@mailbox.example", "rowan@larkhaven.example.evil.example", "rowan@hollowoak.example"]
    )
    def test_needs_an_address_at_its_agencys_domain(
        self, council: Agency, hollow_oak: Agency, petra: User, role: str, email: str
    ) -> None:
        with pytest.raises(Refused, match=r"ends in @larkhaven\.example: this role sees") as refusal:
            add_person(full_name="Rowan Tallow", email=email, role=role, agency=council, by=petra)
        assert refusal.value.field == "email"
        assert not User.objects.filter(full_name="Rowan Tallow").exists()
        assert (Message.objects.count(), made_here()) == (0, 0)

    def test_so_does_a_schools_lead_and_a_school_without_a_domain_has_none(
        self, hollow_oak: Agency, petra: User
    ) -> None:
        given = {"full_name": "Rowan Tallow", "role": Role.SAFEGUARDING_LEAD, "agency": hollow_oak, "by": petra}
        with pytest.raises(Refused, match=r"@hollowoak\.example"):
            add_person(email="rowan@mailbox.example", **given)
        hollow_oak.email_domain = ""
        with pytest.raises(Refused, match="has no e-mail domain"):
            add_person(email="rowan@hollowoak.example", **given)
        assert not User.objects.filter(full_name="Rowan Tallow").exists()

    def test_the_error_stands_at_the_field(self, client: Client, petra: User, council: Agency) -> None:
        sign_in(client, petra)
        page = client.post(PEOPLE, new_person(council, "mash_manager", "rowan@mailbox.example")).content.decode()
        assert 'href="#id_email">Use an address that ends in @larkhaven.example' in page
        assert 'value="Rowan Tallow"' in page

    def test_managers_and_the_other_administrators_hear_at_once(
        self, council: Agency, petra: User, marek: User, asha: User, person: Callable[..., User]
    ) -> None:
        other = person("Oriel Fennimore", Role.ADMINISTRATOR, council)
        new = add_person(
            full_name="Rowan Tallow", email="Rowan@Larkhaven.example", role="mash_manager", agency=council, by=petra
        )
        told = Message.objects.filter(kind="reader_made")
        assert {message.to for message in told} == {marek, other}
        for message in told:
            assert f"{petra} made an account that can read referrals: MASH manager, for Rowan Tallow." in (
                write_letter(message).body
            )
        entry = Entry.objects.get(subject="user", verb="created")
        assert (entry.subject_id, entry.actor_id, entry.facts["role"]) == (new.pk, petra.pk, "mash_manager")

    def test_nobody_hears_of_a_practitioner_and_any_address_will_do(self, hollow_oak: Agency, petra: User) -> None:
        add_person(full_name="Rowan", email="r@mailbox.example", role="practitioner", agency=hollow_oak, by=petra)
        assert not Message.objects.exists()
