"""How the desk of Larkhaven decides, is late now and then, answers escalations, and tells people."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from accounts.models import User
from accounts.roles import Role
from config.demo.after import Afterwards
from core import clock
from core.errors import Refused
from escalation.actions import close, raise_escalation, reply
from escalation.models import Escalation
from mash.actions import PushBack, accept_early_help, claim, mark_read, record_decision, sign_off, tell_by_phone
from mash.choices import Choice
from mash.models import Decision, EarlyHelpCase
from referrals.models import Referral

if TYPE_CHECKING:
    from config.demo.year import Year

WHY = (
    "I read the form, looked at what is known and rang the referrer. The evidence fits this level.",
    "What was seen and what the child says point the same way. Strengths are real and do not change the level.",
    "History is short. Nothing says a child is hurt; the worry is real and help nearby fits it.",
)
ADVICE = (
    "Meet the parent this week. Agree one plan, name one person to lead it, and look again in six weeks.",
    "Talk to the family first and ask what would help. The school nurse and the family centre both take calls.",
)
# What the referrer reads as the reason.
REPLIES = {
    "strategy_discussion": ("What you saw, and what the child says, point to harm. Thank you for sending it at once.",),
    "child_in_need": (
        "The needs you describe are more than one service can meet. A social worker will see the family.",
    ),
    "early_help": (
        "Several worries together need several services together, and the family agrees to it.",
        "You have tried much already. One lead person should now hold it together.",
    ),
    "push_back": (
        "The worry is real and help near the family fits it. Nothing you sent says that a child is hurt.",
        "What you wrote fits one service helping first. The strengths you name are a good start.",
        "There is too little here for us to act on. We would rather ask you than guess.",
    ),
}
CHANGE = "The child says that somebody hurts them\nSix weeks of help change nothing"


@dataclass
class Desk:
    """The people who decide, and the dice they are lived by."""

    year: "Year"

    def __post_init__(self) -> None:
        self.afterwards = Afterwards(self)

    @property
    def dice(self) -> Random:
        return self.year.dice

    def someone(self, *roles: Role) -> User:
        return self.dice.choice([person for person in self.year.people.values() if person.role in roles])

    def someone_after(self, role: Role, turn: int) -> User:
        """Somebody by turn, so that the dice of everything else fall as they would."""
        people = sorted((one for one in self.year.people.values() if one.role == role), key=lambda one: one.email)
        return people[turn % len(people)]

    def expect(self, referral: Referral) -> None:
        """Plan when it will be claimed and decided: red soon, most within the day, about one in fourteen late.

        Of the last day's some have nobody yet and some are still being thought about.
        """
        self.afterwards.expect(referral)
        now = clock.now()
        limit = referral.due_at - now
        live = self.year.is_live(now)
        late = self.dice.random() < (0.12 if live else 0.07)
        share = self.dice.uniform(1.05, 1.9) if late else self.dice.betavariate(4 if live else 2, 2)
        worker = self.someone(Role.MASH_WORKER)
        if live and self.dice.random() < 0.35:
            return
        self.year.at(now + limit * share * 0.3, lambda: self.claim(referral, worker))
        if not live or self.dice.random() < 0.7:
            self.year.at(now + limit * share, lambda: self.decide(referral, worker))

    def claim(self, referral: Referral, worker: User) -> None:
        referral.refresh_from_db()
        if referral.is_open:
            claim(referral, by=worker)

    def decide(self, referral: Referral, worker: User) -> None:
        referral.refresh_from_db()
        if not referral.is_open:
            return
        level, route = self.answer(referral)
        differs = level != referral.level
        try:
            decision = record_decision(
                referral,
                level=level,
                route=route,
                rationale=self.dice.choice(WHY),
                differs_reason="The referrer told me more by telephone, and it changes the picture." if differs else "",
                push_back=self.push_back(referral) if route == "push_back" else None,
                reply=self.dice.choice(REPLIES[route]),
                by=worker,
            )
        except Refused:
            # Somebody at the desk who cannot decide passes it to a manager.
            decision = self.managers_own(referral)
        if decision.state == "proposed":
            self.year.at(clock.now() + timedelta(minutes=self.dice.randint(10, 100)), lambda: self.sign(decision))
        else:
            self.follow(decision)

    def answer(self, referral: Referral) -> tuple[int, str]:
        """Mostly the suggestion; one in ten a level away."""
        level = referral.level or (2 if self.dice.random() < 0.6 else 1)
        if referral.level in {2, 3} and self.dice.random() < 0.08:
            level = 3 if referral.level == 2 else 2
        elif referral.level == 4 and self.dice.random() < 0.05:
            level = 3
        if level == 4:
            return 4, "strategy_discussion" if referral.priority == "red" else "child_in_need"
        return level, "early_help" if level == 3 and referral.route != "pushback_consent" else "push_back"

    def push_back(self, referral: Referral) -> PushBack:
        """Why it goes back: consent and missing facts when the engine says so, else help nearby."""
        if referral.route == "pushback_information":
            gaps = tuple(gap["question"] for gap in referral.scores.latest("scored_at").result["gaps"][:4])
            return PushBack("information", gaps=gaps or ("What was seen?",), would_change=CHANGE)
        if referral.route == "pushback_consent":
            return PushBack("consent", advice="Talk to the parents and ask them to agree.", would_change=CHANGE)
        return PushBack("threshold", advice=self.dice.choice(ADVICE), would_change=CHANGE)

    def managers_own(self, referral: Referral) -> Decision:
        manager = self.someone(Role.MASH_MANAGER)
        return record_decision(
            referral, level=4, route="child_in_need", rationale=WHY[0], differs_reason=WHY[1], by=manager
        )

    def sign(self, decision: Decision) -> None:
        self.follow(sign_off(decision, by=self.someone(Role.MASH_MANAGER)))

    def follow(self, decision: Decision) -> None:
        """The referrer reads it, or not; Early Help takes it on; some disagree."""
        now, referral = clock.now(), decision.referral
        if self.dice.random() < 0.93:
            hours = self.dice.lognormvariate(1.2, 0.9)
            self.year.at(now + timedelta(hours=hours), lambda: mark_read_again(referral))
        else:
            hours = self.dice.uniform(20, 60)
            self.year.at(now + timedelta(hours=hours), lambda: self.ring(referral))
        if decision.route == "early_help":
            helper = self.someone(Role.EARLY_HELP)
            self.year.at(now + timedelta(hours=self.dice.uniform(2, 40)), lambda: self.accept(referral, helper))
        disagrees = 0.3 if self.year.is_live(now) else 0.05
        if decision.route == "push_back" and self.dice.random() < disagrees:
            self.year.at(now + timedelta(hours=self.dice.uniform(1, 20)), lambda: self.dispute(decision))

    def ring(self, referral: Referral) -> None:
        """The outcome lay unread, so somebody at the desk rings, unless a later one was read meanwhile."""
        fresh = Referral.objects.get(pk=referral.pk)
        if fresh.decisions.made().filter(telling__told_at__isnull=False).exists():
            return
        tell_by_phone(fresh, spoke_to="The referrer", by=self.someone(Role.MASH_WORKER))

    def accept(self, referral: Referral, helper: User) -> None:
        referral.refresh_from_db()
        if EarlyHelpCase.objects.waiting().visible_to(helper).filter(referral=referral).exists():
            accept_early_help(referral, by=helper)

    def dispute(self, decision: Decision) -> None:
        """The referrer disagrees; somebody answers, mostly in time."""
        referral = Referral.objects.get(pk=decision.referral_id)
        raised = raise_escalation(
            referral,
            why="We see this child every day. The decision does not mention what we told you about the evenings.",
            evidence="Our log of the last three weeks.",
            asks_for="A second look, and somebody to visit.",
            believes_level=3,
            immediate_harm=False,
            by=referral.referrer,
        )
        self.year.at(clock.now() + timedelta(hours=self.dice.uniform(4, 40)), lambda: self.reply(raised))

    def new_choice(self) -> Choice:
        """What a manager decides on agreeing."""
        return Choice(3, "early_help", rationale=WHY[1], differs_reason=WHY[0], reply=REPLIES["early_help"][0])

    def reply(self, raised: Escalation) -> None:
        agrees = self.dice.random() < 0.4
        answered = reply(
            raised,
            answer="agree" if agrees else "no",
            words="I read it all again and rang you. " + ("You are right." if agrees else "The level stands."),
            would_resolve="A visit by the family centre, and a call in two weeks.",
            decision=self.new_choice() if agrees else None,
            by=self.someone(Role.MASH_MANAGER),
        )
        if answered.new_decision is not None:
            self.follow(answered.new_decision)
        else:
            self.year.at(clock.now() + timedelta(hours=20), lambda: accept_answer(raised))

    def hold(self, referral: Referral, worker: User, *, proposes: bool) -> None:
        """Take it, read it and, after a while, perhaps ask a manager for a lower level."""
        self.claim(referral, worker)
        if proposes:
            record_decision(referral, level=3, route="early_help", rationale=WHY[0], differs_reason=WHY[1], by=worker)


def mark_read_again(referral: Referral) -> None:
    """The referrer opens the outcome."""
    fresh = Referral.objects.select_related("referrer").get(pk=referral.pk)
    mark_read(fresh, by=fresh.referrer)


def accept_answer(raised: Escalation) -> None:
    """The referrer takes the answer as it is."""
    close(raised, by=raised.referral.referrer)
