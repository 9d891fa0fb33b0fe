"""Pages that belong to no room: help, accessibility, privacy, and what is shown when something goes wrong."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from core.context import partnership


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ring, how to get in, how to report a fault. Open to everyone."""
    return render(request, "core/help.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works, what does not, and how to ask for something different. Open to everyone."""
    return render(request, "core/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, and why. Open to everyone."""
    return render(request, "core/privacy.html")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret no longer fits: the person signed out or in again meanwhile. Nothing was saved."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Reads neither session nor database, which may be what broke."""
    return HttpResponse(render_to_string("500.html", partnership(request)), status=500)
