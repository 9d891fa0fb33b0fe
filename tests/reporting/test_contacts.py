"""Contacts by kind: which days count, what became a referral, and that each number opens as many rows."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from contacts.actions import ask_for_advice
from contacts.models import Contact
from contacts.pages.listing import Asked
from contacts.recording import Taken, record_contact
from contacts.turning import open_form
from core import clock
from reporting.contacts import contact_rows
from tests.contacts.test_consultation import send

pytestmark = pytest.mark.django_db

# 28 days with Tuesday 17 November 2026, London time. Now is 11:20.
FIRST, LAST = datetime(2026, 10, 21, tzinfo=clock.LONDON), datetime(2026, 11, 17, 11, 10, tzinfo=clock.LONDON)
SECOND = timedelta(seconds=1)


def call(at: datetime, by: User, kind: str = "phone") -> Contact:
    taken = Taken(
        kind=kind,
        received_at=at,
        source_code="1B",
        said="A child crying every night.",
        caller_name="Jo Thistlewick",
        caller_phone="01632 960 444",
    )
    with clock.moved_to(at + timedelta(minutes=1)):
        return record_contact(taken, by=by)


@pytest.fixture
def weeks(at_tuesday: datetime, asha: User, delphine: User) -> None:
    """One call just before the days; two calls, an e-mail and a question within them."""
    call(FIRST - SECOND, asha)
    call(FIRST, asha)
    call(LAST, asha, "email")
    became = call(FIRST + timedelta(days=9, hours=10), asha)
    with clock.moved_to(FIRST + timedelta(days=9, hours=11)):
        send(open_form(became, by=asha), asha)
    with clock.moved_to(FIRST + timedelta(days=3, hours=10)):
        ask_for_advice(text="A boy of nine comes to school hungry. Is this for you?", by=delphine)


def test_four_weeks_by_kind(weeks: None, marek: User) -> None:
    rows = contact_rows(marek, clock.now())
    assert [(row.name, row.contacts.text, row.referrals.text, row.rate) for row in rows] == [
        ("Advice without names", "1", "0", "0%"),
        ("Telephone call", "2", "1", "50%"),
        ("E-mail", "1", "0", "0%"),
        ("Police notification", "0", "0", ""),
        ("Out-of-hours hand-over", "0", "0", ""),
        ("All contacts", "4", "1", "25%"),
    ]


def test_every_number_opens_its_rows(weeks: None, marek: User, client: Client) -> None:
    client.force_login(marek)
    page = client.get("/dashboard/").content.decode()
    found = re.findall(r'href="(/contacts/\?[^"]*)"[^>]*>(\d+)', page)
    assert len(found) == 6
    for href, number in found:
        rows = client.get(unescape(href)).content.decode()
        assert rows.count('<li class="fd-family-card') == int(number), href
        assert "From 21 October 2026 until 17 November 2026" in rows


@pytest.mark.parametrize("text", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-11-17T10:00", "20261117x"])
def test_what_is_no_day_is_as_if_it_were_not_there(text: str, asha: User, client: Client) -> None:
    asked = Asked.read({"start": text, "end": text})
    assert (asked.start, asked.end, asked.days) == (None, None, "")
    client.force_login(asha)
    assert client.get("/contacts/", {"start": text, "end": text}).status_code == 200
