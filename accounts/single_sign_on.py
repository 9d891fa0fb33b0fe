"""Whose people sign in at their agency's own provider, and how an administrator sets it up."""

from typing import Any

from django.db import transaction

from accounts.actions import check_administrator
from accounts.domains import only_agency_at
from accounts.models import Agency, SingleSignOn, User
from accounts.source_codes import AgencyKind
from core import clock
from core.errors import Refused
from core.secret_box import CannotRead, SecretBox
from trail.actions import write
from trail.verbs import Verb

_BOX = SecretBox("front-door single sign-on v1")
Endpoints = dict[str, Any]


def single_sign_on_of(email: str) -> SingleSignOn | None:
    """Where whoever has this address signs in, when it is not here.

    The domain decides, so that nobody learns who has an account. Only an address that belongs to somebody of another
    agency, or of the council, is left to its password: no outside provider speaks for them.
    """
    agency = only_agency_at(email)
    row: SingleSignOn | None = getattr(agency, "single_sign_on", None)
    if agency is None or row is None or not row.is_on or agency.kind == AgencyKind.COUNCIL:
        return None
    known: User | None = User.objects.filter(email=email.strip().lower()).first()
    return row if known is None or speaks_for(row, known) else None


def speaks_for(row: SingleSignOn, person: User) -> bool:
    """An agency's provider speaks for the agency's own referrers, and for nobody else."""
    return person.is_referrer and person.agency_id == row.agency_id


def signs_in_at_work(person: User) -> bool:
    """Whether this person comes in through their agency's provider, and by no other road."""
    return single_sign_on_of(person.email) is not None


def has_single_sign_on(agency: Agency) -> bool:
    """Whether the agency's own people sign in at its provider."""
    return SingleSignOn.objects.filter(agency=agency, is_on=True).exists()


def some_sign_in_at_work() -> bool:
    """Whether any agency has single sign-on, so that the address is asked for first."""
    return SingleSignOn.objects.filter(is_on=True).exists()


@transaction.atomic
def set_single_sign_on(
    agency: Agency,
    *,
    is_on: bool,
    issuer: str,
    client_id: str,
    secret: str = "",
    endpoints: Endpoints | None = None,
    by: User,
) -> SingleSignOn:
    """Keep where the agency's people sign in. `endpoints` is what discovery found; to switch on, it must have.

    Refuses all but an administrator, the council, an agency without a domain of its own, and a provider other than the
    one before without its own secret: the old secret is never shown to another. What stands already is not written.
    """
    check_administrator(by)
    locked = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    row = SingleSignOn.objects.filter(pk=locked.pk).first()
    if locked.kind == AgencyKind.COUNCIL:
        raise Refused("The council’s own people sign in here.")
    if is_on:
        _check_can_be_on(locked, endpoints)
    moved = row is None or (row.issuer, row.client_id) != (issuer, client_id)
    if moved and not secret:
        raise Refused("Enter the client secret that belongs to this issuer and client ID", field="secret")
    made = row or SingleSignOn(agency=locked)
    wanted: dict[str, Any] = {"is_on": is_on, "issuer": issuer, "client_id": client_id}
    wanted["endpoints"] = endpoints or ({} if moved else made.endpoints)
    changed = [name for name, value in wanted.items() if row is None or getattr(row, name) != value]
    if secret:
        wanted["secret"] = seal(secret)
        changed.append("secret")
    if changed:
        _keep(made, wanted, by)
        facts: dict[str, Any] = {"agency": locked.pk, "is_on": is_on, "issuer": issuer, "what": " ".join(changed)}
        verb = Verb.CREATED if row is None else Verb.CHANGED
        write(verb, subject="single_sign_on", subject_id=locked.pk, record_id=None, by=by, **facts)
    return made


def _check_can_be_on(agency: Agency, endpoints: Endpoints | None) -> None:
    if not agency.email_domain or only_agency_at(f"anybody@{agency.email_domain}") != agency:
        raise Refused("This agency has no email domain of its own, so nobody could sign in.", field="is_on")
    if not endpoints:
        raise Refused("The connection was not checked.", field="issuer")


def _keep(row: SingleSignOn, wanted: dict[str, Any], by: User) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = clock.now(), by
    row.save()


def seal(secret: str) -> str:
    return _BOX.seal(secret)


def unseal(row: SingleSignOn) -> str:
    """The secret, for the provider alone. Raises CannotRead when it was sealed under a key that is gone."""
    return _BOX.unseal(row.secret)


@transaction.atomic
def reseal_client_secrets() -> tuple[int, int]:
    """Seal every secret with the key of today; returns how many were, and how many no key given could open."""
    done = lost = 0
    for row in SingleSignOn.objects.select_for_update(no_key=True, of=("self",)):
        try:
            row.secret = _BOX.reseal(row.secret)
        except CannotRead:
            lost += 1
            continue
        row.save(update_fields=["secret"])
        done += 1
    return done, lost
