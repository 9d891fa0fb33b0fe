"""The desk's pages of contacts: the list, taking one down, answering, closing, opening the form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import MASH
from contacts import actions
from contacts.door import open_contact
from contacts.forms import AdviceForm, FindForm, MessageForm, RecordForm, begun_now
from contacts.kept_forms import ADVISE, ANSWER, RECORD, about
from contacts.models import Contact
from contacts.pages.listing import Asked, desk_list, find_contacts
from contacts.pages.thread import contact_page
from contacts.recording import give_advice, record_contact
from contacts.turning import open_form
from contacts.views.access import DESK_READERS, only_for, person
from contacts.views.advice import refused
from core import clock
from core.errors import Refused
from unsent.places import about_new


@require_safe
@only_for(DESK_READERS)
def desk(request: HttpRequest) -> HttpResponse:
    """Advice asked for, longest waiting first; and everything else that reached the front door."""
    asked = Asked.read(request.GET)
    listed = desk_list(person(request), asked, clock.now())
    return render(request, "contacts/desk.html", {"listed": listed, "asked": asked, "find": FindForm()})


@require_POST
@only_for(DESK_READERS)
def find(request: HttpRequest) -> HttpResponse:
    """Find one again by caller or day. Posted, so that no name stands in an address."""
    form = FindForm(request.POST)
    listed = None
    if form.is_valid():
        listed = find_contacts(person(request), form.cleaned_data["caller"], form.cleaned_data["day"], clock.now())
    return render(request, "contacts/find.html", {"form": form, "listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(MASH)
def record(request: HttpRequest) -> HttpResponse:
    """Take down a call, an e-mail, a notification or a hand-over; then advise, or open the form."""
    typing = RECORD.on(about_new(person(request)), request)
    form = typing.form(RecordForm, initial=begun_now())
    if form.is_bound and form.is_valid():
        given, user = form.cleaned_data, person(request)
        try:
            contact = record_contact(form.taken, by=user)
            typing.sent()
            if given["then"] == "form":
                return redirect("referrals:tasks", open_form(contact, by=user).pk)
            give_advice(contact, advice=given["advice"], advice_to=given["advice_to"], by=user)
            messages.success(request, f"{contact.reference} is recorded: advice given.")
            return redirect("contacts:desk")
        except Refused as refusal:
            form.refuse(refusal)
    typing.keep()
    return render(request, "contacts/record.html", {"form": form})


@require_safe
@only_for(DESK_READERS)
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """One contact."""
    return _page(request, open_contact(reference, by=person(request), view="contact"))


@require_POST
@only_for(MASH)
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take this one."""
    found = open_contact(reference, by=person(request), view="claim")
    try:
        actions.claim_contact(found, by=person(request))
        messages.success(request, f"You have {found.reference}.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("contacts:contact", found.reference)


@require_POST
@only_for(MASH)
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer whoever asked. The same check as theirs stands before it."""
    found = open_contact(reference, by=person(request), view="answer")
    typing = ANSWER.on(about(found), request)
    form, more = typing.form(MessageForm, label=_ANSWER), {}
    try:
        if form.is_valid():
            given = {"text": form.cleaned_data["text"], "not_names": form.kept}
            actions.write_message(found, **given, by=person(request))
            typing.sent()
            messages.success(request, "Sent. They get an e-mail that there is an answer to read.")
            return redirect("contacts:contact", found.reference)
    except Refused as refusal:
        more = refused(form, refusal)
    typing.keep()
    return _page(request, found, form=form, **more)


@require_POST
@only_for(MASH)
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Nothing more to answer."""
    found = open_contact(reference, by=person(request), view="close")
    try:
        actions.close_consultation(found, by=person(request))
        messages.success(request, f"{found.reference} is closed.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("contacts:contact", found.reference)


@require_POST
@only_for(MASH)
def advise(request: HttpRequest, reference: str) -> HttpResponse:
    """Close what was taken down as advice given."""
    found = open_contact(reference, by=person(request), view="advise")
    typing = ADVISE.on(about(found), request)
    form = typing.form(AdviceForm)
    try:
        if form.is_valid():
            give_advice(found, **form.cleaned_data, by=person(request))
            typing.sent()
            messages.success(request, f"{found.reference} is closed: advice given.")
            return redirect("contacts:contact", found.reference)
    except Refused as refusal:
        form.refuse(refusal)
    typing.keep()
    return _page(request, found, advice=form, has_errors=True)


@require_POST
@only_for(MASH)
def start_form(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the form for whoever called."""
    found = open_contact(reference, by=person(request), view="form")
    try:
        return redirect("referrals:tasks", open_form(found, by=person(request)).pk)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("contacts:contact", found.reference)


_ANSWER = "Your answer"


def _page(request: HttpRequest, found: Contact, **shown: Any) -> HttpResponse:
    page = contact_page(found, user=person(request), now=clock.now())
    if page.can_write:
        shown.setdefault("form", ANSWER.on(about(found), request).form(MessageForm, label=_ANSWER))
    if page.can_advise:
        shown.setdefault("advice", ADVISE.on(about(found), request).form(AdviceForm))
    return render(request, "contacts/contact.html", {"page": page, **shown})
