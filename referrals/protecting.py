"""Addresses that must be kept secret: taken out of the form before it is kept, sealed in a table of their own.

What stands in the form, and so in the document, every copy, the PDF and the API, is `KEPT` and nothing else.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Refused
from core.secret_box import CannotRead, SecretBox
from core.visible import visible
from referrals.models import AddressReveal, Draft, ProtectedAddress, Referral
from referrals.sections import SECTIONS
from trail.actions import write
from trail.verbs import Verb

FIELD = "secret_address"
KEPT = "Kept secret"
# Shorter than this no reason says anything. Characters that show.
LEAST_WORDS = 10
_HOLDERS = frozenset(slug for slug, section in SECTIONS.items() if FIELD in section.form.base_fields)
_BOX = SecretBox("front-door protected address v1")

Typed = Mapping[str, list[str]]


class Revealed(NamedTuple):
    """One address in clear, and whose it is: the section and the item of the form."""

    section: str
    item: int
    address: str


def keep_apart(draft: Draft, *, section: str, item: int, data: Typed, by: User) -> dict[str, list[str]]:
    """What may stand in the form: the section without its secret address, which is sealed by itself.

    `KEPT` leaves what is kept as it is; an empty field forgets it. It is kept however long it is.
    """
    if section not in _HOLDERS:
        return dict(data)
    address = _typed(data)
    kept = ProtectedAddress.objects.filter(draft=draft, section=section, item=item)
    if address == KEPT:
        return {**data, FIELD: [KEPT if kept.exists() else ""]}
    if address:
        _seal(draft, section, item, address, by)
    elif kept.delete()[0]:
        write(Verb.ERASED, subject="protected_address", subject_id=draft.pk, by=by, record_id=draft.pk, item=item)
    return {**data, **({FIELD: [KEPT if address else ""]} if FIELD in data else {})}


def _typed(data: Typed) -> str:
    return next(iter(data.get(FIELD) or []), "").strip()


def _seal(draft: Draft, section: str, item: int, address: str, by: User) -> None:
    row, created = ProtectedAddress.objects.update_or_create(
        draft=draft,
        section=section,
        item=item,
        defaults={"sealed": _BOX.seal(address), "written_at": clock.now(), "written_by": by},
    )
    if created:
        write(Verb.CREATED, subject="protected_address", subject_id=row.pk, by=by, record_id=draft.pk, item=item)


def forget(draft: Draft, *, section: str | None = None, item: int = 0) -> None:
    """Drop what a child or person that is taken out kept secret; without a section, all of the form's."""
    kept = ProtectedAddress.objects.filter(draft=draft)
    if section is None:
        kept.delete()
    elif section in _HOLDERS:
        kept.filter(section=section, item=item).delete()


def same_when_kept(draft: Draft, sections: Mapping[tuple[str, int], Typed]) -> bool:
    """Whether these sections, sent again, are what the form holds, secret addresses and all."""
    secret = {key: _typed(data) for key, data in sections.items() if key[0] in _HOLDERS and _typed(data)}
    kept = {(row.section, row.item): row.sealed for row in draft.protected_addresses.all()} if secret else {}
    if secret and {key: _unsealed(sealed) for key, sealed in kept.items()} != secret:
        return False
    shown = {key: {**data, FIELD: [KEPT]} if key in secret else dict(data) for key, data in sections.items()}
    return {(row.section, row.item): row.data for row in draft.sections.all()} == shown


@transaction.atomic
def reveal_addresses(referral: Referral, *, reason: str, by: User) -> list[Revealed]:
    """The secret addresses of a referral, and a record of who opened them and why. Refuses all but MASH, and no reason.

    The reason stands with the record, the trail says that there is one: each opening is one of each.
    """
    if not by.is_mash:
        raise Refused("Only MASH opens a secret address.")
    if len(visible(reason)) < LEAST_WORDS:
        raise Refused(f"Write why you need the address, in at least {LEAST_WORDS} characters.", field="reason")
    rows = list(ProtectedAddress.objects.of(referral))
    opened = [AddressReveal(address=row, at=clock.now(), by=by, reason=reason.strip()) for row in rows]
    for one in AddressReveal.objects.bulk_create(opened):
        write(
            Verb.DISCLOSED,
            subject="protected_address",
            subject_id=one.address_id,
            by=by,
            record_id=referral.pk,
            recipient=str(by.pk),
            reveal=str(one.pk),
            section=one.address.section,
        )
    return [Revealed(row.section, row.item, _unsealed(row.sealed) or _LOST) for row in rows]


_LOST = "It cannot be read: it was sealed with a key that this system no longer has. Ask the referrer."


def _unsealed(sealed: str) -> str:
    """The address; "" when its key is gone."""
    try:
        return _BOX.unseal(sealed)
    except CannotRead:
        return ""


@transaction.atomic
def reseal_addresses() -> tuple[int, int]:
    """Seal every address with the key of today; returns how many were, and how many no key given could open."""
    done = lost = 0
    for row in ProtectedAddress.objects.select_for_update():
        try:
            row.sealed = _BOX.reseal(row.sealed)
        except CannotRead:
            lost += 1
            continue
        row.save(update_fields=["sealed"])
        done += 1
    return done, lost
