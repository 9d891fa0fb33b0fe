"""PDF: pages to read. What would run, open or carry something else is refused."""

import re
import zlib
from collections.abc import Iterator

from referrals.files.limits import MEGABYTE, Unfit

_MOST_UNPACKED = 20 * MEGABYTE
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_END = rb"(?![A-Za-z0-9])"
_RUNS = re.compile(rb"/(?:JavaScript|Launch|RichMedia|ImportData|SubmitForm|XFA|Rendition)" + _END)
_SCRIPT = re.compile(rb"/JS" + _END)
_CARRIES = re.compile(rb"/(?:EmbeddedFiles?|GoToE|Filespec)" + _END)
_LOCKED = re.compile(rb"/Encrypt" + _END)
_PRINT = "Print it to a new PDF, and add that"


def check_pdf(content: bytes) -> None:
    """Raises Unfit for a PDF that is cut off, locked, runs something, or is another kind of file at the same time."""
    if b"%%EOF" not in content[-2048:]:
        raise Unfit(f"is cut off or broken. {_PRINT}")
    if b"PK\x05\x06" in content[-66_000:] or b"PK\x03\x04" in content[:2048]:
        raise Unfit(f"is two kinds of file in one. {_PRINT}")
    outside = _plain(_STREAM.sub(b" ", content))
    if _LOCKED.search(outside):
        raise Unfit("has a password or is protected. Print it to a new PDF without one, and add that")
    _refuse(_plain(content), script=False)
    for part in (outside, *_objects(content)):
        _refuse(part, script=True)


def _refuse(part: bytes, *, script: bool) -> None:
    if _RUNS.search(part) or (script and _SCRIPT.search(part)):
        raise Unfit(f"has a program or a form in it. {_PRINT}")
    if _CARRIES.search(part):
        raise Unfit("has other files inside it. Add each of those by itself")


def _plain(part: bytes) -> bytes:
    """Names as they are meant: /J#61vaScript is /JavaScript."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _objects(content: bytes) -> Iterator[bytes]:
    """Objects that are kept packed, unpacked. A bomb is refused before it goes off."""
    left = _MOST_UNPACKED
    for found in _STREAM.finditer(content):
        head = _plain(content[max(0, found.start() - 2048) : found.start()]).rpartition(b" obj")[2]
        if b"/ObjStm" not in head:
            continue
        unpacker = zlib.decompressobj()
        try:
            part = unpacker.decompress(found[1], left)
        except zlib.error as error:
            raise Unfit(f"cannot be looked into. {_PRINT}") from error
        left -= len(part)
        if unpacker.unconsumed_tail or left <= 0:
            raise Unfit(f"unpacks to far more than its size. {_PRINT}")
        yield _plain(part)
