"""Printed copies: asked for by a person, made by the worker, kept for ever: one for each time something was added."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from accounts.models import User
from core import clock
from core.printing import print_page
from referrals.models import PdfCopy, Referral
from referrals.pages.answers import LEFT_OUT, NOT_FOR_THE_FAMILY
from referrals.pages.copy import copy_of
from trail.actions import write
from trail.verbs import Verb

ATTEMPTS = 5
LEASE = timedelta(minutes=2)
_log = logging.getLogger(__name__)


@transaction.atomic
def ask_for_pdf(referral: Referral, *, by: User) -> PdfCopy:
    """The newest copy, made or being made. The first to ask starts it; one that failed for good is tried afresh."""
    now = clock.now()
    copy, created = PdfCopy.objects.select_for_update().get_or_create(
        referral=referral, edition=referral.supplements.count(), defaults={"asked_at": now, "asked_by": by}
    )
    if created:
        write(Verb.CREATED, subject="pdf_copy", subject_id=copy.pk, by=by, record_id=referral.pk)
    return copy


@transaction.atomic
def ask_again(referral: Referral, *, by: User) -> None:
    """Give a copy that could not be made another five tries. One that waits or is made stays as it is."""
    spent = PdfCopy.objects.select_for_update().filter(referral=referral, made_at=None, attempts__gte=ATTEMPTS)
    for copy in spent:
        copy.attempts, copy.leased_until = 0, None
        copy.save(update_fields=["attempts", "leased_until"])
        write(Verb.CHANGED, subject="pdf_copy", subject_id=copy.pk, by=by, record_id=referral.pk)


def has_failed(copy: PdfCopy, now: datetime) -> bool:
    """Every try was used up, and the last one is over."""
    over = copy.leased_until is None or copy.leased_until < now
    return copy.made_at is None and copy.attempts >= ATTEMPTS and over


@transaction.atomic
def hand_out(copy: PdfCopy, *, by: User) -> bytes:
    """The finished file, and a trail row that it left the building with `by`."""
    write(
        Verb.DISCLOSED, subject="pdf_copy", subject_id=copy.pk, by=by, record_id=copy.referral_id, recipient=str(by.pk)
    )
    return bytes(copy.content or b"")


def make_copies(now: datetime, limit: int = 10) -> int:
    """Make what is waiting, one after the other; returns how many were made. Any number of workers may do this."""
    made = 0
    for _ in range(limit):
        copy = _claim(now)
        if copy is None:
            break
        made += _make(copy)
    return made


@transaction.atomic
def _claim(now: datetime) -> PdfCopy | None:
    """The longest-waiting copy that nobody is making, taken for two minutes."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    copy = (
        PdfCopy.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(free, made_at=None, attempts__lt=ATTEMPTS)
        .order_by("asked_at", "pk")
        .first()
    )
    if copy is not None:
        copy.attempts += 1
        copy.leased_until = now + LEASE
        copy.save(update_fields=["attempts", "leased_until"])
    return copy


def _make(copy: PdfCopy) -> bool:
    try:
        content = print_referral(copy.referral, edition=copy.edition)
    except Exception as error:
        # The kind of fault only: its words could repeat what somebody typed.
        _log.error("copy %s not made, try %s: %s", copy.pk, copy.attempts, type(error).__name__)
        return False
    with transaction.atomic():
        kept = PdfCopy.objects.filter(pk=copy.pk, made_at=None, attempts=copy.attempts).update(
            content=content, sha256=hashlib.sha256(content).hexdigest(), made_at=clock.now(), leased_until=None
        )
        if kept:
            write(
                Verb.READ,
                subject="referral",
                subject_id=copy.referral_id,
                by=User.objects.system(),
                view="pdf",
            )
    return bool(kept)


def print_referral(referral: Referral, *, edition: int = 0) -> bytes:
    """The referral as an accessible PDF (PDF/UA-1): tagged, titled by its reference, every page numbered.

    After what was sent stands what was added up to `edition`, so the same edition is always the same words.

    Paper reaches a family sooner or later: what could put somebody at risk then is not on it.
    """
    page = render_to_string(
        "pdf/referral.html",
        {
            "copy": copy_of(referral, leave_out=NOT_FOR_THE_FAMILY, edition=edition),
            "left_out": list(dict.fromkeys(LEFT_OUT.values())),
            "referral": referral,
            "partnership_name": settings.PARTNERSHIP_NAME,
        },
    )
    return print_page(page)
