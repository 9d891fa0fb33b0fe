"""What a request costs that does nothing but insert one row: the yardstick of `./dev bench submit`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from config.urls import handler500, urlpatterns
from core import clock
from sla.models import Heartbeat

__all__ = ["handler500", "urlpatterns"]


def insert(request: HttpRequest) -> HttpResponse:
    """One row from what was posted, and on to another page."""
    Heartbeat.objects.create(sweeper=request.POST["name"][:20], beat_at=clock.now())
    return redirect("home")


urlpatterns = [*urlpatterns, path("bare-insert/", insert)]
