"""What the page of a finished trial shows: to a manager, who may read its cases; to an administrator, who may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.roles import Role
from quality import simulation_rounding
from quality.looks import look_rows, rounded_looks
from quality.moves import moves
from quality.policies import may_read_cases
from quality.simulation_changes import too_few
from quality.simulation_days import left_out
from quality.simulation_load import load_rows
from quality.simulation_models import SimulationRun
from quality.simulation_result import in_words, level_names, result_of
from quality.simulation_rounding import Rounding
from quality.touched import touched
from thresholds.matrix import Document
from thresholds.published import current


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """Referrals that move alike: from where to where, why now, and about how many."""

    old: str
    new: str
    reason: str
    count: str


def rounding_for(run: SimulationRun, user: User) -> Rounding | None:
    """None for whoever reads the numbers as they are."""
    if may_read_cases(user):
        return None
    return Rounding(f"{run.document_sha256} {run.first_day} {run.last_day}", secret=settings.SECRET_KEY)


def few_move(run: SimulationRun, rounding: Rounding | None) -> bool:
    """Whether an administrator is told of this trial that few move, and no more."""
    if rounding is None:
        return False
    return not rounding.at_least(simulation_rounding.LEAST_MOVED, run.changes.moved().count(), "moved")


def finished_page(run: SimulationRun, *, by: User) -> dict[str, Any]:
    """The tables of a finished run, as this person reads them."""
    rounding = rounding_for(run, by)
    few = few_move(run, rounding)
    page: dict[str, Any] = {
        "too_few": too_few(run),
        "few_move": few,
        "rounded": rounding is not None,
        "left_out": left_out(run),
        "may_edit": by.role == Role.ADMINISTRATOR,
        "looks": _looks(run, rounding, few=few),
    }
    if not few and not page["too_few"]:
        weeks, loads = load_rows(run, rounding)
        page |= {"result": result_of(run, rounding), "weeks": weeks, "loads": loads}
    if rounding is None:
        return page | {"changes": run.changes.exists(), "worse": run.changes.worse().exists()}
    if not few:
        page["moved"] = rounding.told(run.changes.moved().count(), "moved")
        page["worse"] = rounding.told(run.changes.worse().count(), "worse")
        page["groups"] = move_groups(run, rounding)
    return page


def _looks(run: SimulationRun, rounding: Rounding | None, *, few: bool) -> Sequence[Any]:
    """Where few move, only rules whose numbers differ by as many as would have to move."""
    if rounding is None:
        return look_rows(run.sensitivity)
    least = simulation_rounding.LEAST_MOVED if few else simulation_rounding.STEP
    return rounded_looks(run.sensitivity, rounding, least=least, touched=own_rules(run))


def own_rules(run: SimulationRun) -> frozenset[str]:
    """The rules that this run tried and that are not in force."""
    return touched(run.document, current().version.document)


def move_groups(run: SimulationRun, rounding: Rounding) -> list[MoveGroup] | None:
    """The groups of five or more, in the order of the levels; None of a run from before they were counted."""
    counted = moves(run.sensitivity)
    if counted is None:
        return None
    names, document = level_names(run.document), run.document
    order = {level: place for place, level in enumerate(names)}
    found = sorted(counted, key=lambda one: (order.get(one.old, 99), order.get(one.new, 99), one))
    told = [(one, rounding.near(one.size, "move", *one[:5])) for one in found]
    return [
        MoveGroup(
            _place(one.old, one.old_route, names, document),
            _place(one.new, one.new_route, names, document),
            one.reason or "Nothing decides",
            str(near),
        )
        for one, near in told
        if near
    ]


def _place(level: str, route: str, names: dict[str, str], document: Document) -> str:
    """The level; with its route, where the level stays and the route is what changes."""
    word = in_words(level, names)
    if not route:
        return word
    named = next((str(one["name"]) for one in document["routes"] if one["code"] == route), "another route")
    return f"{word}, {named}"
