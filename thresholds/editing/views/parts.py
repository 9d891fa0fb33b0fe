"""The pages of the parts of a version, and what each form does when it is sent."""

import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views import administrator_only
from thresholds.editing import actions
from thresholds.editing.addresses import named_in
from thresholds.editing.changing import merge_indicators
from thresholds.editing.comparing import compare
from thresholds.editing.door import Opened, open_part
from thresholds.editing.forms import IndicatorForm, LevelForm, MergeForm, PartForm, SplitForm, ToolForm
from thresholds.editing.kept_forms import CLUSTER, INDICATOR, LEVEL, MERGE, QUESTION, RULE, SPLIT, WITH_WORDS
from thresholds.editing.parts import places
from thresholds.editing.rule_forms import ClusterForm, QuestionForm, RuleForm, UrgencyForm
from thresholds.editing.views.gone import keeps_words
from thresholds.editing.views.page import Save, Saved, part_page
from thresholds.models import MatrixVersion


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(LevelForm)
def level(request: HttpRequest, key: str) -> HttpResponse:
    """One level."""
    opened = open_part(key, "levels")
    if opened.part is None:
        raise Http404
    return part_page(request, opened, LevelForm, LEVEL, save=_set)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(IndicatorForm)
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator, or a new one."""
    opened = open_part(key, "indicators")
    return part_page(request, opened, IndicatorForm, INDICATOR, save=_add_indicator if opened.part is None else _set)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(RuleForm)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule with a condition, or a new one."""
    opened = open_part(key, *WITH_WORDS)
    return part_page(request, opened, RuleForm, RULE, listed=opened.listed, template="rule", save=_rule_saver(opened))


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(ClusterForm)
def cluster(request: HttpRequest, key: str) -> HttpResponse:
    """One rule about several worries together, or a new one."""
    opened = open_part(key, "clusters")
    return part_page(request, opened, ClusterForm, CLUSTER, template="cluster", save=_rule_saver(opened))


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(UrgencyForm)
def urgency(request: HttpRequest, key: str) -> HttpResponse:
    """One rule that makes a case more urgent, or a new one."""
    opened = open_part(key, "priorities")
    return part_page(request, opened, UrgencyForm, None, template="rule", save=_rule_saver(opened))


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(ToolForm)
def tool(request: HttpRequest, key: str) -> HttpResponse:
    """What the results of one tool stand for."""
    opened = open_part(key, "tools")
    if opened.part is None:
        raise Http404
    return part_page(request, opened, ToolForm, None, save=_set, tool=opened.part)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(QuestionForm)
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question, or a new one."""
    opened = open_part(key, "questions")
    save = _add_question if opened.part is None else _set
    return part_page(request, opened, QuestionForm, QUESTION, template="question", save=save)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(SplitForm)
def split(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator becomes two."""
    return part_page(request, _there(key), SplitForm, SPLIT, template="split", save=_split, beside=_named)


@administrator_only
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words(MergeForm)
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """Two indicators become one."""
    return part_page(request, _there(key), MergeForm, MERGE, template="merge", save=_merge, beside=_merging)


def _there(key: str) -> Opened:
    """An indicator that stands in a draft."""
    opened = open_part(key, "indicators")
    if opened.part is None or not opened.is_open:
        raise Http404
    return opened


# What stands beside a form


def _named(opened: Opened, form: PartForm) -> dict[str, Any]:
    return {"uses": named_in(opened.version.pk, opened.version.document, opened.place)}


def _merging(opened: Opened, form: PartForm) -> dict[str, Any]:
    """What names the one that goes and, once another is chosen, what merging them would change."""
    if not form.is_bound or not form.is_valid() or form.cleaned_data["into"] == opened.place:
        return _named(opened, form)
    before = opened.version.document
    merged = copy.deepcopy(before)
    merge_indicators(merged, opened.place, into=form.cleaned_data["into"], fields=form.values())
    return {**_named(opened, form), "sections": compare(before, merged)}


# What each form does when it is sent


def _set(opened: Opened, form: Any, stood: str, by: User) -> Saved:
    return Saved(actions.set_part(opened.version, opened.place, form.values(), stood=stood, by=by), opened.place)


def _add_indicator(opened: Opened, form: Any, stood: str, by: User) -> Saved:
    return _at_the_end(opened, actions.add_indicator(opened.version, form.values(), by=by))


def _add_question(opened: Opened, form: Any, stood: str, by: User) -> Saved:
    return _at_the_end(opened, actions.add_question(opened.version, form.values(), by=by))


def _add_rule(opened: Opened, form: Any, stood: str, by: User) -> Saved:
    return _at_the_end(opened, actions.add_rule(opened.version, opened.listed, form.values(), by=by))


def _at_the_end(opened: Opened, version: MatrixVersion) -> Saved:
    """What is new stands at the end of its list."""
    return Saved(version, list(places(version.document, opened.listed))[-1][0])


def _rule_saver(opened: Opened) -> Save:
    return _add_rule if opened.part is None else _set


def _split(opened: Opened, form: Any, stood: str, by: User) -> Saved:
    halves = {"first": form.half("first"), "second": form.half("second")}
    return Saved(actions.split_indicator(opened.version, opened.place, **halves, stood=stood, by=by), opened.place)


def _merge(opened: Opened, form: Any, stood: str, by: User) -> Saved:
    into, fields = form.cleaned_data["into"], form.values()
    version = actions.merge_indicators(opened.version, opened.place, into=into, fields=fields, stood=stood, by=by)
    return Saved(version, into)
