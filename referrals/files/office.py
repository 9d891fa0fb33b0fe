"""Office files are archives of XML: looked into name by name, unpacked within limits, never written to disk."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from referrals.files.limits import MEGABYTE, Kind, Unfit

_MOST_ENTRIES = 2000
_MOST_UNPACKED = 60 * MEGABYTE
_MOST_RATIO = 150  # how far one part of more than a megabyte may unfold
_PIECE = 256 * 1024
_MACROS = re.compile(
    r"vbaproject|vbadata|(?:^|/)activex/|(?:^|/)(?:basic|scripts)/|macrosheets/|customui/", re.IGNORECASE
)
_INSIDE = re.compile(r"(?:^|/)embeddings/|(?:^|/)externallinks/|^object[ \d]", re.IGNORECASE)
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled|vnd\.ms-office\.vbaProject", re.IGNORECASE)
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_BROKEN = "is broken or not an office file. Save it again as docx, xlsx, odt or PDF, and add that"
_PDF = "Save it as PDF, and add that"


def check_office(content: bytes) -> Kind:
    """docx, xlsx or odt. Raises Unfit for macros, files within files, bombs, passwords, and every other archive."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_names(archive, entries)
            kind = _kind(archive, {entry.filename for entry in entries})
            left = _MOST_UNPACKED
            for entry in entries:
                left -= _check_part(archive, entry, left)
            return kind
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Unfit(_BROKEN) from error


def _check_names(archive: ZipFile, entries: list[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if not names or len(names) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise Unfit(f"unpacks to far more than its size. {_PDF}")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit("has a password. Save it without one, and add that")
    odd = any(name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name for name in names)
    if odd or len(set(names)) != len(names) or archive.comment or min(entry.header_offset for entry in entries):
        raise Unfit(_BROKEN)
    if any(_MACROS.search(name) for name in names):
        raise Unfit(f"has macros in it. {_PDF}")
    if any(_INSIDE.search(name) for name in names):
        raise Unfit(f"has other files inside it. {_PDF}")


def _kind(archive: ZipFile, names: set[str]) -> Kind:
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return Kind.DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return Kind.XLSX
    text = {"mimetype", "content.xml"} <= names and archive.getinfo("mimetype").file_size == len(_ODT_TYPE)
    if text and archive.read("mimetype") == _ODT_TYPE:
        return Kind.ODT
    raise Unfit("is an archive. Take the files out of it, and add each by itself")


def _check_part(archive: ZipFile, entry: ZipInfo, left: int) -> int:
    """Unpack one part and look at it; returns how large it really is, whatever it says of itself."""
    parts, size = [], 0
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".rdf", ".vml"))
    with archive.open(entry) as packed:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > left or (size > MEGABYTE and size > _MOST_RATIO * max(1, entry.compress_size)):
                raise Unfit(f"unpacks to far more than its size. {_PDF}")
            if is_xml:
                parts.append(piece)
    if is_xml:
        _check_xml(b"".join(parts), entry.filename)
    return size


def _check_xml(part: bytes, name: str) -> None:
    if _DOCTYPE.search(part) or part[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in part[:200]:
        raise Unfit(f"is written in an unusual way. {_PDF}")
    if _MACRO_TYPE.search(part) and name == "[Content_Types].xml":
        raise Unfit(f"has macros in it. {_PDF}")
    if b"manifest:encryption-data" in part and name == "META-INF/manifest.xml":
        raise Unfit("has a password. Save it without one, and add that")
    if name.lower().endswith(".rels") and any(_reaches_out(one) for one in _OUTSIDE.findall(part)):
        raise Unfit(f"fetches something from elsewhere when it is opened. {_PDF}")


def _reaches_out(relationship: bytes) -> bool:
    """A link that a reader may follow is no harm; a template or a picture that the program fetches by itself is."""
    return b'"External"' in relationship.replace(b"'", b'"') and not re.search(
        rb"""Type\s*=\s*["'][^"']*/hyperlink["']""", relationship
    )
