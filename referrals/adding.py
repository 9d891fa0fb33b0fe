"""Facts added to a referral that was sent: a row that stands beside the form, a new score, and word to MASH."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from core.visible import visible
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from referrals.case import build_case
from referrals.codes import How, Priority
from referrals.document import letter
from referrals.headlines import headline_of
from referrals.models import Referral, Score, Supplement, Worry
from referrals.policies import check_can_add
from referrals.states import Status
from referrals.telling import mash_people
from sla.actions import bring_forward
from thresholds.published import of_version
from thresholds.scoring import Score as Answer
from thresholds.scoring import case_to_dict, score
from trail.actions import write
from trail.verbs import Verb

MOST_SUPPLEMENTS = 50
MOST_WORRIES = 10
_ORDER = tuple(Priority.values)  # the most pressing first


@dataclass(frozen=True, slots=True)
class Facts:
    """What is added: what happened, when, who saw or said it, and indicators of the referral's own matrix.

    `worries` are pairs of an indicator and how it is known.
    """

    happened: str
    happened_when: str = ""
    by_whom: str = ""
    worries: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def add_information(referral: Referral, *, key: UUID, facts: Facts, by: User) -> Supplement:
    """Add facts, score everything again and tell MASH. The same key with the same facts adds nothing more.

    Refuses anybody but the referrer's side, words that are missing, an indicator that the referral's matrix does not
    have, a withdrawn referral, and other facts under a key that was used.
    """
    locked = locked_for(referral, by)
    earlier = Supplement.objects.filter(key=key).first()
    if earlier is not None:
        return _same(earlier, locked, facts, by)
    check_can_add(locked, by=by)
    given = list(locked.supplements.all())
    worries = list(_worries(locked, facts, given))
    now = clock.now()
    document = combined(locked.document, [*(worry for one in given for worry in one.worries), *worries])
    kept, answer = _score_again(locked, document, now)
    added = Supplement.objects.create(
        key=key,
        referral=locked,
        number=len(given) + 1,
        added_at=now,
        added_by=by,
        happened=facts.happened.strip(),
        happened_when=facts.happened_when.strip(),
        by_whom=facts.by_whom.strip(),
        worries=worries,
        after_decision=locked.status == Status.DECIDED,
        score=kept,
    )
    _keep_worries(locked, worries)
    _on_trail(added, answer, by)
    was = locked.priority
    if locked.is_open and is_more_pressing(locked, answer):
        _press(locked, document, answer, now, by)
    _tell(locked, added, is_red_now=was != "red" and locked.priority == "red")
    return added


def locked_for(referral: Referral, by: User) -> Referral:
    """The referral, locked, as it stands now. Refuses what `by` may not see as if it were not there."""
    rows = Referral.objects.visible_to(by).select_for_update(of=("self",)).select_related("referrer", "holder")
    found = rows.filter(pk=referral.pk).first()
    if found is None:
        raise Refused("There is nothing here.")
    return found


def combined(document: dict[str, Any], worries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The form as it was sent with these worries after its own. The stored document is not touched."""
    return {**document, "worries": [*document["worries"], *worries]}


def is_more_pressing(referral: Referral, answer: Answer) -> bool:
    """A higher level, or a priority that comes before."""
    higher = (answer.level or 0) > (referral.level or 0)
    return higher or _ORDER.index(answer.priority) < _ORDER.index(referral.priority)


def _same(earlier: Supplement, referral: Referral, facts: Facts, by: User) -> Supplement:
    pairs = tuple((worry["indicator"], worry["how"]) for worry in earlier.worries)
    kept = Facts(earlier.happened, earlier.happened_when, earlier.by_whom, pairs)
    sent = Facts(facts.happened.strip(), facts.happened_when.strip(), facts.by_whom.strip(), facts.worries)
    if earlier.referral_id != referral.pk or earlier.added_by_id != by.pk or kept != sent:
        raise Conflict("This key was used for other information. Send new facts with a new key.")
    return earlier


