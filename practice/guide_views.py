"""The guide to the threshold: public, made from the published version alone, a few queries a page."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from practice.printed import PrintedGuide
from practice.printing import printed, start_address
from thresholds.forms import WordsForm
from thresholds.guide import Guide, everyday_words, guide_of
from thresholds.limits import may_search
from thresholds.published import current
from thresholds.search import find_each

_SHOWN = 12
_TOO_OFTEN = "There were too many searches from your network in the last minute. Wait a minute, then press Find again"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def guide(request: HttpRequest) -> HttpResponse:
    """The first page, and what a search found. What is asked is posted, so that no address carries it."""
    form = WordsForm(request.POST) if request.method == "POST" else WordsForm()
    words = str(form.cleaned_data["q"]) if form.is_bound and form.is_valid() else ""
    allowed = not words or may_search(request)
    if not allowed:
        form.add_error("q", _TOO_OFTEN)
    version = current().version
    whole = guide_of(version, everyday_words(version))
    found = find_each(version, words, _SHOWN) if words and allowed else []
    results = [whole.entries[one.code] for one in found if one.code in whole.entries]
    context = {"form": form, "guide": whole, "words": words if allowed else "", "results": results}
    context["printed"] = printed(version)
    return render(request, "thresholds/guide/index.html", context, status=200 if allowed else 429)


@login_not_required
@require_safe
def level(request: HttpRequest, number: int) -> HttpResponse:
    """One level: what it means, what comes of it, and every worry that stands at it."""
    whole = _guide()
    one = next((one for one in whole.levels if one.number == number), None)
    if one is None:
        raise Http404
    return render(
        request, "thresholds/guide/level.html", {"guide": whole, "level": one, "parts": whole.by_level(number)}
    )


@login_not_required
@require_safe
def domain(request: HttpRequest, code: str) -> HttpResponse:
    """One part of a child's life, the most serious level first."""
    whole = _guide()
    one = next((one for one in whole.domains if one.code == code), None)
    if one is None:
        raise Http404
    context = {"guide": whole, "domain": one, "parts": whole.by_domain(one)}
    return render(request, "thresholds/guide/domain.html", context)


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What always goes to social care, what must be done now, and what only asks a person to look."""
    return render(request, "thresholds/guide/rules.html", {"guide": _guide()})


@login_not_required
@require_safe
def consent(request: HttpRequest) -> HttpResponse:
    """When the family is asked, and when nobody waits for an answer."""
    return render(request, "thresholds/guide/consent.html", {"guide": _guide()})


@login_not_required
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """Everything on one page, for printing: paper is read at any hour, so it has both numbers and a whole address."""
    made = _guide()
    parts = [(level, made.by_level(level.number)) for level in made.levels]
    return render(request, "thresholds/guide/whole.html", {"guide": made, "parts": parts, "start": start_address()})


@login_not_required
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The printed guide of the version in force; nothing while it is being made."""
    version = current().version
    row = PrintedGuide.objects.filter(version=version, made_at__isnull=False).first()
    if row is None:
        raise Http404
    answer = HttpResponse(bytes(row.content or b""), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="threshold-guide-{version.scheme.slug}-{version.number}.pdf"'
    return answer


def _guide() -> Guide:
    """The guide of the version in force, with the everyday words of today."""
    version = current().version
    return guide_of(version, everyday_words(version))
