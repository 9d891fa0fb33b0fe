"""The one door to a contact. Whoever passes is put on the trail; for everybody else there is nothing here."""

from django.http import Http404

from accounts.models import User
from contacts.models import Contact
from core.references import read_reference
from referrals.door import NOTHING
from trail.actions import write
from trail.verbs import Verb


def open_contact(reference: str, *, by: User, view: str) -> Contact:
    """The contact, and a trail row that `by` read it on this page. Hidden and absent are the same 404."""
    found = read_reference(reference)
    contact = found and Contact.objects.visible_to(by).with_people().filter(reference=found).first()
    if not contact:
        raise Http404(NOTHING)
    write(Verb.READ, subject="contact", subject_id=contact.pk, record_id=contact.pk, by=by, view=view)
    return contact
