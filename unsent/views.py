"""Keep what is typed in a form, while it is typed."""

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from core.errors import Refused
from trail.actions import Person
from unsent.keeping import keep_typed
from unsent.places import place_called
from unsent.posted import typed_in
from unsent.windows import read_drawn


@require_POST
def keep(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """For whoever may open the page of the form. Right or wrong is not asked; the answer shows nothing of the record.

    It says when it was kept, and what another window wrote into the same answers.
    """
    found, user = place_called(place), cast("Person", request.user)
    try:
        about = found.find(key, by=user)
        typed = typed_in(found.fields, request.POST)
        row, elsewhere = keep_typed(found.name, about, typed=typed, drawn=read_drawn(request.POST), by=user)
    except Refused as refusal:
        return JsonResponse({"refused": refusal.sentence}, status=409)
    answer = {"saved_at": row.saved_at.isoformat()}
    return JsonResponse({**answer, "elsewhere": elsewhere} if elsewhere else answer)