def _worries(referral: Referral, facts: Facts, given: list[Supplement]) -> list[dict[str, Any]]:
    """The new worries as the document holds them, lettered on. Refuses what cannot be added."""
    if not visible(facts.happened):
        raise Refused("Say what happened, or what you know now.", field="happened")
    if len(given) >= MOST_SUPPLEMENTS:
        raise Refused(f"Information was added {MOST_SUPPLEMENTS} times. Telephone MASH, or send a new referral.")
    if len(facts.worries) > MOST_WORRIES:
        raise Refused(f"Add at most {MOST_WORRIES} worries at a time.", field="worries")
    entries = of_version(referral.matrix_version_id).matrix.entries
    if any(code not in entries or how not in How.values for code, how in facts.worries):
        raise Refused("Choose a worry from the list, and how you know of it.", field="worries")
    if len({code for code, _ in facts.worries}) != len(facts.worries):
        raise Refused("Choose each worry once.", field="worries")
    start = len(referral.document["worries"]) + sum(len(one.worries) for one in given)
    return [
        {
            "letter": letter(start + place),
            "indicator": code,
            "label": entries[code].label,
            "title": "",
            "how": how,
            "what": facts.happened.strip(),
            "when": facts.happened_when.strip(),
        }
        for place, (code, how) in enumerate(facts.worries)
    ]


def _score_again(referral: Referral, document: dict[str, Any], now: datetime) -> tuple[Score, Answer]:
    """Under the referral's own version and with the ages it was sent with: only what was added may change it."""
    matrix = of_version(referral.matrix_version_id).matrix
    case = build_case(document, referral.received_at, tools=matrix.readings)
    answer = score(matrix, case)
    kept = Score.objects.create(
        referral=referral,
        matrix_version_id=referral.matrix_version_id,
        scored_at=now,
        case=case_to_dict(case),
        result=answer.to_dict(),
    )
    return kept, answer


def _keep_worries(referral: Referral, worries: list[dict[str, Any]]) -> None:
    entries = of_version(referral.matrix_version_id).matrix.entries
    Worry.objects.bulk_create(
        Worry(
            referral=referral,
            letter=worry["letter"],
            indicator=entries[worry["indicator"]].code,
            level=entries[worry["indicator"]].level,
            how=worry["how"],
            has_evidence=True,
        )
        for worry in worries
    )


def _press(referral: Referral, document: dict[str, Any], answer: Answer, now: datetime, by: User) -> None:
    """The open referral follows the more pressing score, and the clock that now falls first."""
    referral.level = max(answer.level or 0, referral.level or 0) or None
    referral.route, referral.headline = answer.route, headline_of(document, answer)
    referral.priority = min(answer.priority, referral.priority, key=_ORDER.index)
    referral.phone_referrer = referral.phone_referrer or answer.phone_referrer_today
    sooner = bring_forward(subject_id=referral.pk, priority=referral.priority, at=now, by=by)
    if sooner is not None:
        referral.due_at, referral.due_clock = sooner.due_at, sooner.clock
    fields = ["level", "route", "headline", "priority", "phone_referrer", "due_at", "due_clock"]
    referral.save(update_fields=fields)


def _on_trail(added: Supplement, answer: Answer, by: User) -> None:
    write(
        Verb.COLLECTED,
        subject="supplement",
        subject_id=added.pk,
        record_id=added.referral_id,
        by=by,
        number=added.number,
        worries=len(added.worries),
        after_decision=added.after_decision,
    )
    write(
        Verb.SCORED,
        subject="score",
        subject_id=added.score_id,
        record_id=added.referral_id,
        by=User.objects.system(behind=by),
        level=answer.level,
        route=answer.route,
        priority=answer.priority,
        matrix=added.score.matrix_version_id,
    )


def _tell(referral: Referral, added: Supplement, *, is_red_now: bool) -> None:
    """Word to whoever holds it, else to the team; to the whole team at once when it has become red."""
    queue_messages(
        Wanted(
            Kind.FACTS_ADDED,
            person.pk,
            subject_id=referral.pk,
            reference=referral.reference,
            path=f"/queue/{referral.reference}/",
            dedupe_key=f"facts:{added.pk}:{person.pk}",
            due_at=referral.due_at if referral.is_open else None,
        )
        for person in mash_people(referral, everyone=is_red_now)
    )
