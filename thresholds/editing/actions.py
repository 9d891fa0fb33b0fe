"""Edits of a draft. Each is atomic, leaves a row that says what was done and by whom, and makes a draft of it again."""

import copy
from typing import Any

from django.db import transaction
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from thresholds.checking import SCHEMA
from thresholds.editing import changing
from thresholds.editing.changing import Edit, Step
from thresholds.editing.parts import Document, NoSuchPart, mark_of, part_at, rows, split_place
from thresholds.models import Indicator, MatrixComment, MatrixEdit, MatrixVersion
from thresholds.states import OPEN, REFUSALS, Move
from thresholds.versions import back_to_draft, check_administers, locked
from trail.actions import write
from trail.verbs import Verb

MOST_WORDS = 2000


class Overtaken(Conflict):
    """Somebody else changed the part after the form was drawn. `now` is what stands there; nothing was written."""

    def __init__(self, now: Any) -> None:
        super().__init__("Somebody else changed this while you were writing. Nothing was overwritten.")
        self.now = now


def set_part(version: MatrixVersion, place: str, fields: dict[str, Any], *, stood: str, by: User) -> MatrixVersion:
    """Give a level, an indicator, a rule, a tool or a question new values."""
    return _edit(version, lambda document: changing.set_part(document, place, fields), place, stood, by=by)


def add_indicator(version: MatrixVersion, fields: dict[str, Any], *, by: User) -> MatrixVersion:
    """A new indicator, with a code that no version had."""
    taken = _taken(version)

    def add(document: dict[str, Any]) -> list[Step]:
        code = changing.new_code(document, level=fields["level"], domain=fields["domain"], taken=taken)
        return changing.add_part(document, "indicators", {"id": code, **_without_none(fields)})

    return _edit(version, add, by=by)


def split_indicator(
    version: MatrixVersion, place: str, *, first: dict[str, Any], second: dict[str, Any], stood: str, by: User
) -> MatrixVersion:
    """One indicator becomes two; the first keeps the code."""
    taken = _taken(version)
    return _edit(
        version,
        lambda document: changing.split_indicator(document, place, first=first, second=second, taken=taken),
        place,
        stood,
        by=by,
    )


def merge_indicators(
    version: MatrixVersion, place: str, *, into: str, fields: dict[str, Any], stood: str, by: User
) -> MatrixVersion:
    """Two indicators become one: rules and tools that named the one that goes name the one that stays."""
    if place == into:
        raise Refused("Choose another indicator to merge it with.", field="into")
    return _edit(
        version,
        lambda document: changing.merge_indicators(document, place, into=into, fields=fields),
        place,
        stood,
        by=by,
    )


def add_rule(version: MatrixVersion, listed: str, fields: dict[str, Any], *, by: User) -> MatrixVersion:
    """A new rule at the end of its kind."""

    def add(document: dict[str, Any]) -> list[Step]:
        named = {} if listed == "priorities" else {"id": changing.new_rule_code(document, fields["title"])}
        return changing.add_part(document, listed, {**named, **_without_none(fields)})

    return _edit(version, add, by=by)


def add_question(version: MatrixVersion, fields: dict[str, Any], *, by: User) -> MatrixVersion:
    """A new question at the end of the list."""

    def add(document: dict[str, Any]) -> list[Step]:
        code = changing.new_question_code(document, fields["question"])
        return changing.add_part(document, "questions", {"code": code, **_without_none(fields)})

    return _edit(version, add, by=by)


def remove_part(version: MatrixVersion, place: str, *, stood: str, by: User) -> MatrixVersion:
    """Take out an indicator, a rule or a question. Refuses what something else still names."""
    return _edit(version, lambda document: changing.remove_part(document, place), place, stood, by=by)


def move_part(version: MatrixVersion, place: str, *, way: int, stood: str, by: User) -> MatrixVersion:
    """Put a rule or a question one place earlier (-1) or later (1)."""
    return _edit(version, lambda document: changing.move_part(document, place, way), place, stood, by=by)


@transaction.atomic
def comment_on(version: MatrixVersion, place: str, *, text: str, by: User) -> MatrixComment:
    """Say something about one line of a version that is not published. It changes nothing of the version."""
    check_administers(by)
    version = locked(version)
    if version.status not in OPEN:
        raise Refused("Comments belong to a draft. Start one from this version.")
    if not text.strip() or len(text) > MOST_WORDS:
        raise Refused(f"Write a comment of {MOST_WORDS} characters or fewer.", field="text")
    comment = MatrixComment.objects.create(version=version, place=place, text=text, at=clock.now(), by=by)
    write(Verb.WROTE, subject="matrix_version", subject_id=version.pk, by=by, number=version.number)
    return comment


@transaction.atomic
def _edit(version: MatrixVersion, edit: Edit, place: str = "", stood: str = "", *, by: User) -> MatrixVersion:
    """Make one edit on the document as it stands now.

    Refuses whoever is not an administrator, a published version, a part that somebody else changed after the form was
    drawn (`Overtaken`), and a change that would leave a document of no shape. An edit that changes nothing writes
    nothing.
    """
    check_administers(by)
    version = locked(version)
    if version.status not in OPEN:
        raise Refused(REFUSALS[Move.EDIT])
    document = copy.deepcopy(version.document)
    if place:
        _check_unchanged(document, place, stood)
    steps = edit(document)
    if not steps:
        return version
    _check_shape(document)
    back_to_draft(version, document)
    MatrixEdit.objects.bulk_create(
        MatrixEdit(version=version, **step._asdict(), at=clock.now(), by=by) for step in steps
    )
    write(Verb.CHANGED, subject="matrix_version", subject_id=version.pk, by=by, number=version.number, move=Move.EDIT)
    return version


def _check_unchanged(document: Document, place: str, stood: str) -> None:
    try:
        now = part_at(document, place)
    except NoSuchPart:
        raise Overtaken(None) from None
    if mark_of(now) != stood:
        raise Overtaken(now)


def _check_shape(document: dict[str, Any]) -> None:
    wrong = next(iter(Draft202012Validator(SCHEMA).iter_errors(document)), None)
    if wrong is not None:
        raise Refused("This cannot be kept: a field is empty, too long, or holds what has no place there.")


def _taken(version: MatrixVersion) -> set[str]:
    """Codes that any version of the scheme ever had, drafts too: an old referral still speaks of them."""
    published = Indicator.objects.filter(version__scheme=version.scheme_id).values_list("code", flat=True)
    edited = MatrixEdit.objects.filter(version__scheme=version.scheme_id, place__startswith="indicators.")
    drafted = {split_place(place)[1] for place in edited.values_list("place", flat=True).distinct()}
    return set(published.distinct()) | drafted | {part["id"] for part in rows(version.document, "indicators")}


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
