"""Files and marks through the API: sent first, under the key of the referral, and frozen with it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.api_keys import make_api_key
from accounts.models import User
from referrals.models import Attachment, Draft, Referral
from tests.referrals.api import URL, whole
from tests.referrals.awkward import photograph

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]


@pytest.fixture
def bearer(delphine: User, petra: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_api_key(delphine, name='Records', by=petra).text}"}


def attach(bearer: dict[str, str], key: str, content: bytes, name: str = "arm.jpg") -> Any:
    file = SimpleUploadedFile(name, content)
    return Client().post(f"{URL}/{key}/attachments", {"file": file}, headers=bearer)


def send(bearer: dict[str, str], key: str, **changes: Any) -> Any:
    sent = {**bearer, "Idempotency-Key": key}
    return Client().post(URL, whole(**changes), content_type="application/json", headers=sent)


def test_files_come_first_and_are_frozen_with_the_referral(bearer: dict[str, str]) -> None:
    key = str(uuid4())
    first, again = (attach(bearer, key, photograph(place=True)) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["label"], first.json()["kind"], first.json()["scan"]) == ("arm.jpg", "jpeg", "waiting")
    assert send(bearer, key).status_code == 201
    assert send(bearer, key).status_code == 200
    referral = Referral.objects.get()
    assert [file["id"] for file in referral.document["files"]] == [first.json()["id"]]
    assert attach(bearer, key, photograph(place=True)).status_code == 200
    late = attach(bearer, key, photograph(colour=10))
    assert late.status_code == 409
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"), [(b"MZ\x90", "is a program"), (b"", "is empty"), (b"a" * 11_000_000, "larger than 10 MB")]
)
def test_what_is_not_taken_names_the_field(content: bytes, words: str, bearer: dict[str, str]) -> None:
    answer = attach(bearer, str(uuid4()), content)
    assert answer.status_code in {400, 422}
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/file"
    assert words in error["detail"]
    assert (Attachment.objects.count(), Draft.objects.count()) == (0, 0)


def test_no_file_no_key_and_no_uuid(bearer: dict[str, str]) -> None:
    place = f"{URL}/{uuid4()}/attachments"
    assert Client().post(place, {}, headers=bearer).json()["errors"][0]["pointer"] == "/file"
    assert Client().post(place, {}).status_code == 401
    assert Client().post(place, {}, content_type="application/json", headers=bearer).status_code == 415
    assert Client().post(f"{URL}/7/attachments", {}, headers=bearer).status_code == 405  # no such place to send to


def test_marks_are_part_of_the_form(bearer: dict[str, str]) -> None:
    mark = {"child": 1, "region": "left_cheek", "kind": "bruise"}
    assert send(bearer, str(uuid4()), marks=[mark]).status_code == 201
    kept = Referral.objects.get().document["marks"][0]
    assert (kept["child"], kept["region"], kept["kind"], kept["x"]) == ("1", "left_cheek", "bruise", "")
    for wrong, pointer in (({"child": 2}, "/marks/0/child"), ({"region": "wing"}, "/marks/0/region")):
        answer = send(bearer, str(uuid4()), marks=[{**mark, **wrong}])
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert Referral.objects.count() == 1
