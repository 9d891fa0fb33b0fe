"""The list of escalations: what is asked for in its address, and its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from core import clock
from core.components import Chip, LevelMark, Link, Pages, TimeBar
from core.wording import london_day, london_short
from escalation import ladder
from escalation.ladder import Status
from escalation.models import Escalation
from escalation.pages import owner_name, stage_bar
from escalation.querysets import EscalationQuerySet
from mash.marks import level_mark
from referrals.pages.words import initials_and_ages

PAGE_SIZE = 25
_SHOWN = ("live", "owed", "late", "answered", "ended")


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the address asks for; anything that makes no sense is as if it were not there."""

    show: str = ""
    stage: int | None = None
    after: UUID | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        show, stage = asked.get("show", ""), asked.get("stage", "")
        return cls(
            show=show if show in _SHOWN else "",
            stage=int(stage) if stage in {str(one.number) for one in ladder.STAGES} else None,
            after=_uuid(asked.get("after", "")),
        )

    @property
    def href(self) -> str:
        asked = {"show": self.show, "stage": self.stage or "", "after": self.after or ""}
        query = urlencode({name: str(value) for name, value in asked.items() if value})
        return reverse("escalation:list") + (f"?{query}" if query else "")

    def apply(self, escalations: EscalationQuerySet) -> EscalationQuerySet:
        """The rows that the address asks for, without paging."""
        found = escalations if self.stage is None else escalations.at_stage(self.stage)
        if self.show == "live":
            return found.live()
        if self.show == "owed":
            return found.owed()
        if self.show == "late":
            return found.late(clock.now())
        if self.show == "answered":
            return found.filter(status=Status.ANSWERED.value)
        return found.ended() if self.show == "ended" else found


@dataclass(frozen=True, slots=True)
class ListRow:
    """One escalation: initials and ages, never a name."""

    href: str
    children: str
    reference: str
    agency: str
    stage: str
    says: LevelMark
    decided: LevelMark
    who: str
    bar: TimeBar | None
    status: str
    immediate_harm: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the template shows."""

    rows: Sequence[ListRow]
    chips: Sequence[Chip]
    pages: Pages
    referral_ids: list[UUID]
    filtered: bool


def list_page(user: User, asked: ListFilter) -> ListPage:
    """At most PAGE_SIZE rows, in a fixed number of queries."""
    visible = Escalation.objects.visible_to(user)
    found = asked.apply(visible)
    last = visible.filter(pk=asked.after).first() if asked.after else None
    if last is not None:
        found = found.after_in_list(last)
    some = list(found.with_people().prefetch_related("stages").in_reply_order()[: PAGE_SIZE + 1])
    shown, more = some[:PAGE_SIZE], len(some) > PAGE_SIZE
    start = replace(asked, after=None)
    return ListPage(
        rows=[_row(escalation) for escalation in shown],
        chips=_chips(start),
        pages=Pages(
            before=Link("Back to the start", start.href) if last is not None else None,
            after=Link(f"Next {PAGE_SIZE}", replace(asked, after=shown[-1].pk).href) if more else None,
        ),
        referral_ids=[escalation.referral_id for escalation in shown],
        filtered=start != ListFilter(),
    )


def _row(escalation: Escalation) -> ListRow:
    referral = escalation.referral
    return ListRow(
        href=escalation.get_absolute_url(),
        children=initials_and_ages(list(referral.children.all())),
        reference=referral.reference,
        agency=referral.agency.name,
        stage=f"Stage {escalation.stage}",
        says=level_mark(referral, escalation.believes_level, says="Referrer says"),
        decided=level_mark(referral, escalation.decision.level, says="MASH decided"),
        who=_who(escalation),
        bar=_bar(escalation),
        status=_status(escalation),
        immediate_harm=escalation.immediate_harm and escalation.is_live,
    )


def _who(escalation: Escalation) -> str:
    if escalation.status == Status.OPEN:
        return f"{owner_name(escalation.owner)} to reply"
    return "The referrer’s side says what now" if escalation.status == Status.ANSWERED else ""


def _bar(escalation: Escalation) -> TimeBar | None:
    if escalation.status != Status.OPEN:
        return None
    row = next(stage for stage in escalation.stages.all() if stage.number == escalation.stage)
    return stage_bar(escalation, row, clock.now())


def _status(escalation: Escalation) -> str:
    now = clock.now()
    if escalation.closed_at is not None:
        return f"{escalation.get_outcome_display()}, {london_day(escalation.closed_at)}"
    if escalation.status == Status.ANSWERED:
        row = next(stage for stage in escalation.stages.all() if stage.number == escalation.stage)
        return f"Answered {london_short(row.replied_at, now)}" if row.replied_at else ""
    return ""


def _chips(asked: ListFilter) -> list[Chip]:
    names = {"owed": "Reply owed", "late": "Late", "answered": "Answered", "ended": "Ended"}
    chips = [
        Chip(text, replace(asked, show="" if asked.show == show else show).href, on=asked.show == show)
        for show, text in names.items()
    ]
    if asked.stage is not None:
        chips.append(Chip(f"Stage {asked.stage}", replace(asked, stage=None).href, on=True))
    return chips


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
