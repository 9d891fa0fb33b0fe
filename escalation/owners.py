"""Who owes the reply at each stage, and who hears of it.

Front Door knows the people of MASH and of the agencies. Heads of service, directors and the scrutineer (stages 3 to 5)
have no account yet: the MASH managers hold those stages for them, ask them, and write their answer down.
"""

from accounts.models import User
from escalation import ladder
from escalation.models import Escalation, StageRow
from mash.policies import may_open
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind

# The team that answers for a stage, beside or in the place of its owner.
MANAGERS = "mash_manager"


def owner_of(escalation: Escalation, stage: int) -> User | None:
    """The decision-maker at stage 1, while they still work at the desk and may open it; otherwise the managers."""
    maker = escalation.decision.decided_by
    if stage != ladder.FIRST or not maker.is_mash or not may_open(escalation.referral, maker):
        return None
    here: User | None = User.objects.still_here(maker)
    return here


def tell_owner(escalation: Escalation) -> None:
    """A message to the owner of the stage, or to every manager who may open the referral."""
    people = [escalation.owner] if escalation.owner else list(User.objects.managers())
    queue_messages(
        Wanted(
            kind=Kind.ESCALATION_RAISED,
            to_id=person.pk,
            subject_id=escalation.pk,
            reference=escalation.referral.reference,
            path=escalation.get_absolute_url(),
            dedupe_key=f"escalated:{escalation.pk}:{escalation.stage}:{person.pk}",
            due_at=escalation.reply_due_at,
        )
        for person in people
        if may_open(escalation.referral, person)
    )


def tell_referrer_side(escalation: Escalation, row: StageRow) -> None:
    """A message to whoever raised it and whoever spoke at this stage; when both have left, to the agency's leads."""
    people = {person.pk: person for person in (escalation.raised_by, row.argued_by) if person.is_active}
    people = people or {lead.pk: lead for lead in User.objects.leads_of(escalation.referral.agency_id)}
    queue_messages(
        Wanted(
            kind=Kind.ESCALATION_REPLY,
            to_id=person.pk,
            subject_id=escalation.pk,
            reference=escalation.referral.reference,
            path=escalation.get_absolute_url(),
            dedupe_key=f"escalation-reply:{row.pk}:{person.pk}",
        )
        for person in people.values()
    )
