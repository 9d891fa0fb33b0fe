"""Files of a form: added, taken out, and carried to the referral when it is sent."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Refused
from referrals.actions import unsent_draft
from referrals.files import MOST_BYTES, MOST_FILES, MOST_TOGETHER, Unfit, check_file, clean_label
from referrals.files.hashes import sha256
from referrals.files.labels import shown_name
from referrals.models import Attachment, AttachmentContent, Draft, Referral
from trail.actions import write
from trail.verbs import Verb

FIELD = "files"


@transaction.atomic
def attach_file(draft: Draft, *, name: str, content: bytes, by: User) -> Attachment:
    """Keep a file with the form. The same file again is the one that is there.

    Refuses, with the name and what to do, a file that may not be kept, and one more or larger than a form holds.
    """
    locked = unsent_draft(draft, by)
    sent = sha256(content)
    if same := locked.attachments.filter(sent_sha256=sent).first():
        return same
    _check_room(locked)
    try:
        checked = check_file(content)
    except Unfit as unfit:
        raise Refused(f"“{shown_name(name)}” {unfit.sentence}.", field=FIELD) from unfit
    if locked.attachments.together() + len(checked.content) > MOST_TOGETHER:
        raise Refused(_no_room(name), field=FIELD)
    now = clock.now()
    row = Attachment.objects.create(
        draft=locked,
        label=clean_label(name, checked.kind),
        kind=checked.kind,
        size=len(checked.content),
        sha256=checked.sha256,
        sent_sha256=sent,
        added_at=now,
        try_at=now,
    )
    AttachmentContent.objects.create(attachment=row, content=checked.content)
    locked.saved_at = now
    locked.save(update_fields=["saved_at"])
    _note(Verb.CREATED, row.pk, locked, by, kind=checked.kind, size=row.size)
    return row


def attach_files(draft: Draft, *, files: list[Any], by: User) -> list[str]:
    """Keep each of several uploaded files; returns a sentence for each that was not kept. One never stops another."""
    sentences = []
    for file in files:
        try:
            attach_file(draft, name=file.name or "", content=_content(file), by=by)
        except Refused as refusal:
            sentences.append(refusal.sentence)
        finally:
            file.close()
    return sentences


def _content(file: Any) -> bytes:
    """What came; refuses one that was cut because all of them together were too much."""
    if getattr(file, "cut", False) and file.size <= MOST_BYTES:
        raise Refused(_no_room(file.name or ""), field=FIELD)
    return bytes(file.read())


@transaction.atomic
def remove_file(draft: Draft, key: UUID, *, by: User) -> None:
    """Take a file out of the form. Refuses once it has been sent; removing what is not there changes nothing."""
    locked = unsent_draft(draft, by)
    gone, _ = locked.attachments.filter(pk=key).delete()
    if gone:
        _note(Verb.ERASED, key, locked, by)


def listed_files(files: list[Attachment]) -> list[dict[str, Any]]:
    """The files as the document of the referral names them."""
    return [
        {"id": str(file.pk), "name": file.label, "kind": file.kind, "size": file.size, "sha256": file.sha256}
        for file in files
    ]


def carry_files(files: list[Attachment], *, to: Referral) -> None:
    """Freeze them with the referral. Part of sending it; one statement, or none."""
    if files:
        Attachment.objects.filter(pk__in=[file.pk for file in files]).update(referral=to)


def _check_room(draft: Draft) -> None:
    if draft.attachments.count() >= MOST_FILES:
        raise Refused(
            f"A form holds at most {MOST_FILES} files. Take one out, or send the rest another way.", field=FIELD
        )


def _no_room(name: str) -> str:
    return f"“{shown_name(name)}” was not kept: all files together may be 30 MB. Add it by itself, or take one out."


def _note(verb: Verb, key: UUID, draft: Draft, by: User, **facts: Any) -> None:
    write(verb, subject="attachment", subject_id=key, by=by, record_id=draft.pk, **facts)
