"""How long unsent words stay, whose they are when somebody leaves, and what a new key does to them."""

from datetime import timedelta
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import deactivate
from accounts.leaving import orphans
from accounts.models import User
from core import clock
from core.errors import Refused
from mash.deciding import DECISION
from referrals.kept_forms import ADD, about
from referrals.models import Referral
from tests.factories import sent_referral
from trail.models import Entry
from unsent.keeping import KEPT_FOR, find_unsent, keep_typed, put_away, words_of
from unsent.models import Unsent
from unsent.tasks import forget_old_words
from unsent.windows import Drawn, left_over

pytestmark = pytest.mark.django_db

WORDS = {"happened": ["Grandmother says he has not eaten since Sunday."]}


@pytest.fixture
def referral(delphine: User) -> Referral:
    return sent_referral(delphine)


def ended() -> list[Any]:
    rows = Entry.objects.filter(subject="unsent", verb="erased").order_by("pk")
    return [(row.actor_role, row.facts) for row in rows]


@pytest.mark.parametrize(("late", "there"), [(timedelta(seconds=-1), 1), (timedelta(0), 0), (timedelta(days=1), 0)])
def test_28_days_after_the_last_key(late: timedelta, there: int, referral: Referral, delphine: User) -> None:
    now = clock.now()
    with clock.moved_to(now - timedelta(days=1)):
        keep_typed("add", about(referral), typed=WORDS, by=delphine)
    with clock.moved_to(now):
        keep_typed("add", about(referral), typed={"by_whom": ["Grandmother"]}, by=delphine)
    with clock.moved_to(now + KEPT_FOR + late):
        assert forget_old_words() == 1 - there
        assert forget_old_words() == 0
    assert Unsent.objects.count() == there
    assert ended() == [("system", {"place": "add"})][: 1 - there]


def test_an_account_that_ends_takes_its_words_with_it(
    referral: Referral, delphine: User, wilf: User, petra: User
) -> None:
    for person in (delphine, wilf):
        keep_typed("add", about(referral), typed=WORDS, by=person)
    deactivate(delphine, by=petra)
    assert Unsent.objects.get().writer_id == wilf.pk
    assert ended() == [("administrator", {"place": "add"})]
    assert orphans() == 0


def test_nothing_typed_is_nothing_kept(referral: Referral, delphine: User) -> None:
    with pytest.raises(Refused):
        keep_typed("add", about(referral), typed={}, by=delphine)
    put_away("add", about(referral), typed=WORDS, drawn=None, by=delphine)
    assert (Unsent.objects.count(), Entry.objects.filter(subject="unsent").count()) == (0, 0)


def test_a_new_key_reads_them_once_they_are_sealed_anew(referral: Referral, delphine: User, settings: Any) -> None:
    row, _ = keep_typed("add", about(referral), typed=WORDS, by=delphine)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-that-is-long-enough-for-anybody-1"
    assert words_of(row).data == {}
    with pytest.raises(CommandError, match="1 could not be read"):
        call_command("reseal_unsent", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = [old]
    call_command("reseal_unsent", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    row.refresh_from_db()
    assert words_of(row).data == WORDS


def test_a_page_asks_as_much_with_words_as_without(referral: Referral, delphine: User) -> None:
    client = Client()
    client.force_login(delphine)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ADD.page_of(referral.reference)).status_code == 200
        return len(asked)

    questions()
    without = questions()
    keep_typed("add", about(referral), typed=WORDS, by=delphine)
    assert questions() == without


@pytest.mark.parametrize(
    ("stored", "beside", "sent", "drawn", "left"),
    [
        ({}, {}, {"a": ["x"]}, {}, {}),
        ({"a": ["x"]}, {"a": {"window": "w"}}, {"a": ["x y"]}, {}, {}),
        ({"a": ["other"]}, {"a": {"window": "v"}}, {"a": ["x"]}, {}, {"a": ["other"]}),
        ({"a": ["x"]}, {"a": {"window": "v"}}, {"a": ["x"]}, {}, {}),
        ({"a": ["mine"]}, {"a": {"window": "w", "other": ["theirs"]}}, {"a": ["mine"]}, {}, {"a": ["theirs"]}),
        ({"a": ["mine"]}, {"a": {"window": "w", "other": ["theirs"]}}, {"a": ["mine"]}, {"seen": {"a"}}, {}),
        ({"a": ["first"]}, {"a": {"window": "v", "other": ["x"]}}, {"a": ["x"]}, {}, {"a": ["first"]}),
        ({"a": ["other"]}, {"a": {"window": "v"}}, {"a": ["x"]}, None, {}),
    ],
    ids=["nothing", "own", "elsewhere", "the same", "unseen second", "seen second", "sent the second", "says nothing"],
)
def test_what_stays_when_one_window_sends(stored: Any, beside: Any, sent: Any, drawn: Any, left: Any) -> None:
    page = None if drawn is None else Drawn({}, "w", seen=frozenset(drawn.get("seen", ())))
    assert left_over(stored, beside, sent, page) == left


def test_a_day_of_which_one_box_was_changed_keeps_the_others(asha: User, at_tuesday: Any, client: Client) -> None:
    client.force_login(asha)
    assert client.post("/unsent/record/new/", {"received_on-day": "16"}).status_code == 200
    page = client.get("/contacts/record/").content.decode()
    for part, value in (("day", "16"), ("month", "11"), ("year", "2026")):
        assert f'name="received_on-{part}" type="text" inputmode="numeric" value="{value}"' in page or (
            f'id="id_received_on-{part}"' in page and f'value="{value}"' in page
        )


def test_decisions_half_written_before_are_read_as_any_other(referral: Referral, asha: User) -> None:
    """Their own table is gone: rows as it had them stand in for it."""
    now = clock.now()
    data = {"rationale": "Help in school fits.", "level": "2"}
    before = [SimpleNamespace(writer_id=asha.pk, referral_id=referral.pk, data=data, saved_at=now)]
    tables = {"DecisionDraft": SimpleNamespace(objects=SimpleNamespace(all=lambda: before)), "Unsent": Unsent}
    migration = import_module("mash.migrations.0004_unsent_decisions")
    migration.move(SimpleNamespace(get_model=lambda _room, name: tables[name]), None)
    row = find_unsent(DECISION, about(referral), writer=asha)
    assert row is not None
    assert words_of(row).data == {"rationale": ["Help in school fits."], "level": ["2"]}
    assert (row.record_id, row.saved_at) == (referral.pk, now)
