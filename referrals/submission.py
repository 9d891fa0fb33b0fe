"""Sending a referral: one transaction that freezes it, scores it, starts its clocks and leaves word for everyone."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from accounts.models import User
from core import clock
from core.addresses import read_number
from core.errors import Conflict, Refused
from core.failpoints import reach
from core.references import new_reference
from core.visible import visible
from notifications.actions import Wanted, queue_messages
from notifications.kinds import Kind
from referrals.ages import months_old
from referrals.attachments import carry_files, listed_files
from referrals.case import build_case, choices_of
from referrals.document import build_document, sha256
from referrals.filled import Filled, Typed, read_draft
from referrals.headlines import headline_of
from referrals.lead_readings import check_may_send, end_reading
from referrals.models import Attachment, Child, Draft, Referral, Score, Worry
from referrals.policies import said_urgent
from referrals.protecting import same_when_kept
from referrals.reading_states import Move
from sla.actions import start_decision_deadlines, stop_deadline
from sla.calendars import calendar_for
from sla.models import Deadline, Policy
from thresholds.published import PublishedMatrix, current, in_force, of_version
from thresholds.scoring import Score as Answer
from thresholds.scoring import case_to_dict, score
from trail.actions import write, written_together
from trail.verbs import Verb


def submit_referral(draft: Draft, *, by: User, read: str = "") -> Referral:
    """Send this form: see `submit_form`."""
    return submit_form(draft.pk, by=by, read=read)


def submit_form(key: UUID, *, by: User, read: str = "") -> Referral:
    """Send the form. The same draft always gives the same referral, however often it is sent.

    A safeguarding lead who sends a colleague's form says with `read` which form that was: its hash as they read it.

    Refuses, with a sentence for each, what cannot be sent; writes nothing then. Broker, mail and worker may be dead.
    """
    reach("submit:begin")
    with transaction.atomic():
        reference = new_reference()
        locked = _locked(key, by, reference)
        if locked is None:
            raise Refused("This form is not yours to send.")
        if locked.submitted_at is not None:
            return Referral.objects.get(draft_id=locked.pk)
        published = of_version(locked.matrix_pk) if locked.matrix_pk else current()
        filled = read_draft(locked, choices_of(published))
        problem = next(filled.problems(), None)
        if problem is not None:
            raise Refused(problem.sentence, field=problem.field or None)
        with written_together():
            referral = _receive(locked, _fresh(reference, taken=locked.taken), filled, published, by, read)
        transaction.on_commit(partial(reach, "submit:committed"))
        reach("submit:commit")
    return referral


def _locked(key: UUID, by: User, reference: str) -> Any:
    """The draft, locked, with what sending it must know, asked for in the same statement.

    Whether somebody has the reference, whether a call's clock runs, whether there are files, and which matrix and
    policy are in force.
    """
    return (
        Draft.objects.select_for_update(of=("self",))
        .sendable_by(by, clock.now())
        .select_related("agency")
        .annotate(
            taken=Exists(Referral.objects.filter(reference=reference)),
            clock_runs=Exists(Deadline.objects.open().filter(subject_id=OuterRef("pk"))),
            has_files=Exists(Attachment.objects.filter(draft=OuterRef("pk"))),
            matrix_pk=Subquery(in_force().values("pk")[:1]),
            policy_pk=Subquery(Policy.objects.filter(active=True).values("pk")[:1]),
        )
        .filter(pk=key)
        .first()
    )


def check_same(referral: Referral, draft: Draft, sections: Mapping[tuple[str, int], Typed]) -> None:
    """Refuses when the same key comes with other content: the first one stands, and the sender must look.

    What was typed is compared, not what it meant under the matrix of the day: a retry stays a retry after a change.
    """
    if not same_when_kept(draft, sections):
        raise Conflict(
            f"This key was used for {referral.reference}, with other content. Add new facts as information to it."
        )


def _receive(draft: Any, reference: str, filled: Filled, published: PublishedMatrix, by: User, read: str) -> Referral:
    """`draft` as `_locked` gives it."""
    now = clock.now()
    files = list(draft.attachments.all()) if draft.has_files else []
    document = build_document(filled) | {"files": listed_files(files)}
    case = build_case(document, now, tools=published.matrix.readings)
    answer = score(published.matrix, case)
    check_may_send(draft, document, answer, read=read, by=by)
    referral_id = uuid4()
    deadlines = start_decision_deadlines(
        subject_kind="referral",
        subject_id=referral_id,
        record_id=referral_id,
        received_at=now,
        priority=answer.priority,
        reference=reference,
        path=f"/queue/{reference}/",
        by=by,
        policy=Policy.objects.kept(draft.policy_pk),
    )
    referral = _freeze(draft, referral_id, reference, document, answer, published, deadlines, by)
    reach("submit:inserted")
    _keep_people_and_worries(referral, document, published)
    carry_files(files, to=referral)
    kept = Score.objects.create(
        referral=referral,
        matrix_version=published.version,
        scored_at=now,
        case=case_to_dict(case),
        result=answer.to_dict(),
    )
    if draft.clock_runs:
        stop_deadline(subject_id=draft.pk, clock=None, at=now, by=by)
    if draft.with_lead:
        end_reading(draft, Move.SEND, by=by)
    draft.submitted_at = now
    draft.save(update_fields=["submitted_at"])
    _put_on_trail(referral, kept, by)
    _tell(referral)
    return referral


def _fresh(reference: str, *, taken: bool) -> str:
    """A reference that nobody has: this one, or another. Two made at once still cannot meet: the column is unique."""
    while taken:
        reference = new_reference()
        taken = Referral.objects.filter(reference=reference).exists()
    return reference


def _freeze(
    draft: Draft,
    referral_id: UUID,
    reference: str,
    document: dict[str, Any],
    answer: Answer,
    published: PublishedMatrix,
    deadlines: list[Deadline],
    by: User,
) -> Referral:
    governing = next(deadline for deadline in deadlines if deadline.governs)
    own = str(document["response"].get("own_level", ""))
    return Referral.objects.create(
        id=referral_id,
        draft_id=draft.pk,
        reference=reference,
        agency=draft.agency,
        referrer_id=draft.for_person_id or draft.owner_id,
        caller=draft.caller,
        source_code=draft.source_code or draft.agency.source_code,
        channel=draft.channel,
        received_at=governing.started_at,
        out_of_hours=not calendar_for(governing.policy, governing.started_at).is_open(governing.started_at),
        urgent=said_urgent(document),
        document=document,
        document_sha256=sha256(document),
        headline=headline_of(document, answer),
        matrix_version=published.version,
        level=answer.level,
        route=answer.route,
        priority=answer.priority,
        phone_referrer=answer.phone_referrer_today,
        referrer_level=read_number(own),
        due_at=governing.due_at,
        due_clock=governing.clock,
    )


def _keep_people_and_worries(referral: Referral, document: dict[str, Any], published: PublishedMatrix) -> None:
    """Rows for what lists and figures ask about; the document remains the truth."""
    Child.objects.bulk_create(
        _child(referral, place, child) for place, child in enumerate(document["children"], start=1)
    )
    entries = published.matrix.entries
    Worry.objects.bulk_create(
        Worry(
            referral=referral,
            letter=worry["letter"],
            indicator=entries[worry["indicator"]].code,
            level=entries[worry["indicator"]].level,
            how=worry["how"] or "suspected",
            has_evidence=bool(visible(worry["what"])),
        )
        for worry in document["worries"]
        if worry["indicator"] in entries
    )


def _child(referral: Referral, place: int, child: dict[str, Any]) -> Child:
    born = child["date_of_birth"] if child["date_of_birth"] not in (None, "not_known") else None
    return Child(
        referral=referral,
        position=place,
        first_name=child["first_name"],
        surname=child["surname"],
        unborn=child["unborn"] == "yes",
        date_of_birth=born if child["unborn"] != "yes" else None,
        due_date=child["due_date"] if child["unborn"] == "yes" else None,
        age_months=months_old(child, referral.received_at),
        sex=child["sex"] or "U",
        ethnicity=child["ethnicity"] or "NOBT",
        disabled=bool(set(child["disabilities"]) - {"NONE", "not_known"}),
        nhs_number=child["nhs_number"],
        upn=child["upn"],
    )


def _put_on_trail(referral: Referral, kept: Score, by: User) -> None:
    write(
        Verb.COLLECTED,
        subject="referral",
        subject_id=referral.pk,
        by=by,
        agency=referral.agency_id,
        channel=referral.channel,
        children=len(referral.document["children"]),
    )
    write(
        Verb.SCORED,
        subject="score",
        subject_id=kept.pk,
        record_id=referral.pk,
        by=User.objects.system(behind=by),
        level=referral.level,
        route=referral.route,
        priority=referral.priority,
        matrix=referral.matrix_version_id,
    )


def _tell(referral: Referral) -> None:
    """A receipt for the referrer, but for a caller without an account; word to all of MASH when it is red."""
    wanted = []
    if not referral.by_caller:
        wanted.append(_letter(referral, Kind.REFERRAL_RECEIVED, referral.referrer_id, "/referrals/", "received"))
    if referral.priority == "red":
        team = User.objects.in_team("mash").values_list("pk", flat=True)
        wanted += [_letter(referral, Kind.NEW_REFERRAL, person, "/queue/", f"new:{person}") for person in team]
    queue_messages(wanted)


def _letter(referral: Referral, kind: Kind, to_id: UUID, pages: str, key: str) -> Wanted:
    return Wanted(
        kind,
        to_id,
        subject_id=referral.pk,
        reference=referral.reference,
        path=f"{pages}{referral.reference}/",
        dedupe_key=f"{key}:{referral.pk}",
        due_at=referral.due_at,
    )
