"""The queue: order, groups, trays, filters that cannot be abused, pages, and a cost that does not grow with rows."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core import clock
from core.clock import LONDON
from core.references import new_reference
from mash import actions
from mash.filters import Cursor
from referrals.models import Referral
from sla.models import Heartbeat, Policy
from tests.factories import sent_referral
from tests.mash.conftest import HARM
from thresholds.models import MatrixVersion, Scheme

pytestmark = pytest.mark.django_db

HERE = "/queue/"


def shown(page: str) -> list[str]:
    """References in the order of the rows."""
    return [part[: part.index("/")] for part in page.split('govuk-link" href="/queue/FD-')[1:] if part[7:8] == "/"]


def page_of(client: Client, query: str = "") -> str:
    answer = client.get(f"{HERE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_least_time_left_first_in_groups(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    sent = [sent_referral(delphine, ago=timedelta(hours=hours)) for hours in (1, 30, 23, 14)]
    page = page_of(browser(asha))
    order = [sent[1], sent[2], sent[3], sent[0]]
    assert shown(page) == [referral.reference.removeprefix("FD-") for referral in order]
    heads = ["Overdue", "Due within 2 hours", "Due later today", "Due later"]
    places = [page.index(f">{head} <span") for head in heads]
    assert places == sorted(places)
    assert "6 h over" in page
    assert "24 h: was due 05:20" in page


def test_a_row_carries_no_name_but_ages(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    unborn = {"unborn": ["yes"], "first_name": [""], "surname": ["Fablewood"], "due_date-day": ["9"]}
    unborn |= {"due_date-month": ["2"], "due_date-year": ["2027"], "date_of_birth-day": [""]}
    unborn |= {"date_of_birth-month": [""], "date_of_birth-year": [""]}
    sent_referral(delphine, children=[{}, unborn])
    page = page_of(browser(asha))
    assert '<span class="fd-age">P.F. <strong>9</strong></span>' in page
    assert "<strong>unborn</strong>" in page
    assert "Under 1 year" in page
    assert "Fablewood" not in page
    assert "Hollow Oak Primary" in page


def test_trays_count_and_hold(
    at_tuesday: datetime, delphine: User, asha: User, tomas: User, marek: User, browser: Callable[[User], Client]
) -> None:
    late = sent_referral(delphine, ago=timedelta(hours=25))
    mine = actions.claim(sent_referral(delphine), by=asha)
    high = actions.claim(sent_referral(delphine, worries=HARM), by=tomas)
    why = "The marks were seen by a doctor today and are a skin condition."
    actions.record_decision(high, level=3, route="early_help", rationale=why, differs_reason=why, by=tomas)
    told = sent_referral(delphine)
    actions.record_decision(told, level=2, route="early_help", rationale=why, by=marek)
    client = browser(asha)
    trays = {
        "": {late, mine, high},
        "?tray=overdue": {late},
        "?tray=nobody": {late},
        "?tray=mine": {mine},
        "?tray=manager": {high},
        "?tray=tell": {told},
    }
    for query, rows in trays.items():
        page = page_of(client, query)
        assert set(shown(page)) == {row.reference.removeprefix("FD-") for row in rows}, query
        assert f'aria-current="page"><span class="fd-tray__n">{len(rows)}</span>' in page


def test_early_help_shows_what_it_has_not_taken_on(
    at_tuesday: datetime, delphine: User, asha: User, marek: User, niamh: User, browser: Callable[[User], Client]
) -> None:
    why = "School and health can help together here."
    waiting, taken, replaced, pushed = (sent_referral(delphine) for _ in range(4))
    for referral in (waiting, taken, replaced):
        actions.record_decision(referral, level=2, route="early_help", rationale=why, by=marek)
    actions.accept_early_help(taken, by=niamh)
    back = actions.PushBack("threshold", advice="Meet the mother this week", would_change="He loses weight")
    other = {"level": 2, "route": "push_back", "rationale": why, "push_back": back, "by": marek}
    actions.supersede_decision(replaced, **other)
    actions.record_decision(pushed, **other)
    page = page_of(browser(asha), "?tray=early")
    assert shown(page) == [waiting.reference.removeprefix("FD-")]
    assert "Given to Early Help, not taken on yet" in page
    assert "<strong>Early Help</strong> not taken on yet, since 11:20" in page
    assert "longest decided first" in page
    assert "Answered in" not in page
    with clock.moved_to(at_tuesday + timedelta(hours=16, minutes=26)):
        page = page_of(browser(asha), "?tray=early")
        assert '<span class="fd-time-bar__left">16 h 26 min</span> <span class="fd-time-bar__clock">waiting<' in page
        assert "<span>Waiting</span>" in page
        assert "<span>Time left</span>" not in page


def test_the_scheme_of_the_levels_is_said_once_while_there_is_only_one(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    name = "fd-level-mark__scheme"
    sent = [sent_referral(delphine) for _ in range(3)]
    page = page_of(browser(asha))
    assert (page.count(name), page.count("Levels: Walsall")) == (0, 1)
    other = Scheme.objects.create(slug="larkhaven", name="Larkhaven")
    old = sent[0].matrix_version
    version = MatrixVersion.objects.create(
        scheme=other, number=1, document=old.document, document_sha256=old.document_sha256
    )
    values = {field.name: getattr(sent[0], field.name) for field in Referral._meta.fields}
    made = {"id": uuid4(), "draft_id": uuid4(), "reference": new_reference(), "matrix_version": version}
    Referral.objects.create(**{**values, **made})
    page = page_of(browser(asha))
    assert (page.count(name), page.count("Levels:")) == (4, 0)


@pytest.mark.parametrize(
    ("moment", "shut"),
    [
        (datetime(2026, 11, 17, 8, 59, 59, tzinfo=LONDON), True),
        (datetime(2026, 11, 17, 9, 0, tzinfo=LONDON), False),
        (datetime(2026, 11, 17, 16, 59, 59, tzinfo=LONDON), False),
        (datetime(2026, 11, 17, 17, 0, tzinfo=LONDON), True),
        (datetime(2026, 11, 14, 11, 0, tzinfo=LONDON), True),  # a Saturday
        (datetime(2026, 12, 25, 11, 0, tzinfo=LONDON), True),  # a Friday, and Christmas Day
        (datetime(2026, 3, 29, 9, 30, tzinfo=LONDON), True),  # the Sunday on which the clocks go forward
        (datetime(2026, 3, 30, 9, 0, tzinfo=LONDON), False),  # the Monday after it
    ],
)
def test_out_of_hours_is_what_came_while_the_office_was_shut(
    moment: datetime, shut: bool, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    with clock.moved_to(moment):
        referral = sent_referral(delphine)
        assert referral.out_of_hours is shut
        assert shown(page_of(browser(asha), "?tray=shut")) == ([referral.reference.removeprefix("FD-")] if shut else [])


def test_out_of_hours_keeps_the_hours_of_its_policy(delphine: User) -> None:
    with clock.moved_to(datetime(2026, 11, 17, 18, 0, tzinfo=LONDON)):
        before = sent_referral(delphine)
        later = Policy.objects.current()
        Policy.objects.filter(pk=later.pk).update(active=False)
        later.pk, later.number, later.closes = uuid4(), later.number + 1, time(20)
        later.save(force_insert=True)
        after = sent_referral(delphine)
    before.refresh_from_db()
    assert (before.out_of_hours, after.out_of_hours) == (True, False)


def test_nobody_yet_narrows_where_some_are_held(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    free, held = (sent_referral(delphine, ago=timedelta(hours=30)) for _ in range(2))
    actions.claim(held, by=asha)
    client = browser(asha)
    assert shown(page_of(client, "?tray=overdue&flag=nobody")) == [free.reference.removeprefix("FD-")]
    chip = "flag=nobody"
    assert (chip in page_of(client), chip in page_of(client, "?tray=mine")) == (True, False)


def test_filters_narrow(
    at_tuesday: datetime, delphine: User, charlie: User, asha: User, browser: Callable[[User], Client]
) -> None:
    low = sent_referral(delphine)
    high = sent_referral(charlie, worries=HARM)
    client = browser(asha)
    for query, row in {
        "?priority=red": high,
        f"?priority={low.priority}": low,
        f"?agency={charlie.agency_id}": high,
        f"?agency={delphine.agency_id}": low,
        f"?route={low.route}": low,
        "?level=4": high,
        "?level=2": low,
    }.items():
        assert shown(page_of(client, query)) == [row.reference.removeprefix("FD-")], query
    assert shown(page_of(client, "?priority=blue")) == []


PARAMETERS = (
    "tray",
    "priority",
    "flag",
    "agency",
    "route",
    "level",
    "after",
    "ordering",
    "q",
    "_connector",
    "holder__email",
)


@given(query=st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=40), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_in_the_address_makes_another_query(
    query: dict[str, str], low: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    answer = browser(asha).get(HERE, query)
    assert answer.status_code == 200
    wild = {"ordering", "q", "_connector", "holder__email"}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser(asha).get(HERE, {name: value for name, value in query.items() if name in wild})
    selects = " ".join(one["sql"] for one in queries if '"referrals_referral"' in one["sql"])
    assert all(value not in selects for name, value in query.items() if name in wild and len(value) > 20)


@pytest.mark.parametrize(
    "query",
    [
        {"tray": "everything"},
        {"priority": "red' OR 1=1 --"},
        {"agency": str(uuid4())},
        {"agency": "not-a-uuid"},
        {"level": "4; DROP TABLE"},
        {"level": "99999999999999999999"},
        {"route": "_connector"},
        {"after": "2026-11-17T11:20:00~FD-0000-00"},
        {"after": "9999-12-31T23:59:59+00:00~nonsense"},
        {"after": "\x00"},
    ],
)
def test_what_is_not_on_a_list_is_left_out(
    query: dict[str, str], low: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    answer = browser(asha).get(HERE, query)
    assert shown(answer.content.decode()) == [low.reference.removeprefix("FD-")]


def test_pages_of_25_lose_and_repeat_nothing(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    sent = {sent_referral(delphine, ago=timedelta(minutes=place // 3)).reference for place in range(28)}
    client = browser(asha)
    first = page_of(client)
    assert len(shown(first)) == 25
    last = Referral.objects.get(reference=f"FD-{shown(first)[-1]}")
    second = page_of(client, f"?after={str(Cursor(last.due_at, last.reference)).replace('+', '%2B')}")
    both = shown(first) + shown(second)
    assert (len(both), {f"FD-{one}" for one in both}) == (28, sent)
    assert "Next 25" in first
    assert "Next 25" not in second


def cost(client: Client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == 200
    return len(queries)


@pytest.mark.parametrize("tray", ["", "?tray=nobody", "?tray=tell", "?tray=early", "?flag=again"])
def test_as_many_queries_for_50_rows_as_for_1(
    tray: str, at_tuesday: datetime, delphine: User, marek: User, browser: Callable[[User], Client]
) -> None:
    def another() -> None:
        referral = sent_referral(delphine)
        if tray in {"?tray=tell", "?tray=early"}:
            actions.record_decision(
                referral, level=2, route="early_help", rationale="School and health can help together here.", by=marek
            )

    client = browser(marek)
    another()
    if "flag" in tray:
        another()  # the first of a child follows nobody
    one = cost(client, f"{HERE}{tray}")
    for _ in range(49):
        another()
    assert cost(client, f"{HERE}{tray}") == one
    assert one <= 40


def test_the_inbox_costs_the_same_for_any_number(
    at_tuesday: datetime, delphine: User, marek: User, niamh: User, browser: Callable[[User], Client]
) -> None:
    def another() -> None:
        why = "School and health can help together here."
        actions.record_decision(sent_referral(delphine), level=2, route="early_help", rationale=why, by=marek)

    client = browser(niamh)
    another()
    one = cost(client, reverse("mash:early_help"))
    for _ in range(29):
        another()
    assert cost(client, reverse("mash:early_help")) == one
    assert client.get(reverse("mash:early_help")).content.decode().count("fd-family-card__worry") == 25


def test_counting_stops_at_99(
    at_tuesday: datetime, low: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        page_of(browser(asha))
    counts = [one["sql"] for one in queries if "COUNT(" in one["sql"]]
    assert counts
    assert all("LIMIT 100" in sql for sql in counts)


def test_the_news_say_how_many_and_never_who(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    client = browser(asha)
    since = at_tuesday.isoformat()
    assert "Nothing new since 11:20." in client.get("/queue/news/", {"since": since}).content.decode()
    with clock.moved_to(at_tuesday + timedelta(minutes=2)):
        sent_referral(delphine)
        answer = client.get("/queue/news/", {"since": since}).content.decode()
    assert "1 new since 11:20." in answer
    assert "Show them" in answer
    assert "P.F." not in answer
    assert client.get("/queue/news/", {"since": "yesterday"}).status_code == 200


def test_silent_sweepers_are_named(at_tuesday: datetime, asha: User, browser: Callable[[User], Client]) -> None:
    for name in ("beat", "second"):
        Heartbeat.objects.update_or_create(sweeper=name, defaults={"beat_at": at_tuesday})
    assert "may be late" not in page_of(browser(asha))
    with clock.moved_to(at_tuesday + timedelta(minutes=10)):
        assert "Warnings by e-mail may be late." in page_of(browser(asha))


def test_claim_and_take_next_from_the_page(
    low: Referral, asha: User, tomas: User, browser: Callable[[User], Client]
) -> None:
    answer: Any = browser(asha).post(reverse("mash:claim", args=[low.reference]), follow=True)
    assert f"You hold {low.reference}." in answer.content.decode()
    answer = browser(tomas).post(reverse("mash:claim", args=[low.reference]), follow=True)
    assert "Asha Inkwell holds this referral." in answer.content.decode()
    answer = browser(tomas).post(reverse("mash:take_next"), follow=True)
    assert "Every open referral has somebody." in answer.content.decode()
