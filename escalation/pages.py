"""The page of one escalation, made ready in Python: what is owed, the ladder, the two sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from accounts.models import User
from core import clock
from core.clock import LONDON
from core.components import Alert, ClockPanel, Ladder, Link, Note, Row, Stage, TimeBar, Voice
from core.wording import due_words, london_day, london_moment, london_short
from escalation import ladder
from escalation.ladder import ANSWERED_LABELS, Answer, Status
from escalation.models import Escalation, StageRow
from mash.marks import level_mark
from referrals.ages import age_in_words
from sla.calendars import calendar_for
from sla.models import Policy

MANAGERS_OF_MASH = "The MASH managers"


@dataclass(frozen=True, slots=True)
class Said:
    """One stage as both sides read it."""

    title: str
    argued: str
    argument: str
    replied: str
    reply: str
    first: bool


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template shows beside the forms."""

    panel: ClockPanel | None
    ladder: Ladder
    voices: Sequence[Voice]
    alerts: Sequence[Alert]
    children: str
    decision_day: str
    decision_href: str
    said: Sequence[Said]
    resolves: Sequence[Row]
    headline: str
    reply_to: str


def page_of(escalation: Escalation, *, reader: User) -> Page:
    """Read with a fixed number of queries: the stages with their people, and the policy."""
    now = clock.now()
    rows = list(escalation.stages.select_related("argued_by__agency", "replied_by__agency", "owner"))
    policy = Policy.objects.current()
    referral = escalation.referral
    view = "mash:outcome" if reader.is_referrer else "mash:referral"
    return Page(
        panel=_panel(escalation, rows[-1], policy, now, reader),
        ladder=Ladder([_stage(stage, escalation, rows, policy, now) for stage in ladder.STAGES]),
        voices=_voices(escalation),
        alerts=_alerts(escalation, reader),
        children=", ".join(
            _child(child.first_name, child.surname, child.age_months, child.unborn) for child in referral.children.all()
        ),
        decision_day=london_day(escalation.decision.decided_at),
        decision_href=reverse(view, args=[referral.reference]),
        said=[_said(row, now, first=row is rows[0]) for row in reversed(rows)],
        resolves=_resolves(escalation, rows),
        headline=_headline(escalation),
        reply_to=rows[-1].argued_by.full_name,
    )


def _headline(escalation: Escalation) -> str:
    words = ladder.STATUS_LABELS[Status(escalation.status)] if escalation.is_live else escalation.get_outcome_display()
    return words[:1].lower() + words[1:]


def working_day_number(since: datetime, now: datetime, policy: Policy) -> int:
    """Which working day of the disagreement today is: 1 on the day it was raised."""
    calendar = calendar_for(policy, now)
    first, today = since.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    days = (first + timedelta(days=ahead) for ahead in range(1, (today - first).days + 1))
    return 1 + sum(calendar.is_working_day(day) for day in days)


def stage_bar(escalation: Escalation, row: StageRow, now: datetime, words: str = "") -> TimeBar:
    """The clock of a stage. Stages are days long, so from one day on it is said in days."""
    return TimeBar(
        row.opened_at,
        row.due_at,
        now,
        stopped_at=row.replied_at,
        clock_name=f"Stage {row.number}, {words}" if words else f"Stage {row.number}",
        purpose="to reply",
        days_from=24,
    )


def owner_name(owner: User | None) -> str:
    return owner.full_name if owner else MANAGERS_OF_MASH


def _allowed(stage: int, escalation: Escalation, policy: Policy) -> str:
    if escalation.immediate_harm:
        return f"{policy.escalation_urgent_hours} hours"
    days = policy.escalation_working_days[stage - 1]
    return "1 working day" if days == 1 else f"{days} working days"


def _panel(escalation: Escalation, row: StageRow, policy: Policy, now: datetime, reader: User) -> ClockPanel | None:
    if not escalation.is_live:
        return None
    number = working_day_number(escalation.raised_at, now, policy)
    following = ladder.next_stage(escalation.stage)
    after = "" if following is None else f"No reply by then: stage {following} may be asked"
    return ClockPanel(
        stage_bar(escalation, row, now, _allowed(row.number, escalation, policy)),
        child=_whose_turn(escalation, reader),
        side=Note(f"Working day {number} of about {ladder.ABOUT_AT_MOST}", after if row.replied_at is None else ""),
        go=_go(escalation, reader),
    )


def _whose_turn(escalation: Escalation, reader: User) -> Note:
    if escalation.status == Status.ANSWERED:
        if reader.is_referrer:
            return Note("Your turn", "Accept the reply, or take it further")
        return Note("The referrer’s side says what now", "They may accept the reply or take it further")
    if escalation.owner_id == reader.pk or (escalation.owner_id is None and reader.is_manager):
        return Note("You owe the reply", "" if escalation.owner_id else "You, or another MASH manager")
    verb = "owes" if escalation.owner_id else "owe"
    return Note(f"{owner_name(escalation.owner)} {verb} the reply")


