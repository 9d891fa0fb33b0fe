"""What the town learned from: practice with its follow-up, and past cases decided again without names."""

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import Refused
from mash.routes import Route
from practice.answering import answer_case
from practice.cases import ROUND, CaseSet, PracticeCase
from practice.door import pace_in, sets_here
from practice.inviting import invite_due
from quality.double import actions as double
from quality.double.sampling import Drawing
from quality.double_models import Case

if TYPE_CHECKING:
    from config.demo.year import Year

# A first round so many days ago; the later ones are not yet asked again.
FIRST_ROUNDS, FOLLOWED_UP = range(96, 20, -3), 52
BETWEEN_CASES = timedelta(minutes=4)
REASON = "What is written points to {level} and no further. What the child says, and who else knows, is missing."


class Learning:
    """Plans both, with dice of its own: all else falls as it would without them."""

    def __init__(self, year: "Year") -> None:
        self.year, self.dice = year, Random(5)  # noqa: S311  # a story, not a secret
        self.people = sorted(year.people.values(), key=lambda one: one.email)

    def plan(self) -> None:
        """Practice of the last three months, a round of double decisions that is discussed, and one that waits."""
        case_set = sets_here().order_by("slug").first()
        learners = [one for one in self.people if one.is_referrer or one.role == Role.MASH_WORKER]
        for days, person in zip(FIRST_ROUNDS, learners[::2] + learners[1::4], strict=False):
            begun = self.ago(days)
            if case_set is not None:
                self.practise(case_set, person, begun, sure=0.5)
                if days > FOLLOWED_UP:
                    self.year.at(begun + timedelta(days=43), lambda: invite_due(clock.now()))
                    self.practise(case_set, person, begun + timedelta(days=45), sure=0.75)
        self.year.at(self.ago(33), lambda: self.send_round("Spring and summer", cases=5, answered=True))
        self.year.at(self.ago(1), lambda: self.send_round("Autumn", cases=4, answered=False))

    def ago(self, days: int) -> datetime:
        return self.year.now - timedelta(days=days, hours=self.dice.randint(0, 6))

    def practise(self, case_set: CaseSet, person: User, begun: datetime, *, sure: float) -> None:
        """One round of cases, a few minutes each."""
        for number in range(ROUND):
            self.year.at(begun + number * BETWEEN_CASES, lambda: self.answer(case_set, person, sure))

    def answer(self, case_set: CaseSet, person: User, sure: float) -> None:
        """The next case that is open: as published, or a level beside it."""
        open_now = pace_in(case_set, by=person).open
        if not open_now:
            return
        case = PracticeCase.objects.select_related("case_set").get(pk=open_now[0])
        level, worries = case.level, list(case.indicators)
        if self.dice.random() > sure:
            level = min(4, max(1, (level or 2) + self.dice.choice([-1, -1, 1])))
            worries = worries[:1]
        answer_case(case, indicators=worries, level=level, words="", by=person)

    def send_round(self, name: str, *, cases: int, answered: bool) -> None:
        """A manager reads the texts and asks four workers; a case that could tell who it is is left out."""
        manager = next(one for one in self.people if one.role == Role.MASH_MANAGER)
        workers = [one for one in self.people if one.role == Role.MASH_WORKER][:4]
        try:
            made = double.make_round(name=name, drawing=Drawing(cases), seed=17, by=manager)
        except Refused:  # too few decided yet, in a small town
            return
        for case in made.cases.order_by("number"):
            try:
                double.confirm_case(case, text=case.text, by=manager)
            except Refused:
                double.leave_out_case(case, by=manager)
        double.send_round(made, people=workers, by=manager)
        for case in made.cases.filter(left_out=False) if answered else ():
            for place, worker in enumerate(workers, start=1):
                later = clock.now() + timedelta(days=place, minutes=5 * case.number)
                self.year.at(later, lambda case=case, worker=worker: self.decide_again(case, worker))  # type: ignore[misc]

    def decide_again(self, case: Case, worker: User) -> None:
        """Most see it as it was decided, some a level beside it. Whoever decided it then was not asked."""
        if not case.askings.filter(person=worker).exists():
            return
        level = case.referral.decided_level or 2
        if self.dice.random() < 0.35:
            level = min(4, max(1, level + self.dice.choice([-1, 1])))
        route = {4: Route.CHILD_IN_NEED, 3: Route.EARLY_HELP}.get(level, Route.PUSH_BACK)
        reason = REASON.format(level="harm" if level == 4 else "need")
        double.answer_case(Case.objects.get(pk=case.pk), level=level, route=route, reason=reason, by=worker)
