"""What was typed for a part that is gone, or for a version that is no draft any more: shown again, not thrown away."""

from collections.abc import Callable, Iterator
from functools import wraps

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from thresholds.editing.forms import PartForm
from thresholds.models import MatrixEdit, MatrixVersion

PartView = Callable[[HttpRequest, str], HttpResponse]
_GONE = 404


def keeps_words(form: type[PartForm]) -> Callable[[PartView], PartView]:
    """Of a form that is sent to nowhere the words come back on a page. Only for views of administrators."""

    def wrap(view: PartView) -> PartView:
        @wraps(view)
        def seen(request: HttpRequest, key: str) -> HttpResponse:
            try:
                return view(request, key)
            except Http404:
                words = list(_typed(form, request))
                if not words:
                    raise
                return render(request, "thresholds/editor/gone.html", {"words": words, **_what(key)}, status=_GONE)

        return seen

    return wrap


def _typed(form: type[PartForm], request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Each box that somebody writes in, with what they wrote."""
    for name, field in form.base_fields.items():
        if isinstance(field, forms.CharField) and (words := request.POST.get(name, "").strip()):
            yield str(field.label), words


def _what(key: str) -> dict[str, object]:
    """The version, and who took the part out, where that is how it went."""
    pk, _, place = key.partition(".")
    version = MatrixVersion.objects.select_related("scheme").filter(pk=pk).first()
    last = MatrixEdit.objects.filter(version=version, place=place).select_related("by").first()
    return {"version": version, "removed": last if last and last.after is None else None}
