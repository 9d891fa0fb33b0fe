"""A year at the front door, lived through the real actions on a moved clock.

Proportions are those that councils' reports give: police about half of all contacts and mostly below the threshold at
first, schools' push-backs falling over the year, health cautious; some decisions late, some escalated.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from uuid import UUID

from django.db import transaction

from accounts.models import Agency, User
from config.demo.contacts import plan as plan_contacts
from config.demo.deciding import Desk
from config.demo.forms import Typed, typed_form
from config.demo.learning import Learning
from config.demo.stories import STORIES, Story
from config.demo.today import TODAY, Today
from config.demo.town import AGENCIES
from core import clock
from core.clock import LONDON
from notifications.sweep import deliver_due
from referrals.actions import fill_from_system
from referrals.models import Draft, Referral
from referrals.submission import submit_referral
from sla.sweep import sweep

CONTACTS = 1500
DAYS = 365
LIVE = timedelta(hours=25)
LIVE_PART = 45
# More and more come: so many of all in the last twelve weeks.
RECENT_SHARE, RECENT_DAYS = 0.6, 84
SWEEP_EVERY = timedelta(hours=24)
Step = Callable[[], object]


@dataclass
class Year:
    """The events still to come, earliest first, and whoever makes them."""

    agencies: dict[str, Agency]
    people: dict[str, User]
    dice: Random
    now: datetime
    events: list[tuple[datetime, int, Step]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    families: list[Typed] = field(default_factory=list)

    def at(self, moment: datetime, step: Step) -> None:
        """Let this happen then; what would happen after now is left to the living queue."""
        if moment < self.now:
            heapq.heappush(self.events, (moment, next(self.order), step))

    def live(self, said: Callable[[int, datetime], None], contacts: int = CONTACTS) -> int:
        """Run the year. Returns how many referrals came in; tells `said` how far it is after each day."""
        desk = Desk(self)
        moments = self.moments(contacts)
        for moment in moments:
            self.at(moment, lambda moment=moment: self.contact(moment, desk))  # type: ignore[misc]
        for one in TODAY:
            arrived = self.now - timedelta(hours=one.hours_ago)
            self.at(arrived, lambda one=one, arrived=arrived: self.in_hand(one, arrived, desk))  # type: ignore[misc]
        plan_contacts(self)
        Learning(self).plan()
        start = self.now - timedelta(days=DAYS)
        beats = int((self.now - start) / SWEEP_EVERY)
        for beat in range(beats):
            moment = start + beat * SWEEP_EVERY
            self.at(moment, lambda moment=moment: self.beat(moment))  # type: ignore[misc]
        while self.events:
            self.one_day(said)
        # One last round, so that the sweepers do not seem to have been silent since yesterday.
        self.beat(self.now)
        return Referral.objects.count()

    def is_live(self, moment: datetime) -> bool:
        """Whether this is so recent that the desk of today still has it in hand."""
        return self.now - moment < LIVE

    def one_day(self, said: Callable[[int, datetime], None]) -> None:
        """All of one day in one transaction: a thousand small commits would make a newcomer wait."""
        day = self.events[0][0].astimezone(LONDON).date()
        with transaction.atomic():
            while self.events and self.events[0][0].astimezone(LONDON).date() == day:
                moment, _, step = heapq.heappop(self.events)
                with clock.moved_to(moment):
                    step()
        said(DAYS - (self.now.astimezone(LONDON).date() - day).days, self.now)

    def moments(self, contacts: int) -> list[datetime]:
        """When contacts come: weekdays more than weekends, afternoons more than nights, August quiet."""
        found: list[datetime] = []
        recent = contacts // LIVE_PART
        while len(found) < contacts - recent:
            recently = self.dice.random() < RECENT_SHARE
            ago = self.dice.randint(1, RECENT_DAYS) if recently else self.dice.randint(RECENT_DAYS, DAYS - 1)
            day = self.now.astimezone(LONDON).date() - timedelta(days=ago)
            weight = 0.35 if day.weekday() > 4 else 1.0
            if self.dice.random() < weight * (0.6 if day.month == 8 else 1.0):
                found.append(datetime.combine(day, self.hour(), LONDON))
        # The living queue: the last day, so that there is something to do on any morning.
        found += [self.now - LIVE * self.dice.random() ** 1.3 for _ in range(recent)]
        return sorted(moment for moment in found if moment < self.now)

    def hour(self) -> time:
        hour = min(23, max(0, round(self.dice.gauss(13.5, 4))))
        return time(hour, self.dice.randrange(60), self.dice.randrange(60))

    def contact(self, moment: datetime, desk: "Desk") -> None:
        """One referral, and the time at which somebody will decide it."""
        agency = self.dice.choices(AGENCIES, [one.share for one in AGENCIES])[0]
        story = self.story(agency.kind, moment)
        known = self.dice.choice(self.families) if self.families and self.dice.random() < 0.14 else None
        if known and (story.unborn or story.baby or known.get("unborn") == ["yes"]):
            known = None
        desk.expect(self.send(story, agency.key, moment, known))

    def in_hand(self, one: Today, moment: datetime, desk: "Desk") -> None:
        """One of the contacts that every demonstration has in hand."""
        story = next(story for story in STORIES if story.worries and story.worries[0][2] == one.title)
        referral = self.send(story, one.agency, moment)
        if one.held_by:
            worker, read_at = self.people[one.held_by], moment + (self.now - moment) * 0.4
            self.at(read_at, lambda: desk.hold(referral, worker, proposes=one.proposed))

    def send(self, story: Story, agency: str, moment: datetime, known: Typed | None = None) -> Referral:
        """Somebody of that agency fills in the form and sends it."""
        referrers = [p for p in self.people.values() if p.agency == self.agencies[agency] and p.is_referrer]
        referrer = self.dice.choice(referrers)
        sections = typed_form(story, referrer, moment.astimezone(LONDON).date(), self.dice, known=known)
        if not known:
            self.families.append(sections["children", 0])
        draft: Draft = fill_from_system(UUID(int=self.dice.getrandbits(128), version=4), sections=sections, by=referrer)
        return submit_referral(draft, by=referrer)

    def story(self, kind: str, moment: datetime) -> Story:
        """What this kind of agency writes; schools learn over the year, so fewer of theirs are thin or too low."""
        share = 1 - (self.now - moment) / timedelta(days=DAYS)
        told = [story for story in STORIES if kind in story.kinds]
        weights = [story.weight * (1 - 0.75 * share if kind == "school" and low(story) else 1) for story in told]
        return self.dice.choices(told, weights)[0]

    def beat(self, moment: datetime) -> None:
        """What the sweepers would have done by then."""
        sweep(moment, "beat")
        while deliver_due(moment, limit=500):
            pass


def low(story: Story) -> bool:
    """Whether the story will mostly be pushed back."""
    return not story.worries or all(code.startswith(("L1", "L2")) for code, *_ in story.worries)
