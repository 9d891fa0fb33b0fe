"""Everything that writes a draft or a referral."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import Agency, User
from accounts.roles import Role
from core import clock
from core.errors import Conflict, Refused
from referrals.codes import Channel
from referrals.models import Access, Draft, DraftSection, Referral
from referrals.protecting import FIELD, forget, keep_apart
from referrals.states import REFUSALS, Move, Status, after
from sla.actions import hand_over_form, start_deadline, stop_deadline
from sla.clocks import Clock
from sla.limits import follow_up_due_at
from sla.models import Deadline
from trail.actions import write
from trail.verbs import Verb

# More than any family needs; a form that sends a thousand children is not a form.
MOST_ITEMS = 30


@dataclass(frozen=True, slots=True)
class ForCaller:
    """For whom MASH writes a form: somebody with an account, or a caller by name; and from which source."""

    person: User | None
    name: str
    agency: Agency | None
    source_code: str


@transaction.atomic
def start_draft(
    *, by: User, channel: Channel = Channel.WEB, key: UUID | None = None, caller: ForCaller | None = None
) -> Draft:
    """Open an empty form. Refuses those who do not refer, and MASH unless it writes for a caller."""
    if by.agency is None or not (by.is_mash if caller else by.is_referrer):
        raise Refused("Only practitioners and safeguarding leads of an agency start a referral.")
    if User.objects.still_here(by) is None:
        raise Refused("This account has ended.")
    now = clock.now()
    draft = Draft.objects.create(
        id=key or uuid4(),
        owner=by,
        agency=(caller and caller.agency) or by.agency,
        channel=channel,
        started_at=now,
        saved_at=now,
        for_person=caller.person if caller else None,
        caller=caller.name if caller else "",
        source_code=caller.source_code if caller else "",
    )
    write(Verb.CREATED, subject="draft", subject_id=draft.pk, by=by, record_id=draft.pk)
    return draft


@transaction.atomic
def fill_from_system(key: UUID, *, sections: Mapping[tuple[str, int], dict[str, list[str]]], by: User) -> Draft:
    """The form of an agency's own system, whole, under the key it chose; what an attempt that died left is replaced.

    Two at once with one key wait for each other. A form already sent is given back as it is.
    """
    found, is_new = start_or_find(key, by=by, channel=Channel.API)
    if found.owner_id != by.pk:
        raise Conflict("This key belongs to somebody else’s referral.")
    if found.submitted_at is None:
        if not is_new:
            forget(found)
            found.sections.all().delete()
        _fill_sections(found, sections, by)
    return found


def _fill_sections(draft: Draft, sections: Mapping[tuple[str, int], dict[str, list[str]]], by: User) -> None:
    now = clock.now()
    apart = {
        key: keep_apart(draft, section=key[0], item=key[1], data=data, by=by) if FIELD in data else data
        for key, data in sections.items()
    }
    DraftSection.objects.bulk_create(
        DraftSection(draft=draft, section=section, item=item, data=data, saved_at=now, finished=True)
        for (section, item), data in apart.items()
    )
    write(Verb.CHANGED, subject="draft", subject_id=draft.pk, by=by, record_id=draft.pk, sections=len(sections))


def start_or_find(key: UUID, *, by: User, channel: Channel = Channel.WEB) -> tuple[Draft, bool]:
    """The draft of this key, and whether it was made just now. It may be somebody else's: the caller looks."""
    found = Draft.objects.select_for_update().filter(pk=key).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return start_draft(by=by, channel=channel, key=key), True
    except IntegrityError:
        return Draft.objects.select_for_update().get(pk=key), False


@transaction.atomic
def save_section(
    draft: Draft, *, section: str, item: int, data: dict[str, list[str]], finished: bool, by: User
) -> DraftSection:
    """Keep a section as typed, right or wrong. Refuses when the form has been sent."""
    locked = unsent_draft(draft, by)
    if item >= MOST_ITEMS:
        raise Refused(f"A form holds at most {MOST_ITEMS} of these. Send it, and add the rest by telephone.")
    kept = keep_apart(locked, section=section, item=item, data=data, by=by)
    now = clock.now()
    row, created = DraftSection.objects.update_or_create(
        draft=locked,
        section=section,
        item=item,
        defaults={"data": kept, "saved_at": now},
        create_defaults={"data": kept, "saved_at": now, "finished": finished},
    )
    if finished and not row.finished:
        row.finished = True
        row.save(update_fields=["finished"])
    locked.saved_at = now
    locked.save(update_fields=["saved_at"])
    if created or finished:
        write(Verb.CHANGED, subject="draft", subject_id=draft.pk, by=by, record_id=draft.pk, section=section, item=item)
    return row


@transaction.atomic
def add_item(draft: Draft, *, section: str, data: dict[str, list[str]], by: User) -> DraftSection:
    """One more child, person or worry, behind those already there. Numbers are not used twice."""
    locked = unsent_draft(draft, by)
    last = locked.sections.filter(section=section).aggregate(last=Max("item"))["last"]
    return save_section(locked, section=section, item=0 if last is None else last + 1, data=data, finished=False, by=by)


@transaction.atomic
def remove_item(draft: Draft, *, section: str, item: int, by: User) -> None:
    """Take a child, person or worry out of the form. Removing what is not there changes nothing."""
    locked = unsent_draft(draft, by)
    forget(locked, section=section, item=item)
    gone, _ = locked.sections.filter(section=section, item=item).delete()
    if gone:
        write(Verb.ERASED, subject="draft", subject_id=draft.pk, by=by, record_id=draft.pk, section=section, item=item)


