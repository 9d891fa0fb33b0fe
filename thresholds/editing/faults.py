"""Faults of a document, each with the page that mends it."""

import re
from typing import NamedTuple

from django.urls import reverse

from thresholds.checking import Fault
from thresholds.editing.addresses import address_of
from thresholds.editing.describing import title_of
from thresholds.editing.parts import RULE_LISTS, Document, code_of, rows
from thresholds.models import MatrixVersion

_AT = re.compile(r"^(?:rules\.)?([a-z]+)(?:\[(\d+)\])?")
_LISTS = {"levels": "matrix:levels", "indicators": "matrix:indicators", "tools": "matrix:tools",
          "questions": "matrix:questions"}  # fmt: skip


class Mendable(NamedTuple):
    """A fault in words, what it is about, and where it is mended; no address when only a file can mend it."""

    about: str
    problem: str
    fix: str
    href: str


def mendable(version: MatrixVersion, faults: list[Fault]) -> list[Mendable]:
    """Each fault with the place that mends it."""
    return [_mendable(version, fault) for fault in faults]


def _mendable(version: MatrixVersion, fault: Fault) -> Mendable:
    found = _AT.match(fault.path)
    listed, number = (found[1], found[2]) if found else ("", None)
    if number is not None and (listed in RULE_LISTS or listed in _LISTS):
        return _at_part(version, fault, listed, int(number))
    if listed in _LISTS:
        return Mendable("", fault.problem, fault.fix, reverse(_LISTS[listed], args=[version.pk]))
    return Mendable("", fault.problem, fault.fix, "")


def _at_part(version: MatrixVersion, fault: Fault, listed: str, number: int) -> Mendable:
    document: Document = version.document
    part = rows(document, listed)[number]
    place = f"{listed}.{code_of(listed, part, number)}"
    return Mendable(title_of(document, place, part), fault.problem, fault.fix, address_of(version.pk, place))
