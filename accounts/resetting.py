"""Take away a second factor that somebody has lost, so that they can set up another."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.actions import check_administrator, end_sessions
from accounts.models import SecondFactorReset, User
from core import clock
from core.errors import Refused
from core.visible import visible
from trail.actions import write
from trail.verbs import Verb

# Shorter than this no reason says anything. Characters.
LEAST_WORDS = 10


@transaction.atomic
def reset_second_factor(person: User, *, why: str, by: User) -> SecondFactorReset:
    """Remove apps, passkeys and recovery codes, sign the person out, and tell them and the other administrators.

    Refuses anyone but an administrator, one's own, an account that has ended, and a reset without a reason.
    """
    check_administrator(by)
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.pk == by.pk:
        raise Refused("Another administrator resets your second step.")
    if locked.is_system or not locked.is_active:
        raise Refused("This account has ended.")
    if len(visible(why)) < LEAST_WORDS:
        raise Refused(f"Say why, in at least {LEAST_WORDS} characters", field="why")
    Authenticator.objects.filter(user_id=locked.pk).delete()
    end_sessions(locked)
    made = SecondFactorReset.objects.create(person=locked, reset_at=clock.now(), reset_by=by, why=why.strip())
    write(Verb.ERASED, subject="second_factor", subject_id=locked.pk, by=by, reset=made.pk)
    import_string(settings.TELLS_OF_RESET)(locked, reset_id=made.pk, by=by)
    return made
