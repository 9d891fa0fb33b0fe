"""Body maps: one drawing for each child, front and back, with numbered marks, and the same marks in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referrals.ages import months_old
from referrals.body import OUTLINES, REGIONS, Figure, figure_of, outline_path, place_of
from referrals.forms.marks import MARK_KINDS

_APART = 6


@dataclass(frozen=True, slots=True)
class Dot:
    """A numbered mark on the drawing."""

    number: int
    x: int
    y: int
    text_y: float


@dataclass(frozen=True, slots=True)
class Half:
    """The front or the back."""

    name: str
    shift: int
    left: str
    right: str
    dots: Sequence[Dot]
    regions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A mark in words. `href` is its page, on the form."""

    number: int
    place: str
    words: str
    said: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class BodyMap:
    """One child."""

    child: str
    key: str
    name: str
    figure: Figure
    path: str
    head: tuple[int, int, int, int]
    halves: Sequence[Half]
    marks: Sequence[MarkLine]


def body_maps(
    document: Mapping[str, Any], at: datetime, *, everybody: bool = False, links: Sequence[str] = ()
) -> list[BodyMap]:
    """A map for each child that has a mark, or for `everybody`; `links` are the pages of all marks of the form.

    Unborn babies have none.
    """
    maps = []
    for place, child in enumerate(document.get("children") or []):
        key = str(child.get("number", place))
        mine = [one for one in enumerate(document.get("marks") or []) if _whose(one[1], document) == key]
        if (mine or everybody) and child.get("unborn") != "yes":
            name = child.get("first_name") or f"Child {place + 1}"
            maps.append(_map(str(name), key, figure_of(months_old(child, at)), mine, links))
    return maps


def _whose(mark: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """The number of its child. On a form with one child nobody asks whose body it is."""
    children = document.get("children") or []
    if len(children) == 1 or mark.get("child") in (None, ""):
        return str(children[0].get("number", 0)) if children else ""
    return str(mark["child"])


def _map(
    name: str, key: str, figure: Figure, marks: list[tuple[int, Mapping[str, Any]]], links: Sequence[str]
) -> BodyMap:
    lines = [_line(number, mark, links[place] if links else "") for number, (place, mark) in enumerate(marks, start=1)]
    told = "; ".join(f"{line.number}, {line.place}" for line in lines) or "no marks"
    halves = [_half("Front", 0, figure, marks, "R", "L"), _half("Back", 110, figure, marks, "L", "R")]
    title = f"Body map of {name}, front and back: {told}"
    return BodyMap(title, key, name, figure, outline_path(figure), OUTLINES[figure].head, halves, lines)


def _half(
    name: str, shift: int, figure: Figure, marks: list[tuple[int, Mapping[str, Any]]], left: str, right: str
) -> Half:
    dots: list[Dot] = []
    for number, (_, mark) in enumerate(marks, start=1):
        region = REGIONS.get(str(mark.get("region")))
        if region is not None and region.side == name.lower():
            x, y = _free(place_of(region, figure, _typed_place(mark, figure)), dots)
            dots.append(Dot(number, x, y, y + 2.4))
    regions = [
        {"code": one.code, "x": one.places[figure][0], "y": one.places[figure][1]}
        for one in REGIONS.values()
        if one.side == name.lower()
    ]
    return Half(name, shift, left, right, dots, regions)


def _typed_place(mark: Mapping[str, Any], figure: Figure) -> tuple[int, int] | None:
    """Where it was put with a pointer, when that was on the same figure."""
    x, y = str(mark.get("x", "")), str(mark.get("y", ""))
    return (int(x), int(y)) if x.isdecimal() and y.isdecimal() and mark.get("figure") == figure else None


def _free(place: tuple[int, int], dots: Iterable[Dot]) -> tuple[int, int]:
    """Beside a mark that is there already, so that both numbers can be read."""
    taken = {(dot.x, dot.y) for dot in dots}
    x, y = place
    while (x, y) in taken and x < 94:
        x += _APART
    return x, y


def _line(number: int, mark: Mapping[str, Any], href: str) -> MarkLine:
    region = REGIONS.get(str(mark.get("region")))
    kind = dict(MARK_KINDS).get(str(mark.get("kind") or ""), "")
    parts = (kind, mark.get("size"), mark.get("colour"), mark.get("first_seen") and f"seen {mark['first_seen']}")
    words = ", ".join(str(part) for part in parts if part)
    place = region.label if region else "Place not known"
    return MarkLine(number, place, words or "Not described yet", str(mark.get("said") or ""), href)
