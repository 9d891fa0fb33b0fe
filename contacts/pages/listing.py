"""Lists of contacts: what is asked for in the address, and the rows. No name of a family stands here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from contacts.codes import Kind
from contacts.models import Contact
from contacts.pages.thread import standing
from contacts.querysets import ContactQuerySet
from core.addresses import read_day
from core.clock import LONDON
from core.components import Chip, Link, Pages, TimeBar, Tray
from core.references import read_reference
from core.wording import london_short
from referrals.models import Referral
from sla.clocks import Clock
from sla.models import Deadline
from trail.actions import write_many
from trail.verbs import Verb

PAGE = 25
FOUND = 50
TRAYS = {"waiting": "Advice asked for", "unfinished": "Not finished", "referred": "Became a referral", "all": "All"}
_MOST = 99


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; anything that makes no sense is as if it were not there."""

    tray: str = "waiting"
    kind: str = ""
    start: date | None = None  # received on this day or later
    end: date | None = None  # received before this day
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        tray, kind = query.get("tray", ""), query.get("kind", "")
        return cls(
            tray=tray if tray in TRAYS else "waiting",
            kind=kind if kind in Kind.values else "",
            start=read_day(query.get("start", "")),
            end=read_day(query.get("end", "")),
            after=read_reference(query.get("after", "")) or "",
        )

    @property
    def href(self) -> str:
        given = {field.name: getattr(self, field.name) or "" for field in fields(self)}
        return f"{reverse('contacts:desk')}?{urlencode({name: value for name, value in given.items() if value})}"

    @property
    def days(self) -> str:
        """From and to as people say it; "" when every day is asked for."""
        start = f"From {self.start:%-d %B %Y}" if self.start else ""
        end = f"until {self.end - timedelta(days=1):%-d %B %Y}" if self.end else ""
        return f"{start} {end}".strip()

    def narrow(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """Those of the kind and of the days."""
        found = contacts.filter(kind=self.kind) if self.kind else contacts
        if self.start:
            found = found.filter(received_at__gte=_midnight(self.start))
        return found.filter(received_at__lt=_midnight(self.end)) if self.end else found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


@dataclass(frozen=True, slots=True)
class Row:
    """One contact."""

    href: str
    reference: str
    kind: str
    source: str
    when: str
    standing: str
    bar: TimeBar | None
    held: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list."""

    rows: Sequence[Row]
    pages: Pages
    trays: Sequence[Tray] = ()
    chips: Sequence[Chip] = ()


def desk_list(user: User, asked: Asked, now: datetime) -> Listed:
    """At most PAGE contacts for the desk, in a fixed number of queries."""
    visible = Contact.objects.visible_to(user)
    found = asked.narrow(_tray(visible, asked.tray))
    start = replace(asked, after="")
    rows, more, cut = _cut(found, visible, asked)
    after = Link(f"Next {PAGE}", replace(asked, after=rows[-1].reference).href) if more else None
    return Listed(
        rows=_rows(rows, "contacts", "contacts:contact", user, now),
        pages=Pages(Link("Back to the start", start.href) if cut else None, after),
        trays=[
            Tray(text, _tray(visible, tray)[: _MOST + 1].count(), Asked(tray).href, tray == asked.tray)
            for tray, text in TRAYS.items()
        ],
        chips=_chips(asked, start),
    )


def _chips(asked: Asked, start: Asked) -> list[Chip]:
    """One for each kind; and the days, when a figure led here."""
    kinds = [
        Chip(kind.label, replace(start, kind="" if asked.kind == kind else kind.value).href, on=asked.kind == kind)
        for kind in Kind
    ]
    days = [Chip(asked.days, replace(start, start=None, end=None).href, on=True)] if asked.days else []
    return [*kinds, *days]


def my_list(user: User, older: str, now: datetime) -> Listed:
    """What one has asked, newest first."""
    visible = Contact.objects.visible_to(user)
    rows, more, cut = _cut(visible, visible, Asked("all", after=read_reference(older) or ""))
    path = reverse("contacts:mine")
    after = Link(f"Next {PAGE}", f"{path}?older={rows[-1].reference}") if more else None
    pages = Pages(Link("Back to the newest", path) if cut else None, after)
    return Listed(_rows(rows, "advice", "contacts:thread", user, now), pages)


def find_contacts(user: User, caller: str, day: date | None, now: datetime) -> Listed:
    """The newest that fit a caller's name or number, and the day; at most FOUND."""
    found = Contact.objects.visible_to(user)
    if caller:
        digits = re.sub(r"\D", "", caller)
        named = Q(caller_name__icontains=caller) | Q(person__full_name__icontains=caller)
        found = found.filter(named | Q(caller_phone__regex=r"\D*".join(digits)) if len(digits) > 4 else named)
    if day is not None:
        found = found.received_in(_midnight(day), _midnight(day + timedelta(days=1)))
    rows = list(found.with_people().newest_first()[:FOUND])
    return Listed(_rows(rows, "find", "contacts:contact", user, now), Pages())


def _tray(contacts: ContactQuerySet, tray: str) -> ContactQuerySet:
    if tray == "waiting":
        return contacts.waiting()
    if tray == "unfinished":
        return contacts.unfinished()
    return contacts.referred() if tray == "referred" else contacts


def _cut(found: ContactQuerySet, visible: ContactQuerySet, asked: Asked) -> tuple[list[Contact], bool, bool]:
    """The rows of this page, whether more follow, and whether rows stand before it."""
    waiting = asked.tray in {"waiting", "unfinished"}
    last = visible.filter(reference=asked.after).first() if asked.after else None
    if last is not None and waiting and last.waiting_since is None:
        last = None
    if last is not None:
        found = found.waiting_less_than(last) if waiting else found.older_than(last)
    ordered = found.longest_waiting_first() if waiting else found.newest_first()
    rows = list(ordered.with_people()[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE, last is not None


def _rows(contacts: list[Contact], view: str, page: str, user: User, now: datetime) -> list[Row]:
    """Rows for a page, and one READ on the trail for each contact, in one write."""
    came = set(
        Referral.objects.filter(draft_id__in=[one.draft_id for one in contacts if one.draft_id]).values_list(
            "draft_id", flat=True
        )
    )
    running = Deadline.objects.open().filter(subject_id__in=[one.pk for one in contacts], clock=Clock.CONSULTATION)
    bars = {one.subject_id: TimeBar(one.started_at, one.due_at, now, purpose="to answer") for one in running}
    write_many(Verb.READ, subject="contact", subject_ids=[one.pk for one in contacts], by=user, view=view)
    return [
        Row(
            href=reverse(page, args=[contact.reference]),
            reference=contact.reference,
            kind=contact.get_kind_display(),
            source=_source(contact),
            when=london_short(contact.received_at, now),
            standing=standing(contact, came=contact.draft_id in came, now=now),
            bar=None if contact.draft_id in came else bars.get(contact.pk),
            held="you" if contact.holder_id == user.pk else str(contact.holder or ""),
        )
        for contact in contacts
    ]


def _source(contact: Contact) -> str:
    """The agency, or where it comes from; with the person who asked, who is no part of a family."""
    where = str(contact.agency) if contact.agency else contact.get_source_code_display()
    return f"{contact.person.full_name}, {where}" if contact.person and contact.is_consultation else where
