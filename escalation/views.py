"""Pages of escalations: through the door, bind the form, call one action, redirect."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from core.errors import Refused
from core.forms import GovForm
from escalation import actions, policies
from escalation.door import open_escalation
from escalation.forms import FurtherForm, LearningForm, RaiseForm, ReplyForm
from escalation.kept_forms import FURTHER, LEARN, RAISE, REPLY, about_escalation
from escalation.listing import ListFilter, list_page
from escalation.models import Escalation
from escalation.pages import page_of
from referrals.door import NOTHING, open_referral
from referrals.kept_forms import about
from trail.actions import write_many
from trail.verbs import Verb


def _person(request: HttpRequest) -> User:
    """Whoever is signed in; the middleware lets nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user


@require_GET
def escalation_list(request: HttpRequest) -> HttpResponse:
    """Replies owed first, least time left first. One trail row for each referral shown."""
    user = _person(request)
    if not policies.may_read_any(user):
        raise Http404(NOTHING)
    page = list_page(user, ListFilter.read(request.GET))
    write_many(Verb.READ, subject="referral", subject_ids=page.referral_ids, by=user, view="escalations")
    return render(request, "escalation/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def raise_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The form of the referrer's side. One that is already open is shown instead of a second."""
    user = _person(request)
    referral = open_referral(reference, by=user, view="escalate")
    if not policies.is_referrer_side(referral, user):
        raise Http404(NOTHING)
    live = referral.escalations.live().first()
    if live is not None:
        return redirect(live)
    if not policies.can_raise(referral, by=user):
        return render(request, "escalation/not_yet.html", {"referral": referral}, status=409)
    typing = RAISE.on(about(referral), request)
    form = typing.form(RaiseForm, referral=referral)
    if request.method == "POST" and form.is_valid():
        try:
            raised = actions.raise_escalation(referral, **form.cleaned_data, by=user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            return redirect(raised)
    typing.keep()
    decision = referral.decisions.made().get()
    return render(request, "escalation/raise.html", {"form": form, "referral": referral, "decision": decision})


@require_GET
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ladder, clock, both sides, and what the reader may do now."""
    return _show(request, open_escalation(key, by=_person(request), view="escalation"))


@require_POST
def reply_to(request: HttpRequest, key: UUID) -> HttpResponse:
    """The answer of MASH to the stage that is open."""
    escalation = open_escalation(key, by=_person(request), view="reply")
    form = _reply_form(request, escalation)

    def act() -> None:
        given = form.cleaned_data
        actions.reply(
            escalation,
            answer=given["answer"],
            words=given["words"],
            would_resolve=given["would_resolve"],
            decision=form.decision,
            by=_person(request),
        )

    return _act(request, escalation, "reply_form", form, act, "Your reply is sent.")


@require_POST
def further(request: HttpRequest, key: UUID) -> HttpResponse:
    """The referrer's side asks the next stage."""
    escalation = open_escalation(key, by=_person(request), view="further")
    form = _further_form(request, escalation)

    def act() -> None:
        actions.take_further(escalation, why=form.cleaned_data["why"], by=_person(request))

    return _act(request, escalation, "further_form", form, act, "The next stage is asked.")


@require_POST
def learning(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was learned, once it has ended."""
    escalation = open_escalation(key, by=_person(request), view="learning")
    form = _learning_form(request, escalation)

    def act() -> None:
        actions.record_learning(escalation, learning=form.cleaned_data["learning"], by=_person(request))

    return _act(request, escalation, "learning_form", form, act, "What was learned is written down.")


@require_POST
def hand_to_managers(request: HttpRequest, key: UUID) -> HttpResponse:
    """The owner asks a manager to reply."""
    escalation = open_escalation(key, by=_person(request), view="ask_manager")
    form = GovForm(request.POST)
    return _act(
        request,
        escalation,
        "plain_form",
        form,
        lambda: actions.ask_manager(escalation, by=_person(request)),
        "The managers have it now. The clock runs on.",
    )


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """The referrer's side accepts, or withdraws; a manager ends it after the last stage."""
    escalation = open_escalation(key, by=_person(request), view="close")
    form = GovForm(request.POST)
    return _act(
        request,
        escalation,
        "plain_form",
        form,
        lambda: actions.close(escalation, by=_person(request)),
        "The escalation is ended.",
    )


def _act(
    request: HttpRequest,
    escalation: Escalation,
    name: str,
    form: GovForm,
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Do it and go back to the page; what is refused is shown beside its field and nothing typed is lost."""
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if form.unsent:
                form.unsent.sent()
            messages.success(request, done)
            return redirect(escalation)
    if form.unsent:
        form.unsent.keep()
    fresh = Escalation.objects.with_people().get(pk=escalation.pk)
    return _show(request, fresh, {name: form, "wrong": form, "has_errors": True})


def _reply_form(request: HttpRequest, escalation: Escalation) -> ReplyForm:
    may_agree = policies.can_agree(escalation, by=_person(request))
    typing = REPLY.on(about_escalation(escalation), request)
    return typing.form(ReplyForm, referral=escalation.referral, may_agree=may_agree, auto_id="reply-%s")


def _further_form(request: HttpRequest, escalation: Escalation) -> FurtherForm:
    return FURTHER.on(about_escalation(escalation), request).form(FurtherForm, auto_id="further-%s")


def _learning_form(request: HttpRequest, escalation: Escalation) -> LearningForm:
    return LEARN.on(about_escalation(escalation), request).form(LearningForm, auto_id="learning-%s")


def _show(request: HttpRequest, escalation: Escalation, bound: dict[str, object] | None = None) -> HttpResponse:
    user = _person(request)
    context: dict[str, object] = {
        "escalation": escalation,
        "page": page_of(escalation, reader=user),
        "may_ask_manager": policies.can_ask_manager(escalation, by=user) and not user.is_manager,
        "may_close": policies.can_close(escalation, by=user),
    }
    if policies.can_reply(escalation, by=user):
        context["reply_form"] = _reply_form(request, escalation)
    if policies.can_take_further(escalation, by=user):
        context["further_form"] = _further_form(request, escalation)
    if policies.can_record_learning(escalation, by=user):
        context["learning_form"] = _learning_form(request, escalation)
    return render(request, "escalation/detail.html", {**context, **(bound or {})})
