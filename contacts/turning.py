"""From a contact to a referral: what is carried over into the form, and the form itself."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from contacts.actions import lock_contact
from contacts.codes import CHANNELS, Kind
from contacts.models import Contact
from contacts.policies import check_can_open_form
from core import clock
from core.clock import LONDON
from core.wording import london_moment
from referrals.actions import ForCaller, record_call, save_section, start_draft
from referrals.forms.base import LINE, STORY
from referrals.models import Draft
from referrals.sections import GATE, HELP, REFERRER, SECTIONS
from trail.actions import write
from trail.verbs import Verb

Carried = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """One text, and the question of the form that it goes to."""

    section: str
    question: str
    text: str


@transaction.atomic
def open_form(contact: Contact, *, by: User) -> Draft:
    """A form that begins with what was written here. The contact leads to it, and to the referral it becomes.

    What MASH takes down belongs to whoever opens the form, and the written form is due within its clock.
    """
    locked = lock_contact(contact, by=by)
    check_can_open_form(locked, by=by)
    caller = None if locked.is_consultation else _caller(locked)
    draft = start_draft(by=by, channel=CHANNELS[locked.kind], caller=caller)
    for section, answers in carried(locked).items():
        data = {name: [value] for name, value in answers.items() if value}
        save_section(draft, section=section, item=0, data=data, finished=False, by=by)
    if not locked.is_consultation:
        record_call(draft, called_at=clock.now(), by=by)
    locked.draft_id = draft.pk
    locked.save(update_fields=["draft_id"])
    write(Verb.COMBINED, subject="contact", subject_id=locked.pk, record_id=locked.pk, by=by, draft=draft.pk)
    return draft


def carried(contact: Contact) -> Carried:
    """Answers for the form, by section and field: everything that was written, in the right places."""
    return _of_consultation(contact) if contact.is_consultation else _of_caller(contact)


def carried_over(contact: Contact) -> list[CarriedOver]:
    """The same for whoever is to check it, under the questions of the form."""
    return [
        CarriedOver(SECTIONS[section].title, str(SECTIONS[section].form.base_fields[name].label), text)
        for section, answers in carried(contact).items()
        for name, text in answers.items()
        if text
    ]


def _of_consultation(contact: Contact) -> Carried:
    messages = list(contact.messages.all())
    mine = [message.text for message in messages if not message.from_mash]
    theirs = [message.text for message in messages if message.from_mash]
    on = f"{contact.received_at.astimezone(LONDON):%-d %B %Y}"
    answered = "MASH answered:" if theirs else "MASH had not answered yet."
    asked = f"I asked MASH for advice on {on} ({contact.reference}), without names."
    return {
        HELP: {
            "tried": _fit(contact, [f"{asked} {answered}", *theirs]),
            "history": _fit(contact, [f"What I wrote to MASH on {on}:", *mine]),
        }
    }


def _of_caller(contact: Contact) -> Carried:
    at = contact.received_at.astimezone(LONDON)
    heard = (
        f"What {caller_words(contact)} said ({contact.get_kind_display().lower()}, {london_moment(at, clock.now())}):"
    )
    found: Carried = {
        REFERRER: {"job_title": contact.get_source_code_display()[:LINE], "phone": contact.caller_phone},
        HELP: {"history": _fit(contact, [heard, contact.said])},
    }
    if contact.person is not None:
        job, phone = contact.person.job_title, contact.caller_phone or contact.person.phone
        found[REFERRER] = {"job_title": job or found[REFERRER]["job_title"], "phone": phone}
    if contact.kind == Kind.PHONE:
        day = {"phoned_on-day": f"{at.day}", "phoned_on-month": f"{at.month}", "phoned_on-year": f"{at.year}"}
        found[GATE] = {**day, "phoned_at": f"{at:%H:%M}", "phoned_to": contact.recorded_by.full_name}
    return found


def _fit(contact: Contact, parts: list[str]) -> str:
    """All of it, or as much as the form's field holds and where the rest stands."""
    whole = "\n\n".join(parts)
    rest = f"\n… The whole stands on {contact.reference}."
    return whole if len(whole) <= STORY else whole[: STORY - len(rest)] + rest


def caller_words(contact: Contact) -> str:
    """Who called, as far as they said."""
    return contact.caller_name or "an anonymous caller"


def _caller(contact: Contact) -> ForCaller:
    words = caller_words(contact)
    return ForCaller(
        person=contact.person,
        name="" if contact.person else words[:1].upper() + words[1:],
        agency=contact.person.agency if contact.person else contact.agency,
        source_code=contact.source_code,
    )
