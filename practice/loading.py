"""Writes of cases: load a file whole or not at all, make a set, write, change and retire a case."""

from typing import Any, NamedTuple

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import Refused
from practice.cases import Agreement, CaseSet, PracticeCase, Sure
from practice.checking import CasesFile, FaultyCases, check_case, check_cases, read_cases
from thresholds.models import MatrixVersion, Scheme
from trail.actions import write
from trail.verbs import Verb


class Loaded(NamedTuple):
    """What a file did."""

    case_set: CaseSet
    added: int
    changed: int


@transaction.atomic
def load_cases(text: str, *, by: User) -> Loaded:
    """Load a file: new cases are added, those that differ are changed. Loading it again changes nothing.

    What somebody changed in the browser is kept when the system loads; an administrator's own import replaces it. Cases
    that the file does not name stay. Refuses with `FaultyCases`, naming every line, and writes nothing then.
    """
    _may_write(by)
    file = read_cases(text)
    slug = str(file.document.get("scheme") or "")
    if not slug:
        raise Refused("The file does not say which scheme it is for.", field="file")
    scheme = Scheme.objects.filter(slug=slug).first()
    if scheme is None:
        raise Refused(f"No matrix is loaded for the scheme “{slug}”.", field="file")
    faults = check_cases(file, _matrix(scheme))
    if faults:
        raise FaultyCases(faults)
    return _load(file, scheme, by=by)


def _load(file: CasesFile, scheme: Scheme, *, by: User) -> Loaded:
    head = file.document
    names = {"name": str(head["name"]), "about": str(head.get("about") or "")}
    case_set, _ = CaseSet.objects.get_or_create(scheme=scheme, slug=head["set"], defaults=names)
    known = {row.code: row for row in PracticeCase.objects.select_for_update().filter(case_set=case_set)}
    added = changed = 0
    for part in head["cases"]:
        fields = fields_of(part)
        row = known.get(str(part["id"]))
        if row is None:
            PracticeCase.objects.create(case_set=case_set, code=str(part["id"]), **fields)
            added += 1
        elif (row.edited_by_id is None or not by.is_system) and _differs(row, fields):
            _change(row, fields, by=by)
            changed += 1
    if added or changed:
        write(Verb.CHANGED, subject="case_set", subject_id=case_set.pk, by=by, added=added, changed=changed)
    return Loaded(case_set, added, changed)


@transaction.atomic
def make_set(name: str, *, about: str = "", slug: str, scheme: Scheme, by: User) -> CaseSet:
    """An empty set of one's own. Refuses whoever is not an administrator, and a short name that is taken."""
    _may_write(by)
    case_set, created = CaseSet.objects.get_or_create(scheme=scheme, slug=slug, defaults={"name": name, "about": about})
    if not created:
        raise Refused("There is a set of that name already.", field="name")
    write(Verb.CREATED, subject="case_set", subject_id=case_set.pk, by=by)
    return case_set


@transaction.atomic
def add_case(case_set: CaseSet, part: dict[str, Any], *, by: User) -> PracticeCase:
    """Write one case. Refuses one that does not pass the checks of a file, and an id that the set has."""
    _may_write(by)
    _check(part, case_set.scheme)
    if PracticeCase.objects.filter(case_set=case_set, code=part["id"]).exists():
        raise Refused("This set has a case of that id.", field="id")
    case = PracticeCase.objects.create(
        case_set=case_set, code=part["id"], **fields_of(part), edited_at=clock.now(), edited_by=by
    )
    write(Verb.CREATED, subject="practice_case", subject_id=case.pk, by=by)
    return case


@transaction.atomic
def change_case(case: PracticeCase, part: dict[str, Any], *, by: User) -> PracticeCase:
    """Change a case. What people answered before keeps the answer that stood then."""
    _may_write(by)
    row = PracticeCase.objects.select_for_update(of=("self",)).select_related("case_set__scheme").get(pk=case.pk)
    part = {**part, "id": row.code}
    _check(part, row.case_set.scheme)
    _change(row, fields_of(part), by=by)
    write(Verb.CHANGED, subject="practice_case", subject_id=row.pk, by=by)
    return row


@transaction.atomic
def retire_case(case: PracticeCase, *, retired: bool, by: User) -> None:
    """Take a case out of practice, or bring it back. What was answered stays."""
    _may_write(by)
    values = {"retired_at": clock.now(), "retired_by": by} if retired else {"retired_at": None, "retired_by": None}
    changed = PracticeCase.objects.filter(pk=case.pk, retired_at__isnull=retired).update(**values)
    if changed:
        write(Verb.CLOSED if retired else Verb.CHANGED, subject="practice_case", subject_id=case.pk, by=by)


def fields_of(part: dict[str, Any]) -> dict[str, Any]:
    """A case of a file as the fields of its row."""
    return {
        "text": str(part["text"]).strip(),
        "referrer": str(part.get("referrer") or ""),
        "published": str(part.get("published") or ""),
        "why": str(part.get("why") or "").strip(),
        "source": str(part.get("source") or ""),
        "agreement": part.get("agreement", Agreement.NOT_KNOWN),
        "sure": part.get("sure", Sure.PANEL),
        "level": None if part["level"] in (None, "none") else part["level"],
        **{name: list(part.get(name, [])) for name in ("ages", "facts", "missing", "acceptable", "indicators")},
    }


def part_of(case: PracticeCase) -> dict[str, Any]:
    """The row as a case of a file again."""
    names = ("ages", "referrer", "text", "agreement", "facts", "missing")
    ends = ("acceptable", "indicators", "published", "sure", "why", "source")
    whole = {"id": case.code, **{name: getattr(case, name) for name in names}, "level": case.level or "none"}
    whole |= {name: getattr(case, name) for name in ends}
    always = {"acceptable", "indicators"}
    return {name: value for name, value in whole.items() if name in always or value not in ("", [])}


def _differs(row: PracticeCase, fields: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in fields.items())


def _change(row: PracticeCase, fields: dict[str, Any], *, by: User) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    if not by.is_system:
        row.edited_at, row.edited_by = clock.now(), by
    row.save()


def _check(part: dict[str, Any], scheme: Scheme) -> None:
    """Refuses with every fault in one sentence after the other."""
    faults = [f"{problem} {fix}" for problem, fix in check_case(part, _matrix(scheme))]
    if faults:
        raise Refused(" ".join(faults))


def _matrix(scheme: Scheme) -> dict[str, Any]:
    version = MatrixVersion.objects.published().filter(scheme=scheme).first()
    if version is None:
        raise Refused(f"{scheme.name} has no published matrix yet.", field="file")
    document: dict[str, Any] = version.document
    return document


def _may_write(by: User) -> None:
    if by.role != Role.ADMINISTRATOR and not by.is_system:
        raise Refused("Only an administrator writes practice cases.")
