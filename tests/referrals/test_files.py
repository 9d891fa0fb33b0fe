"""What is taken, what is kept of it, and the sentence for what is not: by content alone."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

from referrals.files import Kind, Unfit, check_file, clean_label
from referrals.files.headers import download_headers
from tests.referrals import awkward
from tests.referrals.awkward import docx, odt, pdf, photograph, png, xlsx, zipped


def sentence(content: bytes) -> str:
    with pytest.raises(Unfit) as unfit:
        check_file(content)
    return unfit.value.sentence


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photograph(), Kind.JPEG),
        (png(), Kind.PNG),
        (pdf(), Kind.PDF),
        (docx(), Kind.DOCX),
        (xlsx(), Kind.XLSX),
        (odt(), Kind.ODT),
        ("Pip’s own words.\r\n".encode(), Kind.TEXT),
    ],
)
def test_what_is_taken_is_known_by_its_content(content: bytes, kind: Kind) -> None:
    checked = check_file(content)
    assert checked.kind == kind
    assert kind.is_photograph or checked.content == content


def test_a_photograph_is_kept_without_anything_but_its_pixels() -> None:
    checked = check_file(photograph(place=True, turn=6, size=(60, 40)))
    with Image.open(BytesIO(checked.content)) as kept:
        assert kept.size == (40, 60)  # upright
        assert dict(kept.getexif()) == {}
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert awkward.PLACE not in checked.content
    assert b"Exif" not in checked.content


def test_words_behind_a_picture_are_left_behind() -> None:
    assert b"<script>" not in check_file(photograph() + b"<script>alert(1)</script>").content
    assert b"secret words" not in check_file(png(words="secret words")).content


def test_a_large_photograph_is_made_smaller() -> None:
    with Image.open(BytesIO(check_file(photograph(size=(5000, 2500))).content)) as kept:
        assert kept.size == (4096, 2048)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (awkward.png_bomb(50_000, 50_000), "million pixels"),
        (awkward.png_bomb(7000, 7000), "million pixels"),
        (photograph()[:200], "cannot be read as a picture"),
        (awkward.GIF_AND_SCRIPT, "is a GIF"),
        (b"<!DOCTYPE html><html><script>1</script>", "web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "web page"),
        (b"II*\x00" + b"\0" * 40, "TIFF"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"MZ\x90\0" * 20, "program"),
        (b"\x01\x02\x03\x04" * 20, "not a kind of file"),
        (awkward.OLE, "password"),
        (pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "program"),
        (pdf(b"/OpenAction << /S /J#61vaScript /J#53 (x) >>"), "program"),
        (pdf(b"/OpenAction << /S /Launch /F (x) >>"), "program"),
        (pdf(b"/Names << /EmbeddedFiles 9 0 R >>"), "other files inside"),
        (awkward.pdf_with_hidden_script(), "program"),
        (pdf()[:-40], "cut off"),
        (pdf(b"/Encrypt 9 0 R"), "password"),
        (awkward.pdf_and_zip(), "two kinds of file"),
        (zipped({"a.txt": b"x"}), "is an archive"),
        (docx({"word/vbaProject.bin": b"x"}), "macros"),
        (docx(macro_type=True), "macros"),
        (docx({"word/embeddings/oleObject1.bin": b"x"}), "other files inside"),
        (docx({"../../etc/passwd": b"x"}), "broken"),
        (docx({"word/styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "unusual way"),
        (docx({"word/_rels/settings.xml.rels": awkward.OUTSIDE_TEMPLATE}), "fetches something"),
        (docx({"word/media/a.bmp": b"\0" * 30_000_000}), "unpacks"),
        (docx({f"word/{n}.xml": b"" for n in range(2100)}), "unpacks"),
        (awkward.encrypted_zip(), "password"),
        (docx()[:-30], "broken"),
    ],
)
def test_what_is_not_taken_says_why(content: bytes, words: str) -> None:
    assert words in sentence(content)


GO = b"<< /Type /Action /S /URI /URI (https://elsewhere.example/) >>"
SHOW = b"<< /Type /Action /S /GoTo /D [3 0 R /Fit] >>"


def pack(content: bytes, *, number: int = 8) -> bytes:
    """One object, packed, behind another."""
    head = b"7 0 %d 5 " % number
    packed = zlib.compress(head + b"true " + content)
    said = b"9 0 obj << /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\n" % (len(head), len(packed))
    return said + b"stream\n" + packed + b"\nendstream endobj"


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"/OpenAction " + GO),
        pdf(b"/Open#41ction " + GO.replace(b"/S /URI", b"/S /U#52I")),
        pdf(b"/OpenAction" + GO),
        pdf(b"/OpenAction % words\n" + GO),
        pdf(b"/OpenAction 8 0 R", b"8 0 obj\n" + GO + b"\nendobj"),
        pdf(b"/OpenAction 8 0 R", b"8 0 obj\n" + SHOW + b"\nendobj 8 0 obj " + GO + b" endobj"),
        pdf(b"/OpenAction 8 0 R", pack(GO)),
        pdf(b"/OpenAction 8 0 R"),
        pdf(b"/OpenAction 9999999999 0 R"),
        pdf(b"/OpenAction << /S /GoToR /F (other.pdf) >>"),
        pdf(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next " + GO + b" >>"),
        pdf(b"/OpenAction << /S /GoTo /X << >> /Next " + GO + b" >>"),
        pdf(b"/OpenAction << /S /GoTo /D (>>) /Next " + GO + b" >>"),
        pdf(b"/AA << /O " + GO + b" >>"),
    ],
)
def test_what_goes_somewhere_by_itself_is_not_taken(content: bytes) -> None:
    assert "opens something by itself" in sentence(content)


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"/OpenAction [3 0 R /FitH 200]"),
        pdf(b"/OpenAction " + SHOW, b"8 0 obj " + GO + b" endobj"),
        pdf(b"/OpenAction 8 0 R", b"8 0 obj\n" + SHOW + b"\nendobj"),
        pdf(b"/OpenAction 8 0 R", b"8 0 obj [3 0 R /Fit] endobj"),
        pdf(b"/OpenAction 8 0 R", pack(SHOW)),
        pdf(b"/OpenAction << /S /Named /N /FirstPage >>"),
        pdf(b"/AAPL:Keywords 8 0 R", b"8 0 obj << /Type /Annot /Subtype /Link /A " + GO + b" >> endobj"),
    ],
)
def test_a_page_to_begin_with_and_a_link_to_follow_by_hand_are_no_harm(content: bytes) -> None:
    assert check_file(content).kind == Kind.PDF


def test_a_link_in_a_letter_is_no_harm() -> None:
    link = awkward.OUTSIDE_TEMPLATE.replace(b"attachedTemplate", b"hyperlink")
    assert check_file(docx({"word/_rels/document.xml.rels": link})).kind == Kind.DOCX


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("bruise.JPG", "bruise.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\pip\\arm.png", "arm.jpg"),
        ("arm\u202egpj.exe", "armgpj.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie_ x.jpg"),
        ("", "file.jpg"),
        ("....", "file.jpg"),
        ("Zoë’s arm.jpeg", "Zoë’s arm.jpg"),
        ('a"b;c.jpg', "a_b;c.jpg"),
        ("x" * 300 + ".jpg", "x" * 96 + ".jpg"),
    ],
)
def test_a_name_is_only_a_label(name: str, label: str) -> None:
    assert clean_label(name, Kind.JPEG) == label


def test_a_file_leaves_as_a_download_and_nothing_else() -> None:
    headers = download_headers("Zoë’s arm.jpg", Kind.JPEG)
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"Zo__s arm.jpg\"; filename*=UTF-8''Zo%C3%AB%E2%80%99s%20arm.jpg"
    )
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
