"""PDF: pages to read. What would run, open or carry something else is refused."""

import re
import zlib
from collections.abc import Iterator

from referrals.files.limits import MEGABYTE, Unfit

# Where the first object of a pack of objects begins, and the pack.
Packed = tuple[int, bytes]
_MOST_UNPACKED = 20 * MEGABYTE
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_END = rb"(?![A-Za-z0-9])"
_RUNS = re.compile(rb"/(?:JavaScript|Launch|RichMedia|ImportData|SubmitForm|XFA|Rendition)" + _END)
_SCRIPT = re.compile(rb"/JS" + _END)
_CARRIES = re.compile(rb"/(?:EmbeddedFiles?|GoToE|Filespec)" + _END)
_FIRST = re.compile(rb"/First\s+(\d{1,9})" + _END)
_LOCKED = re.compile(rb"/Encrypt" + _END)
# What a file does by itself when it is opened or turned over: to show a page of its own is all that it may.
_BY_ITSELF = re.compile(rb"/AA" + _END)
_OPENS = re.compile(rb"/OpenAction" + _END + rb"\s*")
_REFERENCE = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+R" + _END)
_SHOWS_A_PAGE = re.compile(rb"/S\s*/(?:GoTo|Named)" + _END)
_LEADS_ON = re.compile(rb"/(?:Next|URI|GoToR)" + _END)
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
    packed = list(_objects(content))
    parts = (outside, *(_plain(part) for _, part in packed))
    for part in parts:
        _refuse(part, script=True)
    for part in parts:
        _refuse_opening(part, outside, packed)


def _refuse(part: bytes, *, script: bool) -> None:
    if _RUNS.search(part) or (script and _SCRIPT.search(part)):
        raise Unfit(f"has a program or a form in it. {_PRINT}")
    if _CARRIES.search(part):
        raise Unfit("has other files inside it. Add each of those by itself")


def _refuse_opening(part: bytes, outside: bytes, packed: list[Packed]) -> None:
    """Refuses what does anything by itself but show a page: go to an address, open another file."""
    acts = [_action(part[found.end() :], outside, packed) for found in _OPENS.finditer(part)]
    if _BY_ITSELF.search(part) or not all(_only_shows(action) for found in acts for action in found):
        raise Unfit(f"opens something by itself. {_PRINT}")


def _action(text: bytes, outside: bytes, packed: list[Packed]) -> list[bytes]:
    """What stands at the head of the text, or every object that it refers to; one that is not there is b""."""
    reference = _REFERENCE.match(text)
    if reference is None:
        return [_dictionary(text) if text.startswith(b"<<") else text[:1]]
    number = int(reference[1])
    plain = re.findall(rb"(?<![0-9])%d\s+[0-9]{1,5}\s+obj\s*(.*?)endobj" % number, outside, re.DOTALL)
    return [*plain, *(found for one in packed for found in _packed_object(one, number))] or [b""]


def _dictionary(text: bytes) -> bytes:
    """The dictionary at the head of the text. With a string in it, which can hide its end, all of the object."""
    depth = 0
    for found in re.finditer(rb"<<|>>|\(|endobj", text):
        depth += {b"<<": 1, b">>": -1}.get(found[0], 0)
        if found[0] == b"(":
            return text.partition(b"endobj")[0]
        if depth == 0 or found[0] == b"endobj":
            return text[: found.end()]
    return text


def _packed_object(packed: Packed, number: int) -> list[bytes]:
    """The object of this number in a pack: its head lists numbers and places in pairs."""
    first, part = packed
    listed = [int(one) for one in part[:first].split() if one.isdigit() and len(one) < 11]
    places = dict(zip(listed[::2], listed[1::2], strict=False))
    if number not in places:
        return []
    end = min((place for place in places.values() if place > places[number]), default=len(part))
    return [_plain(part[first + places[number] : first + end].strip())]


def _only_shows(action: bytes) -> bool:
    return action.startswith(b"[") or bool(_SHOWS_A_PAGE.search(action) and not _LEADS_ON.search(action))


def _plain(part: bytes) -> bytes:
    """Names as they are meant: /J#61vaScript is /JavaScript."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _objects(content: bytes) -> Iterator[Packed]:
    """Packs of objects, unpacked, each with where its first object begins. A bomb is refused before it goes off."""
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
        first = _FIRST.search(head)
        yield int(first[1]) if first else 0, part
