"""Two hundred files that nobody should serve: none is shown as a page, none stops a referral, memory stays bounded."""

import resource
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest

from accounts.models import User
from referrals.files.hashes import sha256
from referrals.models import Attachment, AttachmentContent, Referral
from referrals.submission import submit_referral
from tests.factories import fill_draft
from tests.referrals.awkward import PLACE, corpus
from tests.referrals.test_attachments import upload
from tests.referrals.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]
# Kilobytes that the files may add: some 200 MB are the process itself, and other tests may have made it larger before.
MOST_ADDED = 312 * 1024
SAFE = {"image/jpeg", "image/png", "application/pdf", "text/plain; charset=utf-8"}


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def walk(owner: User, reader: User, files: Iterable[tuple[str, bytes]]) -> int:
    """Each file with a form of its own: it is sent whatever the file is, and what was kept is only a download."""
    writer, desk = signed_in(owner), signed_in(reader)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    number = 0
    for name, content in files:
        number += 1
        draft = fill_draft(owner)
        answer = upload(writer, draft, (name, content))
        assert answer.status_code in {200, 302}, name
        if answer.status_code == 200:
            assert b"govuk-error-summary" in answer.content
            assert b"<script>alert" not in answer.content
        referral = submit_referral(draft, by=owner)
        for file in referral.attachments.all():
            assert len(file.label) <= 100
            assert not set("/\\\x00\n\u202e") & set(file.label)
            got = desk.get(f"/referrals/{referral.reference}/files/{file.pk}/?open=anyway")
            assert got.headers["Content-Disposition"].startswith("attachment; filename=")
            assert got.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in got.headers["Content-Security-Policy"]
            assert (
                got.headers["Content-Type"] in SAFE
                or "officedocument" in got.headers["Content-Type"]
                or ("opendocument" in got.headers["Content-Type"])
            )
            assert PLACE not in got.content
    assert Referral.objects.count() == number
    assert Attachment.objects.count() == AttachmentContent.objects.count() > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_ADDED
    return number


def test_a_sample_of_awkward_files(delphine: User, asha: User) -> None:
    assert walk(delphine, asha, islice(corpus(), 0, None, 9)) == 23


@pytest.mark.heavy
def test_two_hundred_awkward_files(delphine: User, asha: User) -> None:
    assert len({sha256(content) for _, content in corpus()}) > 190
    assert walk(delphine, asha, corpus()) == 200
