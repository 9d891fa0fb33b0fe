"""One contact: where it stands, what was written, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from contacts import policies
from contacts.models import Contact, Message
from core.components import Link, SummaryRow, TimeBar
from core.wording import london_day, london_moment
from referrals.models import Draft, Referral
from sla.models import Deadline


@dataclass(frozen=True, slots=True)
class Said:
    """One message as its reader sees it."""

    who: str
    at: datetime
    text: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The page of a contact, for either side."""

    contact: Contact
    title: str
    standing: str
    bar: TimeBar | None
    said: Sequence[Said]
    facts: Sequence[SummaryRow]
    form: Link | None
    referral: Link | None
    can_write: bool
    can_close: bool
    can_claim: bool
    can_advise: bool
    can_open_form: bool


def contact_page(contact: Contact, *, user: User, now: datetime) -> ContactPage:
    """Everything shown to this person, in a fixed number of queries."""
    referral = Referral.objects.visible_to(user).filter(draft_id=contact.draft_id).first() if contact.draft_id else None
    draft = Draft.objects.visible_to(user).filter(pk=contact.draft_id).first() if contact.draft_id else None
    return ContactPage(
        contact=contact,
        title=f"{contact.get_kind_display()}, {london_day(contact.received_at)}",
        standing=standing(contact, came=referral is not None, now=now),
        bar=_bar(contact, now) if referral is None else None,
        said=[_said(one, user) for one in contact.messages.select_related("writer")],
        facts=[] if contact.is_consultation else _facts(contact, now),
        form=Link("Go on with the form", reverse("referrals:tasks", args=[draft.pk]))
        if draft and not referral
        else None,
        referral=_referral(referral, user),
        can_write=policies.can_write(contact, by=user),
        can_close=policies.can_close(contact, by=user),
        can_claim=contact.holder_id != user.pk and policies.can_claim(contact, by=user) and referral is None,
        can_advise=policies.can_advise(contact, by=user) and referral is None,
        can_open_form=policies.can_open_form(contact, by=user),
    )


def standing(contact: Contact, *, came: bool, now: datetime) -> str:
    """Where it stands, in a few words."""
    if came:
        return "Became a referral"
    if contact.closed_at is not None:
        return f"{contact.get_outcome_display()}, {london_moment(contact.closed_at, now)}"
    if not contact.is_consultation:
        return "Form not sent yet" if contact.draft_id else "Not finished"
    return "Waits for MASH" if contact.waiting_since else "MASH has answered"


def _bar(contact: Contact, now: datetime) -> TimeBar | None:
    running = Deadline.objects.on(contact.pk).open().first()
    if running is None:
        return None
    return TimeBar(running.started_at, running.due_at, now, clock_name="One working day", purpose="to answer")


def _said(message: Message, user: User) -> Said:
    mine = message.from_mash == user.is_mash
    side = "MASH" if message.from_mash else message.writer.full_name
    who = f"{message.writer.full_name}, MASH" if message.from_mash else side
    return Said(who, message.written_at, message.text, mine)


def _facts(contact: Contact, now: datetime) -> list[SummaryRow]:
    rows = [
        SummaryRow("From", contact.get_source_code_display()),
        SummaryRow("Name", contact.caller_name, empty="Anonymous"),
        SummaryRow("Telephone", contact.caller_phone, empty="Not given"),
        SummaryRow("Agency", str(contact.agency or ""), empty="None"),
        SummaryRow("Taken down by", f"{contact.recorded_by}, {london_moment(contact.recorded_at, now)}"),
        SummaryRow("What was said", contact.said),
    ]
    if contact.person is not None:
        rows.insert(4, SummaryRow("Account", f"{contact.person.full_name} reads the outcome on their own page"))
    if contact.advice:
        rows.append(SummaryRow("Advice given", contact.advice))
        rows.append(SummaryRow("To whom, by whom", f"{contact.advice_to}, by {contact.closed_by}"))
    return rows


def _referral(referral: Referral | None, user: User) -> Link | None:
    if referral is None:
        return None
    name = "referrals:sent" if user.is_referrer else "mash:referral"
    return Link(f"Referral {referral.reference}", reverse(name, args=[referral.reference]))
