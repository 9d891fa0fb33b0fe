"""The page of one part: its form, what is kept of it, and both versions where two people changed the part.

Whoever saves over a change they have not seen is shown it first. What they did not touch follows what stands there now;
so a second press of the button puts back nothing of theirs but what they wrote.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from accounts.views import signed_in
from core.errors import Refused
from thresholds.editing.actions import Overtaken
from thresholds.editing.changing import with_values
from thresholds.editing.describing import describe, differences, title_of
from thresholds.editing.door import Opened, about
from thresholds.editing.forms import MergeForm, PartForm, SplitForm
from thresholds.editing.parts import mark_of
from thresholds.editing.returning import asked_in, query_of, way_back
from thresholds.editing.words import KINDS, high
from thresholds.models import MatrixVersion
from thresholds.states import Status
from unsent.page import Typing
from unsent.places import Place
from unsent.posted import as_typed, typed_in
from unsent.windows import drawn_now, read_drawn, touched


class Saved(NamedTuple):
    """The version as it stands now, and the part to come back to."""

    version: MatrixVersion
    place: str


Save = Callable[[Opened, Any, str, User], Saved]
Beside = Callable[[Opened, PartForm], dict[str, Any]]
_FELL = "It was approved: the approval no longer holds, and it is a draft again."
ONE = {"levels": "Level", "indicators": "Indicator", "tools": "Tool", "questions": "Question"}


class Sheet(NamedTuple):
    """The form of one part, for one request."""

    request: HttpRequest
    opened: Opened
    make: type[PartForm]
    typing: Typing | None
    given: dict[str, Any]

    def begun(self, part: Any) -> dict[str, Any]:
        return {} if part is None or self.make.starts_empty else self.make.begun(part)

    def drawn(self) -> PartForm:
        """The form as it came, or as it starts with what is kept of it."""
        begun = self.begun(self.opened.part)
        if self.typing:
            return self.typing.form(self.make, initial=begun, document=self.opened.version.document, **self.given)
        return self.make(self.request.POST or None, initial=begun, document=self.opened.version.document, **self.given)

    def over(self, form: PartForm, stands: Any) -> PartForm:
        """The form as if what this person wrote had been written over what stands there now."""
        begun = self.begun(stands)
        given = {"initial": begun, "document": self.opened.version.document, **self.given}
        if self.typing:
            return self.typing.over(self.make, begun=begun, **given)
        post = self.request.POST
        wrote = touched({}, typed_in(form.fields, post), read_drawn(post))
        return self.make(MultiValueDict({**as_typed(form.fields, begun), **wrote}), **given)


def part_page(
    request: HttpRequest,
    opened: Opened,
    make: type[PartForm],
    place: Place | None,
    *,
    template: str = "part",
    save: Save,
    beside: Beside | None = None,
    **given: Any,
) -> HttpResponse:
    """Draw the form, or save it and go back to the list. What is published is shown without a form.

    `beside` gives what else stands on the page. A button called `look` saves nothing: the page says what would change.
    """
    if not opened.is_open:
        if opened.part is None or request.method == "POST":
            raise Http404
        return render(request, "thresholds/editor/read.html", _context(request, opened))
    sheet = Sheet(request, opened, make, place.on(about(opened.key), request) if place else None, given)
    if sheet.typing and "drop" in request.POST:
        sheet.typing.drop()
        return redirect(request.get_full_path())
    form = sheet.drawn()
    stands, is_overtaken = opened.part, form.is_bound and _is_older(request, opened)
    if form.is_bound and not is_overtaken and form.is_valid() and "look" not in request.POST:
        try:
            saved = save(opened, form, request.POST.get("stood", ""), signed_in(request))
        except Overtaken as refusal:
            stands, is_overtaken = refusal.now, True
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _leave(sheet, saved)
    context = _drawn_again(sheet, form, stands, is_overtaken)
    if beside:
        context |= beside(opened, context["form"])
    return render(request, f"thresholds/editor/{template}.html", context)


def _is_older(request: HttpRequest, opened: Opened) -> bool:
    """The part has changed since the form that was sent was drawn."""
    return opened.part is not None and request.POST.get("stood", "") != mark_of(opened.part)


def _leave(sheet: Sheet, saved: Saved) -> HttpResponse:
    """Back to the list as it was asked for, at the row of what was saved; the message says so where it is not shown."""
    if sheet.typing:
        sheet.typing.sent()
    version, asked = saved.version, asked_in(saved.version.document, sheet.request.GET)
    back = way_back(version, saved.place, asked)
    fell = sheet.opened.version.status == Status.APPROVED and version.status != Status.APPROVED
    said = f"Saved in version {version.number}. {_FELL if fell else 'It is a draft.'}"
    unseen = "" if back.row else " It is not among those you asked for."
    messages.success(sheet.request, said + unseen, extra_tags=back.row)
    return redirect(back.href)


def _drawn_again(sheet: Sheet, form: PartForm, stands: Any, is_overtaken: bool) -> dict[str, Any]:
    typing = sheet.typing
    if typing:
        typing.keep()
    context = {**_context(sheet.request, sheet.opened), "stood": mark_of(stands)}
    is_older = is_overtaken or (typing is not None and not form.is_bound and typing.changed_under)
    if is_older and stands is not None:
        both = sheet.over(form, stands)
        context |= _differ(sheet.opened, stands, both)
        form = both if form.is_bound else form
    if is_older:
        last = sheet.opened.version.edits.filter(place=sheet.opened.place).select_related("by").first()
        context |= {"overtaken": True, "last": last, "has_errors": True, "is_gone": stands is None}
    if typing is None:
        context["drawn"] = drawn_now(as_typed(form.fields, sheet.begun(stands)))
    return {**context, "form": form}


def _differ(opened: Opened, stands: Any, both: PartForm) -> dict[str, Any]:
    """Label by label what saving would change; the whole of what stands there where the form makes something else."""
    document, place = opened.version.document, opened.place
    facts = describe(document, place, stands)
    if isinstance(both, SplitForm | MergeForm) or not both.is_valid():
        return {"stands": facts.items()}
    return {"lines": list(differences(facts, describe(document, place, with_values(stands, both.values()))))}


def _context(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    document, part = opened.version.document, opened.part
    asked = asked_in(document, request.GET) if opened.listed == "indicators" else {}
    kind = KINDS.get(opened.listed) or ONE[opened.listed]
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
        "asked": query_of(asked),
        "back": way_back(opened.version, opened.place, asked).href,
        "back_text": high(ONE.get(opened.listed, "rule").lower() + "s"),
        "comments": opened.version.comments.filter(place=opened.place).count(),
        "can_remove": part is not None and opened.listed not in {"levels", "tools"},
        "can_comment": opened.listed != "priorities",
    }


def _new(listed: str) -> str:
    return ONE.get(listed, "rule").lower()
