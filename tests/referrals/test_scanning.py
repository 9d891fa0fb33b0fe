"""The look for viruses, against a server that speaks clamd's own language over a socket."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from core import clock
from referrals.attachments import attach_file
from referrals.clamd import NoAnswer, scan
from referrals.models import AttachmentContent, Referral
from referrals.scanning import scan_files
from referrals.submission import submit_referral
from tests.factories import fill_draft
from tests.referrals.awkward import EICAR, photograph
from tests.referrals.test_pages import page, signed_in
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]


class Clamd(socketserver.BaseRequestHandler):
    """INSTREAM as clamd does it: pieces with their length before them, until one of length nothing."""

    def handle(self) -> None:
        line = self.request.makefile("rb")
        assert line.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", line.read(4))[0]:
            content += line.read(size)
        answers: dict[bytes, bytes] = self.server.answers  # type: ignore[attr-defined]
        found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
        self.request.sendall(answers.get(content, found) + b"\0")


class Server(socketserver.ThreadingUnixStreamServer):
    answers: dict[bytes, bytes]


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[Server]:
    settings.MFA_REQUIRED = False
    with Server(str(tmp_path / "clamd"), Clamd) as server:
        server.answers = {}
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.CLAMD_ADDRESS = f"unix:{tmp_path / 'clamd'}"
        yield server
        server.shutdown()


def sent(owner: User, *files: tuple[str, bytes]) -> Referral:
    draft = fill_draft(owner)
    for name, content in files:
        attach_file(draft, name=name, content=content, by=owner)
    return submit_referral(draft, by=owner)


def test_a_large_file_goes_over_in_pieces(clamd: Server, settings: Any) -> None:
    assert scan(b"a" * 3_000_000, settings.CLAMD_ADDRESS) == ""
    assert scan(b"a" * 3_000_000 + EICAR, settings.CLAMD_ADDRESS) == "Eicar-Test-Signature"


def test_a_file_waits_until_it_was_looked_at(clamd: Server, delphine: User, asha: User) -> None:
    referral = sent(delphine, ("arm.jpg", photograph()))
    client, place = signed_in(asha), f"/referrals/{referral.reference}/files/{referral.attachments.get().pk}/"
    assert "Content-Disposition" not in client.get(place).headers
    assert "Waiting for the virus scan." in page(client.get(f"/queue/{referral.reference}/"))
    assert scan_files(clock.now()) == 1
    assert scan_files(clock.now()) == 0
    assert client.get(place).headers["Content-Type"] == "image/jpeg"
    assert referral.attachments.get().scan == "clean"


def test_a_virus_is_destroyed_and_both_sides_see_it(clamd: Server, delphine: User, asha: User) -> None:
    referral = sent(delphine, ("bad.txt", EICAR), ("good.txt", b"words"))
    assert scan_files(clock.now()) == 2
    bad = referral.attachments.get(label="bad.txt")
    assert (bad.scan, bad.finding, bad.scanned_at) == ("found", "Eicar-Test-Signature", clock.now())
    assert list(AttachmentContent.objects.values_list("attachment__label", flat=True)) == ["good.txt"]
    for user, place in ((delphine, f"/referrals/{referral.reference}/copy/"), (asha, f"/queue/{referral.reference}/")):
        assert "A virus was found in this file. It was destroyed" in page(signed_in(user).get(place))
    answer = signed_in(asha).get(f"/referrals/{referral.reference}/files/{bad.pk}/?open=anyway")
    assert "This file was destroyed" in page(answer)
    entry = Entry.objects.get(subject="attachment", subject_id=bad.pk, verb="erased")
    assert (entry.record_id, entry.facts) == (referral.pk, {"scan": "found"})


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "tcp:127.0.0.1:9", "tcp:nonsense"])
def test_a_scanner_that_is_down_delays_nothing_but_the_file(address: str, delphine: User, settings: Any) -> None:
    settings.CLAMD_ADDRESS = address
    referral = sent(delphine, ("arm.jpg", photograph()))
    assert scan_files(clock.now()) == 0
    file = referral.attachments.get()
    assert (file.scan, file.attempts) == ("waiting", 1)
    assert AttachmentContent.objects.count() == 1


def test_what_waited_is_looked_at_when_the_scanner_is_back(clamd: Server, delphine: User, settings: Any) -> None:
    there, settings.CLAMD_ADDRESS = settings.CLAMD_ADDRESS, "unix:/nowhere/clamd"
    referral = sent(delphine, ("arm.jpg", photograph()))
    assert scan_files(clock.now()) == 0
    settings.CLAMD_ADDRESS = there
    assert scan_files(clock.now()) == 0  # its turn comes again later
    assert scan_files(clock.now() + timedelta(minutes=2)) == 1
    assert referral.attachments.get().scan == "clean"


def test_an_answer_that_is_neither_yes_nor_no_is_none(clamd: Server, settings: Any) -> None:
    clamd.answers = {b"odd": b"INSTREAM size limit exceeded. ERROR", b"cut": b""}
    for content in clamd.answers:
        with pytest.raises(NoAnswer):
            scan(content, settings.CLAMD_ADDRESS)


def test_without_a_scanner_everything_goes_on_waiting(delphine: User) -> None:
    referral = sent(delphine, ("arm.jpg", photograph()))
    assert scan_files(clock.now()) == 0
    assert (referral.attachments.get().scan, referral.attachments.get().attempts) == ("waiting", 0)


def test_the_name_of_a_virus_is_only_words(tmp_path: Path) -> None:
    """What a scanner says is shown on a page: it is cut to plain letters."""
    with Server(str(tmp_path / "c"), Clamd) as server:
        server.answers = {b"x": b"stream: <b>Bad\n</b> FOUND"}
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert scan(b"x", f"unix:{tmp_path / 'c'}") == "_b_Bad__/b_"
