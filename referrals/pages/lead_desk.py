"""The safeguarding lead's desk: forms to read, forms being written, and how a form is shown to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse

from accounts.models import User
from core import clock
from core.components import Link, Pages, TimeBar
from core.wording import london_moment
from referrals.models import Draft, DraftSection, LeadReading
from referrals.pages.files import FileRow, own_files
from referrals.pages.words import draft_children
from referrals.querysets import DraftQuerySet
from referrals.reading_states import Stand
from referrals.sections import CHILDREN
from trail.actions import write_many
from trail.verbs import Verb

PAGE = 25
_STANDS = {Stand.WITH_LEAD: "With you", Stand.RETURNED: "Given back to them"}


@dataclass(frozen=True, slots=True)
class ToRead:
    """One form that waits for the lead."""

    children: str
    href: str
    writer: str
    bar: TimeBar


@dataclass(frozen=True, slots=True)
class Writing:
    """One form that a colleague is writing: who and since when, nothing of what it says."""

    writer: str
    started: str
    saved: str
    stand: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Forms to read, the longest waiting first, and a READ on the trail for each."""

    rows: Sequence[ToRead]
    pages: Pages


@dataclass(frozen=True, slots=True)
class WritingPage:
    """Forms being written, the newest first."""

    rows: Sequence[Writing]
    pages: Pages


def to_read(lead: User, *, after: str, path: str) -> ReadPage:
    """Twenty-five forms that wait, cut by the last of the page before. Three queries and one write."""
    children = Prefetch("sections", DraftSection.objects.filter(section=CHILDREN), to_attr="child_sections")
    rows = LeadReading.objects.open().filter(draft__in=Draft.objects.given_to(lead)).order_by("given_at", "pk")
    last = rows.filter(draft=key).first() if (key := _key(after)) else None
    if last is not None:
        rows = rows.filter(Q(given_at__gt=last.given_at) | Q(given_at=last.given_at, pk__gt=last.pk))
    found = list(rows.prefetch_related(_through(children))[: PAGE + 1])
    shown = found[:PAGE]
    ids = [one.draft_id for one in shown]
    write_many(Verb.READ, subject="draft", subject_ids=ids, by=lead, view="agency")
    now = clock.now()
    onward = Link(f"Next {PAGE} to read", f"{path}?read={ids[-1]}") if len(found) > PAGE else None
    return ReadPage([_to_read(one, now) for one in shown], Pages(None, onward))


def _through(children: Prefetch) -> Prefetch:  # type: ignore[type-arg]
    return Prefetch("draft", Draft.objects.select_related("owner").prefetch_related(children))


def _to_read(one: LeadReading, now: datetime) -> ToRead:
    typed = [section.data for section in one.draft.child_sections]  # type: ignore[attr-defined]
    return ToRead(
        children=draft_children(typed) or "No child named",
        href=reverse("referrals:given", args=[one.draft_id]),
        writer=one.draft.owner.full_name,
        bar=TimeBar(one.given_at, one.due_at, now, purpose="to read it"),
    )


def being_written(lead: User, *, after: str, path: str) -> WritingPage:
    """Twenty-five forms of colleagues, cut by the last of the page before. One query, two on a later page."""
    last_stand = LeadReading.objects.filter(draft=OuterRef("pk")).order_by("-given_at").values("stand")[:1]
    forms: DraftQuerySet = Draft.objects.of_colleagues(lead).exclude(owner=lead)
    rows = forms.order_by("-started_at", "-pk")
    last = forms.filter(pk=key).first() if (key := _key(after)) else None
    if last is not None:
        rows = rows.filter(Q(started_at__lt=last.started_at) | Q(started_at=last.started_at, pk__lt=last.pk))
    found = list(rows.select_related("owner").annotate(last_stand=Subquery(last_stand))[: PAGE + 1])
    now = clock.now()
    shown = [
        Writing(
            draft.owner.full_name,
            london_moment(draft.started_at, now),
            london_moment(draft.saved_at, now),
            _STANDS.get(draft.last_stand, "Being written"),  # type: ignore[attr-defined]
        )
        for draft in found[:PAGE]
    ]
    onward = Link(f"Next {PAGE} forms", f"{path}?forms={found[PAGE - 1].pk}") if len(found) > PAGE else None
    return WritingPage(shown, Pages(None, onward))


def given_files(draft: Draft) -> list[FileRow]:
    """The files of a colleague's form, each with the lead's own way to it. One query."""
    ids = list(draft.attachments.values_list("pk", flat=True))
    return [
        replace(row, href=row.href and reverse("referrals:given_file", args=[draft.pk, pk]), remove="")
        for pk, row in zip(ids, own_files(draft), strict=True)
    ]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
