"""The life of a version: a draft is started, checked, tried, approved by a second person, and published from a day."""

import copy
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import Conflict, Refused
from thresholds.actions import FaultyMatrix, check_is_next, day_in_london, digest_of, publish_matrix
from thresholds.editing.checks import all_faults
from thresholds.models import MatrixEdit, MatrixVersion, Scheme, Status
from thresholds.states import REFUSALS, Move, after
from trail.actions import write
from trail.models import Entry
from trail.verbs import Verb

_CLEARED: dict[str, Any] = {
    "checked_at": None,
    "checked_by": None,
    "simulated_at": None,
    "simulated_by": None,
    "simulated_sha256": "",
    "approved_at": None,
    "approved_by": None,
    "publish_from": None,
}
_VERBS = {Move.APPROVE: Verb.DECIDED, Move.TAKE_BACK: Verb.DECIDED, Move.DISCARD: Verb.CLOSED}
_CHANGED_SINCE = "Somebody changed this version after the page was drawn. Read it again first."


def check_administers(by: User) -> None:
    """Refuses whoever is not an administrator."""
    if by.role != Role.ADMINISTRATOR:
        raise Refused("Only an administrator changes the matrix.")


@transaction.atomic
def start_draft(of: MatrixVersion, *, by: User) -> MatrixVersion:
    """A draft that says what this version says, under the next number of its scheme."""
    check_administers(by)
    return _new_draft(
        of.scheme, copy.deepcopy(of.document), based_on=of, what=f"Started from version {of.number}", by=by
    )


@transaction.atomic
def import_draft(document: dict[str, Any], *, by: User) -> MatrixVersion:
    """A draft that says what a file says, under the next number of its scheme, whatever number the file has.

    Refuses a file with any fault (`FaultyMatrix`): nothing of it is written. A scheme nobody has yet begins with it.
    """
    check_administers(by)
    faults = all_faults(document)
    if faults:
        raise FaultyMatrix(faults)
    named = document["scheme"]
    scheme, _ = Scheme.objects.get_or_create(slug=named["slug"], defaults={"name": named["name"]})
    return _new_draft(scheme, document, based_on=None, what="Imported from a file", by=by)


def _new_draft(
    scheme: Scheme, document: dict[str, Any], *, based_on: MatrixVersion | None, what: str, by: User
) -> MatrixVersion:
    Scheme.objects.select_for_update().get(pk=scheme.pk)
    highest = MatrixVersion.objects.filter(scheme=scheme).order_by("-number").values_list("number", flat=True).first()
    document["version"] = (highest or 0) + 1
    version = MatrixVersion.objects.create(
        scheme=scheme,
        number=document["version"],
        document=document,
        document_sha256=digest_of(document),
        based_on=based_on,
        started_at=clock.now(),
        started_by=by,
    )
    MatrixEdit.objects.create(version=version, what=what, place="", at=clock.now(), by=by)
    write(Verb.CREATED, subject="matrix_version", subject_id=version.pk, by=by, number=version.number)
    return version


@transaction.atomic
def check_version(version: MatrixVersion, *, by: User) -> MatrixVersion:
    """A draft without a fault is checked. Refuses with its faults (`FaultyMatrix`) otherwise."""
    check_administers(by)
    version = locked(version)
    _check_move(version, Move.CHECK)
    faults = all_faults(version.document)
    if faults:
        raise FaultyMatrix(faults)
    return _move(version, Move.CHECK, by=by, checked_at=clock.now(), checked_by=by)


@transaction.atomic
def mark_simulated(version: MatrixVersion, *, digest: str, by: User) -> MatrixVersion:
    """A run over past referrals under this very document has finished.

    Refuses the digest of any other document, with `Conflict`: what was tried is not what stands here now.
    """
    version = locked(version)
    if version.document_sha256 != digest:
        raise Conflict("This version was changed after it was tried. Check it and try it again.")
    _check_move(version, Move.SIMULATE)
    return _move(version, Move.SIMULATE, by=by, simulated_at=clock.now(), simulated_by=by, simulated_sha256=digest)


