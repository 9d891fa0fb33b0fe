"""Print the guide of the version in force. Any number of workers may try: one takes it, the others find it taken."""

import hashlib
import json
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from core import clock
from core.printing import print_page
from practice.printed import PrintedGuide
from thresholds.guide import Guide, guide_of
from thresholds.guide_rules import GuideRule
from thresholds.models import MatrixVersion
from thresholds.published import in_force
from trail.actions import write
from trail.verbs import Verb

ATTEMPTS = 5
LEASE = timedelta(minutes=5)
_log = logging.getLogger(__name__)


def print_missing(now: datetime) -> bool:
    """Print the guide of the version in force when nobody has yet; True when this round did. Outside a transaction."""
    version = in_force().select_related("scheme").first()
    if version is None or not _claim(version, now):
        return False
    try:
        content = print_guide(version)
    except Exception as error:
        _log.error("guide to %s not printed: %s", version, type(error).__name__, exc_info=True)
        return False
    return _keep(version, content, by=User.objects.system())


def print_guide(version: MatrixVersion) -> bytes:
    """The whole guide of one version as an accessible PDF (PDF/UA-1), from the version alone."""
    guide = guide_of(version)
    page = render_to_string(
        "pdf/guide.html",
        {
            "guide": guide,
            "levels": [(level, guide.by_level(level.number)) for level in reversed(guide.levels)],
            "groups": _groups(guide),
            **_beside(),
        },
    )
    return print_page(page)


def _beside() -> dict[str, str]:
    """What stands in the guide and in no version: a number or an address that leads nowhere must not stay there."""
    return {
        "partnership_name": settings.PARTNERSHIP_NAME,
        "office": settings.MASH_PHONE,
        "out_of_hours": settings.MASH_PHONE_OUT_OF_HOURS,
        "start": start_address(),
    }


def start_address() -> str:
    """Where a referral begins, in full: nobody can press a link on paper."""
    return settings.SITE_URL.rstrip("/") + reverse("referrals:start")


def _stamp() -> str:
    return hashlib.sha256(json.dumps(_beside(), sort_keys=True).encode()).hexdigest()


def _groups(guide: Guide) -> list[tuple[str, list[GuideRule]]]:
    groups = [
        ("What always goes to social care", guide.always),
        ("Who else is told", guide.also),
        ("What is talked about on the same day", guide.hints),
        ("What asks a person to look again", guide.looks),
    ]
    return [(title, rules) for title, rules in groups if rules]


def printed(version: MatrixVersion) -> PrintedGuide | None:
    """The finished file, without its content; none while it is being made, with other numbers or address too."""
    made = PrintedGuide.objects.defer("content").filter(version=version, made_at__isnull=False)
    return made.filter(printed_with=_stamp()).first()


def _claim(version: MatrixVersion, now: datetime) -> bool:
    """Take it for five minutes, unless it is made, taken, or has failed five times."""
    stamp = _stamp()
    PrintedGuide.objects.get_or_create(version=version, defaults={"printed_with": stamp})
    PrintedGuide.objects.filter(version=version).exclude(printed_with=stamp).update(
        printed_with=stamp, made_at=None, content=None, sha256="", attempts=0, leased_until=None
    )
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    taken = PrintedGuide.objects.filter(free, version=version, made_at=None, attempts__lt=ATTEMPTS).update(
        attempts=F("attempts") + 1, leased_until=now + LEASE
    )
    return bool(taken)


@transaction.atomic
def _keep(version: MatrixVersion, content: bytes, *, by: User) -> bool:
    kept = PrintedGuide.objects.filter(version=version, made_at=None, printed_with=_stamp()).update(
        content=content, sha256=hashlib.sha256(content).hexdigest(), made_at=clock.now(), leased_until=None
    )
    if kept:
        write(Verb.CREATED, subject="printed_guide", subject_id=version.pk, by=by)
    return bool(kept)