def _go(escalation: Escalation, reader: User) -> Note | None:
    if escalation.status == Status.OPEN and (reader.is_manager or escalation.owner_id == reader.pk):
        return Note("Reply", href="#reply")
    if escalation.status == Status.ANSWERED and reader.is_referrer:
        return Note("Answer", href="#further")
    return None


def _stage(stage: ladder.Stage, escalation: Escalation, rows: list[StageRow], policy: Policy, now: datetime) -> Stage:
    row = next((row for row in rows if row.number == stage.number), None)
    here = stage.number == escalation.stage
    state = "now" if here and escalation.is_live else "done" if stage.number <= escalation.stage else "next"
    return Stage(
        name=f"Stage {stage.number}",
        state=state,  # type: ignore[arg-type]
        who=stage.who,
        allowed=_allowed(stage.number, escalation, policy),
        note=_stage_note(stage.number, escalation, row, now),
    )


def _stage_note(number: int, escalation: Escalation, row: StageRow | None, now: datetime) -> str:
    if row is not None:
        if row.replied_at is not None:
            return f"{ANSWERED_LABELS[Answer(row.answer)]}, {london_short(row.replied_at, now)}"
        if number < escalation.stage or not escalation.is_live:
            return "No reply"
        return f"Reply {'was due' if row.is_late(now) else 'due'} {due_words(row.due_at, now)}"
    if number < escalation.stage:
        return "Not asked: a child may be harmed"
    if number == escalation.stage + 1 and escalation.is_live:
        late = escalation.status == Status.ANSWERED or escalation.is_late(now)
        return (
            "May be asked now"
            if late or escalation.reply_due_at is None
            else (f"May be asked after {due_words(escalation.reply_due_at, now)} if no reply")
        )
    return ""


def _voices(escalation: Escalation) -> list[Voice]:
    voices = [
        Voice("Referrer says", level_mark(escalation.referral, escalation.believes_level)),
        Voice("MASH decided", level_mark(escalation.referral, escalation.decision.level)),
    ]
    if escalation.new_decision is not None:
        voices.append(Voice("New decision", level_mark(escalation.referral, escalation.new_decision.level)))
    return voices


def _alerts(escalation: Escalation, reader: User) -> list[Alert]:
    alerts = []
    if escalation.immediate_harm and escalation.is_live:
        alerts.append(
            Alert("A child may be harmed before this ends.", "Call 999, then ring MASH. Do not wait for a reply here.")
        )
    replaced = escalation.is_live and escalation.decision.state == "superseded"
    if replaced:
        view = "mash:outcome" if reader.is_referrer else "mash:referral"
        link = Link("Read the decision in force", reverse(view, args=[escalation.referral.reference]))
        alerts.append(
            Alert(
                "A newer decision has been made since.",
                "This disagreement is about the earlier one.",
                "information",
                link,
            )
        )
    return alerts


def _child(first: str, surname: str, months: int | None, unborn: bool) -> str:
    name = f"{first} {surname}".strip() or "A child"
    return f"{name}, {age_in_words(months, unborn=unborn)}"


def _said(row: StageRow, now: datetime, *, first: bool) -> Said:
    return Said(
        title=_said_title(row, now),
        argued=_speaker(row.argued_by, row.opened_at, now),
        argument=row.argument,
        replied=_replier(row, now) if row.replied_by and row.replied_at else "",
        reply=row.reply,
        first=first,
    )


def _said_title(row: StageRow, now: datetime) -> str:
    since = f"Stage {row.number}, since {london_moment(row.opened_at, now)}"
    return f"{since}. {ANSWERED_LABELS[Answer(row.answer)]}" if row.answer else since


def _speaker(user: User, moment: datetime, now: datetime) -> str:
    post = user.job_title or user.get_role_display()
    agency = f", {user.agency.name}" if user.agency else ""
    return f"{user.full_name}, {post}{agency}. {london_moment(moment, now)}"


def _replier(row: StageRow, now: datetime) -> str:
    if row.replied_by is None or row.replied_at is None:
        return ""
    return f"{_speaker(row.replied_by, row.replied_at, now)}, {'late' if row.is_late(now) else 'in time'}"


def _resolves(escalation: Escalation, rows: list[StageRow]) -> list[Row]:
    """The referrer's side: what was asked for. MASH: what its last reply said would settle it."""
    said = [Row("Referrer", text=escalation.asks_for)]
    last = next((row.would_resolve for row in reversed(rows) if row.would_resolve), "")
    return [*said, Row("MASH", text=last)] if last else said
