"""The administrator's pages of the search: everyday words beside the frozen matrix. For others they are not there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views import administrator_only, signed_in
from core.errors import Refused
from thresholds.everyday import set_everyday_words
from thresholds.forms import EverydayWordsForm
from thresholds.kept_forms import WORDS, about_code
from thresholds.models import EverydayWords
from thresholds.published import current


@administrator_only
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every indicator of the matrix in force with the phrases that lead to it."""
    version = current().version
    kept = _kept(version.scheme_id)
    rows = [
        {"code": one.code, "label": one.label, "level": one.level, "phrases": kept.get(one.code, "").split("\n")}
        for one in version.indicators.all()
    ]
    groups = len(kept.get(EverydayWords.SAME, "").split("\n"))
    return render(request, "thresholds/words.html", {"rows": rows, "groups": groups, "same": EverydayWords.SAME})


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_words(request: HttpRequest, code: str) -> HttpResponse:
    """The phrases of one indicator, or the words that mean the same, one a line. The matrix itself stays frozen."""
    version = current().version
    indicator = version.indicators.filter(code=code).first()
    if indicator is None and code != EverydayWords.SAME:
        raise Http404
    level = current().matrix.level_words(indicator.level) if indicator else ""
    title = indicator.label if indicator else "Words that mean the same"
    kept = _kept(version.scheme_id).get(code, "")
    typing = WORDS.on(about_code(code), request)
    form = typing.form(EverydayWordsForm, bound="words" in request.POST, initial={"words": kept})
    if form.is_valid():
        try:
            set_everyday_words(
                version, code=code, phrases=form.cleaned_data["words"].splitlines(), by=signed_in(request)
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            messages.success(request, f"Saved. The search uses these words now: {title}.")
            return redirect("search_words:words")
    typing.keep()
    return render(request, "thresholds/edit_words.html", {"form": form, "title": title, "level": level})


def _kept(scheme: UUID) -> dict[str, str]:
    return dict(EverydayWords.objects.filter(scheme=scheme).values_list("code", "words_text"))
