"""After sending: add facts, write to MASH, withdraw, ask for an answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import Refused
from referrals.adding import add_information
from referrals.door import NOTHING, open_referral
from referrals.forms.after import AddForm, MessageForm, SeenForm, WithdrawForm
from referrals.kept_forms import ADD, WITHDRAW, WRITE, about
from referrals.models import Referral
from referrals.pages.lists import found_on
from referrals.pages.standing import standing_of
from referrals.policies import speaks_for_referrer
from referrals.talking import mark_seen, write_message
from referrals.views.doors import person
from referrals.withdrawing import ask_for_answer, goes_on, withdraw


def _mine(request: HttpRequest, reference: str, view: str) -> Referral:
    """The referral, for those who speak for the referrer; for everybody else there is nothing here."""
    if not person(request).is_referrer:
        raise Http404(NOTHING)
    referral = open_referral(reference, by=person(request), view=view)
    if not speaks_for_referrer(person(request), referral):
        raise Http404(NOTHING)
    return referral


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, what was said since, and the one thing to do now."""
    return _page(request, open_referral(reference, by=person(request), view="sent"))


def _page(request: HttpRequest, referral: Referral, form: MessageForm | None = None) -> HttpResponse:
    standing = standing_of(referral, person(request), clock.now())
    typing = WRITE.on(about(referral), request)
    if form is None:
        form = typing.form(MessageForm, initial={"seen_upto": standing.thread.upto})
    shown = {"referral": referral, "form": form, "standing": standing, **found_on(referral, person(request))}
    return render(request, "referrals/sent.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add facts. What was typed comes back with whatever is wrong."""
    referral = _mine(request, reference, "add")
    typing = ADD.on(about(referral), request)
    form = typing.form(AddForm, referral=referral)
    if request.method == "POST" and form.is_valid():
        try:
            add_information(referral, key=form.once, facts=form.facts, by=person(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            messages.success(request, "Added. MASH has been told.")
            return redirect("referrals:sent", referral.reference)
    typing.keep()
    shown = {"referral": referral, "form": form, **found_on(referral, person(request))}
    return render(request, "referrals/add.html", shown)


@require_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to MASH; what was on the page counts as read."""
    referral = _mine(request, reference, "write")
    typing = WRITE.on(about(referral), request)
    form = typing.form(MessageForm)
    if not form.is_valid():
        typing.keep()
        return _page(request, referral, form)
    typed: dict[str, Any] = form.cleaned_data
    try:
        write_message(referral, key=form.once, text=typed["text"], seen_upto=typed["seen_upto"], by=person(request))
    except Refused as refusal:
        form.refuse(refusal)
        typing.keep()
        return _page(request, referral, form)
    typing.sent()
    messages.success(request, "Sent to MASH.")
    return redirect("referrals:sent", referral.reference)


@require_POST
def seen(request: HttpRequest, reference: str) -> HttpResponse:
    """The referrer's side has read what was on the page."""
    referral = _mine(request, reference, "seen")
    form = SeenForm(request.POST)
    if form.is_valid() and form.cleaned_data["seen_upto"]:
        mark_seen(referral, upto=form.cleaned_data["seen_upto"], by=person(request))
    return redirect("referrals:sent", referral.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw it, with a reason."""
    referral = _mine(request, reference, "withdraw")
    typing = WITHDRAW.on(about(referral), request)
    form = typing.form(WithdrawForm)
    if request.method == "POST" and form.is_valid():
        try:
            kept = withdraw(referral, **form.cleaned_data, by=person(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            messages.success(request, "Withdrawn. MASH has been told." if kept.ended else "MASH has been told.")
            return redirect("referrals:sent", referral.reference)
    typing.keep()
    shown = {"referral": referral, "form": form, "goes_on": goes_on(referral), **found_on(referral, person(request))}
    return render(request, "referrals/withdraw.html", shown)


@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """It has gone quiet."""
    referral = _mine(request, reference, "ask")
    try:
        ask_for_answer(referral, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "MASH has been asked for an answer.")
    return redirect("referrals:sent", referral.reference)
