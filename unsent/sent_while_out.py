"""Forms of every room that were sent without a session: their words become unsent words of the writer."""

from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import ResolverMatch

from core.errors import Refused
from unsent.keeping import keep_typed
from unsent.places import NEW, place_called, place_sent_to
from unsent.posted import has_words, typed_in
from unsent.while_out import Page
from unsent.windows import read_drawn
from unsent.writer import read_mark


def page_sent(request: HttpRequest, match: ResolverMatch) -> Page | None:
    """The page says itself whose it is, in our own hand; what it is about is asked when they have signed in."""
    place = place_sent_to(match.view_name)
    if place is None:
        return None
    owner = read_mark(request.POST)
    if not owner or not has_words(typed_in(place.fields, request.POST)):
        return None
    key = str(next(iter(match.kwargs.values()), NEW))
    return Page(owner, place.page_of(key), {"place": place.name, "key": key})


def give_back(what: dict[str, Any], typed: QueryDict, *, by: Any) -> bool:
    """Beside what has been written since; False when the page is closed to them now."""
    place = place_called(what["place"])
    try:
        about = place.find(what["key"], by=by)
        keep_typed(place.name, about, typed=typed_in(place.fields, typed), drawn=read_drawn(typed), by=by)
    except (Http404, Refused):
        return False
    return True
