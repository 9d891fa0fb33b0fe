"""Find worries in a case and tick them: the same on the page of a case and where one is written."""

from typing import Any

from django.http import HttpRequest

from core.forms import GovForm
from thresholds.guide import Guide
from thresholds.models import MatrixVersion
from thresholds.search import find_indicators

_SHOWN = 8


def search_in(request: HttpRequest, form: GovForm, guide: Guide, version: MatrixVersion) -> dict[str, Any]:
    """What the search found, and what is ticked. The words are posted with the form and stand in no address."""
    words = request.POST.get("q", "")[:100].strip() if "find" in request.POST else ""
    found = find_indicators(version, words, _SHOWN) if words else []
    entries = guide.entries
    picked = [entries[code] for code in dict.fromkeys(form["picked"].value() or []) if code in entries]
    codes = {one.code for one in picked}
    return {
        "picked": picked,
        "words": words,
        "results": [entries[one.code] for one in found if one.code in entries and one.code not in codes],
        "already": bool(found) and all(one.code in codes for one in found),
    }
