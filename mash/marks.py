"""The small marks of the desk: time, priority and level of one referral, chosen here so that templates only show."""

from datetime import datetime, timedelta

from core.components import LevelMark, PriorityTag, TimeBar
from mash.routes import Route
from referrals.ages import age_in_words
from referrals.models import Child, Referral
from referrals.states import Status
from sla.clocks import Clock
from thresholds.models import MatrixVersion
from thresholds.published import of_version

_HOUR = timedelta(hours=1)


def level_name(referral: Referral, level: int | None) -> str:
    """The level in the scheme's own words."""
    return of_version(referral.matrix_version_id).matrix.level_name(level)


def matrix_name(referral: Referral) -> str:
    """Which version scored it."""
    return of_version(referral.matrix_version_id).name


def level_meaning(referral: Referral, level: int) -> str:
    """What the level stands for: "Universal", "Complex or significant harm"."""
    known = of_version(referral.matrix_version_id).matrix.levels
    return known[level].short_name if level in known else ""


def level_mark(referral: Referral, level: int | None, *, says: str = "", scheme: bool = False) -> LevelMark:
    """A level as steps beside its words; with the scheme's name where schemes stand side by side."""
    slug = of_version(referral.matrix_version_id).version.scheme.slug if scheme else ""
    return LevelMark(level or 0, level_name(referral, level), scheme=slug.replace("-", " ").capitalize(), says=says)


def promise_of(referral: Referral) -> str:
    """How long MASH gave itself: "4 h", "24 h", "1 working day"."""
    if referral.due_clock == Clock.DECISION_WORKING_DAY:
        return "1 working day"
    return f"{round((referral.due_at - referral.received_at) / _HOUR)} h"


def clock_name(referral: Referral) -> str:
    """Which clock governs: "Red 4 h", "24 h", "1 working day"."""
    promise = promise_of(referral)
    return f"{PriorityTag(referral.priority).text} {promise}" if referral.due_clock == Clock.PRIORITY else promise


def time_bar(referral: Referral, now: datetime) -> TimeBar:
    """The clock that governs the decision; stopped once decided, or withdrawn."""
    if referral.status == Status.WITHDRAWN:
        at = referral.withdrawal.asked_at
        return TimeBar(referral.received_at, referral.due_at, now, stopped_at=at, done="Withdrawn")
    return TimeBar(
        referral.received_at, referral.due_at, now, stopped_at=referral.decided_at, clock_name=clock_name(referral)
    )


def route_name(code: str, referral: Referral) -> str:
    """The words for a route of ours, or of the matrix that suggested it."""
    if code in Route.values:
        return str(Route(code).label)
    document = of_version(referral.matrix_version_id).version.document
    return next((str(part["name"]) for part in document["routes"] if part["code"] == code), code.replace("_", " "))


def child_age(child: Child) -> str:
    """Age in words as the list shows it."""
    return age_in_words(child.age_months, unborn=child.unborn)


def initials(child: Child) -> str:
    """S.M.; nothing for a child without a name. Lists carry no more."""
    letters = [word.strip()[0].upper() for word in (child.first_name, child.surname) if word.strip()]
    return "" if child.unborn else "".join(f"{one}." for one in letters)


def route_choices(version: MatrixVersion) -> list[tuple[str, str]]:
    """The routes that the matrix suggests, for a filter."""
    return [(part["code"], part["name"]) for part in version.document["routes"]]
