"""Decide, sign off, send back, replace. Each is one transaction over the locked referral, or nothing at all."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from contacts.actions import close_behind
from core import clock
from core.errors import Refused
from core.visible import visible
from mash.choices import LEAST_WORDS, Choice, PushBack, check_choice, needs_manager
from mash.locking import lock_referral
from mash.models import Decision, EarlyHelpCase, State, Telling
from mash.policies import check_can_decide, check_can_sign_off, check_can_supersede
from mash.routes import Route
from mash.telling import page_of, tell_referrer, tell_team
from notifications.actions import queue_message
from notifications.kinds import Kind
from referrals.actions import move
from referrals.models import Referral
from referrals.states import Move
from sla.actions import start_deadline, stop_deadline, stop_decision_deadlines
from sla.clocks import Clock
from sla.limits import sign_off_due_at
from trail.actions import write
from trail.verbs import Verb
from unsent.keeping import drop_about

DECISION = "decide"  # the form in which a decision is typed


@transaction.atomic
def record_decision(
    referral: Referral,
    *,
    level: int,
    route: str,
    rationale: str,
    differs_reason: str = "",
    push_back: PushBack | None = None,
    reply: str = "",
    by: User,
) -> Decision:
    """Decide, or propose to a manager when a worker would let a child at the statutory level go (`why_manager`).

    Refuses anyone but the holder or a manager, a choice without its reasons, and a referral already decided.
    """
    locked = lock_referral(referral.pk, by=by)
    check_can_decide(locked, by=by)
    choice = Choice(level, route, rationale, differs_reason, push_back, reply)
    check_choice(locked, choice, by=by)
    if needs_manager(locked, choice, by=by):
        return _propose(locked, choice, by=by)
    now = clock.now()
    waiting = locked.decisions.proposed().first()
    if waiting is not None:
        _set_state(waiting, State.SUPERSEDED)
        stop_deadline(subject_id=locked.pk, clock=Clock.SIGN_OFF, at=now, by=by)
    decision = _write(locked, choice, State.MADE, supersedes=waiting, at=now, by=by)
    _take_effect(locked, decision, Move.DECIDE, at=now, by=by)
    return decision


@transaction.atomic
def sign_off(decision: Decision, *, by: User) -> Decision:
    """A manager agrees to a proposal, and it holds from now. Refuses the proposer, and what no longer waits."""
    locked = lock_referral(decision.referral_id, by=by)
    waiting = Decision.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=decision.pk)
    check_can_sign_off(waiting, by=by)
    now = clock.now()
    waiting.state, waiting.agreed_by, waiting.agreed_at = State.MADE, by, now
    waiting.save(update_fields=["state", "agreed_by", "agreed_at"])
    stop_deadline(subject_id=locked.pk, clock=Clock.SIGN_OFF, at=now, by=by)
    _take_effect(locked, waiting, Move.DECIDE, at=now, by=by)
    return waiting


@transaction.atomic
def return_decision(decision: Decision, *, why: str, by: User) -> Decision:
    """A manager sends a proposal back to whoever made it, saying why. The decision clocks have run on meanwhile."""
    locked = lock_referral(decision.referral_id, by=by)
    waiting = Decision.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=decision.pk)
    check_can_sign_off(waiting, by=by)
    if len(visible(why)) < LEAST_WORDS:
        raise Refused(f"Say what should be looked at again, in at least {LEAST_WORDS} characters.", field="why")
    now = clock.now()
    waiting.state, waiting.returned_by, waiting.returned_at, waiting.returned_why = State.RETURNED, by, now, why
    waiting.save(update_fields=["state", "returned_by", "returned_at", "returned_why"])
    stop_deadline(subject_id=locked.pk, clock=Clock.SIGN_OFF, at=now, by=by)
    move(locked, Move.RETURN).save(update_fields=["status"])
    write(Verb.RETURNED, subject="decision", subject_id=waiting.pk, record_id=locked.pk, by=by, number=waiting.number)
    if not waiting.decided_by.is_active:
        # Whoever proposed it has left, and the referral waits in the queue for anybody at the desk.
        tell_team(Kind.NEW_REFERRAL, "mash", locked, path=page_of(locked), key=f"returned:{waiting.pk}")
        return waiting
    queue_message(
        Kind.DECISION_RETURNED,
        to=waiting.decided_by,
        subject_id=locked.pk,
        reference=locked.reference,
        path=page_of(locked),
        dedupe_key=f"returned:{waiting.pk}",
    )
    return waiting


@transaction.atomic
def supersede_decision(
    referral: Referral,
    *,
    level: int,
    route: str,
    rationale: str,
    differs_reason: str = "",
    push_back: PushBack | None = None,
    reply: str = "",
    by: User,
) -> Decision:
    """Put a new decision in the place of the one that holds. The old row stays. Only a manager may."""
    locked = lock_referral(referral.pk, by=by)
    check_can_supersede(locked, by=by)
    choice = Choice(level, route, rationale, differs_reason, push_back, reply)
    check_choice(locked, choice, by=by)
    now = clock.now()
    old = locked.decisions.made().select_for_update().get()
    _set_state(old, State.SUPERSEDED)
    stop_deadline(subject_id=locked.pk, clock=Clock.FEEDBACK, at=now, by=by)
    decision = _write(locked, choice, State.MADE, supersedes=old, at=now, by=by)
    _take_effect(locked, decision, Move.SUPERSEDE, at=now, by=by)
    return decision


def _propose(referral: Referral, choice: Choice, *, by: User) -> Decision:
    now = clock.now()
    moved = move(referral, Move.PROPOSE)
    moved.save(update_fields=["status"])
    decision = _write(referral, choice, State.PROPOSED, supersedes=None, at=now, by=by)
    start_deadline(
        subject_kind="referral",
        subject_id=referral.pk,
        record_id=referral.pk,
        clock=Clock.SIGN_OFF,
        started_at=now,
        due_at=sign_off_due_at(now),
        reference=referral.reference,
        path=page_of(referral),
        team="mash_manager",
        by=by,
    )
    drop_about(DECISION, referral.pk, of=by, by=by)
    tell_team(Kind.SIGN_OFF_WANTED, "mash_manager", referral, path=page_of(referral), key=f"sign-off:{decision.pk}")
    return decision


def _write(
    referral: Referral, choice: Choice, state: State, *, supersedes: Decision | None, at: datetime, by: User
) -> Decision:
    """The decision's row, and its trail."""
    last = referral.decisions.aggregate(last=Max("number"))["last"] or 0
    push_back = choice.push_back or PushBack("")
    decision = Decision.objects.create(
        referral=referral,
        number=last + 1,
        state=state,
        level=choice.level,
        matrix_version_id=referral.matrix_version_id,
        route=choice.route,
        rationale=choice.rationale.strip(),
        differs_reason=choice.differs_reason.strip(),
        reply=choice.reply.strip(),
        push_back_reason=push_back.reason,
        gaps=list(push_back.gaps),
        advice=push_back.advice.strip(),
        would_change=push_back.would_change.strip(),
        decided_by=by,
        decided_at=at,
        supersedes=supersedes,
    )
    if state == State.PROPOSED:
        _on_trail(Verb.PROPOSED, decision, by=by)
    return decision


