"""History at a glance: no contact, one, forty; one child and many; and never what the reader may not see."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from mash import actions
from referrals.actions import restrict
from referrals.models import Referral
from tests.factories import sent_referral
from tests.mash.conftest import REPLY, WHY

pytestmark = pytest.mark.django_db

WREN = {"first_name": ["Wren"], "date_of_birth-year": ["2020"]}
Browser = Callable[[User], Client]


def history(client: Client, referral: Referral) -> str:
    page = unescape(client.get(reverse("mash:referral", args=[referral.reference])).content.decode())
    start = page.index('id="history"')
    return page[start : page.index("</section>", start)]


def title(part: str) -> str:
    return re.findall(r"<title[^>]*>(.*?)</title>", part)[0]


def test_none_is_said_and_nothing_drawn(low: Referral, asha: User, browser: Browser) -> None:
    part = history(browser(asha), low)
    assert "No earlier contact about these children that you may see." in part
    assert "<svg" not in part


def test_one_for_one_child(at_tuesday: datetime, delphine: User, charlie: User, asha: User, browser: Browser) -> None:
    first = sent_referral(charlie, ago=timedelta(days=5))
    part = history(browser(asha), sent_referral(delphine))
    assert title(part) == "1 other contact about these children. Pip: 1, the latest on 12 November 2026."
    assert ">2 in 7 days</text>" in part
    assert part.count('class="fd-chart__dot"') == 1
    assert part.count('class="fd-chart__ring"') == 1
    assert part.index("this referral") < part.index(first.reference)
    assert "Home" not in part


def test_each_child_has_a_line_and_all_of_them_are_the_home(
    at_tuesday: datetime, delphine: User, asha: User, browser: Browser
) -> None:
    sent_referral(delphine, ago=timedelta(days=100), children=[WREN])
    sent_referral(delphine, ago=timedelta(days=50), children=[{}, WREN])
    part = history(browser(asha), sent_referral(delphine, children=[{}, WREN, {"first_name": ["Finch"]}]))
    assert [name for name in ("Home", "Pip", "Wren", "Finch") if f'">{name}</text>' in part] == [
        "Home",
        "Pip",
        "Wren",
        "Finch",
    ]
    assert title(part) == (
        "2 other contacts about these children."
        " Pip: 1, the latest on 28 September 2026. Wren: 2, the latest on 28 September 2026."
    )
    assert part.count('class="fd-chart__dot"') == 3
    both = history(browser(asha), sent_referral(delphine, children=[{}, WREN]))
    # The one about these two and Finch is about every child of this form too.
    assert "Home: 2, the latest on 17 November 2026." in title(both)
    assert "Wren: 1, the latest on 9 August 2026." in title(both)


def test_forty_and_more(at_tuesday: datetime, delphine: User, asha: User, browser: Browser) -> None:
    for place in range(42):
        sent_referral(delphine, ago=timedelta(days=20 * place + 1))
    part = history(browser(asha), sent_referral(delphine))
    assert title(part).startswith("40 or more other contacts about these children.")
    assert part.count('class="fd-chart__dot"') == 40
    assert part.count('<span class="fd-rows__when">') == 41
    assert "33 before these" in part


def test_many_children_keep_the_picture_small(
    at_tuesday: datetime, delphine: User, asha: User, browser: Browser
) -> None:
    many = [{"first_name": [f"Lark{place}"]} for place in range(12)]
    sent_referral(delphine, ago=timedelta(days=30), children=[many[11]])
    part = history(browser(asha), sent_referral(delphine, children=many))
    assert len(re.findall(r">Lark\d+</text>", part)) == 8
    assert ">Lark11</text>" in part
    assert "4 more children have no line; the list names them." in part


def test_early_help_is_a_bar_from_when_it_took_the_family_on(
    at_tuesday: datetime, delphine: User, asha: User, marek: User, niamh: User, browser: Browser
) -> None:
    first = sent_referral(delphine, ago=timedelta(days=90))
    actions.record_decision(first, level=2, route="early_help", rationale=WHY, reply=REPLY, by=marek)
    second = sent_referral(delphine)
    assert "fd-chart__bar" not in history(browser(asha), second)
    actions.accept_early_help(first, by=niamh)
    part = history(browser(asha), second)
    assert part.count('class="fd-chart__bar"') == 1
    assert "Early Help took the family on." in title(part)


def test_what_is_restricted_is_neither_drawn_nor_listed(
    at_tuesday: datetime, delphine: User, asha: User, tomas: User, marek: User, browser: Browser
) -> None:
    hidden = sent_referral(delphine, ago=timedelta(days=2))
    restrict(hidden, to=[asha], by=marek)
    second = sent_referral(delphine)
    assert hidden.reference in history(browser(asha), second)
    part = history(browser(tomas), second)
    assert "<svg" not in part
    assert hidden.reference not in part


def test_a_page_costs_the_same_for_any_history(
    at_tuesday: datetime, delphine: User, asha: User, browser: Browser
) -> None:
    def cost(referral: Referral) -> int:
        client = browser(asha)
        history(client, referral)
        with CaptureQueriesContext(connection) as queries:
            history(client, referral)
        return len(queries)

    sent_referral(delphine, ago=timedelta(days=400))
    one = cost(sent_referral(delphine))
    for place in range(12):
        sent_referral(delphine, ago=timedelta(days=30 * place))
    assert cost(sent_referral(delphine)) == one


def test_the_link_to_the_whole_trail_says_how_long_it_is(held: Referral, asha: User, browser: Browser) -> None:
    client = browser(asha)
    page = client.get(reverse("mash:referral", args=[held.reference])).content.decode()
    number = int(re.findall(r"Whole trail, (\d+) entries", page)[0])
    trail = client.get(reverse("mash:trail", args=[held.reference])).content.decode()
    assert trail.count('<span class="fd-rows__when">') == number + 1  # and the reading of the trail itself
    assert "read this on the page “trail”" in unescape(trail)
