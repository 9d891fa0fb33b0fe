"""Make a round, read its texts, send it, answer, close it, talk about it. Each writes its own trail."""

from collections.abc import Collection
from secrets import randbelow

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from core.visible import visible
from mash.routes import Route
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from quality.double.masking import masked, telling
from quality.double.policies import (
    check_can_answer,
    check_can_close,
    check_can_make,
    check_can_prepare,
    check_can_say,
)
from quality.double.sampling import LEAST, Drawing, drawn
from quality.double.sending import check_can_send
from quality.double.texts import known_of, text_of
from quality.double_models import Asking, BlindAnswer, Case, Remark, Round, RoundStatus
from thresholds.published import current, of_version
from trail.actions import write, written_together
from trail.verbs import Verb

LEAST_WORDS = 20  # characters of a reason
_SEEDS = 1_000_000


@transaction.atomic
def make_round(*, name: str, drawing: Drawing, seed: int | None = None, by: User) -> Round:
    """Draw a sample and mask its texts. Without a seed one is picked. Refuses fewer cases than LEAST."""
    check_can_make(by)
    chosen = randbelow(_SEEDS) if seed is None else seed
    now = clock.now()
    referrals = drawn(drawing, chosen, by, now)
    if len(referrals) < LEAST:
        fit = "1 referral fits" if len(referrals) == 1 else f"{len(referrals)} referrals fit"
        raise Refused(
            f"{fit}. A round needs at least {LEAST}: ask for more months, or any level or age.", field="months"
        )
    made = Round.objects.create(
        name=name,
        matrix_version=current().version,
        seed=chosen,
        drawn_by=drawing.as_data(),
        made_at=now,
        made_by=by,
    )
    cases = [
        Case(round=made, number=number, referral=referral, text=text_of(referral))
        for number, referral in enumerate(referrals, start=1)
    ]
    Case.objects.bulk_create(cases)
    with written_together():
        write(Verb.CREATED, subject="double_round", subject_id=made.pk, by=by, cases=len(cases))
        for case in cases:
            _on_trail(Verb.CREATED, case, by=by)
    return made


@transaction.atomic
def confirm_case(case: Case, *, text: str, by: User) -> Case:
    """A manager has read the text, and may have changed it. Refuses one in which something could tell who it is."""
    locked = _locked_case(case)
    check_can_prepare(locked.round, by=by)
    if len(visible(text)) < LEAST_WORDS:
        raise Refused("Leave enough of the text to answer by, or leave the case out.", field="text")
    check_tells_nobody(locked, text, field="text")
    locked.text, locked.left_out = text, False
    locked.confirmed_at, locked.confirmed_by = clock.now(), by
    locked.save(update_fields=["text", "left_out", "confirmed_at", "confirmed_by"])
    _on_trail(Verb.CHANGED, locked, by=by, confirmed=True)
    return locked


@transaction.atomic
def put_back(case: Case, *, by: User) -> Case:
    """The text as it was drawn stands again, unread."""
    locked = _locked_case(case)
    check_can_prepare(locked.round, by=by)
    locked.text, locked.confirmed_at, locked.confirmed_by = text_of(locked.referral), None, None
    locked.save(update_fields=["text", "confirmed_at", "confirmed_by"])
    _on_trail(Verb.CHANGED, locked, by=by, drawn=True)
    return locked


@transaction.atomic
def leave_out_case(case: Case, *, by: User) -> Case:
    """The case is not sent: its text cannot be made to tell nobody, or everybody knows it."""
    locked = _locked_case(case)
    check_can_prepare(locked.round, by=by)
    locked.left_out, locked.confirmed_at, locked.confirmed_by = True, None, None
    locked.save(update_fields=["left_out", "confirmed_at", "confirmed_by"])
    _on_trail(Verb.CHANGED, locked, by=by, left_out=True)
    return locked


