"""Raise, reply, take further, end. Each is one transaction over the locked referral, or nothing at all."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from core.visible import visible
from escalation import ladder
from escalation.ladder import REFUSALS, Answer, Move, Outcome, Status
from escalation.models import Escalation, StageRow
from escalation.owners import MANAGERS, owner_of, tell_owner, tell_referrer_side
from escalation.policies import (
    check_can_agree,
    check_can_ask_manager,
    check_can_close,
    check_can_raise,
    check_can_record_learning,
    check_can_reply,
    check_can_take_further,
)
from mash.actions import supersede_decision
from mash.choices import Choice
from mash.locking import lock_referral
from mash.models import Decision
from referrals.models import Referral
from sla.actions import hand_over, start_deadline, stop_deadline
from sla.clocks import Clock
from sla.limits import escalation_due_at
from thresholds.published import of_version
from trail.actions import write
from trail.verbs import Verb

# Shorter than this no reason says anything. Characters.
LEAST_WORDS = 20


@transaction.atomic
def raise_escalation(
    referral: Referral,
    *,
    why: str,
    evidence: str,
    asks_for: str,
    believes_level: int,
    immediate_harm: bool,
    by: User,
) -> Escalation:
    """Disagree with the decision in force. Immediate harm skips to stage 3 and is answered in hours.

    Refuses anyone but the referrer's side, a referral without a decision, and a second escalation while one is open.
    """
    locked = lock_referral(referral.pk, by=by)
    check_can_raise(locked, by=by)
    if believes_level not in of_version(locked.matrix_version_id).matrix.levels:
        raise Refused("Choose a level.", field="believes_level")
    _check_words(why, "why", "Say why you disagree")
    for field, words, sentence in (
        ("evidence", evidence, "Say what you know that shows it."),
        ("asks_for", asks_for, "Say what you ask for."),
    ):
        if not visible(words):
            raise Refused(sentence, field=field)
    decision = locked.decisions.made().select_related("decided_by").get()
    escalation = Escalation(
        referral=locked,
        decision=decision,
        raised_by=by,
        raised_at=clock.now(),
        evidence=evidence.strip(),
        asks_for=asks_for.strip(),
        believes_level=believes_level,
        immediate_harm=immediate_harm,
        status=Status.OPEN.value,
    )
    _open_stage(escalation, ladder.first_stage(immediate_harm=immediate_harm), argument=why, by=by)
    return escalation


@transaction.atomic
def reply(
    escalation: Escalation,
    *,
    answer: str,
    words: str,
    would_resolve: str = "",
    decision: Choice | None = None,
    by: User,
) -> Escalation:
    """Answer the stage that is open. To agree is to make a new decision in the same transaction.

    Refuses anyone but the owner and the managers, a stage already answered, and an agreement without its decision.
    """
    locked = _lock(escalation, by=by)
    check_can_reply(locked, by=by)
    given = _read_answer(answer)
    _check_words(words, "words", "Give your reasons")
    if given is Answer.AGREE:
        return _agree(locked, words, decision, by=by)
    if decision is not None:
        raise Refused("A new decision belongs to an agreement.", field="answer")
    if not visible(would_resolve):
        raise Refused("Say what would resolve it for you.", field="would_resolve")
    _move(locked, Move.ANSWER)
    locked.reply_due_at = None
    locked.save(update_fields=["status", "reply_due_at"])
    _write_reply(locked, given, words, would_resolve, by=by)
    return locked


@transaction.atomic
def ask_manager(escalation: Escalation, *, by: User) -> Escalation:
    """The owner of the stage hands it to the managers. Its clock runs on. Refuses when they already have it."""
    locked = _lock(escalation, by=by)
    check_can_ask_manager(locked, by=by)
    _to_managers(locked, by=by)
    tell_owner(locked)
    return locked


@transaction.atomic
def give_to_managers(escalation: Escalation, *, by: User) -> Escalation:
    """An escalation whose owner has left goes to the managers. Its clock runs on. Refuses while the owner is here."""
    Referral.objects.select_for_update(of=("self",)).get(pk=escalation.referral_id)
    locked = Escalation.objects.with_people().select_for_update(of=("self",)).get(pk=escalation.pk)
    if locked.owner is None or locked.owner.is_active:
        raise Refused("The owner of this escalation has not left.")
    _to_managers(locked, by=by)
    if locked.status == Status.OPEN:
        tell_owner(locked)
    return locked


def _to_managers(locked: Escalation, *, by: User) -> None:
    locked.owner = None
    locked.save(update_fields=["owner"])
    locked.stages.filter(number=locked.stage, answer="").update(owner=None)
    hand_over(subject_id=locked.pk, holder=None, by=by)
    write(Verb.CHANGED, subject="escalation", subject_id=locked.pk, record_id=locked.referral_id, by=by, owner=None)


@transaction.atomic
def take_further(escalation: Escalation, *, why: str, by: User) -> Escalation:
    """Ask the next stage: after a reply, or without one once it is late. Refuses above the last stage."""
    locked = _lock(escalation, by=by)
    check_can_take_further(locked, by=by)
    _check_words(why, "why", "Say why you take it further")
    following = ladder.next_stage(locked.stage)
    if following is None:
        raise Conflict(REFUSALS[Move.TAKE_FURTHER])
    _stop_clock(locked, by=by)
    _move(locked, Move.TAKE_FURTHER)
    _open_stage(locked, following, argument=why, by=by)
    return locked


@transaction.atomic
def close(escalation: Escalation, *, by: User) -> Escalation:
    """The referrer's side accepts the last reply, or withdraws; a manager ends it after the last stage's answer."""
    locked = _lock(escalation, by=by)
    check_can_close(locked, by=by)
    last = locked.stages.exclude(answer="").order_by("number").last()
    _stop_clock(locked, by=by)
    _move(locked, Move.CLOSE)
    _end(locked, ladder.outcome_of(Answer(last.answer) if last else None), by=by)
    return locked


@transaction.atomic
def record_learning(escalation: Escalation, *, learning: str, by: User) -> Escalation:
    """What the partnership learned from it, once, by a manager, after it has ended."""
    locked = _lock(escalation, by=by)
    check_can_record_learning(locked, by=by)
    _check_words(learning, "learning", "Say what was learned")
    locked.learning, locked.learned_at, locked.learned_by = learning.strip(), clock.now(), by
    locked.save(update_fields=["learning", "learned_at", "learned_by"])
    write(Verb.CHANGED, subject="escalation", subject_id=locked.pk, record_id=locked.referral_id, by=by, learning=True)
    return locked


def _lock(escalation: Escalation, *, by: User) -> Escalation:
    """The escalation as it stands now; the referral first, which every write about a child's record stands on."""
    lock_referral(escalation.referral_id, by=by)
    found = (
        Escalation.objects.visible_to(by)
        .select_related("referral__agency", "decision__decided_by", "owner", "raised_by")
        .select_for_update(of=("self",))
        .filter(pk=escalation.pk)
        .first()
    )
    if found is None:
        raise Refused("There is nothing here.")
    return found


