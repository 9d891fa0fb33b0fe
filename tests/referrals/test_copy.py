"""The copy that stays: who reads what of it, and the PDF that is made of its words alone."""

import hashlib
import io
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from accounts.models import User
from core import clock
from referrals import copies
from referrals.actions import add_item
from referrals.adding import Facts, add_information
from referrals.models import PdfCopy, Referral
from referrals.pages.answers import LEFT_OUT
from referrals.pages.copy import copy_of
from referrals.submission import submit_referral
from referrals.tasks import make_copies
from tests.factories import CONSENT, fill_draft, sent_referral
from tests.referrals.pdf_ua import faults_of
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]

SECRET = "Her mother has moved to a refuge"
LATER = Facts("He came without a coat again.", "Today, 09:05", "Mrs Tilling, class teacher", (("L2-cd-08", "seen"),))
CHEEK = {"child": "0", "region": "left_cheek", "kind": "bruise", "size": "as a coin", "said": "I fell"}
MARK = {name: [value] for name, value in CHEEK.items()}
WREN = {"first_name": ["Wren"], "date_of_birth-year": ["2020"]}


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def get(user: User, name: str, referral: Referral, query: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"referrals:{name}", args=[referral.reference]) + query)


def words_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def referral(delphine: User) -> Referral:
    return sent_referral(delphine, consent={**CONSENT, "confidential": [SECRET]})


# Who reads what


@pytest.mark.parametrize(
    ("who", "confidential"), [("delphine", True), ("asha", True), ("marek", True), ("wilf", False), ("ola", False)]
)
def test_what_the_family_must_not_be_told_is_for_the_writer_and_mash(
    who: str, confidential: bool, referral: Referral, request: pytest.FixtureRequest
) -> None:
    text = get(request.getfixturevalue(who), "copy", referral).content.decode()
    assert "Asked for toast on six mornings" in text
    assert "“Is there more toast?”" in text
    assert "4 March 2017" in text
    assert (SECRET in text, "One part is kept apart." in text) == (confidential, not confidential)


