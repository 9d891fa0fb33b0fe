"""The referrals that a version would answer otherwise, ten to a page, with both explanations side by side.

For managers. Of a referral that one of them may not open the case is without anything that says whose it is: no
reference, no agency, no day, and of the worries only what the matrix calls them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from core.components import Link, Pages, PriorityTag, Reason
from quality.simulation_models import SimulationChange, SimulationRun, Story
from quality.simulation_result import level_names
from referrals.models import Referral
from referrals.models import Score as KeptScore
from thresholds.case import Reason as Told
from thresholds.case import Score, case_from_dict
from thresholds.compiling import compile_matrix
from thresholds.matrix import Document
from thresholds.published import of_version
from thresholds.scoring import score
from trail.actions import write_many
from trail.verbs import Verb

PAGE_SIZE = 10
# In a trial over fewer referrals than this, its days would say whose a case is: of them nothing is told in sums, and a
# single one is read only by those who may open it.
LEAST_CASES = 20
# What decided, and what agrees with it: prompts and what was not counted moved nothing.
_TOLD = ("decides", "agrees")


@dataclass(frozen=True, slots=True)
class Answer:
    """One side: the level and route in words, the priority, and why."""

    heading: str
    level: str
    route: str
    priority: PriorityTag
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One referral. `link` only for whoever may open it."""

    number: int
    link: Link | None
    sides: Sequence[Answer]
    story: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What the template shows. `left_out`: some cases of this page are not for this person in so small a trial."""

    rows: Sequence[ChangeRow]
    left_out: bool
    pages: Pages


def too_few(run: SimulationRun) -> bool:
    """Whether nothing of this trial is told in sums: the names of its rows alone would describe a child."""
    return run.done < LEAST_CASES


def changes_page(run: SimulationRun, *, page: int, worse: bool, address: str, by: User) -> ChangesPage:
    """One page of them; those this person may open are put on the trail as seen."""
    found = run.changes.worse() if worse else run.changes.all()
    first = (page - 1) * PAGE_SIZE
    changes = list(found.order_by("pk")[first : first + PAGE_SIZE + 1])
    more, changes = len(changes) > PAGE_SIZE, changes[:PAGE_SIZE]
    pks = [change.referral_id for change in changes]
    visible = dict(Referral.objects.visible_to(by).filter(pk__in=pks).order_by().values_list("pk", "reference"))
    write_many(Verb.READ, subject="referral", subject_ids=list(visible), by=by, view="simulation")
    scores, tried = _scores_of(run, pks), compile_matrix(run.document)
    rows, few = [], too_few(run)
    for number, change in enumerate(changes, start=first + 1):
        if few and change.referral_id not in visible:
            continue
        kept = scores[change.referral_id]
        sides = (_old_side(change, kept), _new_side(run, change, score(tried, case_from_dict(kept.case))))
        rows.append(ChangeRow(number, _link(visible.get(change.referral_id)), sides, _story(change)))
    return ChangesPage(rows, len(rows) < len(changes), _pages(address, page, worse=worse, more=more))


def _scores_of(run: SimulationRun, pks: Sequence[UUID]) -> dict[UUID, KeptScore]:
    """The score that the run compared: the latest by the time it finished."""
    before = {"scored_at__lte": run.finished_at} if run.finished_at else {}
    rows = KeptScore.objects.filter(referral__in=pks, **before).order_by("referral_id", "-scored_at", "-pk")
    return {kept.referral_id: kept for kept in rows.distinct("referral_id")}


def _old_side(change: SimulationChange, kept: KeptScore) -> Answer:
    version = of_version(kept.matrix_version_id).version
    said = Score.from_dict(kept.result)
    heading = f"As it was answered: {version.scheme.name}, version {version.number}"
    return _side(heading, version.document, said, change.old_priority)


def _new_side(run: SimulationRun, change: SimulationChange, said: Score) -> Answer:
    return _side("As this version would answer", run.document, said, change.new_priority)


def _side(heading: str, document: Document, said: Score, priority: str) -> Answer:
    names = level_names(document)
    level = names.get(str(said.level), "No level") if said.level else "No level"
    labels = {part["id"]: str(part["label"]) for part in document["indicators"]}
    reasons = [Reason(one.kind, one.title, _note(one, labels)) for one in said.reasons if one.kind in _TOLD]
    return Answer(heading, level, route_in_words(document, said), PriorityTag(priority), reasons)


def _note(reason: Told, labels: Mapping[str, str]) -> str:
    """The worries that it rests on, by their names in the matrix; without any, what the rule says for itself."""
    return ", ".join(labels[code] for code in reason.inputs if code in labels) or reason.note


def route_in_words(document: Document, said: Score) -> str:
    """The name of the route in that document, with the section of the Act where there is one."""
    name = next((str(route["name"]) for route in document["routes"] if route["code"] == said.route), said.route)
    return f"{name}, {said.route_detail}" if said.route_detail in ("s17", "s47") else name


def _link(reference: str | None) -> Link | None:
    return Link(reference, f"/queue/{reference}/") if reference else None


def _story(change: SimulationChange) -> str:
    return Story(change.story).label if change.story else ""


def _pages(address: str, page: int, *, worse: bool, more: bool) -> Pages:
    only = "&only=worse" if worse else ""
    before = Link("Earlier", f"{address}?page={page - 1}{only}") if page > 1 else None
    after = Link(f"Next {PAGE_SIZE}", f"{address}?page={page + 1}{only}") if more else None
    return Pages(before, after)
