"""Check the whole trail against its seals and against the heads kept outside the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from trail.models import Entry, Seal
from trail.sealing import GENESIS, digest_of, unsealed

# An entry that no sweeper has sealed for this long is itself a fault.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Fault:
    """Something that does not fit, in one sentence."""

    sentence: str


def check(now: datetime, *, anchors: Path | None = None) -> tuple[int, list[Fault]]:
    """How many entries were checked, and every fault found."""
    checked = 0
    faults: list[Fault] = []
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
    if anchors is not None:
        faults += _compare(anchors, heads)
    return checked, faults


def _faults_of(seal: Seal, previous: str, entries: list[Entry]) -> Iterator[Fault]:
    if seal.previous != previous:
        yield Fault(f"Seal {seal.pk} does not follow the seal before it: a seal is missing or was changed.")
    if len(entries) != seal.entries:
        yield Fault(f"Seal {seal.pk} was made over {seal.entries} entries and now holds {len(entries)}.")
    elif digest_of(seal.previous, entries) != seal.digest:
        yield Fault(f"Seal {seal.pk} does not match its entries: one of them, or their order, was changed.")


def _compare(path: Path, heads: dict[int, str]) -> Iterator[Fault]:
    """Each head in the file must still stand in the database: shows a trail made anew, or its end cut off."""
    if not path.exists():
        yield Fault(f"The anchor file {path.name} is missing.")
        return
    for text in path.read_text().splitlines():
        parts = text.split()
        if len(parts) != 4 or heads.get(int(parts[1])) != parts[3]:
            yield Fault(f"The anchor file remembers a head that the database does not hold: {text[:60]}")