@transaction.atomic
def send_round(round_: Round, *, people: Collection[User], by: User) -> Round:
    """Ask these people about each case that they had no hand in deciding, with a letter to each.

    Refuses while a text is unread, fewer than LEAST cases, fewer than two answers to a case, and people who are not
    at the desk.
    """
    locked = _locked_round(round_)
    asked = check_can_send(locked, people=people, by=by)
    now = clock.now()
    askings = [Asking(case=case, person=person, asked_at=now) for case in asked for person in asked[case]]
    Asking.objects.bulk_create(askings)
    locked.status, locked.sent_at, locked.sent_by = RoundStatus.SENT, now, by
    locked.save(update_fields=["status", "sent_at", "sent_by"])
    reached = {asking.person_id for asking in askings}
    queue_messages(
        Wanted(Kind.DOUBLE_ASKED, key, locked.pk, "", f"/quality/double/{locked.pk}/", f"double:{locked.pk}:{key}")
        for key in reached
    )
    write(Verb.ASKED, subject="double_round", subject_id=locked.pk, by=by, people=len(reached), cases=len(asked))
    return locked


@transaction.atomic
def answer_case(case: Case, *, level: int, route: str, reason: str, by: User) -> BlindAnswer:
    """Answer alone. The last answer of the round ends it. Refuses whoever was not asked, and a second answer."""
    _locked_round(case.round)
    locked = _locked_case(case)
    check_can_answer(locked, by=by)
    if level not in of_version(locked.round.matrix_version_id).matrix.levels:
        raise Refused("Choose a level.", field="level")
    if route not in Route.values:
        raise Refused("Choose what should happen.", field="route")
    if len(visible(reason)) < LEAST_WORDS:
        raise Refused(f"Say why, in at least {LEAST_WORDS} characters.", field="reason")
    now = clock.now()
    asking = Asking.objects.get(case=locked, person=by)
    # Masked without a word: a refusal that names what it knows would answer whoever guesses names.
    told = masked(reason, known_of(locked.referral))
    given = BlindAnswer.objects.create(asking=asking, level=level, route=route, reason=told, answered_at=now)
    _on_trail(Verb.REPLIED, locked, by=by)
    if not waiting_answers(locked.round):
        _close(locked.round, by=by)
    return given


def waiting_answers(round_: Round) -> int:
    """How many answers are still owed; what became restricted is owed by nobody."""
    return Asking.objects.filter(
        Q(answer__isnull=True), case__round=round_, case__left_out=False, case__referral__restricted=False
    ).count()


@transaction.atomic
def close_round(round_: Round, *, by: User) -> Round:
    """A manager ends it with the answers there are. Refuses a round that is not out."""
    locked = _locked_round(round_)
    check_can_close(locked, by=by)
    return _close(locked, by=by)


def _close(round_: Round, *, by: User) -> Round:
    round_.status, round_.closed_at, round_.closed_by = RoundStatus.CLOSED, clock.now(), by
    round_.save(update_fields=["status", "closed_at", "closed_by"])
    write(Verb.CLOSED, subject="double_round", subject_id=round_.pk, by=by)
    return round_


@transaction.atomic
def say_of_case(case: Case, *, text: str, by: User) -> Remark:
    """Say something about a case once everybody's answers are there."""
    locked = _locked_case(case)
    check_can_say(locked, by=by)
    if not visible(text):
        raise Refused("Write what you want to say.", field="text")
    text = masked(text, known_of(locked.referral))
    said = Remark.objects.create(case=locked, writer=by, text=text, written_at=clock.now())
    _on_trail(Verb.WROTE, locked, by=by)
    return said


def check_tells_nobody(case: Case, text: str, *, field: str) -> None:
    """Refuses words that could say who the child is, and names them to the manager who reads the text."""
    found = list(dict.fromkeys(span.text for span in telling(text, known_of(case.referral))))
    if found:
        raise Refused(f"Take out what could say who it is: {', '.join(f'“{one}”' for one in found[:8])}.", field=field)


def _locked_round(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)


def _locked_case(case: Case) -> Case:
    found = (
        Case.objects.select_for_update(of=("self",))
        .select_related("round", "referral__agency", "referral__referrer")
        .filter(pk=case.pk, referral__restricted=False)
        .first()
    )
    if found is None:
        raise Conflict("This case is no longer in the round.")
    return found


def _on_trail(verb: Verb, case: Case, *, by: User, **facts: bool) -> None:
    write(verb, subject="double_case", subject_id=case.pk, record_id=case.referral_id, by=by, **facts)
