"""What is said about a referral after it was sent: more facts, questions, and a withdrawal now and then."""

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.roles import Role
from core import clock
from referrals.adding import Facts, add_information
from referrals.models import Referral
from referrals.talking import mark_seen, write_message
from referrals.withdrawing import withdraw

if TYPE_CHECKING:
    from config.demo.deciding import Desk

# Of the contacts of the last day; before that a few in a hundred.
FACTS_EVERY, QUESTION_EVERY, WITHDRAWN_EVERY = 7, 6, 23
MORE = (
    Facts("He came in late and would not take his coat off. He said he was cold.", "Today, 09:10", "His class teacher"),
    Facts("The grandmother rang: she has not seen them since Sunday.", "This morning", "The school office"),
    Facts("“He said he would hurt me if I told.”", "At lunch", "The child, to me", (("L4-cd-06", "told"),)),
)
QUESTIONS = (
    "Who is at home this evening, and do you have a number for the father?",
    "Has a doctor or nurse seen the mark? If so, who, and what did they say?",
)
ANSWERS = ("Her aunt, until eight. I have no number for the father.", "Not yet. The school nurse sees him at two.")


class Afterwards:
    """Plans it, in turn and not by the dice, so that every demonstration has some of each."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.turn = count(1)
        self.keys = count(1)

    def expect(self, referral: Referral) -> None:
        """What will be said of this one, if anything."""
        turn, year, now = next(self.turn), self.desk.year, clock.now()
        every = 1 if year.is_live(now) else 8
        if turn % (FACTS_EVERY * every) == 0:
            year.at(now + timedelta(minutes=50), lambda: self.add(referral, turn))
        elif turn % (QUESTION_EVERY * every) == 0:
            year.at(now + timedelta(minutes=35), lambda: self.ask(referral, turn))
        elif turn % (WITHDRAWN_EVERY * every) == 0:
            year.at(now + timedelta(minutes=25), lambda: self.take_back(referral))

    def key(self) -> UUID:
        return UUID(int=next(self.keys))

    def add(self, referral: Referral, turn: int) -> None:
        add_information(referral, key=self.key(), facts=MORE[turn % len(MORE)], by=referral.referrer)

    def ask(self, referral: Referral, turn: int) -> None:
        """MASH asks; every second referrer answers."""
        fresh = Referral.objects.get(pk=referral.pk)
        if not fresh.is_open:
            return
        worker = self.desk.someone_after(Role.MASH_WORKER, turn)
        write_message(fresh, key=self.key(), text=QUESTIONS[turn % 2], within="4h", by=worker)
        if turn % 4:
            later = clock.now() + timedelta(minutes=40)
            self.desk.year.at(later, lambda: self.answer(fresh, turn))

    def answer(self, referral: Referral, turn: int) -> None:
        now = clock.now()
        write_message(referral, key=self.key(), text=ANSWERS[turn % 2], seen_upto=now, by=referral.referrer)
        if turn % 3:
            mark_seen(referral, upto=now, by=self.desk.someone_after(Role.MASH_WORKER, turn))

    def take_back(self, referral: Referral) -> None:
        fresh = Referral.objects.select_related("referrer").get(pk=referral.pk)
        if fresh.is_open:
            withdraw(fresh, reason="twice", words="A colleague had sent the same form this morning.", by=fresh.referrer)
