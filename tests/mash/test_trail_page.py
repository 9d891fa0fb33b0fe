"""The trail of a referral: every read is on it, and the page folds what was seen in a list again and again."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from core import clock
from mash import actions
from mash.trail_page import PAGE
from referrals.actions import restrict
from referrals.copies import ask_for_pdf, hand_out
from referrals.models import Referral
from tests.answers import words_of
from tests.factories import sent_referral
from trail.actions import write
from trail.models import Entry
from trail.verbs import Verb

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


def lines(client: Client, referral: Referral, query: str = "") -> list[str]:
    """The rows as they read, without what a screen reader alone is told."""
    page = words_of(client.get(f"{reverse('mash:trail', args=[referral.reference])}{query}"))
    found = re.findall(r"<li><span[^>]*>(.*?)</li>", page, re.DOTALL)
    shown = (re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", one, flags=re.DOTALL) for one in found)
    return [" ".join(unescape(strip_tags(one)).split()) for one in shown]


def looks(client: Client, start: datetime, minutes: list[int]) -> None:
    for minute in minutes:
        with clock.moved_to(start + timedelta(minutes=minute)):
            assert client.get("/queue/").status_code == 200


def test_what_one_person_saw_in_a_list_is_one_line(
    low: Referral, at_tuesday: datetime, asha: User, tomas: User, browser: Browser
) -> None:
    looks(browser(asha), at_tuesday, [0, 1, 2])
    looks(browser(tomas), at_tuesday, [3])
    looks(browser(asha), at_tuesday, [4])
    assert lines(browser(asha), low)[:4] == [
        "11:20 Asha Inkwell read this on the page “trail”",
        "11:24 Asha Inkwell saw it in the queue 4 times, 11:20 to 11:24. Each time",
        "11:23 Tomas Brightmoor saw it in the queue",
        "11:20 Front Door suggested level 2, priority green",
    ]
    assert Entry.objects.filter(verb="read", record_id=low.pk, facts__view="queue").count() == 5


def test_something_else_between_parts_the_lines(
    low: Referral, at_tuesday: datetime, asha: User, browser: Browser
) -> None:
    looks(browser(asha), at_tuesday, [0, 1])
    actions.claim(low, by=asha)
    looks(browser(asha), at_tuesday, [2, 3])
    page = lines(browser(asha), low)
    assert "11:20 Asha Inkwell took over a clock" in page
    seen = [line for line in page if "in the queue" in line]
    assert seen == [
        "11:23 Asha Inkwell saw it in the queue 2 times, 11:22 to 11:23. Each time",
        "11:21 Asha Inkwell saw it in the queue 2 times, 11:20 to 11:21. Each time",
    ]


def test_a_run_within_one_minute_has_one_time(
    low: Referral, at_tuesday: datetime, asha: User, browser: Browser
) -> None:
    looks(browser(asha), at_tuesday, [0, 0])
    assert lines(browser(asha), low)[1] == "11:20 Asha Inkwell saw it in the queue 2 times, at 11:20. Each time"


def test_each_time_can_be_seen(low: Referral, at_tuesday: datetime, asha: User, browser: Browser) -> None:
    client = browser(asha)
    looks(client, at_tuesday, [0, 1, 2])
    page = words_of(client.get(reverse("mash:trail", args=[low.reference])))
    (href,) = re.findall(r'href="(\?each[^"]*)"', unescape(page))
    assert lines(client, low, href)[:3] == [f"11:2{n} Asha Inkwell saw it in the queue" for n in (2, 1, 0)]


def test_every_entry_stands_on_one_page_once(low: Referral, at_tuesday: datetime, asha: User, browser: Browser) -> None:
    """However the pages are cut: what was seen in lists between them too."""
    client = browser(asha)
    for _ in range(PAGE // 2):
        write(Verb.READ, subject="referral", subject_id=low.pk, by=asha, view="copy")
        for _ in range(3):
            write(Verb.READ, subject="referral", subject_id=low.pk, by=asha, view="queue")
    entries, counted, query, pages = Entry.objects.filter(record_id=low.pk).count(), 0, "", 0
    while pages < 5:
        pages += 1
        entries += 1  # the page that is about to be read
        answer = words_of(client.get(f"{reverse('mash:trail', args=[low.reference])}{query}"))
        body = unescape(answer)[unescape(answer).index('<ul class="fd-rows">') :]
        rows = body[: body.index("</ul>")]
        counted += rows.count("<li>") + sum(int(n) - 1 for n in re.findall(r"(\d+) times,", rows))
        found = re.findall(r'href="(\?before=\d+)">Earlier entries', body)
        if not found:
            break
        query = found[0]
    # What was read of later pages is newer than they show.
    assert (counted, pages) == (entries - (pages - 1), 2)


def test_the_page_costs_the_same_for_one_and_for_many(
    low: Referral, at_tuesday: datetime, asha: User, browser: Browser
) -> None:
    client, counted = browser(asha), []
    for times in ([0], list(range(1, 30))):
        looks(client, at_tuesday, times)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lines(client, low)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_copy_that_is_fetched_is_not_opened_to_oneself(
    low: Referral, delphine: User, asha: User, browser: Browser
) -> None:
    hand_out(ask_for_pdf(low, by=delphine), by=delphine)
    page = lines(browser(asha), low)
    assert page[1] == "11:20 Delphine Marchpane downloaded the PDF copy"
    assert page[2] == "11:20 Delphine Marchpane created the PDF copy"
    assert not any("to Delphine" in line for line in page)


def test_closing_a_referral_says_to_whom_it_stays_open(
    low: Referral, asha: User, marek: User, browser: Browser
) -> None:
    restrict(low, to=[asha], by=marek)
    page = lines(browser(asha), low)
    assert page[1:3] == [
        "11:20 Marek Candlewick opened the referral to Asha Inkwell",
        "11:20 Marek Candlewick kept the referral open to themselves",
    ]


def test_the_inbox_of_early_help_is_a_list_and_its_page_is_not(
    helped: Referral, niamh: User, asha: User, browser: Browser
) -> None:
    client = browser(niamh)
    client.get(reverse("mash:early_help"))
    client.get(reverse("mash:early_help_case", args=[helped.reference]))
    assert lines(browser(asha), helped)[1:3] == [
        "11:20 Niamh Saltwick read this on the page “early help”",
        "11:20 Niamh Saltwick saw it in the list of Early Help",
    ]


def test_another_familys_reads_are_not_counted_here(
    low: Referral, at_tuesday: datetime, delphine: User, asha: User, browser: Browser
) -> None:
    sent_referral(delphine)
    looks(browser(asha), at_tuesday, [0, 1])
    assert "saw it in the queue 2 times" in lines(browser(asha), low)[1]
