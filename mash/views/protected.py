"""A secret address: opened by MASH, with a reason, one opening at a time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.roles import MASH
from core.errors import Refused
from mash.forms import RevealForm
from mash.kept_forms import REVEAL
from mash.record import whose_addresses
from mash.views.access import only_for, person
from referrals.door import NOTHING, open_referral
from referrals.kept_forms import about
from referrals.loose import keeps_secret
from referrals.protecting import reveal_addresses


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(MASH)
def address(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why; then show the address on this page alone. To see it again is to ask again."""
    found = open_referral(reference, by=person(request), view="address")
    if not keeps_secret(found.document):
        raise Http404(NOTHING)
    typing = REVEAL.on(about(found), request)
    form = typing.form(RevealForm)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = reveal_addresses(found, reason=form.cleaned_data["reason"], by=person(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            typing.sent()
    if shown is None:
        typing.keep()
    rows = whose_addresses(found.document, shown or [])
    return render(request, "mash/address.html", {"referral": found, "form": form, "rows": rows, "shown": shown})
