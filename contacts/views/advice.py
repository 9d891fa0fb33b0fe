"""The pages of those who ask: the four ways in, their questions, a thread, and from a thread to a referral."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import REFERRERS
from contacts import actions
from contacts.checking import Identifying
from contacts.door import open_contact
from contacts.forms import MessageForm
from contacts.kept_forms import ASK, GO_ON, about
from contacts.models import Contact
from contacts.pages.listing import my_list
from contacts.pages.marked import marked
from contacts.pages.thread import contact_page
from contacts.turning import carried_over, open_form
from contacts.views.access import only_for, person
from core import clock
from core.errors import Refused
from unsent.places import about_new


@require_safe
@only_for(REFERRERS)
def ways(request: HttpRequest) -> HttpResponse:
    """Four ways in: danger, urgent, advice, a referral."""
    return render(request, "contacts/ways.html")


@require_safe
@only_for(REFERRERS)
def mine(request: HttpRequest) -> HttpResponse:
    """What one has asked, newest first."""
    listed = my_list(person(request), request.GET.get("older", ""), clock.now())
    return render(request, "contacts/mine.html", {"listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(REFERRERS)
def ask(request: HttpRequest) -> HttpResponse:
    """A question without names. Sent twice, it is the same question."""
    typing = ASK.on(about_new(person(request)), request)
    form, key = typing.form(MessageForm), _key(request.POST.get("key", ""))
    shown: dict[str, Any] = {"form": form, "key": key}
    try:
        if form.is_valid():
            given = {"text": form.cleaned_data["text"], "not_names": form.kept}
            contact = actions.ask_for_advice(**given, key=key, by=person(request))
            typing.sent()
            messages.success(request, "Sent. You get an e-mail when there is an answer to read.")
            return redirect("contacts:thread", contact.reference)
    except Refused as refusal:
        shown |= refused(form, refusal)
    typing.keep()
    return render(request, "contacts/ask.html", shown)


@require_safe
@only_for(REFERRERS)
def thread(request: HttpRequest, reference: str) -> HttpResponse:
    """One's own question, and what MASH answered."""
    return _thread(request, open_contact(reference, by=person(request), view="thread"))


@require_POST
@only_for(REFERRERS)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on with it."""
    contact = open_contact(reference, by=person(request), view="write")
    typing = GO_ON.on(about(contact), request)
    form, more = typing.form(MessageForm, label=_ON), {}
    try:
        if form.is_valid():
            given = {"text": form.cleaned_data["text"], "not_names": form.kept}
            actions.write_message(contact, **given, by=person(request))
            typing.sent()
            messages.success(request, "Sent.")
            return redirect("contacts:thread", contact.reference)
    except Refused as refusal:
        more = refused(form, refusal)
    typing.keep()
    return _thread(request, contact, form, **more)


@require_POST
@only_for(REFERRERS)
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Nothing more to ask."""
    contact = open_contact(reference, by=person(request), view="close")
    try:
        actions.close_consultation(contact, by=person(request))
        messages.success(request, "Closed. You can still make a referral of it.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("contacts:thread", contact.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(REFERRERS)
def refer(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is carried over; then open the form with it."""
    contact = open_contact(reference, by=person(request), view="refer")
    if request.method != "POST":
        return render(request, "contacts/refer.html", {"contact": contact, "carried": carried_over(contact)})
    try:
        draft = open_form(contact, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("contacts:thread", contact.reference)
    return redirect("referrals:tasks", draft.pk)


def refused(form: MessageForm, refusal: Refused) -> dict[str, Any]:
    """What was refused, beside its field and in its place in the text."""
    form.refuse(refusal)
    if not isinstance(refusal, Identifying):
        return {}
    form.offer(refusal.found)
    return {"marked": marked(form.cleaned_data.get("text") or form.data.get("text", ""), refusal.found)}


_ON = "Write to MASH"


def _thread(request: HttpRequest, contact: Contact, form: MessageForm | None = None, **more: Any) -> HttpResponse:
    page = contact_page(contact, user=person(request), now=clock.now())
    if form is None:
        form = GO_ON.on(about(contact), request).form(MessageForm, label=_ON)
    return render(request, "contacts/thread.html", {"page": page, "form": form, **more})


def _key(posted: str) -> UUID:
    """The key that the page was given; a fresh one for anything else."""
    try:
        return UUID(posted)
    except ValueError:
        return uuid4()
