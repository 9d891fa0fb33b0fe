"""Facts added to a referral that was sent: what is kept, who is told, and that nothing becomes less pressing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from mash import actions
from mash.actions import PushBack
from notifications.models import Message
from referrals.adding import MOST_SUPPLEMENTS, Facts, add_information
from referrals.models import Referral, Score, Supplement, Worry
from referrals.withdrawing import withdraw
from sla.clocks import Clock
from sla.models import Deadline
from tests.factories import sent_referral
from trail.models import Entry

pytestmark = pytest.mark.django_db

KEY = UUID(int=9)
WORDS = Facts("He came without a coat again.", "Today, 09:05", "Mrs Tilling, class teacher")
WORDS_AS_KEPT = (WORDS.happened, WORDS.happened_when, WORDS.by_whom)
HARM = Facts("“Bram hit me with his belt.”", "Today", "Pip", (("L4-cd-06", "told"),))


@pytest.fixture
def sent(at_tuesday: datetime, delphine: User) -> Referral:
    return sent_referral(delphine)


def written() -> tuple[int, ...]:
    """How much there is of everything that adding could write."""
    return tuple(model.objects.count() for model in (Supplement, Score, Worry, Message, Entry, Deadline))


def test_words_alone_are_kept_scored_and_told(sent: Referral, delphine: User, asha: User, marek: User) -> None:
    was = {one.pk: (one.due_at, one.governs) for one in Deadline.objects.on(sent.pk)}
    later = clock.now() + timedelta(hours=1)
    with clock.moved_to(later):
        added = add_information(sent, key=KEY, facts=WORDS, by=delphine)
    assert (added.number, added.added_at, added.added_by, added.after_decision) == (1, later, delphine, False)
    assert (added.happened, added.happened_when, added.by_whom, added.worries) == (*WORDS_AS_KEPT, [])
    assert sent.scores.count() == 2
    assert sent.scores.latest("scored_at") == added.score
    assert {one.pk: (one.due_at, one.governs) for one in Deadline.objects.on(sent.pk)} == was
    document = sent.document
    sent.refresh_from_db()
    assert (sent.document, sent.level, sent.priority) == (document, 2, added.score.result["priority"])
    told = Message.objects.filter(kind="facts_added")
    assert set(told.values_list("to", "path")) == {(one.pk, f"/queue/{sent.reference}/") for one in (asha, marek)}
    trail = list(Entry.objects.filter(record_id=sent.pk).order_by("-pk")[:2])
    assert [(one.verb, one.subject) for one in trail] == [("scored", "score"), ("collected", "supplement")]
    assert "coat" not in str([one.facts for one in trail])


def test_a_held_referral_tells_its_holder_alone(sent: Referral, delphine: User, asha: User, marek: User) -> None:
    actions.claim(sent, by=asha)
    add_information(sent, key=KEY, facts=WORDS, by=delphine)
    assert list(Message.objects.filter(kind="facts_added").values_list("to", flat=True)) == [asha.pk]


def test_a_hint_of_harm_makes_it_red_and_starts_an_earlier_clock(
    sent: Referral, delphine: User, asha: User, tomas: User, marek: User
) -> None:
    actions.claim(sent, by=asha)
    first = sent.scores.get()
    was = {one.clock: one.due_at for one in Deadline.objects.on(sent.pk)}
    later = clock.now() + timedelta(hours=2)
    with clock.moved_to(later):
        added = add_information(sent, key=KEY, facts=HARM, by=delphine)
    sent.refresh_from_db()
    assert (sent.level, sent.priority, sent.due_at, sent.due_clock) == (
        4,
        "red",
        later + timedelta(hours=4),
        "priority",
    )
    governing = Deadline.objects.open().on(sent.pk).get(governs=True)
    assert (governing.clock, governing.started_at, governing.due_at) == (Clock.PRIORITY, later, sent.due_at)
    assert (governing.holder, governing.team, governing.told) == (asha, "mash", True)
    kept = {one.clock: one.due_at for one in Deadline.objects.open().on(sent.pk) if one.clock != Clock.PRIORITY}
    assert kept == {code: due for code, due in was.items() if code != Clock.PRIORITY}
    assert added.worries[0]["letter"] == "B"
    assert list(sent.worries.values_list("letter", "indicator", "level")) == [
        ("A", "L2-cd-14", 2),
        ("B", "L4-cd-06", 4),
    ]
    first.refresh_from_db()
    assert (first.result["level"], sent.scores.latest("scored_at").result["level"]) == (2, 4)
    # The holder knows it, and so does the whole desk at once.
    told = set(Message.objects.filter(kind="facts_added").values_list("to", flat=True))
    assert told == {asha.pk, tomas.pk, marek.pk}


def test_a_red_referral_stays_with_its_first_clock(at_tuesday: datetime, delphine: User) -> None:
    red = sent_referral(delphine, worries=[("L4-cd-06", "told", "“Bram got his belt because I was loud.”")])
    was = list(Deadline.objects.on(red.pk).values_list("pk", "due_at", "governs", "stopped_at"))
    due = red.due_at
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        add_information(red, key=KEY, facts=WORDS, by=delphine)
    red.refresh_from_db()
    assert (red.due_at, red.priority) == (due, "red")
    assert list(Deadline.objects.on(red.pk).values_list("pk", "due_at", "governs", "stopped_at")) == was


def test_new_harm_after_the_time_has_nearly_gone_moves_nothing_later(sent: Referral, delphine: User) -> None:
    due = sent.due_at
    with clock.moved_to(due - timedelta(hours=1)):
        add_information(sent, key=KEY, facts=HARM, by=delphine)
    sent.refresh_from_db()
    assert (sent.priority, sent.due_at) == ("red", due)


def test_the_same_key_adds_once(sent: Referral, delphine: User) -> None:
    one = add_information(sent, key=KEY, facts=HARM, by=delphine)
    before = written()
    assert add_information(sent, key=KEY, facts=HARM, by=delphine) == one
    assert written() == before
    with pytest.raises(Conflict, match="other information"):
        add_information(sent, key=KEY, facts=WORDS, by=delphine)
    assert written() == before


def test_the_agencys_lead_adds_and_nobody_else(
    sent: Referral, wilf: User, bronwen: User, charlie: User, strange_lead: User, asha: User, ola: User, niamh: User
) -> None:
    assert add_information(sent, key=KEY, facts=WORDS, by=wilf).added_by == wilf
    before = written()
    for stranger in (bronwen, charlie, strange_lead, niamh):
        with pytest.raises(Refused, match="nothing here"):
            add_information(sent, key=uuid4(), facts=WORDS, by=stranger)
    for reader in (asha, ola):
        with pytest.raises(Refused, match="Only the referrer or their safeguarding lead"):
            add_information(sent, key=uuid4(), facts=WORDS, by=reader)
    assert written() == before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts("  "), "happened"),
        (Facts("So.", worries=(("L9-xx-99", "seen"),)), "worries"),
        (Facts("So.", worries=(("L4-cd-06", "guessed"),)), "worries"),
        (Facts("So.", worries=(("L4-cd-06", "seen"), ("L4-cd-06", "told"))), "worries"),
    ],
)
def test_what_cannot_be_added_writes_nothing(sent: Referral, delphine: User, facts: Facts, field: str) -> None:
    before = written()
    with pytest.raises(Refused) as refusal:
        add_information(sent, key=KEY, facts=facts, by=delphine)
    assert refusal.value.field == field
    assert written() == before


def test_there_is_an_end_to_adding(sent: Referral, delphine: User) -> None:
    for number in range(MOST_SUPPLEMENTS):
        add_information(sent, key=UUID(int=100 + number), facts=WORDS, by=delphine)
    with pytest.raises(Refused, match="Telephone MASH"):
        add_information(sent, key=KEY, facts=WORDS, by=delphine)
    assert sent.supplements.count() == MOST_SUPPLEMENTS


def test_after_the_decision_facts_are_kept_and_the_decision_stands(
    sent: Referral, delphine: User, asha: User, marek: User
) -> None:
    actions.claim(sent, by=asha)
    advice = PushBack(reason="threshold", advice="Meet the mother", would_change="he loses weight")
    why = "Breakfast club and school can meet this need."
    actions.record_decision(sent, level=2, route="push_back", rationale=why, push_back=advice, reply="Help", by=asha)
    sent.refresh_from_db()
    was = (sent.level, sent.priority, sent.due_at, sent.status, sent.decided_level)
    added = add_information(sent, key=KEY, facts=HARM, by=delphine)
    sent.refresh_from_db()
    assert (sent.level, sent.priority, sent.due_at, sent.status, sent.decided_level) == was
    assert (added.after_decision, added.score.result["level"]) == (True, 4)
    assert list(Message.objects.filter(kind="facts_added").values_list("to", flat=True)) == [asha.pk]
    harm: dict[str, Any] = {
        "level": 4,
        "route": "strategy_discussion",
        "rationale": "He said today that he was hit.",
        "reply": "Yes",
    }
    actions.supersede_decision(sent, **harm, differs_reason="He said today that he was hit.", by=marek)
    sent.refresh_from_db()
    assert (sent.decided_level, sent.decided_route) == (4, "strategy_discussion")


def test_nothing_is_added_to_what_was_withdrawn(sent: Referral, delphine: User) -> None:
    withdraw(sent, reason="twice", words="Sent twice.", by=delphine)
    before = written()
    with pytest.raises(Conflict, match="new referral"):
        add_information(sent, key=KEY, facts=HARM, by=delphine)
    assert written() == before


@pytest.mark.parametrize(
    "change",
    [
        "happened = 'x'",
        "worries = '[]'",
        "added_at = now()",
    ],
)
def test_the_database_keeps_a_supplement_as_it_was(sent: Referral, delphine: User, change: str) -> None:
    add_information(sent, key=KEY, facts=HARM, by=delphine)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE referrals_supplement SET {change}")


@pytest.mark.parametrize(
    "change", ["level = 1", "priority = 'blue'", "due_at = due_at + interval '1 minute'", "document = '{}'"]
)
def test_the_database_never_makes_a_referral_less_pressing(sent: Referral, change: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE referrals_referral SET {change}")


def test_a_governing_clock_gives_way_once_and_never_back(sent: Referral, delphine: User) -> None:
    add_information(sent, key=KEY, facts=HARM, by=delphine)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sla_deadline SET governs = true WHERE clock = 'decision_24h'")


def test_a_second_red_addition_starts_no_second_clock(sent: Referral, delphine: User) -> None:
    add_information(sent, key=KEY, facts=HARM, by=delphine)
    count = Deadline.objects.on(sent.pk).count()
    with clock.moved_to(clock.now() + timedelta(minutes=30)):
        more = Facts("A second mark.", worries=(("L4-cd-07", "seen"),))
        add_information(sent, key=uuid4(), facts=more, by=delphine)
    assert Deadline.objects.on(sent.pk).count() == count
