"""One referral at the desk: read it, hand it over, decide, sign off, tell."""

from django.contrib import messages
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import MASH
from core import clock
from core.addresses import read_number
from core.components import SummaryRow
from core.errors import Refused
from core.forms import GovForm
from mash import actions
from mash.choices import Choice, needs_manager, problems_of, why_manager
from mash.desk import read_desk
from mash.forms import DecisionForm, ReassignForm, ReturnForm, TalkForm, TellForm
from mash.kept_forms import DECIDE, SEND_BACK, TALK
from mash.marks import level_meaning, level_name, route_name
from mash.models import Decision
from mash.outcome import preview_of
from mash.policies import can_decide, check_can_decide
from mash.trail_page import trail_page
from mash.views.access import DESK_READERS, only_for, person, say_refused
from referrals.door import open_referral
from referrals.kept_forms import about
from referrals.models import Referral


@require_safe
@only_for(DESK_READERS)
def referral(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything a decision needs, on one screen."""
    return page(request, open_referral(reference, by=person(request), view="referral"))


@require_safe
@only_for(DESK_READERS)
def trail(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was done to it or read of it."""
    found = open_referral(reference, by=person(request), view="trail")
    before = read_number(request.GET.get("before", ""), digits=18)
    shown = trail_page(found, before=before, each="each" in request.GET, reader=person(request))
    return render(request, "mash/trail.html", {"referral": found, "page": shown})


@require_POST
@only_for(MASH)
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Two steps with nothing lost between them: check what was written and what the referrer will read; record it."""
    found = open_referral(reference, by=person(request), view="decide")
    typing = DECIDE.on(about(found), request)
    form = typing.form(DecisionForm, referral=found)
    # What is sent is kept too, scripts or none. Whoever may not decide is told so by the page itself.
    if can_decide(found, by=person(request)):
        typing.keep()
    if request.POST.get("step") == "change":
        again = typing.form(DecisionForm, bound=False, initial=request.POST.dict(), referral=found)
        return page(request, found, decision=again)
    form.is_valid()
    if not form.fits(problems_of(found, form.choice, by=person(request))):
        return page(request, found, decision=form)
    try:
        if request.POST.get("step") != "record":
            return _check(request, found, form)
        decision = _record(request, found, form)
    except Refused as refusal:
        form.refuse(refusal)
        return page(request, found, decision=form)
    waits = decision.state == "proposed"
    messages.success(request, "A manager has been asked to sign off." if waits else "The decision is recorded.")
    return redirect("mash:referral", found.reference)


def _check(request: HttpRequest, found: Referral, form: DecisionForm) -> HttpResponse:
    """The page between. Refuses whoever may not decide, before they write more."""
    user, choice = person(request), form.choice
    check_can_decide(found, by=user)
    shown = {
        "referral": found,
        "form": form,
        "kept": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "rows": _summary(found, choice),
        "preview": preview_of(found, choice, user=user, now=clock.now()),
        "choice": choice,
        "for_manager": why_manager(found, choice) if needs_manager(found, choice, by=user) else "",
    }
    return render(request, "mash/check.html", shown)


def _summary(found: Referral, choice: Choice) -> list[SummaryRow]:
    return [
        SummaryRow("What happens", route_name(choice.route, found)),
        SummaryRow("Level", f"{level_name(found, choice.level)}: {level_meaning(found, choice.level)}"),
        SummaryRow("Suggested", level_name(found, found.level)),
        SummaryRow("Why", choice.rationale),
        *([SummaryRow("Why another level", choice.differs_reason)] if choice.differs_reason else []),
    ]


def _record(request: HttpRequest, found: Referral, form: DecisionForm) -> Decision:
    choice = form.choice
    return actions.record_decision(
        found,
        level=choice.level,
        route=choice.route,
        rationale=choice.rationale,
        differs_reason=choice.differs_reason,
        push_back=choice.push_back,
        reply=choice.reply,
        by=person(request),
    )


@require_POST
@only_for(MASH)
def sign_off(request: HttpRequest, reference: str) -> HttpResponse:
    """A manager agrees to the proposal that waits, or sends it back with why."""
    found = open_referral(reference, by=person(request), view="sign off")
    waiting = found.decisions.proposed().first()
    if waiting is None:
        messages.error(request, "Nothing waits for sign-off here.")
        return redirect("mash:referral", found.reference)
    typing = SEND_BACK.on(about(found), request)
    form = typing.form(ReturnForm, bound=request.POST.get("step") == "return")
    try:
        if request.POST.get("step") == "agree":
            actions.sign_off(waiting, by=person(request))
        elif form.is_valid():
            actions.return_decision(waiting, why=form.cleaned_data["why"], by=person(request))
            typing.sent()
        else:
            typing.keep()
            return page(request, found, returning=form)
    except Refused as refusal:
        say_refused(request, refusal)
        typing.keep()
        return page(request, found, returning=form)
    messages.success(request, "Done. The person who proposed it is told.")
    return redirect("mash:referral", found.reference)


@require_POST
@only_for(MASH)
def reassign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it to somebody else at the desk."""
    found = open_referral(reference, by=person(request), view="reassign")
    form = ReassignForm(request.POST, holder_id=found.holder_id)
    if not form.is_valid():
        return page(request, found, reassigning=form)
    try:
        held = actions.reassign(found, to=form.cleaned_data["to"], by=person(request))
    except Refused as refusal:
        form.refuse(refusal)
        return page(request, found, reassigning=form)
    messages.success(request, f"{held.holder} holds {found.reference} now.")
    return redirect("mash:referral", found.reference)


@require_POST
@only_for(MASH)
def tell_by_phone(request: HttpRequest, reference: str) -> HttpResponse:
    """The referrer was told by telephone."""
    found = open_referral(reference, by=person(request), view="tell by phone")
    form = TellForm(request.POST)
    if not form.is_valid():
        return page(request, found, telling=form)
    try:
        actions.tell_by_phone(found, spoke_to=form.cleaned_data["spoke_to"], by=person(request))
    except Refused as refusal:
        form.refuse(refusal)
        return page(request, found, telling=form)
    messages.success(request, "Recorded: the referrer knows the outcome.")
    return redirect("mash:referral", found.reference)


def page(
    request: HttpRequest,
    found: Referral,
    *,
    decision: DecisionForm | None = None,
    returning: ReturnForm | None = None,
    reassigning: ReassignForm | None = None,
    telling: TellForm | None = None,
    talking: TalkForm | None = None,
) -> HttpResponse:
    """The referral page, with whichever form came back as it was filled in."""
    here = about(found)
    desk = read_desk(found, user=person(request), now=clock.now(), change="change" in request.GET)
    forms: dict[str, GovForm] = {
        "decision_form": decision or DECIDE.on(here, request).form(DecisionForm, referral=found),
        "return_form": returning or SEND_BACK.on(here, request).form(ReturnForm),
        "reassign_form": reassigning or ReassignForm(holder_id=found.holder_id),
        "tell_form": telling or TellForm(),
        "talk_form": talking or TALK.on(here, request).form(TalkForm, initial={"seen_upto": desk.thread.upto}),
    }
    wrong = any(form.is_bound and form.errors for form in forms.values())
    unsent = _unsent(decision) if decision and not desk.can.decide else []
    shown = {"desk": desk, "referral": found, "has_errors": wrong, "unsent": unsent, **forms}
    return render(request, "mash/referral.html", shown)


def _unsent(form: DecisionForm) -> list[SummaryRow]:
    """What somebody wrote who may no longer decide, to copy it from: nothing typed is lost."""
    written = [form[name] for name, field in form.fields.items() if isinstance(field, CharField)]
    return [SummaryRow(str(each.label), str(each.value())) for each in written if each.value()]
