"""The way back from a part to its list: as the list was asked for, at the row of the part."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from thresholds.editing.addresses import list_of
from thresholds.editing.finding import PAGE, FindForm, find
from thresholds.editing.parts import NEW, Document, split_place
from thresholds.models import MatrixVersion

_FROM = "from"


class Way(NamedTuple):
    """An address, and the row that it leads to; no row where the list as asked for does not show the part."""

    href: str
    row: str


def row_of(place: str) -> str:
    """What the row of a part is called on the page of its list."""
    return place.replace(".", "-")


def asked_in(document: Document, query: Mapping[str, str]) -> dict[str, Any]:
    """What a list of indicators was asked for, as far as it makes sense, and the page of it."""
    form = FindForm(query, document=document)
    given = form.cleaned_data if form.is_valid() else {}
    start = query.get(_FROM, "")
    page = {_FROM: start} if start.isascii() and start.isdecimal() and len(start) < 6 else {}
    return {name: value for name, value in given.items() if value} | page


def query_of(asked: Mapping[str, Any]) -> str:
    """The same as the end of an address; empty when nothing was asked."""
    return f"?{urlencode(asked)}" if asked else ""


def way_back(version: MatrixVersion, place: str, asked: Mapping[str, Any]) -> Way:
    """The list that the part stands in, at its row."""
    address = list_of(version.pk, place)
    listed, code = split_place(place)
    if code == NEW:
        return Way(address + query_of(asked), "")
    if listed != "indicators":
        return Way(f"{address}#{row_of(place)}", row_of(place))
    found = [one for one, _ in find(version.document, asked)]
    if place not in found:
        return Way(address + query_of(asked), "")
    start = found.index(place) // PAGE * PAGE
    wanted = {name: value for name, value in asked.items() if name != _FROM} | ({_FROM: start} if start else {})
    return Way(f"{address}{query_of(wanted)}#{row_of(place)}", row_of(place))
