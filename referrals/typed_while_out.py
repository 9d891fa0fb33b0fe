"""Pages of the form that were sent after the session had ended: their writer's, and kept as if saved while typing."""

from secrets import token_hex
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import ResolverMatch

from accounts.models import User
from core.addresses import read_number
from core.errors import Refused
from referrals.merging import merge_section
from referrals.merging_facts import keep_facts
from referrals.models import Draft
from referrals.pages.facts import facts_form
from referrals.pages.reading import read_for_page
from referrals.posted import typed_in
from referrals.sections import SECTIONS, WORRIES
from unsent.while_out import Page
from unsent.windows import Drawn, read_drawn

NOBODY = "nobody"
FACTS = "referrals:facts"
_PAGES = {"referrals:section", "referrals:worries", FACTS}


def page_sent(request: HttpRequest, match: ResolverMatch) -> Page | None:
    """A page of a form. One that is not there is held for nobody, so that the answer is the same to the last cookie."""
    if match.view_name not in _PAGES:
        return None
    if match.view_name == FACTS:
        return _held(request, match, FACTS, 0)
    slug = match.kwargs.get("slug", WORRIES)
    asked = request.POST.get("item", "") if slug == WORRIES else str(match.kwargs.get("number", 0))
    number = read_number(asked, digits=3)
    if slug not in SECTIONS or number is None:
        return None
    return _held(request, match, slug, number)


def _held(request: HttpRequest, match: ResolverMatch, slug: str, number: int) -> Page:
    key = match.kwargs["key"]
    owner = Draft.objects.unsent().filter(pk=key).values_list("owner_id", flat=True).first()
    what = {"draft": str(key), "slug": slug, "number": number}
    return Page(str(owner or NOBODY), request.get_full_path(), what)


def give_back(what: dict[str, Any], typed: QueryDict, *, by: User) -> bool:
    """Beside what has been written since, and nothing twice."""
    draft = Draft.objects.unsent().visible_to(by).filter(pk=UUID(what["draft"])).first()
    if draft is None:
        return False
    if what["slug"] == FACTS:
        return _give_back_facts(draft, typed, by=by)
    section, number = SECTIONS[what["slug"]], what["number"]
    if section.slug == WORRIES and not draft.sections.filter(section=WORRIES, item=number).exists():
        return False
    # A page that says nothing of how it was drawn must not overwrite: both are kept.
    drawn = read_drawn(typed) or Drawn({}, token_hex(8))
    try:
        merge_section(
            draft, section=section.slug, item=number, changed=typed_in(section, typed, {}), drawn=drawn, by=by
        )
    except Refused:
        return False
    return True


def _give_back_facts(draft: Draft, typed: QueryDict, *, by: User) -> bool:
    """Of each worry that still stands there."""
    post = typed.copy()
    if read_drawn(typed) is None:
        post["_drawn"], post["_window"] = "{}", token_hex(8)
    form = facts_form(read_for_page(draft), post)
    try:
        keep_facts(draft, form, post, finished=False, by=by)
    except Refused:
        return False
    return bool(form.numbers)
