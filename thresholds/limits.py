"""How often somebody who is not signed in may search. Counts only: neither words nor picks are kept."""

import hashlib

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from core import clock


def may_search(request: HttpRequest) -> bool:
    """False once this address has searched more than ANONYMOUS_SEARCHES times in this minute.

    A whole school may come from one address, so the limit is far above what people type; it stops copying machines.
    Whoever is signed in is not counted.
    """
    if request.user.is_authenticated:
        return True
    address = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]
    key = f"threshold:{address}:{clock.now():%Y%m%d%H%M}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) <= settings.ANONYMOUS_SEARCHES
