"""Check the threshold: find worries in everyday words and read what they suggest. Open to all; nothing is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thresholds.forms import WordsForm
from thresholds.limits import may_search
from thresholds.preview import MOST_PICKED, Picked, answer_for, pick
from thresholds.published import PublishedMatrix, current
from thresholds.search import find_each

SHOWN = 8
_TOO_MANY = f"You can pick {MOST_PICKED} worries at a time. Take one off first"
_NOT_LISTED = "That worry is not on the list. Find it again and add it"
_NONE_YET = "Find a worry and add it first"
_TOO_OFTEN = (
    "There were too many searches from your network in the last minute. Wait a minute, then press Find again. "
    "What you picked is still here"
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def threshold(request: HttpRequest) -> HttpResponse:
    """The page and all its buttons. Words and picks travel in the form itself, never in an address."""
    published = current()
    if request.method != "POST":
        return _page(request, published, WordsForm(), [])
    picked = pick(published, _codes(request))
    if "show" in request.POST and picked:
        context = {"answer": answer_for(published, picked), "picked": picked, "start": _start(picked)}
        return render(request, "thresholds/answer.html", context)
    form = WordsForm(request.POST)
    words = str(form.cleaned_data["q"]) if form.is_valid() else ""
    if "find" not in request.POST:
        form.errors.pop("q", None)
        _say_what_is_wrong(request, published, form)
    if words and not may_search(request):
        form.add_error("q", _TOO_OFTEN)
        return _page(request, published, form, picked, status=429)
    return _page(request, published, form, picked, words)


def _codes(request: HttpRequest) -> list[str]:
    """What was picked before, with what was just added and without what was taken off."""
    codes = [code for code in request.POST.getlist("picked") if code != request.POST.get("remove")]
    return [*codes, *request.POST.getlist("add")]


def _say_what_is_wrong(request: HttpRequest, published: PublishedMatrix, form: WordsForm) -> None:
    added = request.POST.get("add")
    if added is not None and added not in published.matrix.entries:
        form.add_error("q", _NOT_LISTED)
    elif len(set(_codes(request))) > MOST_PICKED:
        form.add_error("q", _TOO_MANY)
    elif "show" in request.POST:
        form.add_error("q", _NONE_YET)


def _start(picked: list[Picked]) -> str:
    """The codes as the start page of a referral takes them."""
    return ",".join(one.code for one in picked)


def _page(
    request: HttpRequest,
    published: PublishedMatrix,
    form: WordsForm,
    picked: list[Picked],
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    codes = {one.code for one in picked}
    found = find_each(published.version, words, SHOWN) if words else []
    results = [
        {"code": one.code, "label": one.label, "guidance": one.guidance, "added": one.code in codes} for one in found
    ]
    context = {"form": form, "picked": picked, "words": words, "results": results}
    return render(request, "thresholds/check.html", context, status=status)
