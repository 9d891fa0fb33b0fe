"""Trying a version on past referrals: for administrators and MASH managers. For everybody else it is not there."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.views import signed_in
from core import clock
from core.addresses import read_number
from core.errors import Refused
from quality.policies import can_simulate, may_choose_any_days, may_read_cases
from quality.sensitivity_page import sensitivity_page
from quality.simulating import cancel_simulation, resume_simulation, start_simulation
from quality.simulation_changes import changes_page, too_few
from quality.simulation_days import is_of_told_months, told_stretches
from quality.simulation_forms import period_form
from quality.simulation_models import RunState, SimulationRun
from quality.simulation_page import few_move, finished_page, own_rules, rounding_for
from referrals.door import NOTHING
from thresholds.models import MatrixVersion

View = Callable[..., HttpResponse]
SECONDS_TO_WAIT = 5


def triers_only(view: View) -> View:
    """Hidden and absent are the same 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not isinstance(request.user, User) or not can_simulate(request.user):
            raise Http404(NOTHING)
        return view(request, *args, **kwargs)

    return guarded


def _run(version: UUID, key: UUID) -> SimulationRun:
    runs = SimulationRun.objects.select_related("version__scheme", "asked_by").defer("version__document")
    return get_object_or_404(runs, pk=key, version=version)


@triers_only
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """Every version of this partnership's scheme that can be tried, the newest first, with its last trial."""
    ours = MatrixVersion.objects.of_scheme(settings.MATRIX_SCHEME).not_discarded()
    found = ours.select_related("scheme").order_by("-number")
    runs = SimulationRun.objects.light().filter(version__in=found.values("pk")).order_by("version_id", "-asked_at")
    last = {run.version_id: run for run in runs.distinct("version_id")}
    rows = [(version, last.get(version.pk)) for version in found.defer("document")]
    return render(request, "quality/simulation/versions.html", {"rows": rows})


@triers_only
@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: HttpRequest, version: UUID) -> HttpResponse:
    """Choose the days and start; below, the trials that there were of this version."""
    found = get_object_or_404(MatrixVersion.objects.select_related("scheme"), pk=version)
    user = signed_in(request)
    typed = request.POST if request.method == "POST" else None
    form = period_form(user, clock.now(), typed, year="year" in request.GET)
    if form.is_valid():
        try:
            run = start_simulation(found, **form.cleaned_data, by=user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("simulation:run", version, run.pk)
    runs = SimulationRun.objects.light().filter(version=found).select_related("asked_by")[:20]
    may_read = _reader(user)
    rows = [(run, may_read(run)) for run in runs]
    return render(request, "quality/simulation/start.html", {"version": found, "form": form, "rows": rows})


def _reader(user: User) -> Callable[[SimulationRun], bool]:
    """Whether this person is told what came of a run: not an administrator of days that a manager chose freely."""
    if may_choose_any_days(user):
        return lambda _: True
    told = told_stretches(clock.now())
    return lambda run: is_of_told_months(run.first_day, run.last_day, run.asked_at, told=told)


@triers_only
@require_GET
def run(request: HttpRequest, version: UUID, key: UUID) -> HttpResponse:
    """How far it is, drawn again every five seconds; at the end, what came of it."""
    found = _run(version, key)
    user = signed_in(request)
    readable = _reader(user)(found)
    context: dict[str, object] = {"run": found, "version": found.version, "readable": readable}
    if found.state == RunState.DONE and readable:
        context |= finished_page(found, by=user)
    response = render(request, "quality/simulation/run.html", context)
    if found.is_open:
        response.headers["Refresh"] = f"{SECONDS_TO_WAIT}; url={request.path}"
    return response


@triers_only
@require_POST
def stop(request: HttpRequest, version: UUID, key: UUID) -> HttpResponse:
    """Stop it where it is."""
    return _moved(request, _run(version, key), cancel_simulation, "Stopped. It can go on from here.")


@triers_only
@require_POST
def resume(request: HttpRequest, version: UUID, key: UUID) -> HttpResponse:
    """Go on where it stopped."""
    return _moved(request, _run(version, key), resume_simulation, "It goes on where it stopped.")


def _moved(request: HttpRequest, found: SimulationRun, action: Callable[..., object], said: str) -> HttpResponse:
    try:
        action(found, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("simulation:run", found.version_id, found.pk)


@triers_only
@require_GET
def changes(request: HttpRequest, version: UUID, key: UUID) -> HttpResponse:
    """The referrals that change, for managers: one trail row for each they may open. An administrator reads who may."""
    found, user = _run(version, key), signed_in(request)
    page = read_number(request.GET.get("page", "1"))
    if found.state != RunState.DONE or not page or not _reader(user)(found):
        raise Http404(NOTHING)
    if not may_read_cases(user):
        return render(request, "quality/simulation/closed.html", {"run": found})
    worse = request.GET.get("only") == "worse"
    address = reverse("simulation:changes", args=[version, key])
    listed = changes_page(found, page=page, worse=worse, address=address, by=user)
    return render(request, "quality/simulation/changes.html", {"run": found, "page": listed, "worse": worse})


@triers_only
@require_GET
def rules(request: HttpRequest, version: UUID, key: UUID) -> HttpResponse:
    """Which rules and worries carry the decisions, which never fire, which always fire together."""
    found, user = _run(version, key), signed_in(request)
    if found.state != RunState.DONE or too_few(found) or not _reader(user)(found):
        raise Http404(NOTHING)
    rounding = rounding_for(found, user)
    if few_move(found, rounding):
        raise Http404(NOTHING)
    page = sensitivity_page(found, rounding, own_rules(found) if rounding else ())
    return render(request, "quality/simulation/rules.html", {"run": found, "page": page, "rounded": bool(rounding)})
