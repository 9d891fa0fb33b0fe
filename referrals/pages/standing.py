"""Where a sent referral stands, for whoever sent it: the clock, what was said since, and the one thing to do now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accounts.models import User
from core.components import LevelMark, TimeBar
from core.wording import london_moment
from referrals.calls import call_owed
from referrals.models import Referral, Side
from referrals.pages.clocks import decision_bar
from referrals.pages.lists import status_words
from referrals.pages.preview import level_mark, reads_as_mash
from referrals.pages.thread import Thread, thread_of
from referrals.pages.words import initials_and_ages
from referrals.policies import can_add, can_withdraw, speaks_for_referrer
from referrals.states import Status
from referrals.withdrawing import TO_MANAGER, step_to_ask
from thresholds.published import of_version

Next = Literal["outcome", "reply", "ask", "ask_manager", "add", ""]


@dataclass(frozen=True, slots=True)
class Standing:
    """The page. `next` is its one green button; everything else that may be done is a link or a plain button."""

    title: str
    call: str
    reads_as: str
    children: str
    bar: TimeBar | None
    status: str
    level: LevelMark | None
    mine: bool
    decided: bool
    withdrawn: bool
    goes_on: bool
    thread: Thread
    reply_by: str
    next: Next
    speaks: bool
    can_add: bool
    can_withdraw: bool


def standing_of(referral: Referral, user: User, now: datetime) -> Standing:
    """The page for this reader. Others who may read it (MASH, Early Help) see it without its buttons."""
    speaks = speaks_for_referrer(user, referral)
    thread = thread_of(referral, side=Side.REFERRER, now=now)
    matrix = of_version(referral.matrix_version_id)
    decided, withdrawn = referral.status == Status.DECIDED, referral.status == Status.WITHDRAWN
    return Standing(
        title="MASH has decided" if decided else "Referral withdrawn" if withdrawn else "Referral sent",
        call="" if decided or withdrawn else call_owed(referral.document),
        reads_as=""
        if decided or withdrawn or not speaks or referral.by_caller
        else reads_as_mash(referral.document, referral, matrix),
        children=initials_and_ages(list(referral.children.all())),
        bar=None if withdrawn else decision_bar(referral),
        status=status_words(referral, now),
        level=level_mark(referral.decided_level, matrix) if decided else None,
        mine=referral.referrer_id == user.pk,
        decided=decided,
        withdrawn=withdrawn,
        goes_on=thread.withdrawal is not None and not thread.withdrawal.ended and referral.is_open,
        thread=thread,
        reply_by=london_moment(thread.waits, now) if thread.waits else "",
        next=_next(referral, thread, now) if speaks else "outcome" if decided else "",
        speaks=speaks,
        can_add=speaks and can_add(referral, by=user),
        can_withdraw=speaks and can_withdraw(referral, by=user),
    )


def _next(referral: Referral, thread: Thread, now: datetime) -> Next:
    """The outcome before all; then the reply that somebody waits for; then asking why it is quiet; else adding."""
    if referral.status == Status.WITHDRAWN:
        return ""
    if referral.status == Status.DECIDED:
        return "outcome"
    if thread.waits is not None:
        return "reply"
    step = step_to_ask(referral, now)
    if step is not None:
        return "ask_manager" if step == TO_MANAGER else "ask"
    return "add"
