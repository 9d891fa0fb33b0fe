"""Small acts on one part: remove it, move it, say something about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views import administrator_only, signed_in
from core.errors import Refused
from thresholds.editing import actions
from thresholds.editing.addresses import address_of, list_of, named_in
from thresholds.editing.describing import describe, title_of
from thresholds.editing.door import Opened, about, open_part
from thresholds.editing.forms import CommentForm
from thresholds.editing.kept_forms import COMMENT
from thresholds.editing.parts import RULE_LISTS, mark_of, places
from thresholds.editing.returning import asked_in, query_of, way_back
from thresholds.models import MatrixVersion

_WAYS = {"earlier": -1, "later": 1}


def _part(key: str, *lists: str) -> Opened:
    opened = open_part(key, *lists)
    if opened.part is None:
        raise Http404
    return opened


def _asked(request: HttpRequest, opened: Opened) -> str:
    """What the list of indicators was asked for, to go back to it so."""
    return query_of(asked_in(opened.version.document, request.GET)) if opened.listed == "indicators" else ""


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once more, then take it out of the draft."""
    opened = _part(key, "indicators", "questions", *RULE_LISTS)
    document, place = opened.version.document, opened.place
    assert opened.part is not None
    refused, title, asked = "", title_of(document, place, opened.part), _asked(request, opened)
    if request.method == "POST":
        try:
            stood = request.POST.get("stood", "")
            actions.remove_part(opened.version, place, stood=stood, by=signed_in(request))
        except Refused as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, f"Removed from version {opened.version.number}: {title}")
            return redirect(list_of(opened.version.pk, place) + asked)
    context = {
        "version": opened.version, "title": title, "facts": describe(document, place, opened.part).items(),
        "refused": refused, "stood": mark_of(opened.part), "back": address_of(opened.version.pk, place) + asked,
        "asked": asked, "is_open": opened.is_open, "is_indicator": opened.listed == "indicators", "key": opened.key,
        "uses": named_in(opened.version.pk, document, place),
    }  # fmt: skip
    return render(request, "thresholds/editor/remove.html", context)


@administrator_only
@require_POST
def move(request: HttpRequest, key: str) -> HttpResponse:
    """One place earlier or later in its list."""
    opened = _part(key, "questions", *RULE_LISTS)
    way = _WAYS.get(request.POST.get("way", ""))
    if way is None:
        raise Http404
    version, place = opened.version, opened.place
    try:
        version = actions.move_part(version, place, way=way, stood=request.POST.get("stood", ""), by=signed_in(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(list_of(version.pk, place))
    return redirect(way_back(version, _where_now(version, opened), {}).href)


def _where_now(version: MatrixVersion, opened: Opened) -> str:
    """The place of a part that was moved: a rule without a name is called by where it stands."""
    if opened.listed != "priorities":
        return opened.place
    return next(place for place, part in places(version.document, opened.listed) if part == opened.part)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, key: str) -> HttpResponse:
    """What was said about one line, and the form to say more."""
    opened = _part(key, *COMMENT.find.lists)  # type: ignore[attr-defined]
    typing = COMMENT.on(about(key), request)
    form = typing.form(CommentForm)
    if form.is_bound and form.is_valid():
        try:
            actions.comment_on(opened.version, opened.place, **form.cleaned_data, by=signed_in(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
            messages.success(request, "Your comment stands below.")
            return redirect(request.get_full_path())
    typing.keep()
    said = opened.version.comments.filter(place=opened.place).select_related("by")
    assert opened.part is not None
    context = {
        "version": opened.version, "form": form, "said": said, "is_open": opened.is_open,
        "title": title_of(opened.version.document, opened.place, opened.part),
        "back": address_of(opened.version.pk, opened.place) + _asked(request, opened),
    }  # fmt: skip
    return render(request, "thresholds/editor/comment.html", context)
