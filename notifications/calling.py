"""Register webhooks, owe calls to them in the caller's transaction, and make the calls from the sweep."""

import hashlib
import hmac
import json
import logging
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import Agency, User
from accounts.roles import Role
from accounts.secret_box import CannotRead, seal, unseal
from core import clock
from core.errors import Refused
from core.outside import check_address
from notifications.hooks import Event, Webhook, WebhookCall
from notifications.kinds import Status
from notifications.posting import post
from notifications.senders import NotSent
from notifications.sweep import GIVE_UP_AFTER, LEASE, pause_after
from trail.actions import write
from trail.verbs import Verb

log = logging.getLogger("notifications")
_ROUND_SECONDS = 45.0


@dataclass(frozen=True)
class NewWebhook:
    """A webhook just made, with the only readable copy of its secret."""

    row: Webhook
    secret: str


@transaction.atomic
def register_webhook(agency: Agency, *, address: str, by: User) -> NewWebhook:
    """Tell this address of the agency's outcomes. Refuses all but an administrator, and an address that is not safe."""
    if by.role != Role.ADMINISTRATOR:
        raise Refused("Only an administrator registers webhooks.")
    check_address(address)
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            row = Webhook.objects.create(
                agency=agency, address=address, secret=seal(secret), made_at=clock.now(), made_by=by
            )
    except IntegrityError as error:
        raise Refused("This agency has this address already. End it first.", field="address") from error
    write(Verb.CREATED, subject="webhook", subject_id=row.pk, by=by, agency=agency.pk)
    return NewWebhook(row, secret)


@transaction.atomic
def end_webhook(webhook: Webhook, *, by: User) -> None:
    """Call it no more, what is owed to it included. Ending it twice changes nothing."""
    if by.role != Role.ADMINISTRATOR:
        raise Refused("Only an administrator ends webhooks.")
    if Webhook.objects.filter(pk=webhook.pk, ended_at__isnull=True).update(ended_at=clock.now()):
        write(Verb.ERASED, subject="webhook", subject_id=webhook.pk, by=by)


def owe_calls(event: Event, *, agency_id: UUID, record_id: UUID, reference: str, dedupe_key: str, at: datetime) -> None:
    """A row for each address of the agency, in the caller's transaction. Nothing is called here."""
    hooks = Webhook.objects.filter(agency_id=agency_id, ended_at__isnull=True)
    WebhookCall.objects.bulk_create(
        (
            WebhookCall(
                webhook=hook,
                event=event,
                record_id=record_id,
                reference=reference,
                happened_at=at,
                dedupe_key=f"{dedupe_key}:{hook.pk}",
                next_attempt_at=at,
            )
            for hook in hooks
        ),
        ignore_conflicts=True,
    )


def call_due(now: datetime, limit: int = 50) -> int:
    """Make up to `limit` calls whose time has come; returns how many were taken. Call it outside a transaction."""
    taken, end = 0, time.monotonic() + _ROUND_SECONDS
    for _ in range(limit):
        call = _lease(now) if time.monotonic() < end else None
        if call is None:
            break
        try:
            post(call.webhook.address, body := body_of(call), headers_of(call, body, now))
        except NotSent as error:
            _put_off(call, error.code, now)
        except CannotRead:
            _put_off(call, "secret-unreadable", now)
        else:
            taken += _taken(call, now)
    return taken


def body_of(call: WebhookCall) -> bytes:
    """Identifiers only, the same for every try: `id` tells a second copy from a second outcome."""
    said = {"id": str(call.pk), "event": call.event, "reference": call.reference, "at": call.happened_at.isoformat()}
    return json.dumps(said, separators=(",", ":")).encode()


def headers_of(call: WebhookCall, body: bytes, now: datetime) -> dict[str, str]:
    """The time of this try, and HMAC-SHA256 under the secret over the time, a full stop and the body."""
    stamp = str(int(now.timestamp()))
    return {
        "Front-Door-Timestamp": stamp,
        "Front-Door-Signature": f"v1={sign(unseal(call.webhook.secret), stamp, body)}",
    }


def sign(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@transaction.atomic
def _lease(now: datetime) -> WebhookCall | None:
    """Take the next call in hand. One whose holder died is free again when its lease runs out."""
    waiting = Q(status__in=[Status.PENDING, Status.FAILED], next_attempt_at__lte=now)
    lost = Q(status=Status.LEASED, leased_until__lt=now)
    rows = WebhookCall.objects.filter(waiting | lost, webhook__ended_at__isnull=True).select_related("webhook")
    call = rows.select_for_update(skip_locked=True, of=("self",)).order_by("next_attempt_at", "pk").first()
    if call is not None:
        call.status, call.leased_until, call.attempts = Status.LEASED, now + LEASE, call.attempts + 1
        call.first_tried_at = call.first_tried_at or now
        call.save(update_fields=["status", "leased_until", "attempts", "first_tried_at"])
    return call


@transaction.atomic
def _taken(call: WebhookCall, now: datetime) -> bool:
    marked = _mark(call, status=Status.SENT, sent_at=now, last_error="")
    if marked:
        facts = {"event": call.event, "webhook": str(call.webhook_id)}
        who = User.objects.system()
        write(Verb.DISCLOSED, subject="webhook_call", subject_id=call.pk, record_id=call.record_id, by=who, **facts)
    return marked


def _put_off(call: WebhookCall, code: str, now: datetime) -> None:
    """Try again later, as with letters; after 72 hours it stands as dead on the administrator's page."""
    if now - (call.first_tried_at or now) < GIVE_UP_AFTER:
        _mark(call, status=Status.FAILED, last_error=code, next_attempt_at=now + pause_after(call.attempts))
    elif _mark(call, status=Status.DEAD, last_error=code):
        log.error("Webhook call %s was given up after %s tries (%s).", call.pk, call.attempts, code)


def _mark(call: WebhookCall, **changes: object) -> bool:
    mine = WebhookCall.objects.filter(pk=call.pk, status=Status.LEASED, attempts=call.attempts)
    return bool(mine.update(leased_until=None, **changes))
