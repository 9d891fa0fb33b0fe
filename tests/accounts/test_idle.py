"""A shared computer in a staff room: who does nothing is signed out, and comes back to the same page."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from core import clock
from referrals.models import Draft
from tests.accounts.walking_in import LOGIN, is_inside
from tests.conftest import PASSWORD, TUESDAY
from tests.factories import fill_draft
from trail.models import Entry

pytestmark = pytest.mark.django_db

QUEUE = "/queue/"
IDLE = "You were signed out because nothing happened for 15 minutes."


@pytest.fixture
def inside(client: Client, asha: User) -> Client:
    client.force_login(asha)
    return client


def at(client: Client, minutes: int, seconds: int = 0, *, path: str = QUEUE, method: str = "get", **given: Any) -> Any:
    """A request so long after half past eleven or so on a Tuesday."""
    with clock.moved_to(TUESDAY + timedelta(minutes=minutes, seconds=seconds)):
        return getattr(client, method)(path, **given)


def said(answer: Any) -> list[str]:
    return [message.message for message in get_messages(answer.wsgi_request)]


def test_one_second_before_it_is_open_and_the_time_begins_anew(inside: Client) -> None:
    assert at(inside, 0).status_code == 200
    assert at(inside, 14, 59).status_code == 200
    assert at(inside, 29, 58).status_code == 200


@pytest.mark.parametrize(("minutes", "seconds"), [(15, 0), (15, 1), (600, 0)])
def test_at_it_and_after_it_is_shut(inside: Client, asha: User, minutes: int, seconds: int) -> None:
    at(inside, 0)
    answer = at(inside, minutes, seconds, path=f"{QUEUE}?tray=tell")
    assert answer["Location"] == f"{LOGIN}?next=%2Fqueue%2F%3Ftray%3Dtell"
    assert not is_inside(inside)
    entry = Entry.objects.get(verb="signed_out")
    assert (entry.subject_id, entry.actor_id) == (asha.pk, asha.pk)
    assert entry.facts == {"why": "idle" if minutes == 15 else "long"}


def test_it_says_what_happened_and_leads_back(inside: Client, asha: User) -> None:
    at(inside, 0)
    away = at(inside, 15, 1)
    page = at(inside, 15, 2, path=away["Location"]).content.decode()
    assert IDLE in page
    again = {"login": asha.email, "password": PASSWORD, "next": QUEUE}
    answer = at(inside, 16, path=away["Location"], method="post", data=again)
    assert answer["Location"] == QUEUE
    assert at(inside, 16, 1).status_code == 200


def test_the_old_session_is_gone_from_the_server(inside: Client) -> None:
    at(inside, 0)
    old = inside.session.session_key
    at(inside, 15, 1)
    assert not Session.objects.filter(session_key=old).exists()
    inside.cookies["frontdoor"] = str(old)
    assert at(inside, 15, 2).status_code == 302


def test_what_a_page_asks_by_itself_is_no_sign_of_a_person(inside: Client) -> None:
    at(inside, 0)
    for minute in range(1, 15):
        news = at(inside, minute, path="/queue/news/", headers={"X-Requested-With": "poll"})
        assert news.status_code in {200, 204}
    assert at(inside, 15, path="/queue/news/", headers={"X-Requested-With": "poll"}).status_code == 302
    assert not is_inside(inside)


def saved(client: Client, form: Draft, minutes: int) -> Any:
    path = f"/referrals/draft/{form.pk}/voice/0/save/"
    headers = {"X-Requested-With": "autosave"}
    return at(client, minutes, path=path, method="post", data={"words": f"Minute {minutes}"}, headers=headers)


def test_saving_while_typing_is_a_sign_since_a_key_was_pressed(client: Client, delphine: User) -> None:
    form = fill_draft(delphine)
    client.force_login(delphine)
    for minute in (0, 14, 28, 42):
        assert saved(client, form, minute).status_code == 200
    assert form.sections.get(section="voice").data["words"] == ["Minute 42"]
    assert saved(client, form, 57).status_code == 302
    assert form.sections.get(section="voice").data["words"] == ["Minute 42"]


def test_a_form_sent_too_late_changes_nothing_and_says_so_and_leads_back_to_its_page(
    client: Client, petra: User, asha: User
) -> None:
    client.force_login(petra)
    page = f"/administration/people/{asha.pk}/end/"
    at(client, 0, path=page)
    answer = at(client, 15, 1, path=page, method="post", headers={"referer": f"http://testserver{page}"})
    asha.refresh_from_db()
    assert asha.is_active
    assert answer["Location"] == f"{LOGIN}?next={page.replace('/', '%2F')}"
    assert said(answer) == [f"{IDLE} What you had just sent was not kept. Sign in, and send it again."]


@pytest.mark.parametrize("referer", ["", "https://evil.example/x", "rubbish", "http://["])
def test_who_comes_from_nowhere_is_led_to_their_own_page(inside: Client, referer: str) -> None:
    at(inside, 0)
    answer = at(inside, 16, path="/queue/take-next/", method="post", headers={"referer": referer})
    assert answer["Location"] == f"{LOGIN}?next=%2F"


def test_after_ten_hours_one_signs_in_again_however_busy(inside: Client) -> None:
    for minute in range(0, 600, 14):
        assert at(inside, minute).status_code == 200
    assert at(inside, 599, 59).status_code == 200
    answer = at(inside, 600)
    assert answer.status_code == 302
    assert said(answer) == ["You were signed out because you signed in more than 10 hours ago."]
    assert Entry.objects.get(verb="signed_out").facts == {"why": "long"}


def test_other_times_can_be_set(inside: Client, settings: Any) -> None:
    settings.IDLE_SECONDS = 60
    at(inside, 0)
    assert at(inside, 0, 59).status_code == 200
    assert at(inside, 1, 59).status_code == 302


def test_public_pages_are_open_to_whoever_was_signed_out(inside: Client) -> None:
    at(inside, 0)
    at(inside, 20)
    assert at(inside, 21, path="/help/").status_code == 200
