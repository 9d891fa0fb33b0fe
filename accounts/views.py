"""The administrator's pages: people and keys. For everybody else they are not there."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import add_person, deactivate
from accounts.agency_views import change_settings, open_invitations
from accounts.api_keys import make_api_key, revoke_api_key
from accounts.forms import NewKeyForm, NewPersonForm, ResetForm
from accounts.invitations import withdraw
from accounts.kept_forms import RESET, about_person
from accounts.leaving import held_by
from accounts.models import Agency, ApiKey, Invitation, User, WorkAccount
from accounts.resetting import reset_second_factor
from accounts.roles import Role
from accounts.single_sign_on import signs_in_at_work
from accounts.source_codes import AgencyKind
from core import clock
from core.errors import Refused

View = Callable[..., HttpResponse]
_WORK_ACCOUNTS = WorkAccount.objects.filter(person=OuterRef("pk"))


def administrator_only(view: View) -> View:
    """Hidden and absent are the same 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if getattr(request.user, "role", None) != Role.ADMINISTRATOR:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_a_fresh_sign_in(view: View) -> View:
    """To look is enough to be signed in; to write, the sign-in must be fresh. What was typed waits for it."""
    guarded: View = reauthentication_required(view, allow_get=True)
    return guarded


def signed_in(request: HttpRequest) -> User:
    """Whoever is signed in. The middleware lets nobody else this far."""
    assert isinstance(request.user, User)
    return request.user


@administrator_only
@for_a_fresh_sign_in
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everyone with an account, and the form for one more. To make one, the administrator's sign-in must be fresh."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = add_person(**form.cleaned_data, by=signed_in(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            first = "sign in with their work account" if signs_in_at_work(person) else "set their password"
            messages.success(request, f"{person.full_name} has an account. Tell them to {first}.")
            return redirect("accounts:people")
    everybody = User.objects.exclude(role=Role.SYSTEM).annotate(at_work=Exists(_WORK_ACCOUNTS))
    listed = everybody.select_related("agency").order_by("-is_active", "full_name")
    return render(request, "accounts/people.html", {"form": form, "people": listed, "me": request.user})


@administrator_only
@require_http_methods(["GET", "POST"])
def end_account(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what somebody holds and ask once more; then end the account, and say where it all went."""
    person = person_by(key)
    if request.method == "GET":
        return render(request, "accounts/end_account.html", {"person": person, "held": held_by(person)})
    try:
        handed_on = deactivate(person, by=signed_in(request))
    except Refused as refusal:
        return render(request, "accounts/refused.html", {"refusal": refusal}, status=409)
    sentences = [f"The account of {person.full_name} has ended.", *(held.after for held in handed_on)]
    messages.success(request, " ".join(sentences))
    return redirect("accounts:people")


def person_by(key: UUID) -> User:
    """Somebody with an account; 404 for every other."""
    person: User | None = User.objects.exclude(role=Role.SYSTEM).select_related("agency").filter(pk=key).first()
    if person is None:
        raise Http404
    return person


@administrator_only
@reauthentication_required
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest, key: UUID) -> HttpResponse:
    """Reset somebody's second step, for a reason. The administrator's own sign-in must be fresh."""
    person = person_by(key)
    typing = RESET.on(about_person(person), request)
    form = typing.form(ResetForm)
    if request.method == "POST" and form.is_valid():
        try:
            reset_second_factor(person, why=form.cleaned_data["why"], by=signed_in(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            messages.success(request, f"{person.full_name} sets up a new second step at the next sign-in.")
            return redirect("accounts:people")
    typing.keep()
    before = person.second_factor_resets.select_related("reset_by")[:10]
    return render(request, "accounts/second_step.html", {"form": form, "person": person, "before": before})


@administrator_only
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency, and what it asks for."""
    listed = Agency.objects.exclude(kind=AgencyKind.COUNCIL).select_related("single_sign_on")
    return render(request, "accounts/agencies.html", {"agencies": listed})


@administrator_only
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Every invitation that is open, of every agency."""
    context = {"invitations": open_invitations(), "now": clock.now()}
    return render(request, "accounts/invitations.html", context)


@administrator_only
@require_POST
def withdraw_invitation(request: HttpRequest, key: UUID) -> HttpResponse:
    """The link stops working: for the agency whose lead has left, or who invited the wrong address."""
    invitation = Invitation.objects.filter(pk=key).first()
    if invitation is None:
        raise Http404
    try:
        withdraw(invitation, by=signed_in(request))
        messages.success(request, f"The invitation of {invitation.email} was withdrawn.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("accounts:invitations")


@administrator_only
@require_http_methods(["GET", "POST"])
def agency(request: HttpRequest, key: UUID) -> HttpResponse:
    """What one agency asks for, changed by the administrator."""
    return change_settings(request, outside_agency(key), back="accounts:agencies")


def outside_agency(key: UUID) -> Agency:
    """An agency that is not the council itself; 404 for every other."""
    found = Agency.objects.exclude(kind=AgencyKind.COUNCIL).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@administrator_only
@for_a_fresh_sign_in
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Every key, and the form for a new one. A new key is shown once, on the answer to the form itself."""
    form = NewKeyForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            made = make_api_key(
                chosen["acts_as"], name=chosen["name"], may_read=chosen["may_read"] == "yes", by=signed_in(request)
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            form = NewKeyForm()
    listed = ApiKey.objects.select_related("agency", "acts_as")
    return render(request, "accounts/keys.html", {"form": form, "keys": listed, "made": made, "now": clock.now()})


@administrator_only
@require_POST
def end_key(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a key."""
    found = ApiKey.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    revoke_api_key(found, by=signed_in(request))
    messages.success(request, f"The key for {found.name} has ended.")
    return redirect("accounts:keys")
