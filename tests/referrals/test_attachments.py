"""Files of a form and of a referral: added, seen by those who may, carried and frozen, never in the way of sending."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.errors import Conflict, Refused
from referrals.actions import delete_draft
from referrals.attachments import attach_file, remove_file
from referrals.copies import print_referral
from referrals.models import Attachment, AttachmentContent, Draft, Referral
from referrals.submission import submit_referral
from tests.factories import fill_draft
from tests.referrals import awkward
from tests.referrals.awkward import docx, photograph
from tests.referrals.test_pages import page, signed_in
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def upload(client: Client, draft: Draft, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile("placeholder", content) for _, content in files]
    for file, (name, _) in zip(sent, files, strict=True):
        file.name = name.replace("\x00", "").replace("\n", "") or "x"
    return client.post(f"/referrals/draft/{draft.pk}/files/", {"files": sent})


def sent_with_file(owner: User, content: bytes = b"Pip said that it hurts.", name: str = "note.txt") -> Referral:
    draft = fill_draft(owner)
    attach_file(draft, name=name, content=content, by=owner)
    return submit_referral(draft, by=owner)


def test_several_files_at_once_and_a_bad_one_stops_none(delphine: User) -> None:
    draft = fill_draft(delphine)
    typed = list(draft.sections.order_by("pk").values("section", "item", "data"))
    client = signed_in(delphine)
    text = page(upload(client, draft, ("a.jpg", photograph()), ("b.docx", b"MZ\x90"), ("c.docx", docx())))
    assert "“b.docx” is a program. Programs are not taken." in text
    assert set(draft.attachments.values_list("label", flat=True)) == {"a.jpg", "c.docx"}
    assert list(draft.sections.order_by("pk").values("section", "item", "data")) == typed
    assert submit_referral(draft, by=delphine).attachments.count() == 2


def test_adding_leads_back_to_the_files_and_nothing_chosen_says_so(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    place = f"/referrals/draft/{draft.pk}/files/"
    assert upload(client, draft, ("a.jpg", photograph())).headers["Location"] == place
    text = page(client.post(place, {}))
    assert "Choose a file to add." in text
    assert "<title>Error: " in text


def test_the_same_file_twice_is_one(delphine: User) -> None:
    draft = fill_draft(delphine)
    first, second = (attach_file(draft, name="a.jpg", content=photograph(), by=delphine) for _ in range(2))
    assert first == second
    assert AttachmentContent.objects.count() == 1


def test_the_twenty_first_is_refused(delphine: User) -> None:
    draft = fill_draft(delphine)
    for number in range(20):
        attach_file(draft, name="a.txt", content=b"%d" % number, by=delphine)
    with pytest.raises(Refused, match="at most 20 files"):
        attach_file(draft, name="a.txt", content=b"one more", by=delphine)
    assert draft.attachments.count() == 20


def test_thirty_megabytes_in_all(delphine: User) -> None:
    draft = fill_draft(delphine)
    for sign in (b"a", b"b", b"c"):
        attach_file(draft, name="a.txt", content=sign * (10 * 1024 * 1024), by=delphine)
    with pytest.raises(Refused, match="all files together may be 30 MB"):
        attach_file(draft, name="d.txt", content=b"d", by=delphine)
    assert draft.attachments.count() == 3


def test_a_file_is_carried_listed_and_frozen(delphine: User) -> None:
    referral = sent_with_file(delphine, photograph(place=True), "arm.jpeg")
    file = referral.attachments.get()
    assert referral.document["files"] == [
        {"id": str(file.pk), "name": "arm.jpg", "kind": "jpeg", "size": file.size, "sha256": file.sha256}
    ]
    for change in (
        lambda: Attachment.objects.filter(pk=file.pk).update(label="other"),
        lambda: Attachment.objects.filter(pk=file.pk).update(referral=None),
        lambda: AttachmentContent.objects.filter(pk=file.pk).update(content=b""),
        lambda: AttachmentContent.objects.filter(pk=file.pk).delete(),
        file.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(Conflict):
        remove_file(Draft.objects.get(pk=referral.draft_id), file.pk, by=delphine)
    with pytest.raises(Conflict):
        attach_file(Draft.objects.get(pk=referral.draft_id), name="b.txt", content=b"late", by=delphine)
    assert referral.attachments.count() == 1
    assert AttachmentContent.objects.count() == 1


def test_sending_with_twenty_files_asks_the_database_two_questions_more(delphine: User) -> None:
    def questions(files: int) -> int:
        draft = fill_draft(delphine)
        for number in range(files):
            attach_file(draft, name="a.txt", content=b"%d" % number, by=delphine)
        with CaptureQueriesContext(connection) as asked:
            submit_referral(draft, by=delphine)
        return len(asked)

    questions(0)
    none, many = questions(0), questions(20)
    assert many == none + 2  # which files, and that they belong to the referral now


def test_a_file_goes_with_its_form_and_by_its_writer(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    file = attach_file(draft, name="a.txt", content=b"words", by=delphine)
    place = f"/referrals/draft/{draft.pk}/files/{file.pk}/remove/"
    assert "Remove “a.txt”?" in page(client.get(place))
    assert Attachment.objects.count() == 1
    assert client.post(place).status_code == 302
    assert AttachmentContent.objects.count() == 0
    attach_file(draft, name="a.txt", content=b"words", by=delphine)
    delete_draft(draft, by=delphine)
    assert (Attachment.objects.count(), AttachmentContent.objects.count()) == (0, 0)


def test_a_file_of_a_form_is_its_writers_alone(
    delphine: User, bronwen: User, wilf: User, charlie: User, asha: User
) -> None:
    draft = fill_draft(delphine)
    file = attach_file(draft, name="Pip’s arm.jpg", content=photograph(), by=delphine)
    place = f"/referrals/draft/{draft.pk}/files/{file.pk}/"
    for stranger in (bronwen, wilf, charlie, asha):
        assert signed_in(stranger).get(place).status_code == 404
        assert signed_in(stranger).post(f"{place}remove/").status_code == 404
        with pytest.raises(Refused):
            remove_file(draft, file.pk, by=stranger)
    assert draft.attachments.count() == 1
    assert signed_in(delphine).get(place).status_code == 200


def test_a_file_of_a_referral_leaves_as_a_download_and_is_put_on_the_trail(
    delphine: User, asha: User, charlie: User
) -> None:
    referral = sent_with_file(delphine, photograph(place=True), "Pip’s arm.jpg")
    file = referral.attachments.get()
    place = f"/referrals/{referral.reference}/files/{file.pk}/"
    answer = signed_in(asha).get(place)
    assert answer.status_code == 200
    assert awkward.PLACE not in answer.content
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    entry = Entry.objects.filter(verb="read", record_id=referral.pk, actor_id=asha.pk).get()
    assert entry.facts == {"view": "attachment", "attachment": str(file.pk)}
    assert signed_in(charlie).get(place).status_code == 404
    assert signed_in(asha).get(f"/referrals/{referral.reference}/files/{uuid4()}/").status_code == 404


def test_a_file_of_another_referral_is_not_reached_through_this_one(delphine: User, charlie: User) -> None:
    mine, strange = sent_with_file(delphine), sent_with_file(charlie)
    key = strange.attachments.get().pk
    assert signed_in(delphine).get(f"/referrals/{mine.reference}/files/{key}/").status_code == 404


# Without a scanner


def opened(user: User, referral: Referral, key: UUID, query: str = "") -> Any:
    return signed_in(user).get(f"/referrals/{referral.reference}/files/{key}/{query}")


@pytest.mark.parametrize(
    ("setting", "photographs", "others"), [("warn", True, None), ("photographs", True, False), ("none", False, False)]
)
def test_who_may_open_what_no_scanner_has_seen(
    setting: str, photographs: bool, others: bool | None, delphine: User, asha: User, settings: Any
) -> None:
    settings.UNSCANNED_FILES = setting
    picture, letter = sent_with_file(delphine, photograph(), "a.jpg"), sent_with_file(delphine, docx(), "b.docx")
    seen = opened(asha, picture, picture.attachments.get().pk)
    assert ("Content-Disposition" in seen.headers) is photographs
    first = opened(asha, letter, letter.attachments.get().pk)
    assert "Content-Disposition" not in first.headers
    after = opened(asha, letter, letter.attachments.get().pk, "?open=anyway")
    assert ("Content-Disposition" in after.headers) is (others is None)
    assert ("not scanned for viruses" in page(first)) is (others is None)


def test_the_pages_list_the_files(delphine: User, asha: User) -> None:
    referral = sent_with_file(delphine, photograph(), "arm.jpg")
    for user, place in ((delphine, f"/referrals/{referral.reference}/copy/"), (asha, f"/queue/{referral.reference}/")):
        text = page(signed_in(user).get(place))
        assert re.search(rf'href="/referrals/{referral.reference}/files/[0-9a-f-]+/">arm\.jpg</a>', text)
    assert print_referral(referral).startswith(b"%PDF")


def test_lists_do_not_load_the_bytes(delphine: User, asha: User) -> None:
    referral = sent_with_file(delphine, photograph(), "arm.jpg")
    with CaptureQueriesContext(connection) as asked:
        page(signed_in(asha).get(f"/queue/{referral.reference}/"))
    assert [one["sql"] for one in asked if "attachmentcontent" in one["sql"]] == []
