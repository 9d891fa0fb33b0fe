"""Pages of blind double decisions: through the door, bind the form, call one action, redirect."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.roles import MASH
from core.errors import Refused
from core.forms import GovForm
from core.visible import visible
from quality.agreement.counts import levels_in_use
from quality.double import actions, pages, policies
from quality.double.door import find_case, find_round, open_case
from quality.double.forms import AnswerForm, ConfirmForm, PeopleForm, RemarkForm, RoundForm
from quality.double.kept_forms import ANSWER, CONFIRM, SAY, about_case
from quality.double.numbers import number_of
from quality.double.sending import check_can_send
from quality.double.texts import text_of
from quality.double_models import Case, Round, RoundStatus
from referrals.door import NOTHING
from unsent.places import Place


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    if not policies.reads_rounds(request.user):
        raise Http404(NOTHING)
    return request.user


def _manager(request: HttpRequest) -> User:
    """Rounds are made, sent and ended by managers; for everybody else those addresses lead nowhere."""
    user = _person(request)
    if not user.is_manager:
        raise Http404(NOTHING)
    return user


@require_GET
def rounds_page(request: HttpRequest) -> HttpResponse:
    """The rounds this person has something to do with."""
    return render(request, "quality/double/list.html", {"rows": pages.round_rows(_person(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: HttpRequest) -> HttpResponse:
    """A manager draws a sample."""
    user = _manager(request)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            name, seed = form.cleaned_data["name"], form.cleaned_data["seed"]
            made = actions.make_round(name=name, drawing=form.drawing, seed=seed, by=user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("double:round", made.pk)
    return render(request, "quality/double/new.html", {"form": form})


@require_GET
def round_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """What there is to do in a round, or its spread once it is over."""
    user = _person(request)
    return _show_round(request, find_round(key, by=user), user)


def _show_round(
    request: HttpRequest, round_: Round, user: User, form: GovForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"round": round_}
    if round_.status == RoundStatus.CLOSED:
        context["over"] = pages.spread_of(round_, levels_in_use())
    elif round_.status == RoundStatus.PREPARING:
        context |= {"texts": pages.texts_to_read(round_), "form": form or PeopleForm(desk=_desk())}
        context["ready"] = all(row.done for row in context["texts"])
        if isinstance(form, PeopleForm) and "people" in form.cleaned_data:
            context["would"] = pages.would_answer(round_, form.chosen)
    else:
        context |= {"cases": pages.cases_to_answer(round_, user), "next": pages.next_to_answer(round_, user)}
        context["asked"] = pages.who_was_asked(round_) if user.is_manager else []
    return render(request, "quality/double/round.html", context, status=status)


def _desk() -> list[User]:
    return list(User.objects.filter(is_active=True, role__in=MASH))


@require_POST
def send_round(request: HttpRequest, key: UUID) -> HttpResponse:
    """A manager asks people, once the page has shown how many answers each case would get from them."""
    user = _manager(request)
    round_ = find_round(key, by=user)
    form = PeopleForm(request.POST, desk=_desk())
    if form.is_valid():
        try:
            check_can_send(round_, people=form.chosen, by=user)
            if request.POST.get("shown") != form.mark:
                return _show_round(request, round_, user, form)
            actions.send_round(round_, people=form.chosen, by=user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, "Sent. Each of them has a letter, and sees nobody’s answer until the round is over."
            )
            return redirect("double:round", key)
    return _show_round(request, round_, user, form)


@require_http_methods(["GET", "HEAD", "POST"])
def close_round(request: HttpRequest, key: UUID) -> HttpResponse:
    """A manager is asked first, and then ends it."""
    user = _manager(request)
    round_ = find_round(key, by=user)
    try:
        policies.check_can_close(round_, by=user)
        if request.method != "POST":
            context = {"round": round_, "missing": actions.waiting_answers(round_)}
            return render(request, "quality/double/close.html", context)
        actions.close_round(round_, by=user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("double:round", key)


@require_GET
def case_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """A case, with the one thing that this person may do with it now."""
    return _show_case(request, open_case(key, by=_person(request)))


def _show_case(request: HttpRequest, case: Case, refused: GovForm | None = None) -> HttpResponse:
    """`refused`: the form that came and was not taken, shown again in its place."""
    user = _person(request)
    context: dict[str, Any] = {"case": case, "round": case.round, "form": refused, "number": number_of(case, user)}
    context["may_prepare"] = policies.can_prepare(case.round, by=user)
    if case.round.status == RoundStatus.CLOSED:
        context |= {"given": pages.answers_to(case, user), "remarks": case.remarks.select_related("writer")}
    else:
        context["own"] = pages.own_answer(case, user)
    if isinstance(refused, ConfirmForm):
        context["drawn"] = text_of(case.referral)
    if refused is None and (asked := _asked_of(case, user)) is not None:
        place, form_class, initial = asked
        context["form"] = form = place.on(about_case(case), request).form(form_class, initial=initial)
        if place is CONFIRM:
            context["drawn"] = text_of(case.referral)
            if not visible(form.initial["text"]):  # a box that was emptied takes no text away
                form.initial["text"] = case.text
    if context["form"] is not None:
        context[_NAMES[type(context["form"])]] = context["form"]
    return render(request, "quality/double/case.html", context)


_NAMES: dict[type[GovForm], str] = {ConfirmForm: "confirm", AnswerForm: "answer", RemarkForm: "remark"}


def _asked_of(case: Case, user: User) -> tuple[Place, type[GovForm], dict[str, str]] | None:
    """The one form that this person may fill in on this page now."""
    if policies.can_prepare(case.round, by=user):
        return CONFIRM, ConfirmForm, {"text": case.text}
    if policies.can_answer(case, by=user):
        return ANSWER, AnswerForm, {}
    return (SAY, RemarkForm, {}) if policies.can_say(case, by=user) else None


Act = Callable[..., object]


def _sent(
    request: HttpRequest, key: UUID, place: Place, form_class: type[GovForm], act: Act, done: str
) -> HttpResponse:
    """Bind the form, act, and go on; what is refused is shown again with all that was typed."""
    user = _person(request)
    case = find_case(key, by=user)
    typing = place.on(about_case(case), request)
    form = typing.form(form_class)
    if form.is_valid():
        try:
            act(case, **form.cleaned_data, by=user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            return redirect(done, case.round_id if done == "double:round" else case.pk)
    typing.keep()
    return _show_case(request, open_case(case.pk, by=user), form)


@require_POST
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """A manager has read the text of a case."""
    _manager(request)
    return _sent(request, key, CONFIRM, ConfirmForm, actions.confirm_case, "double:round")


@require_POST
def put_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """The text as it was drawn takes the place of what was made of it; what was typed goes."""
    user = _manager(request)
    case = find_case(key, by=user)
    try:
        with transaction.atomic():
            actions.put_back(case, by=user)
            CONFIRM.on(about_case(case), request).sent()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "The text stands again as it was drawn. Read it, and confirm it.")
    return redirect("double:case", case.pk)


@require_POST
def leave_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """The case is not sent."""
    user = _manager(request)
    case = find_case(key, by=user)
    try:
        actions.leave_out_case(case, by=user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("double:round", case.round_id)


@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Somebody answers alone."""
    return _sent(request, key, ANSWER, AnswerForm, actions.answer_case, "double:round")


@require_POST
def say(request: HttpRequest, key: UUID) -> HttpResponse:
    """Something is said about a case of a round that is over."""
    return _sent(request, key, SAY, RemarkForm, actions.say_of_case, "double:case")
