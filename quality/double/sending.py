"""Before a round is sent: who would be asked about which case, and whether that is enough."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from accounts.models import User
from core.errors import Refused
from mash.models import Decision
from quality.double.policies import check_can_prepare
from quality.double.sampling import LEAST
from quality.double_models import Case, Round

LEAST_PEOPLE = 2  # one answer has nothing to be compared with

Asked = Mapping[Case, Sequence[User]]


def asked_about(cases: Iterable[Case], people: Collection[User]) -> Asked:
    """For each case those of these people who had no hand in deciding it."""
    found = list(cases)
    own = _decided_by([case.referral_id for case in found])
    return {case: [person for person in people if (case.referral_id, person.pk) not in own] for case in found}


def check_can_send(round_: Round, *, people: Collection[User], by: User) -> Asked:
    """Who is asked about which case. Refuses what would leave nothing to compare, and names the cases."""
    check_can_prepare(round_, by=by)
    cases = list(round_.cases.open())
    if any(case.confirmed_at is None for case in cases):
        raise Refused("Read every text first: confirm it, or leave the case out.")
    if len(cases) < LEAST:
        left = {0: "No case is left", 1: "1 case is left"}.get(len(cases), f"{len(cases)} cases are left")
        raise Refused(f"{left}. A round needs at least {LEAST}: draw another round.")
    if len(people) < LEAST_PEOPLE:
        raise Refused(f"Choose at least {LEAST_PEOPLE} people.", field="people")
    if any(not (person.is_active and person.is_mash) for person in people):
        raise Refused("Choose people who work in MASH.", field="people")
    asked = asked_about(cases, people)
    if few := [case.number for case, some in asked.items() if len(some) < LEAST_PEOPLE]:
        which = "it" if len(few) == 1 else "them"
        raise Refused(
            f"{cases_named(few)} would get fewer than {LEAST_PEOPLE} answers. Choose more people or leave {which} out.",
            field="people",
        )
    return asked


def cases_named(numbers: Sequence[int]) -> str:
    """Case 3; Cases 1 and 3; Cases 1, 2 and 3."""
    if len(numbers) == 1:
        return f"Case {numbers[0]}"
    *most, last = numbers
    return f"Cases {', '.join(map(str, most))} and {last}"


def _decided_by(referrals: Iterable[object]) -> set[tuple[object, object]]:
    """Whoever decided on a referral, proposed it or agreed to it, would know it again."""
    rows = Decision.objects.filter(referral__in=list(referrals)).values_list("referral", "decided_by", "agreed_by")
    return {(referral, person) for referral, *both in rows for person in both if person is not None}
