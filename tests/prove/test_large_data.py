"""A hundred thousand referrals: every list and figure asks the database as often as for a few, and answers in time."""

import os
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from mash.actions import PushBack, claim, mark_read, record_decision
from referrals.models import Referral
from tests.conftest import TUESDAY
from tests.factories import sent_referral
from tests.prove.conftest import Say
from tests.prove.multiplied import multiply

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]

MANY = int(os.environ.get("PROVE_REFERRALS", "100000"))
OPEN = 400
SECONDS = 3.0  # the slowest page; most take a tenth
WORDS = "Help in school fits what was seen, and nobody is harmed."
ADVICE = PushBack("threshold", ("What Pip says himself",), advice="Keep the club", would_change="He loses weight")
BABY: Any = [{"date_of_birth-year": ["2026"], "can_move": ["no"]}]
HARM: Any = [("L4-cd-06", "told", "“Bram got his belt because I was loud.”")]

PAGES = {
    "asha": (
        "/queue/",
        "/queue/?tray=overdue",
        "/queue/?tray=nobody",
        "/queue/?tray=mine",
        "/queue/?tray=tell",
        "/queue/?priority=red",
        "/queue/?flag=baby",
        "/queue/?flag=phone",
        "/queue/?level=4",
    ),
    "marek": ("/dashboard/", "/dashboard/rows/open/", "/dashboard/rows/telling/", "/escalations/"),
    "delphine": ("/referrals/", "/escalations/"),
    "wilf": ("/referrals/agency/",),
    "niamh": ("/early-help/",),
}


def decided(referrer: User, worker: User, route: str, *, reads: bool, days: int) -> Referral:
    """One that was decided some hours after it came."""
    with clock.moved_to(TUESDAY - timedelta(days=days)):
        referral = claim(sent_referral(referrer, children=[{}, {"first_name": ["Wren"]}]), by=worker)
    with clock.moved_to(TUESDAY - timedelta(days=days) + timedelta(hours=5)):
        push_back = ADVICE if route == "push_back" else None
        record_decision(referral, level=2, route=route, rationale=WORDS, reply=WORDS, push_back=push_back, by=worker)
        referral.refresh_from_db()
        if reads:
            mark_read(referral, by=referrer)
    return referral


def the_many(people: dict[str, User]) -> None:
    """Two years of decided referrals, nearly all read, and some hundreds open."""
    referrers, workers = (people["delphine"], people["charlie"]), (people["asha"], people["tomas"])
    past = [
        decided(referrers[place % 2], workers[place // 2 % 2], route, reads=True, days=2)
        for place in range(4)
        for route in ("push_back", "early_help")
    ]
    unread = [decided(referrers[0], workers[0], "push_back", reads=False, days=2)]
    with clock.moved_to(TUESDAY - timedelta(hours=2)):
        waiting = [sent_referral(referrers[place % 2], worries=HARM if place % 2 else None) for place in range(4)]
        waiting.append(claim(sent_referral(referrers[0]), by=workers[0]))
    multiply(past, MANY // len(past), apart=timedelta(days=730) / MANY)
    multiply(unread, 300, apart=timedelta(minutes=7))
    multiply(waiting, OPEN // len(waiting), apart=timedelta(seconds=40))


def one_of_each(people: dict[str, User]) -> None:
    """So that no list is empty."""
    decided(people["delphine"], people["asha"], "early_help", reads=False, days=3)
    for ago, worries in ((30, None), (1, HARM), (1, None)):
        with clock.moved_to(TUESDAY - timedelta(hours=ago)):
            claim(sent_referral(people["delphine"], worries=worries), by=people["asha"])
            sent_referral(people["delphine"], worries=worries, children=BABY)


@pytest.fixture
def people(delphine, charlie, wilf, asha, tomas, marek, niamh) -> dict[str, User]:
    cast = (delphine, charlie, wilf, asha, tomas, marek, niamh)
    return dict(zip(("delphine", "charlie", "wilf", "asha", "tomas", "marek", "niamh"), cast, strict=True))


def ask(client: Client, address: str) -> tuple[int, float]:
    """How many questions to the database, and the seconds it took."""
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        answer = client.get(address)
        took = time.perf_counter() - began
    assert answer.status_code == 200, address
    return len(asked), took


def clients(people: dict[str, User]) -> dict[str, Client]:
    found = {}
    for name in PAGES:
        found[name] = Client()
        found[name].force_login(people[name])
    return found


def test_a_hundred_thousand_referrals(say: Say, people: dict[str, User]) -> None:
    browsers = clients(people)
    with clock.moved_to(TUESDAY):
        one_of_each(people)
        addresses = [(name, address) for name, pages in PAGES.items() for address in pages]
        for name, address in addresses:
            ask(browsers[name], address)  # what is read once for a process
        few = {(name, address): ask(browsers[name], address)[0] for name, address in addresses}
    the_many(people)
    count = Referral.objects.count()
    assert count >= MANY
    slowest: tuple[float, str] = (0.0, "")
    with clock.moved_to(TUESDAY):
        for name, address in addresses:
            ask(browsers[name], address)
            asked, took = ask(browsers[name], address)
            assert asked <= few[name, address], f"{address} asks more often for many"
            assert took < SECONDS, f"{address} takes {took:.1f} s"
            slowest = max(slowest, (took, address))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # every foreign key of the copies is checked at the end
    say(
        f"{count:,} referrals, {OPEN} open: {len(addresses)} lists and figures, each with as many questions as for "
        f"three; the slowest {slowest[0] * 1000:.0f} ms ({slowest[1]})"
    )
