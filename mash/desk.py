"""One referral on one screen: the clocks, what is unsafe, the facts, the reasons, the history and what may be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from core.clock import LONDON
from core.components import Alert, ClockPanel, EvidenceCard, Gap, LevelMark, Link, Note, PriorityTag, Reason, Row, Voice
from core.wording import due_words, london_moment
from mash import policies, record
from mash.explained import Explained, explain_score
from mash.glance import Glance, glance_at
from mash.history import Earlier, earlier_referrals, helped_before, in_seven_days
from mash.marks import level_mark, matrix_name, route_name, time_bar
from mash.models import Decision, How, State, Telling
from mash.trail_words import count_entries, latest_rows
from referrals.loose import keeps_secret
from referrals.models import Referral, Side, Withdrawal
from referrals.pages.body_maps import BodyMap, body_maps
from referrals.pages.files import FileRow, sent_files
from referrals.pages.thread import Thread, thread_of
from referrals.policies import can_write
from sla.clocks import Clock
from sla.models import Deadline
from thresholds.published import of_version
from thresholds.scoring import Action
from thresholds.scoring import Score as Answer

_ALERTS = 2
_ROWS = 8  # of the history in sight; the rest is one click away
_NAMED = 3  # contacts of an alert
_CLOCKS: dict[str, str] = {
    Clock.DECISION_24H: "24 hours",
    Clock.DECISION_WORKING_DAY: "One working day",
    Clock.PRIORITY: "Priority",
    Clock.SIGN_OFF: "Sign-off",
    Clock.FEEDBACK: "Tell the referrer",
}


@dataclass(frozen=True, slots=True)
class Can:
    """What the reader may do here; each is the same rule that the action keeps."""

    claim: bool
    release: bool
    reassign: bool
    decide: bool
    sign_off: bool
    tell: bool
    talk: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The page."""

    referral: Referral
    title: str
    role: str
    panel: ClockPanel
    voices: Sequence[Voice]
    alerts: Sequence[Alert]
    more_alerts: Sequence[Alert]
    children: Sequence[record.Person]
    household: Sequence[record.Person]
    worries: Sequence[EvidenceCard]
    thread: Thread
    said: Sequence[record.Said]
    agreement: record.Agreement
    maps: Sequence[BodyMap]
    files: Sequence[FileRow]
    answer: Answer
    why: str
    reasons: Sequence[Reason]
    explained: Explained
    suggested: str
    matrix: str
    gaps: Sequence[Gap]
    owed: Sequence[Action]
    history: Sequence[Row]
    history_before: Sequence[Row]
    glance: Glance | None
    contact: Link | None
    decisions: Sequence[Decision]
    current: Decision | None
    waiting: Decision | None
    telling: Telling | None
    trail: Sequence[Row]
    entries: int
    can: Can
    holder: str


def read_desk(referral: Referral, *, user: User, now: datetime, change: bool = False) -> Desk:
    """Everything the page shows to this person. Reading it was put on the trail at the door.

    `change`: also what would change the level, which costs some hundreds of scores.
    """
    kept = referral.scores.latest("scored_at")
    answer = Answer.from_dict(kept.result)
    earlier = earlier_referrals(referral, user=user)
    decisions = list(referral.decisions.with_people())
    current = next((one for one in decisions if one.state == State.MADE), None)
    waiting = next((one for one in decisions if one.state == State.PROPOSED), None)
    thread = thread_of(referral, side=Side.MASH, now=now)
    alerts, rows = list(_alerts(referral, earlier, thread, decisions)), _history(referral, earlier)
    return Desk(
        referral=referral,
        title=record.family_name(referral.document),
        panel=_panel(referral, user, now),
        voices=_voices(referral),
        alerts=alerts[:_ALERTS],
        more_alerts=alerts[_ALERTS:],
        children=record.children(referral),
        household=record.household(referral.document),
        worries=record.worries(referral),
        thread=thread,
        said=record.said(referral),
        agreement=record.agreement(referral, reader=user),
        maps=body_maps(referral.document, referral.received_at),
        files=sent_files(referral),
        answer=answer,
        why=f"Why {of_version(referral.matrix_version_id).matrix.level_words(answer.level)}",
        reasons=record.reasons(answer, of_version(referral.matrix_version_id)),
        explained=explain_score(kept, answer, change=change),
        role=record.role_of(referral),
        suggested=route_name(answer.route, referral),
        matrix=matrix_name(referral),
        gaps=record.gaps(answer, referral.document, of_version(referral.matrix_version_id)),
        owed=answer.actions,
        history=rows[:_ROWS],
        history_before=rows[_ROWS:],
        glance=glance_at(referral, earlier, helped_before(earlier, user=user), now),
        contact=_contact(referral),
        decisions=decisions,
        current=current,
        waiting=waiting,
        telling=current.telling if current else None,
        trail=latest_rows(referral),
        entries=count_entries(referral),
        can=_can(referral, current, waiting, user),
        holder="you" if referral.holder_id == user.pk else str(referral.holder or ""),
    )


def _history(referral: Referral, earlier: list[Earlier]) -> list[Row]:
    """Newest first, this one in its place; nothing when it is the only one."""
    this = Row(f"{referral.received_at:%-d %b %Y}", f"{referral.agency},", "this referral")
    dated = [(one.referral.received_at, one.row()) for one in earlier] + [(referral.received_at, this)]
    return [row for _, row in sorted(dated, key=lambda each: each[0], reverse=True)] if earlier else []


