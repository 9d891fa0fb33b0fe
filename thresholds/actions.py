"""Writes of the matrix: load a file as a version, publish a version, retire the one before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import Conflict, Refused
from core.wording import london_day
from thresholds.checking import check_document, check_written
from thresholds.exchange import read_file
from thresholds.faults import Fault
from thresholds.models import Indicator, MatrixVersion, Scheme, Status
from thresholds.states import OPEN, REFUSALS, Move, after
from trail.actions import write
from trail.verbs import Verb


class FaultyMatrix(Refused):
    """The document has faults. `faults` names each place, what is wrong and how to mend it; nothing was written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"The matrix has {len(faults)} {'fault' if len(faults) == 1 else 'faults'}.")
        self.faults = faults


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document as JSON with its keys in order: the same matrix is always the same digest."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def load_matrix_file(path: Path, *, by: User) -> MatrixVersion:
    """The version that the file holds, published. Loading the same file again changes nothing.

    Refuses with `FaultyMatrix` when the file does not pass the checks, and with `Conflict` when a version of that
    number is already published with other content, which never changes, is a draft that people work on, or was
    discarded.
    """
    written = read_file(path)
    document, faults = written.document, check_written(written)
    if faults:
        raise FaultyMatrix(faults)
    scheme, _ = Scheme.objects.get_or_create(
        slug=document["scheme"]["slug"], defaults={"name": document["scheme"]["name"]}
    )
    Scheme.objects.select_for_update().get(pk=scheme.pk)
    version = MatrixVersion.objects.filter(scheme=scheme, number=document["version"]).first()
    digest = digest_of(document)
    if version is None:
        version = _create_draft(scheme, document, digest, by=by)
    elif version.status == Status.DISCARDED:
        raise Conflict(f"{scheme.name}: version {version.number} was discarded. Give the file the next version number.")
    elif version.document_sha256 == digest and version.status not in OPEN:
        return version
    elif version.status in OPEN:
        raise Conflict(
            f"{scheme.name}: people work on version {version.number} in the browser. Give the file another number."
        )
    else:
        raise Conflict(
            f"{scheme.name}: version {version.number} is published and cannot change. "
            "Give the file the next version number."
        )
    return publish_matrix(version, by=by)


def _create_draft(scheme: Scheme, document: dict[str, Any], digest: str, *, by: User) -> MatrixVersion:
    version = MatrixVersion.objects.create(
        scheme=scheme, number=document["version"], document=document, document_sha256=digest
    )
    write(Verb.CREATED, subject="matrix_version", subject_id=version.pk, by=by, number=version.number)
    return version


@transaction.atomic
def publish_matrix(version: MatrixVersion, *, by: User) -> MatrixVersion:
    """Put an approved version in force and retire the one it replaces; the system does so with a file it has read.

    Refuses before the day that the approver named, a version that is faulty, and one with a lower number than the
    version in force: it would take back what came in between.
    """
    Scheme.objects.select_for_update().get(pk=version.scheme_id)
    version = MatrixVersion.objects.select_for_update(of=["self"]).select_related("scheme").get(pk=version.pk)
    check_can_publish(version, by=by)
    faults = check_document(version.document)
    if faults:
        raise FaultyMatrix(faults)
    _retire_current(version.scheme, by=by)
    version.status = Status.PUBLISHED
    version.published_at = clock.now()
    version.published_by = by
    version.save(update_fields=["status", "published_at", "published_by"])
    Indicator.objects.bulk_create(_rows_of(version))
    write(Verb.PUBLISHED, subject="matrix_version", subject_id=version.pk, by=by, number=version.number)
    return version


def check_can_publish(version: MatrixVersion, *, by: User) -> None:
    """Whether this version may be put in force now. Its faults are another question."""
    if version.status not in OPEN:
        raise Refused(f"{version} is already {version.status}.")
    loads = by.role == Role.SYSTEM and version.started_by_id is None
    if after(version.status, Move.LOAD if loads else Move.PUBLISH) is None:
        raise Refused(REFUSALS[Move.PUBLISH])
    if version.publish_from is not None and day_in_london() < version.publish_from:
        raise Refused(f"This version is to be in force from {london_day(at_midnight(version.publish_from))}.")
    check_is_next(version)


def check_is_next(version: MatrixVersion) -> None:
    """Refuses a version that would take back what a later one changed."""
    later = MatrixVersion.objects.published().filter(scheme=version.scheme_id, number__gt=version.number).first()
    if later is not None:
        raise Refused(
            f"Version {later.number} is in force and came later. "
            f"Start a draft from version {later.number} and make your changes there."
        )


def day_in_london() -> date:
    """The day it is in London."""
    return clock.now().astimezone(clock.LONDON).date()


def at_midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LONDON)


def _retire_current(scheme: Scheme, *, by: User) -> None:
    for current in MatrixVersion.objects.published().filter(scheme=scheme).select_for_update():
        current.status = Status.RETIRED
        current.save(update_fields=["status"])
        write(Verb.CLOSED, subject="matrix_version", subject_id=current.pk, by=by, number=current.number)


def _rows_of(version: MatrixVersion) -> list[Indicator]:
    return [
        Indicator(
            version=version,
            code=part["id"],
            place=place,
            level=part["level"],
            domain=part["domain"],
            subdomain=part["subdomain"],
            label=part["label"],
            guidance=part["guidance"],
            synonyms=part["synonyms"],
            synonyms_text="\n".join(part["synonyms"]),
            flags=part.get("flags", []),
        )
        for place, part in enumerate(version.document["indicators"])
    ]
