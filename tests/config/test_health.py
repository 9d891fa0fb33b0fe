"""GET /healthz: green when every part has done its work, red with the part's name when one has not."""

from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import OperationalError
from django.urls import reverse

from accounts.models import User
from config import health
from core import clock
from mash.actions import claim
from sla.models import Deadline, Heartbeat
from tests.factories import sent_referral


def beat(**ages: int) -> None:
    for name, age in ages.items():
        Heartbeat.objects.create(sweeper=name, beat_at=clock.now() - timedelta(seconds=age))


@pytest.fixture
def all_well(at_tuesday, db):
    beat(beat=4, second=9, worker=180)


def test_green_when_every_part_works(client, all_well):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "version": project.VERSION,
        "database": "ok",
        "broker": "ok",
        "worker": "ok",
        "sweepers": {"beat": 4, "second": 9},
        "orphans": 0,
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "part"), [("beat", "sweeper beat"), ("second", "sweeper second"), ("worker", "worker")]
)
@pytest.mark.parametrize("age", [181, -181])
def test_red_one_second_after_three_minutes_without_work_or_with_a_clock_that_jumped(client, all_well, name, part, age):
    Heartbeat.objects.filter(sweeper=name).update(beat_at=clock.now() - timedelta(seconds=age))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"
    assert answer.json()["failing"] == [part]


def test_red_before_the_first_round(client, at_tuesday, db):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["worker", "sweeper beat", "sweeper second"]
    assert answer.json()["sweepers"] == {"beat": None, "second": None}


def test_red_when_the_broker_does_not_answer(client, all_well, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["broker"]


def test_red_when_the_database_does_not_answer(client, all_well, monkeypatch):
    class Down:
        def values_list(self, *_names):
            raise OperationalError

    monkeypatch.setattr(health.Heartbeat, "objects", Down())
    monkeypatch.setattr(health.connection, "close", lambda: None)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["database", "worker", "sweeper beat", "sweeper second"]


def test_what_people_who_left_still_hold_is_counted_and_turns_nothing_red(client, all_well, delphine, asha):
    """Nothing in the code leads there: an account that was ended by hand in the database."""
    claim(sent_referral(delphine), by=asha)
    User.objects.filter(pk=asha.pk).update(is_active=False)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    clocks = Deadline.objects.open().filter(holder=asha).count()
    assert clocks >= 1
    assert answer.json()["orphans"] == 1 + clocks


def test_its_cost_is_fixed(client, all_well, django_assert_num_queries):
    with django_assert_num_queries(8):
        client.get("/healthz")


def test_nothing_may_be_posted_to_it(client, all_well):
    assert client.post("/healthz").status_code == 405


def test_its_address():
    assert reverse("healthz") == "/healthz"