def _can(referral: Referral, current: Decision | None, waiting: Decision | None, user: User) -> Can:
    return Can(
        claim=referral.holder_id is None and policies.can_claim(referral, by=user),
        release=policies.can_release(referral, by=user),
        reassign=policies.can_reassign(referral, by=user),
        decide=policies.can_decide(referral, by=user) and waiting is None,
        sign_off=waiting is not None and policies.can_sign_off(waiting, by=user),
        tell=current is not None and policies.can_tell(current.telling, by=user),
        talk=user.is_mash and can_write(referral, by=user),
    )


def _panel(referral: Referral, user: User, now: datetime) -> ClockPanel:
    """The clock that governs with the others named beside it, the child's own clock, and who holds it."""
    running = Deadline.objects.on(referral.pk).open().filter(governs=False)
    bar = time_bar(referral, now)
    if bar.is_running:
        others = [f"{_CLOCKS[one.clock]}: {due_words(one.due_at, now)}" for one in running if one.clock in _CLOCKS]
        bar = replace(bar, clock_words=". ".join([bar.clock, *others]))
    return ClockPanel(
        bar=bar,
        priority=PriorityTag(referral.priority),
        child=_child_clock(referral),
        side=_side(referral, user, now),
        go=Note("Decide", href="#decide") if policies.can_decide(referral, by=user) else None,
    )


def _child_clock(referral: Referral) -> Note | None:
    """Where a child is now and until when, as the referrer wrote it."""
    for place, child in enumerate(referral.document["children"], start=1):
        if child.get("where_now"):
            name = child.get("first_name") or record.child_name(child, place)
            by = child.get("collected_by")
            return Note(f"{name}: {child['where_now']}", f"Collected by {by}" if by else "Who collects is not known")
    return None


def _side(referral: Referral, user: User, now: datetime) -> Note:
    if referral.holder is None or referral.held_since is None:
        return Note("Nobody holds this yet")
    since = f"since {london_moment(referral.held_since, now)}."
    if referral.holder_id == user.pk:
        back = policies.can_release(referral, by=user)
        return Note("You hold this", since, "#hold" if back else "", "Hand back" if back else "")
    return Note(f"{referral.holder} holds this", since)


def _contact(referral: Referral) -> Link | None:
    """What the referral came of: advice that was asked for, or a contact that was taken down."""
    found = Contact.objects.behind(referral).first()
    if found is None:
        return None
    on = f"on {found.received_at.astimezone(LONDON):%-d %B}"
    what = f"Asked for advice {on}" if found.is_consultation else f"{found.get_kind_display()} {on}"
    return Link(what, reverse("contacts:contact", args=[found.reference]))


def _voices(referral: Referral) -> list[Voice]:
    decided = level_mark(referral, referral.decided_level) if referral.decided_at else None
    return [
        Voice("Referrer", level_mark(referral, referral.referrer_level)),
        Voice("Suggested", level_mark(referral, referral.level)),
        Voice("Decided", decided or LevelMark(0, "Not yet")),
    ]


def _alerts(
    referral: Referral, earlier: list[Earlier], thread: Thread, decisions: Sequence[Decision]
) -> Iterator[Alert]:
    """What changes what is safe to do, the most pressing first."""
    if thread.withdrawal is not None:
        yield _withdrawn(referral, thread.withdrawal)
    if thread.new_facts_at is not None:
        after = " after the decision" if _came_after(thread.new_facts_at, decisions) else ""
        yield Alert(f"New facts{after}.", "The referrer has added to this.", link=Link("Read them", "#after"))
    consent, gate = referral.document["consent"], referral.document["gate"]
    if gate.get("danger") == "yes":
        log = gate.get("police_log")
        number = f"Police log {log}." if log else "No police log number."
        yield Alert("A child was in danger when this was sent.", number)
    if consent.get("safe_contact"):
        yield Alert("Contact is not safe.", consent["safe_contact"], label="Safe contact")
    if keeps_secret(referral.document):
        where = Link("Open it with a reason", reverse("mash:address", args=[referral.reference]))
        yield Alert("An address is kept secret.", "Say it to nobody who does not need it.", link=where)
    if referral.phone_referrer and not _was_rung(decisions):
        yield Alert("Ring the referrer today.", "The reasons below say what for.", link=Link("Reasons", "#h-why"))
    recent = in_seven_days(referral, earlier)
    if recent:
        who = ", ".join(f"{one.referral.agency} on {one.referral.received_at:%-d %B}" for one in recent[:_NAMED])
        several = any(one.referral.referrer_id != referral.referrer_id for one in recent)
        many = "Two" if len(recent) == 1 else str(len(recent) + 1)
        title = f"{many} concerns in 7 days{', from different people' if several else ''}."
        yield Alert(title, f"{who}, and this one.", link=Link("History", "#history"))
    if consent.get("staff_safety"):
        yield Alert("A visit could be dangerous.", consent["staff_safety"], label="Staff safety")


def _came_after(added_at: datetime, decisions: Sequence[Decision]) -> bool:
    """Whether it came after the decision that holds, so that whoever made it could not know."""
    return any(one.state == State.MADE and added_at > one.made_at for one in decisions)


def _was_rung(decisions: Sequence[Decision]) -> bool:
    """Whether MASH has told the referrer an outcome by telephone: what should be asked there was asked."""
    return any(one.telling.how == How.TELEPHONE for one in decisions if hasattr(one, "telling"))


def _withdrawn(referral: Referral, withdrawal: Withdrawal) -> Alert:
    """Who took it back, and whether that ended it."""
    link = Link("Why", "#after")
    if withdrawal.ended:
        return Alert("The referrer withdrew this.", f"{withdrawal.asked_by} took it back.", link=link)
    goes_on = " A hint of serious harm is not ended by that: decide whether to go on." if referral.is_open else ""
    return Alert("The referrer asks to withdraw this.", f"{withdrawal.asked_by} asked.{goes_on}", link=link)