@transaction.atomic
def delete_draft(draft: Draft, *, by: User) -> None:
    """Throw a form away. Refuses once it has been sent."""
    locked = unsent_draft(draft, by)
    stop_deadline(subject_id=locked.pk, at=clock.now(), by=by)
    write(Verb.ERASED, subject="draft", subject_id=draft.pk, by=by, record_id=draft.pk)
    locked.delete()


@transaction.atomic
def give_draft(draft: Draft, *, to: User, by: User) -> Draft:
    """Give a form whose writer has left to a safeguarding lead of its agency, with its clock.

    Refuses while the writer is still here, once the form was sent, and anybody but a lead of that agency.
    """
    locked = Draft.objects.select_for_update(of=("self",)).select_related("owner").get(pk=draft.pk)
    if locked.submitted_at is not None:
        raise Conflict("This form has been sent.")
    if locked.owner.is_active:
        raise Refused("This form belongs to somebody who is still here.")
    if not to.is_active or to.role != Role.SAFEGUARDING_LEAD or to.agency_id != locked.agency_id:
        raise Refused("Only a safeguarding lead of the same agency takes up a form.")
    locked.begun_by, locked.owner = locked.begun_by or locked.owner, to
    locked.save(update_fields=["begun_by", "owner"])
    hand_over_form(subject_id=locked.pk, holder=to, by=by)
    write(Verb.CHANGED, subject="draft", subject_id=locked.pk, record_id=locked.pk, by=by, owner=to.pk)
    return locked


@transaction.atomic
def record_call(draft: Draft, *, called_at: datetime | None, by: User) -> None:
    """Keep when MASH was telephoned, and start the clock of the written form from that moment.

    Another time starts it afresh; None (nobody rang, or nobody must act today) stops it. Sending stops it too.
    What MASH takes down for somebody is written within the time whatever the answer: nobody else knows of it.
    """
    locked = unsent_draft(draft, by)
    if called_at is None and locked.source_code:
        return
    running = Deadline.objects.open().on(locked.pk).filter(clock=Clock.FOLLOW_UP).first()
    if running is not None and running.started_at == called_at:
        return
    if running is not None:
        stop_deadline(subject_id=locked.pk, clock=Clock.FOLLOW_UP, at=clock.now(), by=by)
    if called_at is not None:
        start_deadline(
            subject_kind="draft",
            subject_id=locked.pk,
            record_id=locked.pk,
            clock=Clock.FOLLOW_UP,
            started_at=called_at,
            due_at=follow_up_due_at(called_at),
            reference="",
            path=f"/referrals/draft/{locked.pk}/",
            team="referrer",
            holder=locked.owner,
            by=by,
        )


def unsent_draft(draft: Draft, by: User) -> Draft:
    """The draft, locked, and still its writer's to change."""
    locked = Draft.objects.select_for_update().visible_to(by).filter(pk=draft.pk).first()
    if locked is None:
        raise Refused("This form is not yours to change.")
    if locked.submitted_at is not None:
        raise Conflict("This form has been sent. Open the referral to read it.")
    return locked


def move(referral: Referral, the_move: Move) -> Referral:
    """The one place that writes `status`. Locks the row; refuses a move that cannot be made from where it stands."""
    locked = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    target = after(Status(locked.status), the_move)
    if target is None:
        raise Conflict(REFUSALS[the_move])
    locked.status = target.value
    return locked


@transaction.atomic
def set_holder(referral: Referral, *, holder: User | None, by: User) -> Referral:
    """Write who holds the referral; the caller has checked that they may. Refuses somebody who leaves meanwhile."""
    if holder is not None and User.objects.still_here(holder) is None:
        raise Refused(f"The account of {holder} has ended. Choose somebody else.", field="to")
    locked = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    locked.holder = holder
    locked.held_since = clock.now() if holder else None
    locked.save(update_fields=["holder", "held_since"])
    write(
        Verb.CLAIMED if holder else Verb.RELEASED,
        subject="referral",
        subject_id=referral.pk,
        by=by,
        holder=holder.pk if holder else None,
    )
    return locked


@transaction.atomic
def restrict(referral: Referral, *, to: list[User], by: User) -> None:
    """Close a referral to all of MASH but those named. Refuses anyone but a manager, who always stays among them."""
    if not by.is_manager:
        raise Refused("Only a MASH manager restricts a referral.")
    locked = Referral.objects.select_for_update(of=("self",)).visible_to(by).get(pk=referral.pk)
    now = clock.now()
    locked.access.all().delete()
    for user in {user.pk: user for user in [by, *to]}.values():
        Access.objects.create(referral=locked, user=user, given_at=now, given_by=by)
        write(Verb.DISCLOSED, subject="referral", subject_id=locked.pk, by=by, recipient=user.pk)
    locked.restricted = True
    locked.save(update_fields=["restricted"])


@transaction.atomic
def open_to_managers(referral: Referral, *, by: User) -> None:
    """Let every MASH manager open a restricted referral that nobody else can. Refuses while anybody still can.

    A restricted referral that nobody may open is a child whom nobody looks at.
    """
    locked = Referral.objects.select_for_update(of=("self",)).open_to_nobody().filter(pk=referral.pk).first()
    if locked is None:
        raise Refused("Somebody can still open this referral.")
    now = clock.now()
    for manager in User.objects.managers():
        Access.objects.create(referral=locked, user=manager, given_at=now, given_by=by)
        write(Verb.DISCLOSED, subject="referral", subject_id=locked.pk, by=by, recipient=manager.pk)