def _move(locked: Escalation, move: Move) -> None:
    """The one place that changes `status`. Refuses a move that cannot be made from where it stands."""
    target = ladder.after(Status(locked.status), move)
    if target is None:
        raise Conflict(REFUSALS[move])
    locked.status = target.value


def _open_stage(escalation: Escalation, number: int, *, argument: str, by: User) -> None:
    """Ask a stage: its owner, its clock, its words, the trail and the message, together."""
    now = clock.now()
    due_at = escalation_due_at(now, stage=number, immediate_harm=escalation.immediate_harm)
    escalation.stage, escalation.owner, escalation.reply_due_at = number, owner_of(escalation, number), due_at
    escalation.save()
    row = StageRow.objects.create(
        escalation=escalation,
        number=number,
        opened_at=now,
        due_at=due_at,
        owner=escalation.owner,
        argument=argument.strip(),
        argued_by=by,
    )
    _start_clock(escalation, now, due_at, by=by)
    write(
        Verb.ESCALATED,
        subject="escalation",
        subject_id=escalation.pk,
        record_id=escalation.referral_id,
        by=by,
        stage=row.number,
        immediate_harm=escalation.immediate_harm,
    )
    tell_owner(escalation)


def _start_clock(escalation: Escalation, now: datetime, due_at: datetime, *, by: User) -> None:
    start_deadline(
        subject_kind="escalation",
        subject_id=escalation.pk,
        record_id=escalation.referral_id,
        clock=Clock.ESCALATION_REPLY,
        started_at=now,
        due_at=due_at,
        reference=escalation.referral.reference,
        path=escalation.get_absolute_url(),
        team=MANAGERS,
        holder=escalation.owner,
        by=by,
    )


def _stop_clock(escalation: Escalation, *, by: User) -> None:
    stop_deadline(subject_id=escalation.pk, clock=Clock.ESCALATION_REPLY, at=clock.now(), by=by)


def _agree(locked: Escalation, words: str, choice: Choice | None, *, by: User) -> Escalation:
    check_can_agree(locked, by=by)
    if choice is None:
        raise Refused("Make the new decision: choose its level and what should happen.", field="level")
    made = supersede_decision(
        locked.referral,
        level=choice.level,
        route=choice.route,
        rationale=choice.rationale,
        differs_reason=choice.differs_reason,
        push_back=choice.push_back,
        reply=choice.reply or words,
        by=by,
    )
    _move(locked, Move.AGREE)
    _write_reply(locked, Answer.AGREE, words, "", by=by)
    _end(locked, Outcome.CHANGED, new_decision=made, by=by)
    return locked


def _write_reply(locked: Escalation, answer: Answer, words: str, would_resolve: str, *, by: User) -> None:
    row = locked.stages.get(number=locked.stage)
    row.answer, row.reply, row.would_resolve = answer.value, words.strip(), would_resolve.strip()
    row.replied_at, row.replied_by = clock.now(), by
    row.save(update_fields=["answer", "reply", "would_resolve", "replied_at", "replied_by"])
    _stop_clock(locked, by=by)
    write(
        Verb.REPLIED,
        subject="escalation",
        subject_id=locked.pk,
        record_id=locked.referral_id,
        by=by,
        stage=row.number,
        answer=answer.value,
        late=row.is_late(row.replied_at),
    )
    tell_referrer_side(locked, row)


def _end(locked: Escalation, outcome: Outcome, *, new_decision: Decision | None = None, by: User) -> None:
    locked.outcome, locked.new_decision = outcome.value, new_decision
    locked.closed_at, locked.closed_by, locked.reply_due_at = clock.now(), by, None
    locked.save(update_fields=["status", "outcome", "new_decision", "closed_at", "closed_by", "reply_due_at"])
    write(
        Verb.CLOSED,
        subject="escalation",
        subject_id=locked.pk,
        record_id=locked.referral_id,
        by=by,
        outcome=outcome.value,
        stage=locked.stage,
    )


def _read_answer(answer: str) -> Answer:
    try:
        return Answer(answer)
    except ValueError:
        raise Refused("Choose whether you agree.", field="answer") from None


def _check_words(words: str, field: str, sentence: str) -> None:
    if len(visible(words)) < LEAST_WORDS:
        raise Refused(f"{sentence}, in at least {LEAST_WORDS} characters.", field=field)
