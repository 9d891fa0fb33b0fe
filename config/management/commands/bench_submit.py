"""manage.py bench_submit: what sending a referral costs, beside a request that only inserts one row."""

import gc
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.models import Agency, User
from accounts.roles import Role
from referrals.actions import fill_from_system
from referrals.models import Referral
from thresholds.published import current

Typed = dict[str, list[str]]
# Beginning and ending a transaction asks the database nothing.
_NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


class Command(BaseCommand):
    help = "Send referrals through the page and print processor time and statements, beside a bare one-row insert."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=60)
        parser.add_argument("--children", type=int, default=2)
        parser.add_argument("--worries", type=int, default=3)

    def handle(self, *args: Any, rounds: int, children: int, worries: int, **options: Any) -> None:
        if Referral.objects.exists():
            raise CommandError("There are referrals here already: this is for an empty database only.")
        person = _somebody()
        client = Client(SERVER_NAME="localhost")
        client.force_login(person)
        with override_settings(ROOT_URLCONF="config.bare_insert", SECURE_SSL_REDIRECT=False, DEBUG=False):
            bare = [lambda: client.post("/bare-insert/", {"name": uuid4().hex[:20]}) for _ in range(rounds)]
            sent = [_sending(client, person, children, worries) for _ in range(rounds)]
            for few in (bare, sent):
                few.pop()()  # what is read once for a process
            bare_ms, sent_ms = _both(bare, sent)
            few_asked = _statements(_sending(client, person, 1, 1))
            many_asked = _statements(_sending(client, person, 10, 20))
        self.stdout.write(f"Bare insert of one row: {bare_ms:.2f} ms of processor time")
        self.stdout.write(f"Sending {children} children and {worries} worries: {sent_ms:.2f} ms of processor time")
        self.stdout.write(
            f"Statements: {few_asked} for 1 child and 1 worry, {many_asked} for 10 children and 20 worries"
        )
        self.stdout.write(f"ratio {sent_ms / bare_ms:.1f}")


def _both(bare: list[Callable[[], Any]], sent: list[Callable[[], Any]]) -> tuple[float, float]:
    """The median of each in milliseconds of this process's time, taken in turns so that a busy moment hits both."""
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    for pair in zip(bare, sent, strict=True):
        for kept, one in zip(times, pair, strict=True):
            start = time.process_time()
            answer = one()
            kept.append((time.process_time() - start) * 1000)
            if answer.status_code != 302:
                raise CommandError(f"A request was answered with {answer.status_code}: nothing was measured.")
    return statistics.median(times[0]), statistics.median(times[1])


def _statements(one: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        one()
    return sum(not query["sql"].startswith(_NOT_COUNTED) for query in asked)


def _somebody() -> User:
    agency = Agency.objects.create(name="Bench Hall", kind="school", source_code="2A", email_domain="bench.example")
    return User.objects.create_user(
        "counts@bench.example", None, full_name="Tallulah Stopwatch", role=Role.PRACTITIONER, agency=agency
    )


def _sending(client: Client, person: User, children: int, worries: int) -> Callable[[], Any]:
    """A form that is filled in, and the request that sends it."""
    with transaction.atomic():
        draft = fill_from_system(uuid4(), sections=_form(children, worries), by=person)
    return lambda: client.post(f"/referrals/draft/{draft.pk}/check/")


def _form(children: int, worries: int) -> dict[tuple[str, int], Typed]:
    codes = [indicator["id"] for indicator in current().version.document["indicators"]]
    sections: dict[tuple[str, int], Typed] = {
        ("gate", 0): {"danger": ["no"], "urgent": ["no"]},
        ("referrer", 0): {"job_title": ["Teacher"], "phone": ["01632 960 301"], "lead_name": ["Wilf Candlemas"]},
        ("consent", 0): {"family": ["agreed"], "who_agreed": ["Mother"], "young_person": ["agreed"]},
        ("tools", 0): {"facts": ["none"]},
        ("voice", 0): {"asked": ["yes"], "words": ["“Is there more toast?”"]},
        ("strengths", 0): {"strengths": ["A grandmother lives near."]},
        ("help", 0): {"tried": ["Breakfast club"], "early_help": ["none"]},
        ("response", 0): {"wanted": ["Advice"], "own_level": ["2"]},
        ("household", 0): {"name": ["Marigold Fablewood"], "relationship": ["mother"], "lives_with": ["yes"]},
    }
    for number in range(children):
        sections["children", number] = {
            "unborn": ["no"],
            "first_name": [f"Pip {number}"],
            "surname": ["Fablewood"],
            "date_of_birth": ["2017-03-04"],
            "sex": ["M"],
            "ethnicity": ["WBRI"],
            "disabilities": ["NONE"],
            "address": ["4 Acorn Row, Larkhaven"],
            "where_now": ["In school until 15:15"],
            "social_worker": ["no"],
        }
    for number in range(worries):
        sections["worries", number] = {
            "indicator": [codes[number * 7 % len(codes)]],
            "title": ["Hungry most mornings"],
            "how": ["seen"],
            "what": ["Asked for toast on six mornings since 1 November."],
        }
    return sections
