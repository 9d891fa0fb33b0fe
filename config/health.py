"""GET /healthz: is every part at its work? For the load balancer, the supervisor's owner and the pager."""

from datetime import datetime

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.leaving import orphans
from core import clock
from sla.models import Heartbeat

STALE_SECONDS = 180
SWEEPERS = ("beat", "second")
WORKER = "worker"


@never_cache
@require_safe
@login_not_required
@transaction.non_atomic_requests
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503 with `failing` naming the parts. Says nothing about any person or record.

    Ages are whole seconds since the sweeper last finished a round; null means never. `orphans` counts what is held by
    people whose account has ended: always 0, or a person must look (docs/runbook.md). It alone turns nothing red.
    """
    beats = _beats(clock.now())
    ages = beats or {}
    working = {
        "database": beats is not None,
        "broker": _broker_answers(),
        "worker": _fresh(ages.get(WORKER)),
        **{f"sweeper {name}": _fresh(ages.get(name)) for name in SWEEPERS},
    }
    failing = [name for name, well in working.items() if not well]
    answer = {
        "status": "failing" if failing else "ok",
        "version": settings.VERSION,
        **{name: "ok" if working[name] else "failing" for name in ("database", "broker", "worker")},
        "sweepers": {name: ages.get(name) for name in SWEEPERS},
        "orphans": _orphans() if beats is not None else None,
    }
    return JsonResponse({**answer, "failing": failing} if failing else answer, status=503 if failing else 200)


def _beats(now: datetime) -> dict[str, int] | None:
    """Each heartbeat's age in seconds; None when the database does not answer."""
    try:
        rows = list(Heartbeat.objects.values_list("sweeper", "beat_at"))
    except Error:
        connection.close()  # the next request starts with a new connection
        return None
    return {sweeper: abs(int((now - beat_at).total_seconds())) for sweeper, beat_at in rows}


def _orphans() -> int | None:
    try:
        return orphans()
    except Error:
        connection.close()
        return None


def _fresh(age: int | None) -> bool:
    return age is not None and age <= STALE_SECONDS


def _broker_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
