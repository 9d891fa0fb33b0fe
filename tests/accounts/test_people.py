"""The administrator's pages and the actions behind them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import add_person, deactivate
from accounts.api_keys import make_api_key
from accounts.models import Agency, ApiKey, User
from core.errors import Refused
from tests.accounts.walking_in import sign_in
from trail.models import Entry

PEOPLE = "/administration/people/"
KEYS = "/administration/keys/"
NOBODYS = "5f0c7f0e-0000-4000-8000-000000000000"


@pytest.fixture
def inside(client: Client, petra: User) -> Client:
    """Petra, who has just signed in."""
    sign_in(client, petra)
    return client


def filled(school: Agency, **other: str) -> dict[str, str]:
    return {
        "full_name": "Rowan Tallow",
        "email": "Rowan.Tallow@hollowoak.example",
        "job_title": "Head of year",
        "role": "practitioner",
        "agency": str(school.pk),
        **other,
    }


@pytest.mark.parametrize("who", ["delphine", "wilf", "asha", "marek", "niamh", "ola"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", [PEOPLE, KEYS, f"{PEOPLE}{NOBODYS}/end/", f"{KEYS}{NOBODYS}/end/"])
def test_for_everybody_else_the_pages_are_not_there(
    client: Client, who: str, method: str, path: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert getattr(client, method)(path).status_code == 404


def test_for_who_is_outside_they_lead_to_the_sign_in(client: Client, db: None) -> None:
    assert client.get(PEOPLE)["Location"] == f"/sign-in/login/?next={PEOPLE}"


class TestAdding:
    def test_the_account_has_no_password_until_its_owner_sets_one(self, inside: Client, hollow_oak: Agency) -> None:
        answer = inside.post(PEOPLE, filled(hollow_oak), follow=True)
        person = User.objects.get(email="rowan.tallow@hollowoak.example")
        assert (person.full_name, person.role, person.agency) == ("Rowan Tallow", "practitioner", hollow_oak)
        assert not person.has_usable_password()
        assert "Rowan Tallow has an account" in answer.content.decode()

    def test_it_is_on_the_trail_without_a_name(self, inside: Client, hollow_oak: Agency, petra: User) -> None:
        inside.post(PEOPLE, filled(hollow_oak))
        entry = Entry.objects.get(verb="created", subject="user")
        assert entry.actor_id == petra.pk
        assert entry.facts == {"role": "practitioner", "agency": str(hollow_oak.pk)}

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"full_name": ""}, "Enter full name"),
            ({"full_name": "x" * 121}, "use 120 characters or fewer"),
            ({"email": ""}, "Enter work email"),
            ({"email": "rowan at school"}, "Enter an email address in the correct format"),
            ({"email": "r\x00@hollowoak.example"}, "hidden character"),
            ({"role": ""}, "Choose role"),
            ({"role": "system"}, "Choose from the list"),
            ({"role": "king"}, "Choose from the list"),
            ({"role": "mash_worker"}, "Only people of the council have this role"),
            ({"agency": ""}, "Choose agency"),
            ({"agency": "x"}, "Choose from the list"),
            ({"agency": NOBODYS}, "Choose from the list"),
        ],
    )
    def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
        self, inside: Client, hollow_oak: Agency, wrong: dict[str, str], said: str
    ) -> None:
        before = User.objects.count()
        page = inside.post(PEOPLE, filled(hollow_oak, **wrong)).content.decode()
        assert said in page
        assert "Error: People" in page
        assert 'value="Head of year"' in page
        assert User.objects.count() == before

    def test_the_same_address_in_other_letters_is_refused(
        self, inside: Client, hollow_oak: Agency, delphine: User
    ) -> None:
        page = inside.post(PEOPLE, filled(hollow_oak, email=delphine.email.upper())).content.decode()
        assert "Somebody already has this email address" in page

    def test_only_an_administrator_may(self, marek: User, council: Agency) -> None:
        with pytest.raises(Refused):
            add_person(full_name="X", email="x@larkhaven.example", role="auditor", agency=council, by=marek)
        assert not User.objects.filter(email="x@larkhaven.example").exists()


class TestEnding:
    def test_asked_once_more_then_done(self, inside: Client, delphine: User) -> None:
        asked = inside.get(f"{PEOPLE}{delphine.pk}/end/").content.decode()
        assert "End the account of Delphine Marchpane" in asked
        delphine.refresh_from_db()
        assert delphine.is_active
        answer = inside.post(f"{PEOPLE}{delphine.pk}/end/")
        assert answer["Location"] == PEOPLE
        delphine.refresh_from_db()
        assert not delphine.is_active

    def test_twice_is_one_entry(self, inside: Client, delphine: User) -> None:
        for _ in range(2):
            assert inside.post(f"{PEOPLE}{delphine.pk}/end/").status_code == 302
        assert Entry.objects.filter(verb="erased", subject="user", subject_id=delphine.pk).count() == 1

    def test_not_ones_own(self, inside: Client, petra: User) -> None:
        answer = inside.post(f"{PEOPLE}{petra.pk}/end/")
        assert answer.status_code == 409
        assert "You cannot end this account." in answer.content.decode()
        petra.refresh_from_db()
        assert petra.is_active

    def test_the_system_is_not_there(self, inside: Client) -> None:
        assert inside.post(f"{PEOPLE}{User.objects.system().pk}/end/").status_code == 404

    def test_an_administrator_who_left_ends_nobody(self, petra: User, delphine: User) -> None:
        petra.is_active = False
        with pytest.raises(Refused):
            deactivate(delphine, by=petra)

    def test_the_system_is_not_on_the_list(self, inside: Client, delphine: User) -> None:
        page = inside.get(PEOPLE).content.decode()
        assert "Delphine Marchpane" in page
        assert "system@frontdoor.invalid" not in page
        assert "Front Door itself" not in page


class TestKeys:
    def test_a_new_key_is_shown_once(self, inside: Client, delphine: User) -> None:
        page = inside.post(KEYS, {"name": "School office", "acts_as": delphine.pk, "may_read": "no"}).content.decode()
        key = ApiKey.objects.get()
        assert f"fdk_{key.prefix}_" in page
        again = inside.get(KEYS).content.decode()
        assert f"fdk_{key.prefix}_" not in again
        assert "School office" in again
        assert key.may_read is False

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": ""}, "Answer: What is the key for?"),
            ({"acts_as": ""}, "Whose referrals will they be?"),
            ({"acts_as": "x"}, "Choose from the list"),
            ({"may_read": ""}, "May it read outcomes?"),
            ({"may_read": "perhaps"}, "Choose from the list"),
        ],
    )
    def test_what_is_wrong_is_said(self, inside: Client, delphine: User, wrong: dict[str, str], said: str) -> None:
        fields = {"name": "School office", "acts_as": str(delphine.pk), "may_read": "no", **wrong}
        assert said in inside.post(KEYS, fields).content.decode()
        assert not ApiKey.objects.exists()

    def test_it_is_ended_by_one_button(self, inside: Client, delphine: User) -> None:
        inside.post(KEYS, {"name": "School office", "acts_as": delphine.pk, "may_read": "yes"})
        key = ApiKey.objects.get()
        assert inside.post(f"{KEYS}{key.pk}/end/")["Location"] == KEYS
        key.refresh_from_db()
        assert key.revoked_at is not None
        assert "Ended" in inside.get(KEYS).content.decode()


@pytest.mark.parametrize("path", [PEOPLE, KEYS])
def test_a_long_list_asks_the_database_no_more_often(
    inside: Client, hollow_oak: Agency, petra: User, path: str
) -> None:
    def queries_with(count: int) -> int:
        for _ in range(count):
            person = User.objects.create_user(
                f"{uuid4()}@hollowoak.example", None, full_name="Somebody", role="practitioner", agency=hollow_oak
            )
            make_api_key(person, name="Key", by=petra)
        with CaptureQueriesContext(connection) as queries:
            assert inside.get(path).content.decode().count("Somebody") >= count
        return len(queries)

    assert queries_with(1) == queries_with(49)
