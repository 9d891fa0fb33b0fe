"""Pages that belong to no room: errors and the small print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or came from elsewhere. Nothing was saved by it."""
    return render(request, "403_csrf.html", status=403)
