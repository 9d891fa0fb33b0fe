"""Which referrals follow another about the same child: to the second, by every mark, and never by what is hidden."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.models import User
from core import clock
from mash import actions
from mash.filters import WEEK_AFTER, YEAR_AFTER, flagged
from mash.same_child import WEEK, YEAR, followers
from referrals.actions import restrict
from referrals.models import Referral
from tests.conftest import TUESDAY
from tests.factories import sent_referral

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
OTHER = {"first_name": ["Wren"], "date_of_birth-year": ["2020"]}


def flags_of(referral: Referral, user: User) -> str:
    """What the filters and the cards say of it: they must agree."""
    week, year = followers([referral.pk], user=user)
    rows = Referral.objects.visible_to(user)
    for flag, found in ((WEEK_AFTER, week), (YEAR_AFTER, year)):
        assert flagged(rows, flag, user).filter(pk=referral.pk).exists() == bool(found)
    return " ".join(["week"] * bool(week) + ["year"] * bool(year))


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (timedelta(0), "week year"),
        (SECOND, "week year"),
        (WEEK, "week year"),
        (WEEK + SECOND, "year"),
        (YEAR, "year"),
        (YEAR + SECOND, ""),
    ],
)
def test_to_the_second(gap: timedelta, expected: str, at_tuesday: datetime, delphine: User, asha: User) -> None:
    first = sent_referral(delphine, ago=gap)
    second = sent_referral(delphine)
    assert flags_of(second, asha) == expected
    if gap:
        assert flags_of(first, asha) == ""


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ({}, {"first_name": ["PIP"], "surname": ["fablewood"]}, True),
        ({}, {"date_of_birth-year": ["2018"]}, False),
        ({}, {"surname": ["Thistledown"]}, False),
        ({"nhs_number": ["9434765919"]}, {"nhs_number": ["9434765919"], **OTHER}, True),
        ({"nhs_number": ["9434765919"]}, {"nhs_number": ["9434765870"], **OTHER}, False),
        ({"nhs_number": [""], "upn": [""]}, {"nhs_number": [""], "upn": [""], **OTHER}, False),
        ({"first_name": [""]}, {"first_name": [""]}, False),
    ],
)
def test_by_every_mark_and_never_by_an_empty_one(
    mine: dict[str, Any], theirs: dict[str, Any], same: bool, at_tuesday: datetime, delphine: User, asha: User
) -> None:
    sent_referral(delphine, ago=timedelta(days=2), children=[theirs])
    second = sent_referral(delphine, children=[OTHER | {"surname": ["Marchbank"]}, mine])
    assert flags_of(second, asha) == ("week year" if same else "")


def test_no_date_of_birth_is_nobody(at_tuesday: datetime, delphine: User, asha: User) -> None:
    unknown = {f"date_of_birth-{part}": [""] for part in ("day", "month", "year")}
    sent_referral(delphine, ago=timedelta(days=2), children=[unknown])
    assert flags_of(sent_referral(delphine, children=[unknown]), asha) == ""


def test_what_is_restricted_flags_only_for_those_named(
    at_tuesday: datetime,
    delphine: User,
    asha: User,
    tomas: User,
    marek: User,
    ola: User,
    browser: Callable[[User], Client],
) -> None:
    hidden = sent_referral(delphine, ago=timedelta(days=2))
    restrict(hidden, to=[asha], by=marek)
    second = sent_referral(delphine)
    assert {user.full_name: flags_of(second, user) for user in (asha, marek, tomas, ola)} == {
        "Asha Inkwell": "week year",
        "Marek Candlewick": "week year",
        "Tomas Brightmoor": "",
        "Ola Fernshaw": "",
    }
    for user, seen in ((asha, True), (tomas, False)):
        page = browser(user).get("/queue/").content.decode()
        assert ('<span class="fd-flag">2 concerns in a week</span>' in page) is seen
        assert ("2 concerns in a week <strong>1</strong>" in page) is seen
        rows = browser(user).get("/queue/?flag=week").content.decode()
        assert (second.reference in rows) is seen


def test_the_closer_flag_is_shown_and_only_once(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    for days in (200, 3, 0):
        sent_referral(delphine, ago=timedelta(days=days))
    page = browser(asha).get("/queue/").content.decode()
    assert page.count('<span class="fd-flag">2 concerns in a week</span>') == 1
    assert page.count('<span class="fd-flag">Re-referral</span>') == 1
    assert "Re-referral <strong>2</strong>" in page


def test_a_decided_one_counts_as_earlier(at_tuesday: datetime, delphine: User, asha: User, marek: User) -> None:
    first = sent_referral(delphine, ago=timedelta(days=2))
    why = "School and health can help together here."
    actions.record_decision(first, level=2, route="early_help", rationale=why, by=marek)
    assert flags_of(sent_referral(delphine), asha) == "week year"


def test_the_migration_fills_what_came_before_it(delphine: User) -> None:
    expected: dict[UUID, bool] = {}
    for ago in (timedelta(0), timedelta(hours=12), timedelta(days=3)):
        with clock.moved_to(TUESDAY - ago):
            expected[sent_referral(delphine).pk] = ago != timedelta(0)
    fill = import_module("referrals.migrations.0004_out_of_hours")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(fill.UNLOCK)
        cursor.execute("UPDATE referrals_referral SET out_of_hours = false")
        cursor.execute(fill.LOCK)
    with connection.schema_editor(atomic=False) as editor:
        fill.fill(apps, editor)
    assert dict(Referral.objects.values_list("pk", "out_of_hours")) == expected
