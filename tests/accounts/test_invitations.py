"""A lead's invitation: one address at the agency's own domain, one use, 72 hours, and a page that tells nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.invitations import LASTS, at_domain, invite, invite_again, withdraw
from accounts.models import Agency, Invitation, User
from core import clock
from core.errors import Conflict, Refused
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]
ROWAN = "rowan.tallow@hollowoak.example"
FILLED = {
    "full_name": "Rowan Tallow",
    "job_title": "Head of year",
    "password1": "kettle-orchard-violin",
    "password2": "kettle-orchard-violin",
}


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def invited(hollow_oak: Agency, wilf: User, django_capture_on_commit_callbacks: Any) -> str:
    """The link in the mail."""
    with django_capture_on_commit_callbacks(execute=True):
        invite(hollow_oak, email="Rowan.Tallow@HollowOak.example", by=wilf)
    return link()


def link() -> str:
    found = re.search(r"/join/[^/\s]+/", str(mail.outbox[-1].body))
    assert found is not None
    return found.group()


def test_accepting_makes_a_practitioner_of_that_agency(client: Client, invited: str, hollow_oak: Agency) -> None:
    assert mail.outbox[-1].to == [ROWAN]
    assert ROWAN not in client.get(invited).content.decode()
    assert client.post(invited, FILLED)["Location"] == "/sign-in/login/"
    person = User.objects.get(email=ROWAN)
    assert (person.full_name, person.job_title, person.role) == ("Rowan Tallow", "Head of year", "practitioner")
    assert person.agency == hollow_oak
    assert person.check_password(FILLED["password1"])
    invitation = Invitation.objects.get()
    entry = Entry.objects.get(verb="created", subject="user")
    assert entry.facts == {"role": "practitioner", "agency": str(hollow_oak.pk), "invitation": str(invitation.pk)}


def test_the_token_is_not_kept(invited: str) -> None:
    token = invited.split("/")[2]
    row = str(Invitation.objects.values().get())
    assert token not in row
    assert token not in str(list(Entry.objects.values()))


def test_it_works_once(client: Client, invited: str) -> None:
    client.post(invited, FILLED)
    for answer in (client.get(invited), client.post(invited, FILLED)):
        assert answer.status_code == 404
    assert User.objects.filter(email=ROWAN).count() == 1


def test_72_hours(client: Client, invited: str) -> None:
    made = Invitation.objects.get().invited_at
    with clock.moved_to(made + LASTS - timedelta(seconds=1)):
        assert client.get(invited).status_code == 200
    with clock.moved_to(made + LASTS):
        assert client.get(invited).status_code == 404
        assert client.post(invited, FILLED).status_code == 404
    assert not User.objects.filter(email=ROWAN).exists()


def test_used_ended_withdrawn_and_never_made_read_the_same(
    client: Client, invited: str, wilf: User, hollow_oak: Agency
) -> None:
    never = client.get("/join/never/")
    withdraw(Invitation.objects.get(), by=wilf)
    withdrawn = client.get(invited)
    assert never.status_code == withdrawn.status_code == 404
    assert never.content == withdrawn.content


def test_a_new_link_ends_the_one_before(
    client: Client, invited: str, wilf: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite_again(Invitation.objects.get(), by=wilf)
    assert client.get(invited).status_code == 404
    assert link() != invited
    assert client.get(link()).status_code == 200
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    "email",
    [
        "rowan@evil-hollowoak.example",
        "rowan@hollowoak.example.evil.example",
        "rowan@sub.hollowoak.example",
        "rowan@hollowoak.example@evil.example",
        "rowan@tidewell.example",
        "hollowoak.example",
        "",
    ],
)
def test_no_other_domain(email: str, hollow_oak: Agency, wilf: User) -> None:
    if email != "hollowoak.example":  # without an @ the form refuses it before
        assert not at_domain(email, hollow_oak)
        with pytest.raises(Refused):
            invite(hollow_oak, email=email, by=wilf)
    assert not Invitation.objects.exists()


def test_an_agency_without_a_domain_invites_nobody(hollow_oak: Agency, wilf: User) -> None:
    hollow_oak.email_domain = ""
    for email in ("rowan@", "rowan", ROWAN):
        with pytest.raises(Refused):
            invite(hollow_oak, email=email, by=wilf)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["delphine", "strange_lead", "marek"])
def test_nobody_else_invites_or_withdraws(
    who: str, invited: str, hollow_oak: Agency, request: pytest.FixtureRequest
) -> None:
    other = request.getfixturevalue(who)
    with pytest.raises(Refused):
        invite(hollow_oak, email="iris@hollowoak.example", by=other)
    with pytest.raises(Refused):
        withdraw(Invitation.objects.get(), by=other)
    assert Invitation.objects.get().withdrawn_at is None


def test_what_was_withdrawn_stays_so(invited: str, wilf: User) -> None:
    invitation = withdraw(Invitation.objects.get(), by=wilf)
    for action in (withdraw, invite_again):
        with pytest.raises(Conflict):
            action(invitation, by=wilf)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password2": "another-orchard-violin"}, "The two passwords are not the same"),
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"full_name": ""}, "Full name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    client: Client, invited: str, wrong: dict[str, str], said: str
) -> None:
    page = client.post(invited, {**FILLED, **wrong}).content.decode()
    assert "There is a problem" in page
    assert said in page
    assert 'value="Head of year"' in page
    assert not User.objects.filter(email=ROWAN).exists()


def test_the_lead_and_the_administrator_see_it(client: Client, invited: str, wilf: User, petra: User) -> None:
    for who, address in ((wilf, "/agency/colleagues/"), (petra, "/administration/invitations/")):
        client.force_login(who)
        assert ROWAN in client.get(address).content.decode()


def test_the_administrator_withdraws_it(client: Client, invited: str, petra: User) -> None:
    address = f"/administration/invitations/{Invitation.objects.get().pk}/withdraw/"
    client.force_login(petra)
    assert f'action="{address}"' in client.get("/administration/invitations/").content.decode()
    said = client.post(address, follow=True).content.decode()
    assert f"The invitation of {ROWAN} was withdrawn." in said
    assert Invitation.objects.get().withdrawn_by == petra
    entry = Entry.objects.get(verb="erased", subject="invitation")
    assert entry.actor_id == petra.pk
    client.logout()
    assert client.get(invited).status_code == 404
    client.force_login(petra)
    assert "was used or withdrawn" in client.post(address, follow=True).content.decode()
    assert Entry.objects.filter(verb="erased", subject="invitation").count() == 1


def test_the_page_of_the_lead(client: Client, hollow_oak: Agency, wilf: User, strange_lead: User) -> None:
    client.force_login(wilf)
    assert "already has this email" in client.post("/agency/colleagues/", {"email": wilf.email}).content.decode()
    assert client.post("/agency/colleagues/", {"email": ROWAN}).status_code == 302
    invitation = Invitation.objects.get()
    client.force_login(strange_lead)
    assert client.post(f"/agency/colleagues/{invitation.pk}/withdraw/").status_code == 404
    client.force_login(wilf)
    assert client.post(f"/agency/colleagues/{invitation.pk}/withdraw/").status_code == 302
    assert Invitation.objects.get().withdrawn_at is not None
