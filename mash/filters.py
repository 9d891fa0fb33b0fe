"""What the queue may be asked for: every value from a list of ours, so no address can make another query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from accounts.models import Agency, User
from core.addresses import read_moment
from core.forms import GovForm
from core.references import read_reference
from mash.marks import route_choices
from mash.models import EarlyHelpCase, How, Telling
from mash.same_child import WEEK, YEAR, following
from referrals.codes import Priority
from referrals.models import Child, Referral, Side
from referrals.news import anything_new, new_facts, new_messages, waiting_for_reply
from referrals.querysets import ReferralQuerySet
from referrals.states import OPEN, Status
from thresholds.published import current

ALL, OVERDUE, FREE, MINE, MANAGER, TELL = "all", "overdue", "nobody", "mine", "manager", "tell"
EARLY, SHUT, WAITS, NEWS = "early", "shut", "waits", "news"
TRAYS = {
    ALL: "All open",
    OVERDUE: "Overdue",
    FREE: "Nobody yet",
    MINE: "Mine",
    MANAGER: "For manager",
    TELL: "Ready to tell",
    EARLY: "Early Help",
    SHUT: "Out of hours",
    WAITS: "Waiting for reply",
    NEWS: "News after",
}
ANSWERED = {TELL, EARLY}  # trays of what is decided: the longest decided first
ONE_YEAR = 12  # months
BABY, WEEK_AFTER, YEAR_AFTER, PHONE = "baby", "week", "again", "phone"
FACTS, UNREAD = "facts", "unread"
FLAGS = {
    FREE: "Nobody yet",
    BABY: "Under 1 year",
    WEEK_AFTER: "2 concerns in a week",
    YEAR_AFTER: "Re-referral",
    PHONE: "Phone referrer today",
    FACTS: "New facts",
    UNREAD: "Unread message",
}


class QueueFilter(GovForm):
    """The filters of the queue. What is not on a list is left out, never passed on."""

    tray = forms.ChoiceField(choices=list(TRAYS.items()), required=False, widget=forms.HiddenInput)
    priority = forms.ChoiceField(label="Priority", choices=[("", "Any"), *Priority.choices], required=False)
    flag = forms.ChoiceField(choices=[("", "Any"), *FLAGS.items()], required=False, widget=forms.HiddenInput)
    agency = forms.ChoiceField(label="Agency", required=False)
    route = forms.ChoiceField(label="Suggested route", required=False)
    level = forms.ChoiceField(label="Suggested level", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matrix = current()
        self._offer("agency", [(str(pk), name) for pk, name in Agency.objects.values_list("pk", "name")])
        self._offer("route", route_choices(matrix.version))
        self._offer("level", [(str(number), level.name) for number, level in sorted(matrix.matrix.levels.items())])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Any"), *choices]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for and is on our lists."""

    tray: str = ALL
    priority: str = ""
    flag: str = ""
    agency: str = ""
    route: str = ""
    level: str = ""

    @classmethod
    def of(cls, form: QueueFilter) -> "Asked":
        """The valid part of what was asked."""
        form.is_valid()
        found = {name: form.cleaned_data.get(name) or "" for name in form.fields}
        return cls(**{**found, "tray": found["tray"] or ALL})

    def href(self, **changes: str) -> str:
        """The address of this list with some of its filters changed."""
        wanted = self.as_data() | changes
        query = urlencode({name: value for name, value in wanted.items() if value and (name, value) != ("tray", ALL)})
        return f"?{query}" if query else "?"

    def as_data(self) -> dict[str, str]:
        """The filters as the form shows them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def narrowed(self) -> bool:
        return any((self.priority, self.flag, self.agency, self.route, self.level))

    def rows(self, user: User, now: datetime) -> ReferralQuerySet:
        """The referrals asked for, in no order yet."""
        rows = in_tray(self.tray, user, now)
        if self.priority:
            rows = rows.filter(priority=self.priority)
        if self.flag:
            rows = flagged(rows, self.flag, user)
        if self.agency:
            rows = rows.filter(agency_id=UUID(self.agency))
        if self.route:
            rows = rows.filter(route=self.route)
        if self.level:
            rows = rows.filter(level=int(self.level))
        return rows


def in_tray(tray: str, user: User, now: datetime) -> ReferralQuerySet:
    """What lies in a tray for this person."""
    seen = Referral.objects.visible_to(user)
    if tray == TELL:
        return seen.decided().filter(decisions__state="made", decisions__telling__told_at__isnull=True)
    if tray == EARLY:
        waiting = EarlyHelpCase.objects.visible_to(user).waiting().order_by()
        return seen.filter(pk__in=waiting.values("referral"))
    if tray == SHUT:
        return seen.open().filter(out_of_hours=True)
    if tray == WAITS:
        return seen.open().filter(waiting_for_reply())
    if tray == NEWS:
        return seen.exclude(status__in=[one.value for one in OPEN]).filter(anything_new())
    if tray == OVERDUE:
        return seen.overdue(now)
    if tray == FREE:
        return seen.open().filter(holder__isnull=True)
    if tray == MINE:
        return seen.open().filter(holder=user)
    if tray == MANAGER:
        return seen.filter(status=Status.FOR_MANAGER.value)
    return seen.open()


def flagged(rows: ReferralQuerySet, flag: str, user: User) -> ReferralQuerySet:
    """Only those with the flag. What this person may not see flags nothing."""
    if flag == FREE:
        return rows.filter(holder__isnull=True)
    if flag == PHONE:
        return rows.filter(~was_rung(), phone_referrer=True)
    if flag == FACTS:
        return rows.filter(new_facts())
    if flag == UNREAD:
        return rows.filter(new_messages(Side.MASH))
    if flag == BABY:
        babies = Child.objects.filter(Q(unborn=True) | Q(age_months__lt=ONE_YEAR), referral=OuterRef("pk"))
        return rows.filter(Exists(babies))
    return following(rows, WEEK if flag == WEEK_AFTER else YEAR, user=user)


def was_rung() -> Exists:
    """MASH has told the referrer an outcome by telephone: what should be asked there was asked."""
    return Exists(Telling.objects.filter(decision__referral=OuterRef("pk"), how=How.TELEPHONE))


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next page starts behind it."""

    at: datetime
    reference: str

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.reference}"

    @classmethod
    def of(cls, query: QueryDict) -> "Cursor | None":
        """From the address; None when it is not one of ours."""
        moment, _, typed = query.get("after", "").partition("~")
        reference = read_reference(typed)
        at = read_moment(moment)
        return cls(at, reference) if reference and at else None
