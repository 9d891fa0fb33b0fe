"""What reached the front door without being a referral yet, by kind, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from contacts.codes import Kind
from contacts.models import Contact
from contacts.pages.listing import Asked
from contacts.querysets import Counted
from core.charts import Bar
from reporting.control import Share
from reporting.figures import Figure
from reporting.spans import days_span, last_days, london_date

DAYS = 28
_ALL = "All contacts"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One kind, or all of them. `rate` is "" where there was nothing to turn into a referral."""

    name: str
    contacts: Figure
    referrals: Figure
    rate: str
    bar: Bar | None


def contact_rows(user: User, now: datetime) -> Sequence[ContactRow]:
    """Contacts received today and in the 27 days before: a row for each kind and one for all. One query."""
    span = days_span(last_days(now, DAYS))
    counted = Contact.objects.visible_to(user).received_in(span.start, span.end).by_kind()
    total = Counted(*(sum(column) for column in zip(*counted.values(), strict=True)))
    asked = Asked("all", start=london_date(span.start), end=london_date(span.end))
    rows = [_row(str(Kind(kind).label), found, replace(asked, kind=kind)) for kind, found in counted.items()]
    return [*rows, _row(_ALL, total, asked)]


def _row(name: str, found: Counted, asked: Asked) -> ContactRow:
    def figure(count: int, tray: str) -> Figure:
        return Figure(str(count), replace(asked, tray=tray).href if count else "", name)

    percent = Share(found.referrals, found.contacts).percent
    return ContactRow(
        name=name,
        contacts=figure(found.contacts, "all"),
        referrals=figure(found.referrals, "referred"),
        rate="" if percent is None else f"{percent}%",
        bar=None if percent is None else Bar(percent, 100),
    )
