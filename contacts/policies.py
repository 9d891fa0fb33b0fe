"""Who may do what with a contact. `check_can_x` refuses with a sentence; `can_x` asks, for its button."""

from collections.abc import Callable

from accounts.models import User
from contacts.models import Contact
from core.errors import Conflict, Refused
from referrals.models import Draft, Referral

Check = Callable[..., None]


def asking(check: Check) -> Callable[..., bool]:
    """The question that goes with a check."""

    def ask(contact: Contact, *, by: User) -> bool:
        try:
            check(contact, by=by)
        except Refused:
            return False
        return True

    return ask


def check_desk(by: User) -> None:
    if not by.is_mash:
        raise Refused("Only MASH does this.")


def _check_live(contact: Contact) -> None:
    if not contact.is_live:
        raise Conflict("This is closed. Ask a new question, or telephone MASH.")


def check_can_write(contact: Contact, *, by: User) -> None:
    """Whoever asked, and MASH, while the consultation is not closed."""
    if not contact.is_consultation or not (by.is_mash or contact.person_id == by.pk):
        raise Refused("Only whoever asked and MASH write here.")
    _check_live(contact)


def check_can_close(contact: Contact, *, by: User) -> None:
    """Either side of a consultation. What MASH took down is closed with the advice that was given."""
    check_can_write(contact, by=by)


def check_can_claim(contact: Contact, *, by: User) -> None:
    """MASH, while it is not closed and nobody else who still works here has it."""
    check_desk(by)
    _check_live(contact)
    if contact.holder is not None and contact.holder_id != by.pk and contact.holder.is_active:
        raise Conflict(f"{contact.holder} has this one. Ask them.")


def check_can_advise(contact: Contact, *, by: User) -> None:
    """MASH, on what it took down, while nothing has come of it."""
    check_desk(by)
    if contact.is_consultation:
        raise Refused("Answer a consultation in its thread.")
    _check_live(contact)


def check_can_open_form(contact: Contact, *, by: User) -> None:
    """Whoever asked, or MASH on what it took down; not twice while the first form is there."""
    if contact.is_consultation and contact.person_id != by.pk:
        raise Refused("Only whoever asked makes a referral of it.")
    if not contact.is_consultation:
        check_desk(by)
        _check_live(contact)
    if has_form(contact):
        raise Conflict("A form was opened from this already.")


def has_form(contact: Contact) -> bool:
    """A form that is still there, or was sent. One that was thrown away no longer counts."""
    if contact.draft_id is None:
        return False
    return (
        Draft.objects.filter(pk=contact.draft_id).exists()
        or Referral.objects.filter(draft_id=contact.draft_id).exists()
    )


can_write = asking(check_can_write)
can_close = asking(check_can_close)
can_claim = asking(check_can_claim)
can_advise = asking(check_can_advise)
can_open_form = asking(check_can_open_form)