@pytest.mark.parametrize("who", ["bronwen", "charlie", "strange_lead", "niamh", "petra"])
@pytest.mark.parametrize("name", ["sent", "copy", "pdf"])
def test_hidden_and_absent_are_the_same(
    who: str, name: str, referral: Referral, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    hidden = get(user, name, referral)
    absent = Client()
    absent.force_login(user)
    nothing = absent.get(reverse(f"referrals:{name}", args=["FD-0000-00"]))
    assert hidden.status_code == nothing.status_code == 404
    assert b"Fablewood" not in hidden.content
    assert not PdfCopy.objects.exists()


@pytest.mark.parametrize("name", ["sent", "copy", "pdf"])
def test_every_reading_is_on_the_trail(name: str, referral: Referral, asha: User) -> None:
    get(asha, name, referral)
    entry = Entry.objects.get(verb="read", subject_id=referral.pk, actor_id=asha.pk)
    assert (entry.facts, entry.actor_role) == ({"view": name}, "mash_worker")


# The PDF


def test_the_file_is_asked_for_made_and_handed_out(referral: Referral, delphine: User) -> None:
    waiting = get(delphine, "pdf", referral)
    assert "Your PDF is being made" in waiting.content.decode()
    assert waiting.headers["Refresh"] == f"3; url=/referrals/{referral.reference}/pdf/?wait=1"
    assert make_copies() == 1
    assert "Your PDF is ready" in get(delphine, "pdf", referral, "?wait=1").content.decode()
    file = get(delphine, "pdf", referral)
    assert (file.headers["Content-Type"], file.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{referral.reference}.pdf"'
    assert "no-store" in file.headers["Cache-Control"]
    assert hashlib.sha256(file.content).hexdigest() == PdfCopy.objects.get().sha256
    assert Entry.objects.filter(verb="disclosed", record_id=referral.pk, actor_id=delphine.pk).count() == 1


def test_the_file_is_accessible_and_carries_the_reference_on_every_page(referral: Referral) -> None:
    reader = PdfReader(io.BytesIO(copies.print_referral(referral)))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert "/StructTreeRoot" in catalog
    assert reader.metadata is not None
    assert reader.metadata.title == f"Referral {referral.reference}"
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert f"Referral {referral.reference}" in text
        assert f"Page {number} of {len(reader.pages)}" in text


def test_a_machine_finds_no_fault_against_pdf_ua(delphine: User) -> None:
    """With everything a copy can hold: two children, marks on a body, a file, added facts, what is kept apart."""
    draft = fill_draft(delphine, children=[{}, WREN], consent={**CONSENT, "confidential": [SECRET]})
    add_item(draft, section="marks", data=MARK, by=delphine)
    sent = submit_referral(draft, by=delphine)
    add_information(sent, key=uuid4(), facts=LATER, by=delphine)
    content = copies.print_referral(sent, edition=1)
    assert faults_of(content) == []
    assert "Body map" in words_of(content)


@pytest.mark.parametrize(
    ("spoilt", "found"),
    [
        ({"pdf_variant": None}, "06-002"),
        ({"pdf_variant": None, "pdf_tags": True}, "06-002"),
    ],
)
def test_the_check_itself_finds_what_is_wrong(spoilt: dict[str, Any], found: str) -> None:
    page = "<title>T</title><h2>First</h2><table><tr><td>No header</td></tr></table><img alt=''>"
    faults = faults_of(HTML(string=page).write_pdf(**spoilt))
    assert found in {fault.split()[0] for fault in faults}
    assert {"14-002", "11-006"} <= {fault.split()[0] for fault in faults}


def test_each_addition_has_a_copy_of_its_own_and_the_earlier_stays(referral: Referral, delphine: User) -> None:
    get(delphine, "pdf", referral)
    assert copies.make_copies(clock.now()) == 1
    first = PdfCopy.objects.get()
    add_information(referral, key=uuid4(), facts=LATER, by=delphine)
    get(delphine, "pdf", referral)
    assert copies.make_copies(clock.now()) == 1
    kept, second = PdfCopy.objects.order_by("edition")
    assert (kept.edition, kept.sha256, second.edition) == (0, first.sha256, 1)
    assert LATER.happened not in words_of(bytes(kept.content or b""))
    whole = words_of(bytes(second.content or b""))
    for words in (
        "Added after it was sent",
        "17 November 2026, 11:20, Delphine Marchpane",
        LATER.happened,
        "Mrs Tilling",
        "Asked for toast",
    ):
        assert words in whole
    assert get(delphine, "pdf", referral).content == bytes(second.content or b"")


def test_the_page_shows_what_was_added_after_what_was_sent(referral: Referral, delphine: User, asha: User) -> None:
    assert "Added after it was sent" not in get(asha, "copy", referral).content.decode()
    add_information(referral, key=uuid4(), facts=LATER, by=delphine)
    page = get(asha, "copy", referral).content.decode()
    assert page.index("Asked for toast") < page.index("Added after it was sent") < page.index(LATER.happened)


def test_the_file_holds_the_answers_and_not_what_is_kept_apart(referral: Referral) -> None:
    text = words_of(copies.print_referral(referral))
    for words in ("Pip Fablewood", "Asked for toast on six mornings", "Breakfast club since September", "Level 2"):
        assert words in text
    assert SECRET not in text


def test_the_file_says_what_it_leaves_out_and_reads_the_same_when_there_is_none(delphine: User) -> None:
    """The answer that somebody could be a risk is as dangerous as the reason, and nothing tells that one was given."""
    said = {"may_be_risk": ["yes"], "risk_why": ["Has hit a child"]}
    files = []
    for more, apart in (({}, {}), (said, {"confidential": [SECRET], "safe_contact": ["Do not ring"]})):
        parents = {"father_unnamed": ["not_to_be_named"], "unnamed_why": ["He must not find them"]} if more else {}
        draft = fill_draft(delphine, consent={**CONSENT, **apart}, children=[parents])
        person = {"name": ["Rook Fablewood"], "relationship": ["step_parent"], **more}
        add_item(draft, section="household", data=person, by=delphine)
        files.append(submit_referral(draft, by=delphine))
    none, some = (" ".join(words_of(copies.print_referral(one)).split()) for one in files)
    assert "for papers that the family may come to read" in none
    for words in dict.fromkeys(LEFT_OUT.values()):
        assert words in none
    assert none.replace(files[0].reference, "") == some.replace(files[1].reference, "")
    assert "Could they be a risk" not in some


def test_with_several_children_none_ticked_says_all_of_them(delphine: User) -> None:
    one, two = (sent_referral(delphine, children=children) for children in ([{}], [{}, WREN]))
    rows = [
        [(row.key, row.value) for part in copy_of(sent, leave_out=frozenset()).parts for entry in part.entries
         for row in entry.rows if row.key.startswith("Which child")]
        for sent in (one, two)
    ]  # fmt: skip
    assert rows == [[], [("Which child?", "All of them")]]
    assert "All of them" in words_of(copies.print_referral(two))


def test_one_copy_is_enough_and_two_workers_make_it_once(referral: Referral, delphine: User, asha: User) -> None:
    get(delphine, "pdf", referral)
    get(asha, "pdf", referral)
    assert PdfCopy.objects.count() == 1
    assert (make_copies(), make_copies()) == (1, 0)


def test_a_copy_that_fails_is_tried_five_times_and_then_offered_again(referral: Referral, delphine: User) -> None:
    get(delphine, "pdf", referral)
    now = clock.now()
    with mock.patch.object(copies, "print_referral", side_effect=RuntimeError("Pip Fablewood")):
        for attempt in range(8):
            assert copies.make_copies(now + attempt * timedelta(minutes=3)) == 0
    copy = PdfCopy.objects.get()
    assert (copy.attempts, copy.made_at) == (5, None)
    with clock.moved_to(now + timedelta(hours=1)):
        assert "The PDF could not be made" in get(delphine, "pdf", referral).content.decode()
        client = Client()
        client.force_login(delphine)
        client.post(reverse("referrals:pdf", args=[referral.reference]))
        assert make_copies() == 1


def test_a_lease_is_kept_to_its_end_and_not_longer(referral: Referral, delphine: User) -> None:
    get(delphine, "pdf", referral)
    now = clock.now()
    PdfCopy.objects.update(leased_until=now + copies.LEASE, attempts=1)
    assert copies.make_copies(now + copies.LEASE) == 0
    assert copies.make_copies(now + copies.LEASE + timedelta(seconds=1)) == 1


# Nothing from outside


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A server on this machine that notes whoever knocks."""
    knocks: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def wait() -> None:
        while not stop.is_set():
            try:
                connection, place = server.accept()
            except TimeoutError:
                continue
            knocks.append(place)
            connection.close()

    thread = threading.Thread(target=wait)
    thread.start()
    yield server.getsockname()[1], knocks
    stop.set()
    thread.join()
    server.close()


def payloads(port: int) -> list[str]:
    at = f"127.0.0.1:{port}"
    return [
        f'<img src="http://{at}/a">',
        f'<link rel="stylesheet" href="http://{at}/b">',
        f"<style>@import url(http://{at}/c);</style>",
        f'<style>@font-face {{ font-family: x; src: url("http://{at}/d") }} * {{ font-family: x }}</style>',
        f'</style><body style="background: url(http://{at}/e)">',
        f'<iframe src="http://{at}/f"></iframe><embed src="http://{at}/g"><object data="http://{at}/h"></object>',
        f'<svg><image xlink:href="http://{at}/i"/><use href="http://{at}/j"/></svg>',
        f'"><base href="http://{at}/"><img src=k>',
        f'<link rel="attachment" href="http://{at}/l"><meta http-equiv="refresh" content="0;url=http://{at}/m">',
        '<link rel="attachment" href="file:///etc/passwd"><img src="file:///etc/passwd">',
        f"{{% include 'http://{at}/n' %}} {{{{ settings.SECRET_KEY }}}}",
        f"http://{at}/o https://localhost:{port}/p //{at}/q ftp://{at}/r",
    ]


def test_no_address_that_somebody_typed_is_ever_opened(delphine: User, listener: tuple[int, list[object]]) -> None:
    port, knocks = listener
    story = "\n".join(payloads(port))
    sent = sent_referral(
        delphine,
        voice={"asked": ["yes"], "words": [story]},
        worries=[{"what": [story], "title": [payloads(port)[0][:80]]}],
        children=[{"surname": [payloads(port)[0][:80]], "address": [story]}],
    )
    content = copies.print_referral(sent)
    assert knocks == []
    assert "root:x:0" not in words_of(content)
    assert f'<img src="http://127.0.0.1:{port}/a">' in words_of(content).replace("\n", "")
    assert not any("/EF" in str(page.get("/Annots", "")) for page in PdfReader(io.BytesIO(content)).pages)


def test_even_our_own_page_may_not_open_one(listener: tuple[int, list[object]], referral: Referral) -> None:
    port, knocks = listener
    page = f'<html><img src="http://127.0.0.1:{port}/x"><p>hello</p></html>'
    with mock.patch.object(copies, "render_to_string", return_value=page), pytest.raises(FatalURLFetchingError):
        copies.print_referral(referral)
    assert knocks == []


def test_a_person_without_a_name_is_called_by_what_they_are_to_the_child(delphine: User) -> None:
    draft = fill_draft(delphine)
    add_item(draft, section="household", data={"name": ["Not known"], "relationship": ["mother"]}, by=delphine)
    referral = submit_referral(draft, by=delphine)
    titles = [one.title for part in copy_of(referral, leave_out=frozenset()).parts for one in part.entries]
    assert "Mother, name not known" in titles
