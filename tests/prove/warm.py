"""The web application, warmed before it is forked: each kill makes a new process, and its first request is the next."""

from django.db import connections
from django.urls import get_resolver

from config.wsgi import application
from thresholds.published import current

__all__ = ["application"]

_ = [part for part in get_resolver().url_patterns if hasattr(part, "url_patterns") and part.url_patterns]
current()
connections.close_all()
