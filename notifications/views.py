"""The administrator's page of webhooks."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views import administrator_only, signed_in
from core.errors import Refused
from notifications.calling import end_webhook, register_webhook
from notifications.forms import WebhookForm
from notifications.hooks import Webhook
from notifications.kinds import Status


@administrator_only
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every webhook, and the form for a new one. Its secret is shown once, on the answer to the form itself."""
    form = WebhookForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = register_webhook(**form.cleaned_data, by=signed_in(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            form = WebhookForm()
    dead = Count("calls", filter=Q(calls__status=Status.DEAD))
    waiting = Count("calls", filter=Q(calls__status__in=[Status.PENDING, Status.LEASED, Status.FAILED]))
    listed = Webhook.objects.select_related("agency").annotate(dead=dead, waiting=waiting)
    return render(request, "notifications/webhooks.html", {"form": form, "webhooks": listed, "made": made})


@administrator_only
@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Call it no more."""
    webhook = get_object_or_404(Webhook, pk=key)
    end_webhook(webhook, by=signed_in(request))
    messages.success(request, "This address is called no more.")
    return redirect("notifications:webhooks")
