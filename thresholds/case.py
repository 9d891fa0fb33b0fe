"""What goes into a score and what comes out: plain frozen values, no ORM, safe to keep as JSON for ever.

Every code here (indicator, fact, tool, route, flag) is a code of one matrix version; this module knows none of them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

How = Literal["seen", "told", "suspected"]
Consent = Literal["agreed", "refused", "not_asked", "not_known"]
ReasonKind = Literal["decides", "agrees", "look", "out"]
Priority = Literal["red", "amber", "green", "blue"]

PRIORITIES: tuple[Priority, ...] = ("blue", "green", "amber", "red")
PHONE_REFERRER_TODAY = "phone_referrer_today"


@dataclass(frozen=True, slots=True)
class Worry:
    """One indicator that a referrer chose. `children` are positions in `Case.ages_months`; none means all of them."""

    ref: str
    indicator: str
    how: How = "told"
    has_evidence: bool = True
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What an assessment tool gave: a grade, a result word or a count, for one area where the tool has areas."""

    tool: str
    value: int | str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """All that the engine may know of a referral.

    `ages_months`: one per child, in whole months, None when not known or not born. `facts`: codes of the yes/no
    questions of the form that were answered yes. `held`: codes of the things the form must hold and does.
    `harm_if_asked`: the referrer says that asking the family would put a child or another person at risk.
    """

    worries: tuple[Worry, ...] = ()
    tools: tuple[ToolResult, ...] = ()
    ages_months: tuple[int | None, ...] = ()
    facts: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    consent: Consent = "not_known"
    young_person_consent: Consent | None = None
    harm_if_asked: bool = False
    contacts_7_days: int = 0
    contacts_12_months: int = 0
    referrals_12_months: int = 0
    referrer_level: int | None = None


class Reason(NamedTuple):
    """One rule that was tried. `refs` are the worries it read; `inputs` the codes; `source` where the rule is from."""

    rule: str
    kind: ReasonKind
    title: str
    note: str
    refs: tuple[str, ...]
    inputs: tuple[str, ...]
    source: str


class Gap(NamedTuple):
    """A question nobody has answered yet. `section` is the slug of the form section that asks it."""

    code: str
    question: str
    why: str
    section: str
    refs: tuple[str, ...] = ()


class Action(NamedTuple):
    """Something that must be done whatever the score: who does it, what, and by when, in words.

    `you`: the same as one sentence to whoever refers, when it is theirs to do; "" when it is not.
    """

    code: str
    who: str
    what: str
    by: str
    you: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The engine's suggestion. `level` is None when there is nothing to go on; a person always decides."""

    engine: str
    scheme: str
    version: int
    level: int | None
    route: str
    route_detail: str
    secondary_routes: tuple[str, ...]
    priority: Priority
    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...]
    actions: tuple[Action, ...]
    flags: tuple[str, ...]

    @property
    def prompts(self) -> tuple[Reason, ...]:
        """The reasons that ask a person to look and moved nothing."""
        return tuple(reason for reason in self.reasons if reason.kind == "look")

    @property
    def phone_referrer_today(self) -> bool:
        """True when a hint of harm stands on too little evidence: somebody rings the referrer today."""
        return PHONE_REFERRER_TODAY in self.flags

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: lists, dicts, strings and numbers."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "secondary_routes": list(self.secondary_routes),
            "flags": list(self.flags),
            "reasons": [_listed(reason._asdict()) for reason in self.reasons],
            "gaps": [_listed(gap._asdict()) for gap in self.gaps],
            "actions": [action._asdict() for action in self.actions],
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Score":
        """The same score again from `to_dict`'s JSON."""
        return cls(
            **{name: kept[name] for name in _PLAIN},
            secondary_routes=tuple(kept["secondary_routes"]),
            flags=tuple(kept["flags"]),
            reasons=tuple(Reason(**_tupled(reason)) for reason in kept["reasons"]),
            gaps=tuple(Gap(**_tupled(gap)) for gap in kept["gaps"]),
            actions=tuple(Action(**action) for action in kept["actions"]),
        )


def case_to_dict(case: Case) -> dict[str, Any]:
    """Plain JSON of a case, sets in order, so that the same case is always the same text."""
    plain: dict[str, Any] = asdict(case)
    plain["facts"] = sorted(case.facts)
    plain["held"] = sorted(case.held)
    plain["ages_months"] = list(case.ages_months)
    plain["worries"] = [_listed(worry) for worry in plain["worries"]]
    plain["tools"] = list(plain["tools"])
    return plain


def case_from_dict(kept: Mapping[str, Any]) -> Case:
    """The same case again from `case_to_dict`'s JSON."""
    return Case(
        **{
            **kept,
            "facts": frozenset(kept["facts"]),
            "held": frozenset(kept["held"]),
            "ages_months": tuple(kept["ages_months"]),
            "worries": tuple(Worry(**_tupled(worry)) for worry in kept["worries"]),
            "tools": tuple(ToolResult(**tool) for tool in kept["tools"]),
        }
    )


_PLAIN = ("engine", "scheme", "version", "level", "route", "route_detail", "priority")


def _listed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _tupled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
