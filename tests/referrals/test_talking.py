"""Words between the referrer and MASH, waiting for a reply, withdrawing, and asking when it has gone quiet."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from mash import actions
from mash.filters import NEWS, WAITS, in_tray
from mash.models import Decision
from notifications.models import Message
from referrals.adding import Facts, add_information
from referrals.models import Chase, Referral, SeenMark, ThreadMessage, Withdrawal
from referrals.news import news_of, unread_of
from referrals.talking import mark_seen, write_message
from referrals.withdrawing import ask_for_answer, withdraw
from sla.clocks import Clock
from sla.limits import feedback_due_at
from sla.models import Deadline
from tests.mash.conftest import *  # noqa: F403  # the desk's referrals
from trail.models import Entry

pytestmark = pytest.mark.django_db

KEY = UUID(int=11)
ASK = "Has a doctor seen the mark on his arm?"


def written() -> tuple[int, ...]:
    rows = (ThreadMessage, SeenMark, Withdrawal, Chase, Message, Entry, Deadline)
    return (*(model.objects.count() for model in rows), Deadline.objects.open().count())


def told(kind: str) -> set[tuple[UUID, str]]:
    return set(Message.objects.filter(kind=kind).values_list("to", "path"))


def test_words_to_mash_tell_the_holder_and_say_nothing(held: Referral, delphine: User, asha: User, marek: User) -> None:
    message = write_message(held, key=KEY, text=" His aunt collects him today. ", by=delphine)
    assert (message.side, message.text, message.reply_by) == ("referrer", "His aunt collects him today.", None)
    assert told("thread_message") == {(asha.pk, f"/queue/{held.reference}/")}
    entry = Entry.objects.get(verb="wrote")
    assert (entry.subject, entry.record_id, entry.facts) == (
        "message",
        held.pk,
        {"side": "referrer", "reply_by": None},
    )
    assert news_of([held.pk])[held.pk].message
    before = written()
    assert write_message(held, key=KEY, text="His aunt collects him today.", by=delphine) == message
    with pytest.raises(Conflict, match="another message"):
        write_message(held, key=KEY, text="Something else", by=delphine)
    assert written() == before


def test_a_question_waits_for_a_reply_and_moves_no_decision(held: Referral, delphine: User, asha: User) -> None:
    was, now = held.due_at, clock.now()
    write_message(held, key=KEY, text=ASK, within="4h", by=asha)
    reply = Deadline.objects.open().get(subject_id=held.pk, clock=Clock.REPLY)
    assert (reply.due_at, reply.team, reply.holder, reply.governs) == (
        now + timedelta(hours=4),
        "referrer",
        delphine,
        False,
    )
    held.refresh_from_db()
    assert held.due_at == was
    assert told("reply_wanted") == {(delphine.pk, f"/referrals/{held.reference}/")}
    assert list(in_tray(WAITS, asha, now)) == [held]
    assert unread_of([held.pk]) == {held.pk: (True, True)}
    with pytest.raises(Conflict, match="already asked for"):
        write_message(held, key=uuid4(), text=ASK, within="2h", by=asha)
    with clock.moved_to(now + timedelta(hours=1)):
        write_message(held, key=uuid4(), text="Yes, today.", seen_upto=now, by=delphine)
    reply.refresh_from_db()
    assert (reply.stopped_at, reply.stopped_by) == (now + timedelta(hours=1), delphine)
    assert list(in_tray(WAITS, asha, now)) == []
    assert unread_of([held.pk]) == {held.pk: (False, False)}


def test_a_decision_ends_the_wait(held: Referral, asha: User, push_back: Callable[..., Decision]) -> None:
    write_message(held, key=KEY, text=ASK, within="day", by=asha)
    push_back(held, asha)
    assert not Deadline.objects.open().filter(subject_id=held.pk, clock=Clock.REPLY).exists()
    held.refresh_from_db()
    with pytest.raises(Conflict, match="no longer open"):
        write_message(held, key=uuid4(), text=ASK, within="2h", by=asha)


def test_who_may_not_write(
    held: Referral, charlie: User, bronwen: User, strange_lead: User, ola: User, niamh: User, wilf: User, delphine: User
) -> None:
    before = written()
    for stranger in (charlie, bronwen, strange_lead, ola, niamh):
        with pytest.raises(Refused):
            write_message(held, key=uuid4(), text="Hello", by=stranger)
    with pytest.raises(Refused, match="Only MASH asks"):
        write_message(held, key=uuid4(), text="Hello", within="2h", by=delphine)
    with pytest.raises(Refused, match="Write your message"):
        write_message(held, key=uuid4(), text=" \n ", by=delphine)
    assert written() == before
    assert write_message(held, key=uuid4(), text="Hello", by=wilf).side == "referrer"


def test_a_mark_covers_what_was_shown_and_nothing_later(held: Referral, delphine: User, asha: User) -> None:
    first = write_message(held, key=KEY, text="One", by=delphine)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        write_message(held, key=uuid4(), text="Two", by=delphine)
        mark_seen(held, upto=first.written_at, by=asha)
        assert news_of([held.pk])[held.pk].message
        mark_seen(held, upto=clock.now() + timedelta(days=9), by=asha)  # nobody has read the future
        assert SeenMark.objects.latest("upto").upto == clock.now()
        assert not news_of([held.pk])[held.pk].message
        before = written()
        mark_seen(held, upto=clock.now(), by=asha)
        assert written() == before


def test_a_withdrawal_ends_it_and_says_who(held: Referral, wilf: User, asha: User) -> None:
    kept = withdraw(held, reason="twice", words="We sent it twice.", by=wilf)
    held.refresh_from_db()
    assert (kept.ended, held.status, held.decided_at) == (True, "withdrawn", None)
    assert not Deadline.objects.open().filter(subject_id=held.pk).exists()
    assert told("withdrawn") == {(asha.pk, f"/queue/{held.reference}/")}
    assert not Referral.objects.open().filter(pk=held.pk).exists()
    assert list(in_tray(NEWS, asha, clock.now())) == [held]
    assert Entry.objects.get(verb="withdrew").facts == {"reason": "twice", "ended": True}
    before = written()
    with pytest.raises(Conflict):
        withdraw(held, reason="twice", words="Again.", by=wilf)
    with pytest.raises(Conflict, match="has withdrawn"):
        actions.record_decision(held, level=2, route="early_help", rationale="It is clear enough to me.", by=asha)
    assert written() == before
    mark_seen(held, upto=clock.now(), by=asha)
    assert list(in_tray(NEWS, asha, clock.now())) == []


def test_a_hint_of_harm_is_not_ended_by_a_withdrawal(high: Referral, delphine: User, marek: User) -> None:
    running = set(Deadline.objects.open().on(high.pk).values_list("pk", flat=True))
    kept = withdraw(high, reason="answered", words="It was explained.", by=delphine)
    high.refresh_from_db()
    assert (kept.ended, high.status) == (False, "received")
    assert set(Deadline.objects.open().on(high.pk).values_list("pk", flat=True)) == running
    assert told("withdrawn") == {(marek.pk, f"/queue/{high.reference}/")}
    assert news_of([high.pk])[high.pk].withdrawn


def test_a_proposal_for_a_manager_goes_on(proposed: Decision, delphine: User) -> None:
    assert not withdraw(proposed.referral, reason="other", words="I am sorry.", by=delphine).ended


def test_never_after_a_decision(decided: Referral, delphine: User) -> None:
    before = written()
    with pytest.raises(Conflict, match="MASH has decided"):
        withdraw(decided, reason="twice", words="Sent twice.", by=delphine)
    assert written() == before


def test_new_facts_raise_it_so_that_a_withdrawal_no_longer_ends_it(low: Referral, delphine: User) -> None:
    add_information(low, key=KEY, facts=Facts("“Bram hit me.”", worries=(("L4-cd-06", "told"),)), by=delphine)
    assert not withdraw(low, reason="other", words="I am not sure.", by=delphine).ended


def test_quiet_asks_mash_and_after_a_working_day_a_manager(
    low: Referral, delphine: User, asha: User, marek: User, charlie: User
) -> None:
    with clock.moved_to(low.due_at), pytest.raises(Conflict):
        ask_for_answer(low, by=delphine)
    late = low.due_at + timedelta(seconds=1)
    with clock.moved_to(late):
        with pytest.raises(Refused):
            ask_for_answer(low, by=charlie)
        assert ask_for_answer(low, by=delphine).step == 1
        assert told("answer_wanted") == {(one.pk, f"/queue/{low.reference}/") for one in (asha, marek)}
        with pytest.raises(Conflict):
            ask_for_answer(low, by=delphine)
    next_day = feedback_due_at(late)
    with clock.moved_to(next_day), pytest.raises(Conflict):
        ask_for_answer(low, by=delphine)
    with clock.moved_to(next_day + timedelta(seconds=1)):
        assert ask_for_answer(low, by=delphine).step == 2
        with pytest.raises(Conflict):
            ask_for_answer(low, by=delphine)
    assert list(low.chases.values_list("clock", "step")) == [(low.due_clock, 1), (low.due_clock, 2)]


def test_words_from_mash_are_an_answer(low: Referral, delphine: User, asha: User) -> None:
    with clock.moved_to(low.due_at + timedelta(minutes=1)):
        write_message(low, key=KEY, text="We are still ringing the hospital.", by=asha)
        with pytest.raises(Conflict):
            ask_for_answer(low, by=delphine)


def test_the_pages_carry_it_from_one_side_to_the_other(
    held: Referral, delphine: User, asha: User, browser: Callable[[User], Client], at_tuesday: datetime
) -> None:
    page, desk = f"/referrals/{held.reference}/", f"/queue/{held.reference}/"
    empty = browser(delphine).post(f"{page}add/", {"key": str(KEY), "happened": "", "by_whom": "Mrs Tilling"})
    assert "Enter what happened" in empty.content.decode() or "Answer: What happened" in empty.content.decode()
    assert 'value="Mrs Tilling"' in empty.content.decode()
    typed = {"key": str(KEY), "happened": "“Bram hit me.”", "worry": "L4-cd-06", "how": "told"}
    for _ in range(2):  # a double click
        assert browser(delphine).post(f"{page}add/", typed).status_code == 302
    assert held.supplements.count() == 1
    shown = browser(asha).get(desk).content.decode()
    assert "“Bram hit me.”" in shown
    assert 'id="worry-b"' in shown
    assert "With this the rules suggest level 4, red" in shown
    asked = {"key": str(uuid4()), "text": ASK, "within": "2h", "seen_upto": clock.now().isoformat()}
    assert browser(asha).post(f"{desk}write/", asked).status_code == 302
    answer = browser(delphine).get(page).content.decode()
    assert ASK in answer
    assert "MASH asks you for a reply by" in answer
    assert "With this the rules suggest" not in answer
    assert browser(delphine).post(f"{page}write/", {"key": str(uuid4()), "text": "Yes."}).status_code == 302
    assert browser(delphine).post(f"{page}seen/", {"seen_upto": "rubbish"}).status_code == 302
    assert held.messages.count() == 2
    with clock.moved_to(held.due_at + timedelta(hours=9)):
        assert "It has gone quiet" not in browser(asha).get(page).content.decode()
