"""Check the whole trail against its seals and against the heads kept outside the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from trail.models import Entry, Seal
from trail.sealing import GENESIS, digest_of, unsealed

# An entry that no sweeper has sealed for this long is itself a fault.
PATIENCE = timedelta(minutes=10)
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Fault:
    """Something that does not fit, in one sentence."""

    sentence: str


@dataclass(frozen=True)
class Head:
    """A seal as the anchor file remembers it."""

    seal: int
    digest: str


def check(now: datetime, *, anchors: Path | None = None) -> tuple[int, list[Fault]]:
    """How many entries were checked, and every fault found.

    The anchor file is read first: a seal made meanwhile then stands in the database only, which is no fault.
    """
    remembered, faults = read_anchors(anchors) if anchors else ([], [])
    checked = 0
    heads: dict[int, str] = {}
    previous = GENESIS
    for seal in Seal.objects.order_by("pk").iterator():
        entries = list(Entry.objects.filter(sealed__seal=seal).order_by("sealed__place"))
        checked += len(entries)
        faults += _faults_of(seal, previous, entries)
        previous = heads[seal.pk] = seal.digest
    late = unsealed(now, everything=True).filter(at__lt=now - PATIENCE).count()
    if late:
        faults.append(Fault(f"{late} entries are older than {PATIENCE} and stand in no seal."))
    faults += [
        Fault(f"The anchor file remembers a head that the database does not hold: seal {head.seal}, {head.digest}")
        for head in remembered
        if heads.get(head.seal) != head.digest
    ]
    return checked, faults


def read_anchors(path: Path) -> tuple[list[Head], list[Fault]]:
    """The heads in the file, and what in it cannot be read. Shows a whole trail made anew, or its end cut off."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return [], [Fault(f"The anchor file {path.name} cannot be read: {error.strerror}.")]
    heads, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        head = _head(line)
        if head:
            heads.append(head)
        else:
            faults.append(Fault(f"Line {number} of the anchor file {path.name} cannot be read."))
    return heads, faults


def _head(line: str) -> Head | None:
    """A line as trail.sealing.anchor writes it: time, seal, entries, digest."""
    parts = line.split()
    if len(parts) != 4 or not (parts[1].isascii() and parts[1].isdigit()) or len(parts[3]) != 64:
        return None
    return Head(int(parts[1][:18]), parts[3]) if set(parts[3]) <= _HEX else None


def _faults_of(seal: Seal, previous: str, entries: list[Entry]) -> Iterator[Fault]:
    if seal.previous != previous:
        yield Fault(f"Seal {seal.pk} does not follow the seal before it: a seal is missing or was changed.")
    if len(entries) != seal.entries:
        yield Fault(f"Seal {seal.pk} was made over {seal.entries} entries and now holds {len(entries)}.")
    elif digest_of(seal.previous, entries) != seal.digest:
        yield Fault(f"Seal {seal.pk} does not match its entries: one of them, or their order, was changed.")
