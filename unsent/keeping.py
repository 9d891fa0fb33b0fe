"""Words while they are typed: kept for their writer, shown to nobody else, gone once they are sent.

They are encrypted: a question without names may hold a name until it is checked, and a message a secret address.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from core import clock
from core.errors import Refused
from core.secret_box import CannotRead, SecretBox
from trail.actions import Person, write
from trail.verbs import Verb
from unsent.models import Unsent
from unsent.posted import Typed, has_words
from unsent.windows import Drawn, Kept, lay_beside, left_over, touched

KEPT_FOR = timedelta(days=28)  # without a key pressed; the same as for a form that nobody touches
_BOX = SecretBox("front-door unsent words v1")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: as its address says it, its id, and the record whose trail tells of it."""

    key: str
    subject_id: UUID
    record_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What is kept of a form, and what the windows it was typed in have to do with it.

    `over` has a short hash of what each answer was when it was first written over.
    """

    data: Typed = field(default_factory=dict)
    beside: dict[str, dict[str, Any]] = field(default_factory=dict)
    over: dict[str, str] = field(default_factory=dict)


def words_of(row: Unsent | None) -> Words:
    """The words again. Under a SECRET_KEY that is no longer known there are none."""
    if row is None or not row.sealed:
        return Words()
    try:
        return Words(**json.loads(_BOX.unseal(row.sealed)))
    except CannotRead:
        return Words()


def find_unsent(place: str, about: About, *, writer: Person) -> Unsent | None:
    """What this person has half written there."""
    return Unsent.objects.filter(writer=writer.pk, place=place, subject_id=about.subject_id).first()


@transaction.atomic
def keep_typed(
    place: str, about: About, *, typed: Typed, drawn: Drawn | None = None, by: Person
) -> tuple[Unsent, Typed]:
    """Keep what was typed beside what stands there; also returns what another window wrote into the same answers.

    An answer that is as the page began with it was not typed: later it shows what stands there then. The trail says
    once that somebody began, not every few seconds. Refuses when nothing was typed.
    """
    if not typed:
        raise Refused("Nothing was typed.")
    made = {"record_id": about.record_id, "saved_at": clock.now()}
    Unsent.objects.get_or_create(writer_id=by.pk, place=place, subject_id=about.subject_id, defaults=made)
    row = _locked(place, about, by)
    assert row is not None
    if _came_too_late(row, drawn):
        return row, {}
    known = words_of(row)
    fresh = touched(known.data, typed, drawn)
    if not fresh and not (drawn and drawn.seen):
        return row, {}
    kept = lay_beside(known.data, known.beside, fresh, drawn)
    if not row.sealed:
        _on_trail(Verb.CREATED, row, by=by)
    _seal(row, kept, _over(known, fresh, drawn))
    return row, kept.elsewhere


@transaction.atomic
def put_away(place: str, about: About, *, typed: Typed, drawn: Drawn | None, by: Person) -> None:
    """The form was sent: its words go. Call it in the transaction that sends.

    What another window has written instead stays, for it was not sent.
    """
    row = _locked(place, about, by)
    if row is None:
        return
    known = words_of(row)
    left = left_over(known.data, known.beside, typed, drawn)
    if row.sealed:
        _on_trail(Verb.ERASED, row, by=by, sent=True)
    row.sent_window, row.sent_number = (drawn.window, drawn.number) if drawn else ("", 0)
    _seal(row, Kept(left, {}), known.over)


@transaction.atomic
def drop_unsent(rows: Iterable[Unsent], *, sent_by: Person | None = None, by: Person) -> int:
    """Throw words away; returns how many forms had some. `sent_by` has sent theirs, nobody else has."""
    found = list(rows)
    written = [row for row in found if row.sealed]
    for row in written:
        sent = {"sent": True} if sent_by is not None and row.writer_id == sent_by.pk else {}
        _on_trail(Verb.ERASED, row, by=by, **sent)
    Unsent.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(written)


@transaction.atomic
def drop_about(place: str, subject_id: UUID, *, of: Person | None = None, by: Person) -> None:
    """It was done: what one person, or everybody when None, had half written there goes. `by` has sent theirs."""
    rows = Unsent.objects.filter(place=place, subject_id=subject_id)
    drop_unsent(rows.filter(writer=of.pk) if of is not None else rows, sent_by=by, by=by)


@transaction.atomic
def forget_old_words() -> int:
    """Drop what nobody has touched for 28 days; returns how many forms had words. Any number may do it at once."""
    by = get_user_model().objects.system()
    old = Unsent.objects.filter(saved_at__lte=clock.now() - KEPT_FOR)
    return drop_unsent(old.select_for_update(skip_locked=True)[:_AT_ONCE], by=by)


def reseal_unsent() -> tuple[int, int]:
    """After a change of SECRET_KEY: seal all anew; returns how many were, and how many could not be read."""
    done = lost = 0
    for key in Unsent.objects.exclude(sealed="").values_list("pk", flat=True):
        with transaction.atomic():
            row = Unsent.objects.select_for_update().filter(pk=key).exclude(sealed="").first()
            if row is None:
                continue
            try:
                row.sealed = _BOX.reseal(row.sealed)
            except CannotRead:
                lost += 1
            else:
                row.save(update_fields=["sealed"])
                done += 1
    return done, lost


def _locked(place: str, about: About, by: Person) -> Unsent | None:
    rows = Unsent.objects.select_for_update()
    return rows.filter(writer=by.pk, place=place, subject_id=about.subject_id).first()


def _came_too_late(row: Unsent, drawn: Drawn | None) -> bool:
    """A save that a slow line brings after the form was sent. It is numbered before the sending of its window."""
    if drawn is None or not drawn.number or not row.sent_window:
        return False
    return drawn.window == row.sent_window and drawn.number <= row.sent_number


def _over(known: Words, fresh: Typed, drawn: Drawn | None) -> dict[str, str]:
    if drawn is None:
        return known.over
    return known.over | {name: drawn.before(name) for name in fresh if name not in known.data}


def _seal(row: Unsent, kept: Kept, over: dict[str, str]) -> None:
    words = {"data": kept.data, "beside": kept.beside, "over": {n: mark for n, mark in over.items() if n in kept.data}}
    row.sealed = _BOX.seal(json.dumps(words)) if has_words(kept.data) or kept.beside else ""
    row.saved_at = clock.now()
    row.save(update_fields=["sealed", "saved_at", "sent_window", "sent_number"])


def _on_trail(verb: Verb, row: Unsent, *, by: Person, **facts: bool) -> None:
    write(verb, subject="unsent", subject_id=row.pk, record_id=row.record_id, by=by, place=row.place, **facts)
