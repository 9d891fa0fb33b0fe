"""The dashboard and the lists behind its numbers: who sees them, that every number agrees, and what they cost."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from referrals.models import Referral
from tests.reporting.conftest import HOUR, Town
from trail.models import Entry

LINK = re.compile(r'<a[^>]*href="(/(?:dashboard/rows|escalations)/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TOTAL = re.compile(r"<strong>(\d+)</strong> famil")


@pytest.fixture
def as_marek(client: Client, marek: User) -> Client:
    client.force_login(marek)
    return client


def numbers(page: str) -> list[tuple[str, int]]:
    """Every linked number of the page with its address."""
    found = []
    for href, inner in LINK.findall(page.split("<main", 1)[1]):
        number = re.search(r"\d+", re.sub(r"<[^>]*>", "", inner))
        assert number, inner
        found.append((unescape(href), int(number[0])))
    return found


def rows_behind(client: Client, href: str) -> int:
    """How many the list says there are; escalations are counted by eye."""
    page = client.get(href)
    assert page.status_code == 200, href
    text = page.content.decode()
    if href.startswith("/escalations/"):
        return text.count('<li class="fd-family-card')
    total = TOTAL.search(text)
    assert total, href
    shown = text.count('<li class="fd-family-card')
    assert shown == min(int(total[1]), 25)
    return int(total[1])


def test_every_number_opens_as_many_rows(busy_town: Town, as_marek: Client) -> None:
    found = numbers(as_marek.get("/dashboard/").content.decode())
    assert len(found) > 150
    assert sum(href.startswith("/escalations/") for href, _ in found) > 6
    assert len({href.split("?")[0] for href, _ in found}) == 14
    wrong = [(href, number) for href, number in set(found) if rows_behind(as_marek, href) != number]
    assert wrong == []


def test_small_numbers_are_nowhere_in_the_agency_table(busy_town: Town, as_marek: Client) -> None:
    page = as_marek.get("/dashboard/").content.decode()
    table = page.split('id="h-routes"')[1].split("</table>")[0]
    counts = [int(number) for href, number in numbers("<main" + table)]
    assert counts
    assert all(count >= 5 for count in counts)
    assert "not shown" in table


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marek", 200),
        ("ola", 200),
        ("asha", 404),
        ("delphine", 404),
        ("wilf", 404),
        ("niamh", 404),
        ("petra", 404),
        ("charlie", 404),
    ],
)
def test_who_reads_figures(who: str, status: int, client: Client, town: Town, request: pytest.FixtureRequest) -> None:
    town.referral(received_at=town.now)
    client.force_login(request.getfixturevalue(who))
    before = Entry.objects.count()
    assert client.get("/dashboard/").status_code == status
    page = client.get("/dashboard/rows/open/")
    assert page.status_code == status
    if status == 404:
        assert Entry.objects.count() == before
        assert "Fablewood" not in page.content.decode()


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    for path in ("/dashboard/", "/dashboard/rows/open/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"].startswith("/sign-in/")) == (302, True)


def test_an_auditor_is_not_asked_to_sign_off(client: Client, town: Town, ola: User, marek: User) -> None:
    waiting = town.referral(received_at=town.now - HOUR, status="for_manager")
    town.decision(waiting, town.now, "proposed", "child_in_need")
    for person, shown in ((ola, False), (marek, True)):
        client.force_login(person)
        assert ("Sign off 1 decision" in client.get("/dashboard/").content.decode()) is shown


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "open/?priority=purple",
        "open/?band=9h",
        "due/?start=yesterday",
        "due/?start=2026-13-45T00:00:00",
        "routed/?agency=1",
        "routed/?kind=%00",
        "held/?holder=' or 1=1",
        "decided/?clock=feedback",
        "decided/?kept=maybe",
        "open/?page=0",
        "open/?page=99999999999999999999",
        "due/?start=9999-12-31T23:59:59-23:59",
    ],
)
def test_an_address_that_makes_no_sense_is_nothing(path: str, town: Town, as_marek: Client) -> None:
    assert as_marek.get(f"/dashboard/rows/{path}").status_code == 404


def test_an_agency_or_person_that_is_not_there_has_no_rows(town: Town, as_marek: Client) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    for path in (f"routed/?agency={nobody}", f"held/?holder={nobody}", "decided/", "open/?page=400"):
        assert rows_behind(as_marek, f"/dashboard/rows/{path}") == 0


def test_lists_carry_initials_and_each_row_shown_is_on_the_trail(town: Town, as_marek: Client, marek: User) -> None:
    shown = [town.referral(received_at=town.now - HOUR) for _ in range(3)]
    town.decided(received_at=town.now - HOUR, decided_at=town.now)
    before = Entry.objects.filter(verb="read").count()
    page = as_marek.get("/dashboard/rows/open/").content.decode()
    assert "P. F., 9" in page
    assert "Fablewood" not in page
    entries = Entry.objects.filter(verb="read", facts__view="figures")
    assert {entry.record_id for entry in entries} == {referral.pk for referral in shown}
    assert Entry.objects.filter(verb="read").count() == before + 3
    assert {entry.actor_id for entry in entries} == {marek.pk}


def test_pages_of_a_list_meet_and_do_not_overlap(town: Town, as_marek: Client) -> None:
    made = {town.referral(received_at=town.now - HOUR).reference for _ in range(53)}
    seen: list[str] = []
    for page in (1, 2, 3):
        text = as_marek.get(f"/dashboard/rows/open/?page={page}").content.decode()
        seen += re.findall(r'href="/queue/(FD-[0-9A-Z]{4}-[0-9A-Z]{2})/"', text)
    assert (len(seen), set(seen)) == (53, made)


@pytest.fixture
def queries(as_marek: Client) -> Callable[[str], int]:
    """How many queries a page takes."""

    def ask(path: str) -> int:
        as_marek.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_marek.get(path).status_code == 200
        return len(captured)

    return ask


def test_the_cost_does_not_grow_with_the_rows(
    town: Town, queries: Callable[[str], int], request: pytest.FixtureRequest
) -> None:
    town.decided(received_at=town.now - HOUR, decided_at=town.now)
    town.referral(received_at=town.now - HOUR)
    paths = ("/dashboard/", "/dashboard/rows/open/", "/dashboard/rows/routed/")
    few = [queries(path) for path in paths]
    request.getfixturevalue("busy_town")
    assert [queries(path) for path in paths] == few
    assert few[0] < 40


def test_figures_are_right_before_anything_has_happened(at_tuesday: datetime, as_marek: Client) -> None:
    assert not Referral.objects.exists()
    page = as_marek.get("/dashboard/")
    assert page.status_code == 200
    assert numbers(page.content.decode()) != []
    assert {number for _, number in numbers(page.content.decode())} == {0}


def test_after_closing_time_and_on_a_closed_day(town: Town, as_marek: Client, marek: User) -> None:
    for moment in ("2026-11-17T16:59:59+00:00", "2026-11-17T17:00:00+00:00", "2026-11-21T12:00:00+00:00"):
        with clock.moved_to(datetime.fromisoformat(moment)):
            as_marek.logout()  # days apart: the session before has ended
            as_marek.force_login(marek)
            answer = as_marek.get("/dashboard/")
        assert answer.status_code == 200
        page = answer.content.decode()
        assert ("when the office closes" in page) is (moment <= "2026-11-17T17:00:00+00:00")


def test_nothing_on_the_page_is_styled_or_scripted_inline(busy_town: Town, as_marek: Client) -> None:
    page: Any = as_marek.get("/dashboard/").content.decode()
    assert not re.search(r'\sstyle="|\son[a-z]+="|<script(?![^>]*src=)|<style', page)
