"""The page of one part: what it says, the form that changes it, and both versions where two people changed it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views import administrator_only, signed_in
from core.errors import Refused
from thresholds.editing import actions
from thresholds.editing.actions import Overtaken
from thresholds.editing.addresses import list_of
from thresholds.editing.changing import with_values
from thresholds.editing.describing import describe, differences, title_of
from thresholds.editing.door import Opened, about, open_part
from thresholds.editing.forms import IndicatorForm, LevelForm, MergeForm, PartForm, SplitForm, ToolForm
from thresholds.editing.kept_forms import CLUSTER, INDICATOR, LEVEL, MERGE, QUESTION, RULE, SPLIT, WITH_WORDS
from thresholds.editing.parts import mark_of
from thresholds.editing.rule_forms import ClusterForm, QuestionForm, RuleForm, UrgencyForm
from thresholds.editing.words import KINDS, high
from unsent.page import Typing
from unsent.places import Place

Save = Callable[[Opened, Any, str, User], object]
_ONE = {"levels": "Level", "indicators": "Indicator", "tools": "Tool", "questions": "Question"}


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: HttpRequest, key: str) -> HttpResponse:
    """One level."""
    opened = open_part(key, "levels")
    if opened.part is None:
        raise Http404
    return _page(request, opened, LevelForm, LEVEL)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator, or a new one."""
    opened = open_part(key, "indicators")
    return _page(request, opened, IndicatorForm, INDICATOR, save=_add_indicator if opened.part is None else _set)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule with a condition, or a new one."""
    opened = open_part(key, *WITH_WORDS)
    return _page(request, opened, RuleForm, RULE, listed=opened.listed, template="rule", save=_rule_saver(opened))


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def cluster(request: HttpRequest, key: str) -> HttpResponse:
    """One rule about several worries together, or a new one."""
    opened = open_part(key, "clusters")
    return _page(request, opened, ClusterForm, CLUSTER, template="cluster", save=_rule_saver(opened))


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def urgency(request: HttpRequest, key: str) -> HttpResponse:
    """One rule that makes a case more urgent, or a new one."""
    opened = open_part(key, "priorities")
    return _page(request, opened, UrgencyForm, None, template="rule", save=_rule_saver(opened))


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def tool(request: HttpRequest, key: str) -> HttpResponse:
    """What the results of one tool stand for."""
    opened = open_part(key, "tools")
    if opened.part is None:
        raise Http404
    return _page(request, opened, ToolForm, None, tool=opened.part)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question, or a new one."""
    opened = open_part(key, "questions")
    save = _add_question if opened.part is None else _set
    return _page(request, opened, QuestionForm, QUESTION, template="question", save=save)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator becomes two."""
    return _page(request, _there(key), SplitForm, SPLIT, template="split", save=_split)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """Two indicators become one."""
    return _page(request, _there(key), MergeForm, MERGE, template="merge", save=_merge)


def _there(key: str) -> Opened:
    """An indicator that stands in a draft."""
    opened = open_part(key, "indicators")
    if opened.part is None or not opened.is_open:
        raise Http404
    return opened


# What each form does when it is sent


def _set(opened: Opened, form: Any, stood: str, by: User) -> object:
    return actions.set_part(opened.version, opened.place, form.values(), stood=stood, by=by)


def _add_indicator(opened: Opened, form: Any, stood: str, by: User) -> object:
    return actions.add_indicator(opened.version, form.values(), by=by)


def _add_question(opened: Opened, form: Any, stood: str, by: User) -> object:
    return actions.add_question(opened.version, form.values(), by=by)


def _add_rule(opened: Opened, form: Any, stood: str, by: User) -> object:
    return actions.add_rule(opened.version, opened.listed, form.values(), by=by)


def _rule_saver(opened: Opened) -> Save:
    return _add_rule if opened.part is None else _set


def _split(opened: Opened, form: Any, stood: str, by: User) -> object:
    halves = {"first": form.half("first"), "second": form.half("second")}
    return actions.split_indicator(opened.version, opened.place, **halves, stood=stood, by=by)


def _merge(opened: Opened, form: Any, stood: str, by: User) -> object:
    into = form.cleaned_data["into"]
    return actions.merge_indicators(opened.version, opened.place, into=into, fields=form.values(), stood=stood, by=by)


# The page


def _page(
    request: HttpRequest,
    opened: Opened,
    make: type[PartForm],
    place: Place | None,
    *,
    template: str = "part",
    save: Save = _set,
    **given: Any,
) -> HttpResponse:
    """Draw the form, or save it and go back to the list. What is published is shown without a form."""
    if not opened.is_open:
        if opened.part is None or request.method == "POST":
            raise Http404
        return render(request, "thresholds/editor/read.html", _context(opened))
    begun = make.begun(opened.part) if opened.part is not None else {}
    given = {"document": opened.version.document, "initial": begun, **given}
    typing = place.on(about(opened.key), request) if place else None
    form = typing.form(make, **given) if typing else make(request.POST or None, **given)
    stands = opened.part
    overtaken = _written_before(opened, typing, signed_in(request))
    if form.is_bound and form.is_valid():
        try:
            save(opened, form, request.POST.get("stood", ""), signed_in(request))
        except Overtaken as refusal:
            overtaken, stands = True, refusal.now
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if typing:
                typing.sent()
            messages.success(request, f"Saved in version {opened.version.number}. It is a draft.")
            return redirect(list_of(opened.version.pk, opened.place))
    if typing:
        typing.keep()
    context = {**_context(opened), "form": form, "stood": mark_of(stands), **_both(opened, overtaken, stands, form)}
    return render(request, f"thresholds/editor/{template}.html", context)


def _written_before(opened: Opened, typing: Typing | None, by: User) -> bool:
    """Words that were kept on an earlier day, and somebody else has changed the part since."""
    if typing is None or typing.is_posted or not typing.saved_at:
        return False
    since = opened.version.edits.filter(place=opened.place, at__gt=typing.saved_at)
    return since.exclude(by=by).exists()


def _both(opened: Opened, overtaken: bool, stands: Any, form: PartForm) -> dict[str, Any]:
    """What stands there now beside what was typed, for a page that asks which words to keep."""
    if not overtaken:
        return {}
    document, place = opened.version.document, opened.place
    last = opened.version.edits.filter(place=place).select_related("by").first()
    facts = describe(document, place, stands) if stands is not None else {}
    typed = _typed(form) if stands is not None else {}
    lines = list(differences(facts, describe(document, place, with_values(stands, typed)))) if typed else []
    return {"overtaken": True, "stands": facts.items(), "lines": lines, "last": last, "has_errors": True}


def _typed(form: PartForm) -> dict[str, Any]:
    """The part as the form would make it; nothing where the form makes something else, or is not complete."""
    if isinstance(form, SplitForm | MergeForm) or not form.is_bound or not form.is_valid():
        return {}
    return form.values()


def _context(opened: Opened) -> dict[str, Any]:
    document, part = opened.version.document, opened.part
    kind = KINDS.get(opened.listed) or _ONE[opened.listed]
    facts = describe(document, opened.place, part) if part is not None else {}
    return {
        "version": opened.version,
        "key": opened.key,
        "kind": kind,
        "listed": opened.listed,
        "is_new": part is None,
        "title": title_of(document, opened.place, part) if part is not None else f"New {_new(opened.listed)}",
        "sentence": facts.get("Rule", ""),
        "facts": facts.items(),
        "back": list_of(opened.version.pk, opened.place),
        "back_text": high(_ONE.get(opened.listed, "rule").lower() + "s"),
        "comments": opened.version.comments.filter(place=opened.place).count(),
        "can_remove": part is not None and opened.listed not in {"levels", "tools"},
        "can_comment": opened.listed != "priorities",
    }


def _new(listed: str) -> str:
    return _ONE.get(listed, "rule").lower()
