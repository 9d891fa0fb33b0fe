"""The forms of a consultation and of what is taken down that keep what is typed in them."""

from collections.abc import Collection

from django.http import Http404

from accounts.models import User
from accounts.roles import MASH, REFERRERS
from contacts.forms import AdviceForm, MessageForm, RecordForm
from contacts.models import Contact
from core.references import read_reference
from referrals.door import NOTHING
from unsent.keeping import About
from unsent.places import Find, Place, about_new


def about(contact: Contact) -> About:
    return About(contact.reference, contact.pk, contact.pk)


def _new(roles: Collection[str]) -> Find:
    """A page about nothing yet, for these roles."""

    def find(key: str, *, by: User) -> About:
        if by.role not in roles or key != about_new(by).key:
            raise Http404(NOTHING)
        return about_new(by)

    return find


def _there(roles: Collection[str]) -> Find:
    """A contact that somebody with one of these roles may open."""

    def find(key: str, *, by: User) -> About:
        known = read_reference(key)
        contact = known and Contact.objects.visible_to(by).filter(reference=known).first()
        if by.role not in roles or not contact:
            raise Http404(NOTHING)
        return about(contact)

    return find


ASK = Place("ask", "a question", MessageForm, "contacts:ask", "contacts:ask", find=_new(REFERRERS))
GO_ON = Place("go-on", "a message", MessageForm, "contacts:thread", "contacts:write", find=_there(REFERRERS))
ANSWER = Place("answer", "an answer", MessageForm, "contacts:contact", "contacts:answer", find=_there(MASH))
ADVISE = Place("advise", "the advice given", AdviceForm, "contacts:contact", "contacts:advise", find=_there(MASH))
RECORD = Place("record", "a contact", RecordForm, "contacts:record", "contacts:record", find=_new(MASH))
PLACES = (ASK, GO_ON, ANSWER, ADVISE, RECORD)
