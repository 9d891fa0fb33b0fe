"""How far each agency has come, and whether the follow-up is nearer to the published answers. No person is shown.

A count from 1 to 4 is hidden, and a share or change of fewer than five people too. There is no sum of all, so that
nothing hidden can be taken away from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet

from accounts.models import Agency, User
from practice.attempts import Attempt, Stage
from practice.cases import ROUND
from practice.door import sets_here
from practice.figures import Between, mean

LEAST = 5
OTHERS = "Smaller agencies together"


@dataclass(slots=True)
class Person:
    """One person's rounds, as means over their cases. Never shown by itself."""

    done: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    distances: dict[str, float | None] = field(default_factory=dict)

    def finished(self, stage: str) -> bool:
        return self.counts.get(stage, 0) >= ROUND


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency in words. A figure is None where it is hidden or nobody has come so far."""

    name: str
    began: str
    finished: str
    followed_up: str
    first: Between | None
    later: Between | None
    change: Between | None
    first_distance: Between | None
    later_distance: Between | None
    change_distance: Between | None


@dataclass(frozen=True, slots=True)
class SetTable:
    """One set with a row for each agency, and all who followed up taken together."""

    name: str
    rows: Sequence[AgencyRow]
    together: AgencyRow | None
    few: bool = False  # fewer than five people: a row would be dashes


def by_agency() -> list[SetTable]:
    """Every set that somebody has worked on. Three queries, however many answers."""
    people = _people(Attempt.objects.filter(case_set__in=sets_here()))
    names = dict(Agency.objects.values_list("pk", "name"))
    return [
        SetTable(case_set.name, _rows(people[case_set.pk], names), _together(people[case_set.pk]))
        for case_set in sets_here()
        if people[case_set.pk]
    ]


def of_agency(agency: Agency) -> list[SetTable]:
    """The same for one agency alone, for its safeguarding lead."""
    people = _people(Attempt.objects.filter(case_set__in=sets_here(), agency=agency))
    found = [(case_set.name, list(people[case_set.pk][agency.pk].values())) for case_set in sets_here()]
    return [SetTable(name, [row_of(agency.name, of)], None, few=len(of) < LEAST) for name, of in found if of]


def colleagues(agency: Agency) -> list[tuple[str, int]]:
    """Who did how many cases, by name, once five people of the agency take part; before that nobody."""
    done = Count("pk")
    counted = Attempt.objects.filter(agency=agency, case_set__in=sets_here()).order_by().values("person_id")
    rows = {row["person_id"]: row["done"] for row in counted.annotate(done=done)}
    if len(rows) < LEAST:
        return []
    people = User.objects.filter(pk__in=rows).order_by("full_name")
    return [(one.full_name, rows[one.pk]) for one in people]


def row_of(name: str, people: Sequence[Person]) -> AgencyRow:
    """What is shown of these people: those who followed up, or before that those who finished a first round."""
    finished = [one for one in people if one.finished(Stage.FIRST)]
    followed = [one for one in finished if one.finished(Stage.FOLLOW_UP)]
    shown = followed if len(followed) >= LEAST else finished
    both = followed if len(followed) >= LEAST else []
    return AgencyRow(
        name=name,
        began=count_in_words(len(people)),
        finished=count_in_words(len(finished)),
        followed_up=count_in_words(len(followed)),
        first=_mean(one.shares[Stage.FIRST] for one in shown),
        later=_mean(one.shares[Stage.FOLLOW_UP] for one in both),
        change=_mean(one.shares[Stage.FOLLOW_UP] - one.shares[Stage.FIRST] for one in both),
        first_distance=_mean(_distances(shown, Stage.FIRST)),
        later_distance=_mean(_distances(both, Stage.FOLLOW_UP)),
        change_distance=_mean(_changes(both)),
    )


def count_in_words(count: int) -> str:
    return f"1 to {LEAST - 1}" if 0 < count < LEAST else str(count)


def _rows(agencies: dict[UUID | None, dict[UUID, Person]], names: dict[UUID, str]) -> list[AgencyRow]:
    """Agencies by name; those with fewer than five people together at the end."""
    large = {key: people for key, people in agencies.items() if key is not None and len(people) >= LEAST}
    small = [one for key, people in agencies.items() if key not in large for one in people.values()]
    rows = [row_of(names[key], list(people.values())) for key, people in large.items()]
    rows.sort(key=lambda row: row.name)
    return [*rows, row_of(OTHERS, small)] if small else rows


def _together(agencies: dict[UUID | None, dict[UUID, Person]]) -> AgencyRow | None:
    """All who followed up, unless the few of one agency could be worked out by taking the others away."""
    followed = {key: [one for one in people.values() if _followed(one)] for key, people in agencies.items()}
    hidden = sum(len(people) for people in followed.values() if len(people) < LEAST)
    everybody = [one for people in followed.values() for one in people]
    if len(everybody) < LEAST or 0 < hidden < LEAST:
        return None
    return row_of("All who followed up", everybody)


def _followed(one: Person) -> bool:
    return one.finished(Stage.FIRST) and one.finished(Stage.FOLLOW_UP)


def _people(attempts: QuerySet[Attempt]) -> dict[Any, dict[Any, dict[Any, Person]]]:
    """Set, agency, person: one query."""
    found: dict[Any, dict[Any, dict[Any, Person]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Person)))
    rows = attempts.order_by().values("case_set_id", "agency_id", "person_id", "stage")
    for row in rows.annotate(done=Count("pk"), hits=Count("pk", filter=Q(right=True)), off=Avg("distance")):
        one = found[row["case_set_id"]][row["agency_id"]][row["person_id"]]
        one.done += row["done"]
        one.counts[row["stage"]] = row["done"]
        one.shares[row["stage"]] = row["hits"] / row["done"]
        one.distances[row["stage"]] = None if row["off"] is None else float(row["off"])
    return found


def _mean(values: Iterable[float]) -> Between | None:
    """Each person counts once; nothing of fewer than five."""
    given = list(values)
    return mean(given) if len(given) >= LEAST else None


def _distances(people: Sequence[Person], stage: str) -> list[float]:
    return [off for one in people if (off := one.distances[stage]) is not None]


def _changes(people: Sequence[Person]) -> list[float]:
    pairs = [(one.distances[Stage.FIRST], one.distances[Stage.FOLLOW_UP]) for one in people]
    return [later - first for first, later in pairs if first is not None and later is not None]
