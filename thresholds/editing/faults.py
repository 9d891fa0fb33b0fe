"""Faults of a document, each with the page that mends it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse

from thresholds.checking import Fault
from thresholds.editing.addresses import address_of
from thresholds.editing.describing import title_of
from thresholds.editing.parts import RULE_LISTS, Document, code_of, rows
from thresholds.editing.words import code_words
from thresholds.models import MatrixVersion
from thresholds.rule_words import signal_words

_AT = re.compile(r"^(?:rules\.)?([a-z]+)(?:\[(\d+)\])?")
_QUOTED = re.compile("“([^”]+)”")
_LISTS = {"levels": "matrix:levels", "indicators": "matrix:indicators", "tools": "matrix:tools",
          "questions": "matrix:questions"}  # fmt: skip


class Mendable(NamedTuple):
    """A fault in words, what it is about, and where it is mended; no address when only a file can mend it."""

    about: str
    problem: str
    fix: str
    href: str


def mendable(version: MatrixVersion, faults: list[Fault]) -> list[Mendable]:
    """Each fault with the place that mends it, its codes in words."""
    names = {**code_words(version.document), **signal_words(version.document)} if faults else {}
    return [_mendable(version, _in_words(fault, names)) for fault in faults]


def _in_words(fault: Fault, names: Mapping[str, str]) -> Fault:
    def words(found: re.Match[str]) -> str:
        said = names.get(found[1], found[1])
        return said if "“" in said else f"“{said}”"

    return fault._replace(problem=_QUOTED.sub(words, fault.problem), fix=_QUOTED.sub(words, fault.fix))


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
