"""Due times under the policy in force, for the rooms above. Each is worked out once, when its clock starts."""

from datetime import datetime

from sla.calendars import calendar_for
from sla.models import Policy
from sla.working_time import add_elapsed, add_working_days


def follow_up_due_at(phoned_at: datetime) -> datetime:
    """When the written form must have followed a telephone call made then."""
    return add_elapsed(phoned_at, Policy.objects.current().follow_up_hours)


def consultation_due_at(asked_at: datetime) -> datetime:
    """When somebody who asked for advice then must have an answer."""
    policy = Policy.objects.current()
    return add_working_days(asked_at, policy.consultation_working_days, calendar_for(policy, asked_at))


def reading_due_at(given_at: datetime) -> datetime:
    """When a safeguarding lead must have read a form given to them then: one working day, whatever the policy."""
    policy = Policy.objects.current()
    return add_working_days(given_at, 1, calendar_for(policy, given_at))


def feedback_due_at(decided_at: datetime) -> datetime:
    """When the referrer must have been told of a decision made then."""
    policy = Policy.objects.current()
    return add_working_days(decided_at, policy.feedback_working_days, calendar_for(policy, decided_at))


def reply_due_at(asked_at: datetime, *, hours: int | None) -> datetime:
    """When the referrer must have replied to MASH: after so many elapsed hours, or one working day for None."""
    if hours is not None:
        return add_elapsed(asked_at, hours)
    return add_working_days(asked_at, 1, calendar_for(Policy.objects.current(), asked_at))


def sign_off_due_at(asked_at: datetime) -> datetime:
    """When a manager must have answered a request for sign-off made then."""
    return add_elapsed(asked_at, Policy.objects.current().sign_off_hours)


def escalation_due_at(raised_at: datetime, *, stage: int, immediate_harm: bool = False) -> datetime:
    """When the reply to a stage of an escalation is due. With immediate harm it is counted in elapsed hours.

    Stages are numbered from 1; refuses a stage the policy has no limit for.
    """
    policy = Policy.objects.current()
    if not 1 <= stage <= len(policy.escalation_working_days):
        raise ValueError(f"The policy has no limit for escalation stage {stage}.")
    if immediate_harm:
        return add_elapsed(raised_at, policy.escalation_urgent_hours)
    days = policy.escalation_working_days[stage - 1]
    return add_working_days(raised_at, days, calendar_for(policy, raised_at))
