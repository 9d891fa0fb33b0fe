"""Pages of the form that were sent after the session had ended: their writer's, and kept as if saved while typing."""

from secrets import token_hex
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import ResolverMatch

from accounts.models import User
from core.errors import Refused
from referrals.merging import merge_section
from referrals.models import Draft
from referrals.posted import typed_in
from referrals.sections import SECTIONS, WORRIES
from unsent.while_out import Page
from unsent.windows import Drawn, read_drawn

_PAGES = {"referrals:section", "referrals:worries"}


def page_sent(request: HttpRequest, match: ResolverMatch) -> Page | None:
    """A page of a form that exists and is not sent."""
    if match.view_name not in _PAGES:
        return None
    slug = match.kwargs.get("slug", WORRIES)
    number = request.POST.get("item", "") if slug == WORRIES else str(match.kwargs.get("number", 0))
    key = match.kwargs["key"]
    owner = Draft.objects.unsent().filter(pk=key).values_list("owner_id", flat=True).first()
    if owner is None or slug not in SECTIONS or not number.isdigit() or len(number) > 3:
        return None
    return Page(str(owner), request.get_full_path(), {"draft": str(key), "slug": slug, "number": int(number)})


def give_back(what: dict[str, Any], typed: QueryDict, *, by: User) -> bool:
    """Beside what has been written since, and nothing twice."""
    draft = Draft.objects.unsent().visible_to(by).filter(pk=UUID(what["draft"])).first()
    section, number = SECTIONS[what["slug"]], what["number"]
    if draft is None:
        return False
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
