"""What an agency asks for: switched by its own safeguarding lead, or by the administrator."""

from django.db import transaction

from accounts.models import Agency, User
from accounts.roles import Role
from core.errors import Refused
from trail.actions import write
from trail.verbs import Verb


@transaction.atomic
def change_agency_settings(agency: Agency, *, by: User, **wanted: bool) -> Agency:
    """Switch settings by name. Refuses everybody but the agency's lead and an administrator.

    What stands as wanted already is not written again.
    """
    check_settles(agency, by)
    locked = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    changed = {name: value for name, value in wanted.items() if getattr(locked, name) is not value}
    for name, value in changed.items():
        setattr(locked, name, value)
    if changed:
        locked.save(update_fields=list(changed))
        write(Verb.CHANGED, subject="agency", subject_id=locked.pk, by=by, record_id=None, **changed)
    return locked


def check_settles(agency: Agency, by: User) -> None:
    """Refuses everybody but the agency's own safeguarding lead and an administrator."""
    own_lead = by.role == Role.SAFEGUARDING_LEAD and by.agency_id == agency.pk
    if not by.is_active or not (own_lead or by.role == Role.ADMINISTRATOR):
        raise Refused("Only the agency’s safeguarding lead or an administrator changes this.")
