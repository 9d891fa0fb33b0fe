"""Look for viruses in files, after they were kept, never in a request. A scanner that is down delays only the file."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import clock
from referrals.clamd import NoAnswer, scan
from referrals.codes import Scan
from referrals.models import Attachment, AttachmentContent
from trail.actions import write
from trail.verbs import Verb

LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(minutes=10)
_log = logging.getLogger(__name__)


def scan_files(now: datetime, limit: int = 20) -> int:
    """Look at what waits, one after the other; returns how many were looked at. Any number of workers may do this.

    Without a scanner everything goes on waiting, so that one set up later looks at all of it.
    """
    looked = 0
    for _ in range(limit if settings.CLAMD_ADDRESS else 0):
        file = _claim(now)
        if file is None:
            break
        try:
            finding = scan(_bytes_of(file), settings.CLAMD_ADDRESS)
        except NoAnswer as error:
            _log.warning("the virus scanner gives no answer (%s); %s waits", error, file.pk)
            break
        looked += _mark(file, finding)
    return looked


@transaction.atomic
def _claim(now: datetime) -> Attachment | None:
    """The longest-waiting file, taken for a while that grows with every try."""
    file = Attachment.objects.to_scan(now).select_for_update(skip_locked=True, of=("self",)).first()
    if file is not None:
        file.attempts = min(file.attempts + 1, 1000)
        file.try_at = now + min(LEASE * file.attempts, LONGEST_PAUSE)
        file.save(update_fields=["attempts", "try_at"])
    return file


def _bytes_of(file: Attachment) -> bytes:
    content = AttachmentContent.objects.filter(attachment=file).values_list("content", flat=True).first()
    return bytes(content or b"")


@transaction.atomic
def _mark(file: Attachment, finding: str) -> int:
    """Write down what was found. A file with a virus is destroyed at once; its row stays and says so."""
    scan = Scan.FOUND if finding else Scan.CLEAN
    marked = Attachment.objects.filter(pk=file.pk, scan=Scan.WAITING).update(
        scan=scan, scanned_at=clock.now(), finding=finding
    )
    if marked and finding:
        AttachmentContent.objects.filter(attachment=file).delete()
    if marked:
        verb = Verb.ERASED if finding else Verb.CHANGED
        # The referral may have been sent since the file was taken in hand.
        record = Attachment.objects.values_list("referral_id", flat=True).get(pk=file.pk) or file.draft_id
        system = User.objects.system()
        write(verb, subject="attachment", subject_id=file.pk, record_id=record, by=system, scan=scan)
    return marked
