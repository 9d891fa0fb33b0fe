"""Files as rows: what each is, how far the virus scan is, and whether it may be opened now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from referrals.codes import Scan
from referrals.files.limits import MEGABYTE, Kind
from referrals.models import Attachment, Draft, Referral
from referrals.policies import opening_of


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file. `href` is empty while it may not be opened."""

    label: str
    about: str
    state: str
    href: str
    remove: str = ""


def sent_files(referral: Referral) -> list[FileRow]:
    """The files of a referral, in the order they were added. One query."""
    return [
        _row(file, reverse("referrals:sent_file", args=[referral.reference, file.pk]))
        for file in referral.attachments.all()
    ]


def own_files(draft: Draft) -> list[FileRow]:
    """The files of a form being written, each with the way to take it out. One query."""
    return [
        _row(
            file,
            reverse("referrals:own_file", args=[draft.pk, file.pk]),
            reverse("referrals:remove_file", args=[draft.pk, file.pk]),
        )
        for file in draft.attachments.all()
    ]


def _row(file: Attachment, href: str, remove: str = "") -> FileRow:
    opening = opening_of(file)
    return FileRow(
        label=file.label,
        about=f"{Kind(file.kind).words}, {size_in_words(file.size)}",
        state=_state(file, opening),
        href="" if opening == "no" else href,
        remove=remove,
    )


def _state(file: Attachment, opening: str) -> str:
    """What a reader must know of it; nothing when it was scanned or is a picture made here."""
    if file.scan == Scan.FOUND:
        return "A virus was found in this file. It was destroyed and cannot be opened. Ask for it another way."
    if opening == "no" and settings.CLAMD_ADDRESS:
        return "Waiting for the virus scan. It can be opened when that is done."
    if opening == "no":
        return "Not scanned for viruses, so it cannot be opened here."
    return "Not scanned for viruses." if opening == "warn" else ""


def size_in_words(size: int) -> str:
    """1.4 MB, 20 KB."""
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"


def printed_files(listed: Iterable[dict[str, object]]) -> list[tuple[str, str]]:
    """For the printed copy, from the frozen document: the name, and what it is with its hash."""
    return [
        (
            str(file["name"]),
            f"{Kind(str(file['kind'])).words}, {size_in_words(int(str(file['size'])))}. SHA-256 {file['sha256']}",
        )
        for file in listed
    ]
