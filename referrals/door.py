"""The one door to a referral. Whoever passes is put on the trail; for everybody else there is nothing here."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from core.references import read_reference
from referrals.models import Attachment, Draft, Referral
from trail.actions import write
from trail.verbs import Verb

NOTHING = "There is nothing here."


def open_referral(reference: str, *, by: User, view: str) -> Referral:
    """The referral, and a trail row that `by` read it on this page. Hidden and absent are the same 404."""
    found = read_reference(reference)
    referral = found and Referral.objects.visible_to(by).with_people().filter(reference=found).first()
    if not referral:
        raise Http404(NOTHING)
    write(Verb.READ, subject="referral", subject_id=referral.pk, by=by, view=view)
    return referral


def open_draft(key: UUID, *, by: User, view: str) -> Draft:
    """The form that `by` is writing, and a trail row that they read it on this page."""
    draft = draft_of(key, by=by)
    write(Verb.READ, subject="draft", subject_id=draft.pk, by=by, record_id=draft.pk, view=view)
    return draft


def draft_of(key: UUID, *, by: User) -> Draft:
    """The same without a trail row, for what shows nothing of it: sending, and keeping what is typed.

    Somebody else's is a 404, like one that never was.
    """
    draft = Draft.objects.visible_to(by).select_related("agency", "begun_by").filter(pk=key).first()
    if draft is None:
        raise Http404(NOTHING)
    return draft


def open_given(key: UUID, *, by: User, view: str) -> Draft:
    """A colleague's form that waits for `by` to read it, and a trail row that they read it on this page."""
    draft = given_draft(key, by=by)
    write(Verb.READ, subject="draft", subject_id=draft.pk, by=by, record_id=draft.pk, view=view)
    return draft


def given_draft(key: UUID, *, by: User) -> Draft:
    """The same without a trail row, for what shows nothing of it. One that was taken back is a 404."""
    draft = Draft.objects.given_to(by).select_related("agency", "owner").filter(pk=key).first()
    if draft is None:
        raise Http404(NOTHING)
    return draft


def open_sent_file(reference: str, key: UUID, *, by: User) -> tuple[Referral, Attachment]:
    """A file of a referral, through the door of that referral; the trail says that it was read."""
    found = read_reference(reference)
    referral = found and Referral.objects.visible_to(by).filter(reference=found).first()
    attachment = referral and referral.attachments.filter(pk=key).first()
    if not referral or not attachment:
        raise Http404(NOTHING)
    write(Verb.READ, subject="referral", subject_id=referral.pk, by=by, view="attachment", attachment=attachment.pk)
    return referral, attachment


def open_own_file(draft: Draft, key: UUID, *, by: User) -> Attachment:
    """A file of a form that `by` is writing; the trail says that it was read."""
    attachment = draft.attachments.filter(pk=key).first()
    if attachment is None:
        raise Http404(NOTHING)
    write(
        Verb.READ,
        subject="draft",
        subject_id=draft.pk,
        record_id=draft.pk,
        by=by,
        view="attachment",
        attachment=attachment.pk,
    )
    return attachment