def _take_effect(referral: Referral, decision: Decision, the_move: Move, *, at: datetime, by: User) -> None:
    """The decision holds: status and clocks, Early Help's inbox, and word to the referrer."""
    moved = move(referral, the_move)
    # When it was first answered stays: a later decision must not make the answer look late, or early.
    moved.decided_at = moved.decided_at or at
    moved.decided_level, moved.decided_route = decision.level, decision.route
    moved.save(update_fields=["status", "decided_at", "decided_level", "decided_route"])
    stop_decision_deadlines(subject_id=referral.pk, at=at, by=by)
    stop_deadline(subject_id=referral.pk, clock=Clock.REPLY, at=at, by=by)  # nobody waits for it any more
    drop_about(DECISION, referral.pk, by=by)
    _on_trail(Verb.DECIDED, decision, by=by)
    Telling.objects.create(decision=decision, ready_at=at)
    close_behind(referral, by=by)
    tell_referrer(referral, decision, at=at, by=by)
    if decision.route == Route.EARLY_HELP:
        EarlyHelpCase.objects.get_or_create(referral=referral, defaults={"received_at": at})
        path = f"/early-help/{referral.reference}/"
        tell_team(Kind.EARLY_HELP_NEW, "early_help", referral, path=path, key=f"early-help:{decision.pk}")


def _set_state(decision: Decision, state: State) -> None:
    decision.state = state
    decision.save(update_fields=["state"])


def _on_trail(verb: Verb, decision: Decision, *, by: User) -> None:
    write(
        verb,
        subject="decision",
        subject_id=decision.pk,
        record_id=decision.referral_id,
        by=by,
        number=decision.number,
        level=decision.level,
        route=decision.route,
    )
