"""Which referrals stand behind a number: a name and its parameters, as an address and back. No queries."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.source_codes import AgencyKind
from mash.routes import Route


class Group(StrEnum):
    """The sets of referrals that figures count."""

    OPEN = "open"
    DUE = "due"
    NOBODY = "nobody"
    DECIDING = "deciding"
    FOR_MANAGER = "for-manager"
    HELD = "held"
    TELLING = "telling"
    EARLY_HELP = "early-help"
    DECIDED = "decided"
    ROUTED = "routed"
    TOLD = "told"
    ARRIVED = "arrived"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"
    CHASED = "chased"


class Band(StrEnum):
    """Time left until the decision is due. The first five part all that is open; the last is two of them together."""

    OVER = "over"
    TWO = "2h"
    EIGHT = "8h"
    DAY = "24h"
    LATER = "later"
    WITHIN_EIGHT = "within-8h"


BANDS = (Band.OVER, Band.TWO, Band.EIGHT, Band.DAY, Band.LATER)
BAND_LABELS = {
    Band.OVER: "Overdue",
    Band.TWO: "Due in 2 hours",
    Band.EIGHT: "In 2 to 8 hours",
    Band.DAY: "In 8 to 24 hours",
    Band.LATER: "Later",
    Band.WITHIN_EIGHT: "Due in 8 hours",
}


class RouteGroup(StrEnum):
    """Routes as the agency table shows them."""

    PUSH_BACK = "push-back"
    SOCIAL_CARE = "social-care"
    EARLY_HELP = "early-help"
    OTHER = "other"


_SOCIAL_CARE = frozenset(
    {
        Route.STRATEGY_DISCUSSION,
        Route.CHILD_IN_NEED,
        Route.ALLOCATED_WORKER,
        Route.DISABLED_CHILDREN,
        Route.PRIVATE_FOSTERING,
        Route.HOMELESS,
    }
)
ROUTE_LABELS = {
    RouteGroup.PUSH_BACK: "Pushed back",
    RouteGroup.SOCIAL_CARE: "Social care",
    RouteGroup.EARLY_HELP: "Early Help",
    RouteGroup.OTHER: "Other",
}


# Kinds of source as arrivals are shown: three by name, and the rest together.
OTHERS = "others"
NAMED_KINDS = (AgencyKind.POLICE, AgencyKind.SCHOOL, AgencyKind.HEALTH)


def kinds_in(kind: str) -> list[str]:
    """The kinds of agency that a kind of source counts."""
    return [str(one) for one in AgencyKind if one not in NAMED_KINDS] if kind == OTHERS else [kind]


def kind_label(kind: str) -> str:
    return "Others" if kind == OTHERS else str(AgencyKind(kind).label)


def route_group(route: str) -> RouteGroup:
    """The column a route is counted in."""
    if route == Route.PUSH_BACK:
        return RouteGroup.PUSH_BACK
    if route == Route.EARLY_HELP:
        return RouteGroup.EARLY_HELP
    return RouteGroup.SOCIAL_CARE if route in _SOCIAL_CARE else RouteGroup.OTHER


def routes_in(group: str) -> list[str]:
    """The routes that a column counts."""
    return [route.value for route in Route if route_group(route) == group]


@dataclass(frozen=True, slots=True)
class Asked:
    """One set. Empty parameters do not narrow it. `start` and `end` are half-open; `kept`: in time, or not."""

    group: Group
    priority: str = ""
    band: str = ""
    start: datetime | None = None
    end: datetime | None = None
    agency: UUID | None = None
    kind: str = ""
    route: str = ""
    holder: UUID | None = None
    clock: str = ""
    kept: str = ""
    page: int = 1

    @property
    def href(self) -> str:
        """The page that lists it."""
        given = {field.name: _text(getattr(self, field.name)) for field in fields(self)[1:]}
        query = urlencode({name: text for name, text in given.items() if text and (name, text) != ("page", "1")})
        return reverse("reporting:rows", args=[self.group.value]) + (f"?{query}" if query else "")


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    return "" if value is None else str(value)
