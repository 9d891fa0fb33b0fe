"""What a machine does in somebody's name says so on the trail: by which key, and who made that key."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from referrals.models import Referral, Supplement
from referrals.withdrawing import withdraw
from tests.referrals.api import URL, System, system_of
from tests.referrals.test_api_information import post
from trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(delphine: User, petra: User) -> System:
    return system_of(delphine, petra)


def test_every_row_written_through_a_key_names_it_and_who_made_it(
    at_tuesday: datetime, system: System, petra: User
) -> None:
    assert system.row is not None
    before = set(Entry.objects.values_list("pk", flat=True))
    key = uuid4()
    sent = system.post(key=key)
    assert sent.status_code == 201
    reference = sent.json()["reference"]
    for path in (URL, f"{URL}/{reference}"):
        assert system.get(path).status_code == 200
    assert system.get(f"{URL}/{reference}/outcome").status_code == 404
    rows = Entry.objects.exclude(pk__in=before)
    assert {row.verb for row in rows} >= {"collected", "created", "scored", "started", "read"}
    assert [(row.verb, row.subject, row.actor_role) for row in rows if "through_key" not in row.facts] == []
    through = {(row.facts.get("through_key"), row.facts.get("key_made_by")) for row in rows}
    assert through == {(str(system.row.pk), str(petra.pk))}


def test_what_the_person_does_themselves_does_not(
    low: Referral, delphine: User, browser: Callable[[User], Client]
) -> None:
    browser(delphine).get(f"/referrals/{low.reference}/")
    assert Entry.objects.filter(verb="read", actor_id=delphine.pk).count() == 1
    assert not Entry.objects.filter(facts__has_key="through_key").exists()


def test_a_key_used_once_does_not_stay_with_its_person(
    low: Referral, delphine: User, system: System, browser: Callable[[User], Client]
) -> None:
    system.get(f"{URL}/{low.reference}")
    browser(delphine).get(f"/referrals/{low.reference}/")
    read = Entry.objects.filter(verb="read", actor_id=delphine.pk, record_id=low.pk).order_by("pk")
    assert ["through_key" in entry.facts for entry in read] == [True, False]


def test_the_trail_page_says_so_in_words(
    low: Referral, system: System, marek: User, browser: Callable[[User], Client]
) -> None:
    system.get(f"{URL}/{low.reference}")
    page = browser(marek).get(f"/queue/{low.reference}/trail/").content.decode()
    assert "read this on the page “api”, through the key “MIS”, made by Petra" in page


def test_an_outcome_that_is_not_there_yet_is_still_a_read(low: Referral, delphine: User, system: System) -> None:
    answer = system.get(f"{URL}/{low.reference}/outcome")
    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (
        404,
        "MASH has not decided yet. Ask again later.",
    )
    read = Entry.objects.get(verb="read", actor_id=delphine.pk)
    assert (read.record_id, read.facts["view"]) == (low.pk, "api outcome")


def test_what_is_refused_of_a_record_is_still_a_read_and_nothing_else(
    low: Referral, delphine: User, system: System
) -> None:
    withdraw(low, reason="twice", words="Sent twice this morning.", by=delphine)
    before = Entry.objects.count()
    assert post(system, low.reference).status_code == 409
    entry = Entry.objects.latest("pk")
    assert (Entry.objects.count(), Supplement.objects.count()) == (before + 1, 0)
    assert (entry.verb, entry.record_id, entry.facts["view"]) == ("read", low.pk, "api information")
