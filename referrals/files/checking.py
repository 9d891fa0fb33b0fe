"""What a file is, by its content; and the content that may be kept."""

from typing import NamedTuple

from referrals.files.hashes import sha256
from referrals.files.images import remake_photograph
from referrals.files.limits import MOST_BYTES, Kind, Unfit
from referrals.files.office import check_office
from referrals.files.pdfs import check_pdf
from referrals.files.texts import check_text

_PHOTOGRAPHS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_SAVE_AS = "Save it as JPEG, PNG, PDF, Word (docx), Excel (xlsx), OpenDocument text (odt) or plain text, and add that"
# Formats that people do send and that are not taken, each with what to do instead.
_KNOWN = (
    (b"GIF8", "is a GIF. Save it as JPEG or PNG, and add that"),
    (b"II*\x00", "is a TIFF. Save it as JPEG or PNG, and add that"),
    (b"MM\x00*", "is a TIFF. Save it as JPEG or PNG, and add that"),
    (b"BM", "is a bitmap. Save it as JPEG or PNG, and add that"),
    (b"RIFF", "is a film, a sound or a WebP picture. Save a picture as JPEG or PNG, and add that"),
    (
        b"\xd0\xcf\x11\xe0",
        "is an old office file, or has a password. Save it as docx, xlsx or PDF without one, and add that",
    ),
    (b"{\\rtf", "is a rich text file. Save it as docx or PDF, and add that"),
    (b"MZ", "is a program. Programs are not taken"),
    (b"\x7fELF", "is a program. Programs are not taken"),
    (b"#!", "is a program. Programs are not taken"),
)


class Checked(NamedTuple):
    """A file that may be kept, as it is kept. Photographs were made anew; everything else is as it was sent."""

    kind: Kind
    content: bytes
    sha256: str


def check_file(content: bytes) -> Checked:
    """The file as it may be kept. Raises Unfit with what is wrong and what to do."""
    if not content:
        raise Unfit("is empty. Open it on your side: perhaps it was not saved")
    if len(content) > MOST_BYTES:
        raise Unfit("is larger than 10 MB. Make it smaller, or share it with MASH another way")
    kind, kept = _judge(content)
    return Checked(kind, kept, sha256(kept))


def _judge(content: bytes) -> tuple[Kind, bytes]:
    if content.startswith(_PHOTOGRAPHS):
        return remake_photograph(content)
    if content.startswith(b"%PDF-"):
        check_pdf(content)
        return Kind.PDF, content
    if content.startswith(b"PK\x03\x04"):
        return check_office(content), content
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif"}:
        raise Unfit("is a HEIC or AVIF picture. Save it as JPEG, and add that")
    for magic, sentence in _KNOWN:
        if content.startswith(magic):
            raise Unfit(sentence)
    if not check_text(content):
        raise Unfit(f"is not a kind of file that is taken. {_SAVE_AS}")
    return Kind.TEXT, content
