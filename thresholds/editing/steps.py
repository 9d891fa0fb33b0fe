"""What a version has done and what is left, as steps with a link each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.components.lists import Task
from core.errors import Refused
from core.wording import london_day, london_moment
from thresholds.actions import at_midnight, check_is_next, day_in_london
from thresholds.models import MatrixVersion
from thresholds.states import OPEN, Status
from thresholds.versions import check_can_approve

_NEXT = {
    Status.DRAFT: "Write the changes, then check it",
    Status.CHECKED: "Try it on past referrals",
    Status.SIMULATED: "A second administrator approves it",
    Status.PUBLISHED: "It scores every new referral",
    Status.RETIRED: "It stays for the referrals that were scored with it",
    Status.DISCARDED: "It was never in force and stays as it was. To use any of it, start a draft from it",
}
_ORDER = (Status.DRAFT, Status.CHECKED, Status.SIMULATED, Status.APPROVED)


def is_due(version: MatrixVersion) -> bool:
    """Approved, and its day has come."""
    is_approved = version.status == Status.APPROVED
    return is_approved and version.publish_from is not None and version.publish_from <= day_in_london()


def next_step(version: MatrixVersion) -> str:
    """What has to happen now."""
    if is_due(version):
        return "Comes into force within a minute"
    if version.status == Status.APPROVED:
        assert version.publish_from is not None
        return f"In force from {london_day(at_midnight(version.publish_from))}"
    return _NEXT[Status(version.status)]


def simulation_of(version: UUID) -> str:
    """The page that tries a version on past referrals, where the service has one."""
    address = f"{reverse('matrix:version', args=[version])}simulation/"
    try:
        resolve(address)
    except Resolver404:
        return ""
    return address


def steps_of(version: MatrixVersion, changes: int) -> list[Task]:
    """The four steps of a draft, each done, next or not yet."""
    return list(_steps(version, changes)) if version.status in OPEN else []


def _steps(version: MatrixVersion, changes: int) -> Iterator[Task]:
    stands = _ORDER.index(Status(version.status))
    key = [version.pk]
    written = f"{changes} {'change' if changes == 1 else 'changes'}"
    base = version.based_on
    yield Task(
        "Write the changes",
        f"{reverse('matrix:version', args=key)}#parts",
        written,
        "done" if changes else "ready",
        f"From version {base.number}" if base else "From a file",
    )
    check, approve = (reverse(f"matrix:{name}", args=key) for name in ("checks", "approve"))
    done = [
        _when(version.checked_at, version.checked_by),
        _when(version.simulated_at, version.simulated_by),
        _when(version.approved_at, version.approved_by),
    ]
    yield _step("Check it", check, stands, 0, "Each fault with the page that mends it", done[0])
    tried = simulation_of(version.pk) or check
    yield _step("Try it on past referrals", tried, stands, 1, "See what would change", done[1])
    yield _step("Have it approved", approve, stands, 2, "By an administrator who wrote none of it", done[2])


def _step(text: str, href: str, stands: int, needs: int, hint: str, done: str) -> Task:
    if stands > needs:
        return Task(text, href, "Done", "done", done or hint)
    return Task(text, href, "Next" if stands == needs else "Not yet", "ready" if stands == needs else "none", hint)


def _when(at: object, by: User | None) -> str:
    return f"{by.full_name}, {london_moment(at, clock.now())}" if by and at else ""  # type: ignore[arg-type]


def why_not_approve(version: MatrixVersion, by: User) -> str:
    """Why this person may not approve it now; empty when they may."""
    try:
        check_can_approve(version, by=by)
    except Refused as refusal:
        return refusal.sentence
    return ""


def lost_with(version: MatrixVersion) -> list[str]:
    """What nobody can go on with once the version is discarded: how many changes and comments, and whose."""
    edits = version.edits.exclude(place="").select_related("by")
    said = version.comments.select_related("by")
    return [*_by_people("change", (one.by for one in edits)), *_by_people("comment", (one.by for one in said))]


def _by_people(what: str, people: Iterable[User]) -> Iterator[str]:
    for name, many in sorted(Counter(one.full_name for one in people).items()):
        yield f"{many} {what if many == 1 else f'{what}s'} by {name}"


def who_may_approve(version: MatrixVersion) -> list[str]:
    """The names of the administrators who may approve it now."""
    people = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("full_name")
    return [one.full_name for one in people if not why_not_approve(version, one)]


def overtaken_by(version: MatrixVersion) -> str:
    """What to do about a draft that a later version has overtaken; empty when none has."""
    if version.status not in OPEN:
        return ""
    try:
        check_is_next(version)
    except Refused as refusal:
        return refusal.sentence
    return ""