@transaction.atomic
def approve_version(version: MatrixVersion, *, publish_from: date, digest: str, by: User) -> MatrixVersion:
    """A second person has read this very document and lets it come into force from that day.

    Refuses whoever started the draft or edited any of it, a day that is past, another document than the one that was
    read, and a version that a later one has overtaken.
    """
    version = locked(version)
    check_can_approve(version, by=by)
    if version.document_sha256 != digest:
        raise Conflict(_CHANGED_SINCE)
    if publish_from < day_in_london():
        raise Refused("The day must be today or later.", field="publish_from")
    return _move(version, Move.APPROVE, by=by, approved_at=clock.now(), approved_by=by, publish_from=publish_from)


def check_can_approve(version: MatrixVersion, *, by: User) -> None:
    """Whether this person may approve it now."""
    check_administers(by)
    _check_move(version, Move.APPROVE)
    if version.started_by_id == by.pk:
        raise Refused("You started this draft, so somebody else approves it. Ask another administrator.")
    if _account_made_by_a_writer(version, by):
        raise Refused("Whoever made your account wrote part of this version. Ask another administrator.")
    if version.edits.filter(by=by).exists():
        raise Refused("You changed something in this version, so somebody else approves it. Ask another administrator.")
    check_is_next(version)


def _account_made_by_a_writer(version: MatrixVersion, by: User) -> bool:
    """One person who makes a second account would be two people."""
    wrote = [version.started_by_id, *version.edits.values_list("by", flat=True)]
    writers = {one for one in wrote if one is not None}
    made = Entry.objects.filter(verb=Verb.CREATED, subject="user", subject_id=by.pk, actor_id__in=writers)
    return made.exists()


@transaction.atomic
def take_back_approval(version: MatrixVersion, *, by: User) -> MatrixVersion:
    """An approval is taken back, by any administrator, as long as the version is not in force."""
    check_administers(by)
    version = locked(version)
    _check_move(version, Move.TAKE_BACK)
    return _move(version, Move.TAKE_BACK, by=by, approved_at=None, approved_by=None, publish_from=None)


@transaction.atomic
def discard_version(version: MatrixVersion, *, digest: str, by: User) -> MatrixVersion:
    """Throw away a version that nobody has approved: its row, changes and comments stay, and nothing moves it on.

    Refuses another document than the one that was read: nobody throws away what they have not seen.
    """
    version = locked(version)
    check_can_discard(version, by=by)
    if version.document_sha256 != digest:
        raise Conflict(_CHANGED_SINCE)
    return _move(version, Move.DISCARD, by=by, discarded_at=clock.now(), discarded_by=by)


def check_can_discard(version: MatrixVersion, *, by: User) -> None:
    """Whether this person may throw it away now."""
    check_administers(by)
    _check_move(version, Move.DISCARD)


def publish_due() -> int:
    """Put in force every approved version whose day has come; returns how many. Any number may do it at once."""
    by, done = User.objects.system(), 0
    for version in MatrixVersion.objects.approved().filter(publish_from__lte=day_in_london()).order_by("number"):
        try:
            publish_matrix(version, by=by)
        except Refused:
            continue  # somebody else did, or took the approval back; the page of the version says what is wrong
        done += 1
    return done


@transaction.atomic
def publish_now(version: MatrixVersion, *, by: User) -> MatrixVersion:
    """An administrator need not wait for the sweep once the day has come."""
    check_administers(by)
    return publish_matrix(version, by=by)


def locked(version: MatrixVersion) -> MatrixVersion:
    """The row as it stands now, held until the end of the transaction."""
    return MatrixVersion.objects.select_for_update(of=["self"]).select_related("scheme").get(pk=version.pk)


def back_to_draft(version: MatrixVersion, document: dict[str, Any]) -> None:
    """Write a changed document on a locked row. Whatever was checked, tried or approved was another document."""
    _check_move(version, Move.EDIT)
    fields = {**_CLEARED, "status": Status.DRAFT, "document": document, "document_sha256": digest_of(document)}
    _set(version, fields)


def _check_move(version: MatrixVersion, move: Move) -> None:
    if after(version.status, move) is None:
        raise Refused(REFUSALS[move])


def _move(version: MatrixVersion, move: Move, *, by: User, **fields: Any) -> MatrixVersion:
    _set(version, {"status": after(version.status, move), **fields})
    verb = _VERBS.get(move, Verb.CHANGED)
    write(verb, subject="matrix_version", subject_id=version.pk, by=by, number=version.number, move=move)
    return version


def _set(version: MatrixVersion, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(version, name, value)
    version.save(update_fields=list(fields))
