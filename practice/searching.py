"""Find worries in a case and tick them: the same on the page of a case and where one is written."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from core.forms import GovForm
from thresholds.guide import Guide, GuideEntry
from thresholds.models import MatrixVersion
from thresholds.search import find_by_phrase

_SHOWN = 8
# Whatever else is pressed looks for worries or adds one.
_ENDS = frozenset({"answer", "save"})


class Result(NamedTuple):
    """A worry that was found; `added` when it is ticked already."""

    entry: GuideEntry
    added: bool


def search_in(request: HttpRequest, form: GovForm, guide: Guide, version: MatrixVersion) -> dict[str, Any]:
    """What the search found, and what is ticked. The words are posted with the form and stand in no address.

    What was found stays when one of it is added, so that the next can be.
    """
    words = "" if _ENDS & request.POST.keys() else request.POST.get("q", "")[:100].strip()
    phrases = find_by_phrase(version, words, _SHOWN + 1) if words else []
    found = [one for _, some in phrases for one in some]
    most = _SHOWN if len(phrases) == 1 else len(found)  # of several phrases the best of each, all of them
    entries = guide.entries
    picked = [entries[code] for code in dict.fromkeys(form["picked"].value() or []) if code in entries]
    codes = {one.code for one in picked}
    results = [Result(entries[one.code], one.code in codes) for one in found if one.code in entries]
    return {"picked": picked, "words": words, "results": results[:most], "found": _found(len(results), most)}


def _found(count: int, most: int) -> str:
    """The heading over what was found."""
    if count > most:
        return f"The {most} nearest"
    return f"{count} found" if count else "Nothing found"
