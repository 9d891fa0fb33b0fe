"""The one door to cases: of the scheme in force, not retired, and open to this person or answered by them."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from core import clock
from practice.attempts import Attempt, Round, Stage
from practice.cases import ROUND, CaseSet, PracticeCase
from practice.pacing import Pace, own_order, pace_of


def sets_here() -> QuerySet[CaseSet]:
    """The sets for this partnership's scheme."""
    return CaseSet.objects.filter(scheme__slug=settings.MATRIX_SCHEME)


def open_set(key: UUID) -> CaseSet:
    """Http404 for a set that is not there or is for another scheme."""
    found = sets_here().filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def pace_in(case_set: CaseSet, *, by: User) -> Pace:
    """What is open to this person in the set now. Three queries, however many cases."""
    cases = PracticeCase.objects.filter(case_set=case_set, retired_at=None).values_list("pk", flat=True)
    mine = list(Attempt.objects.filter(person=by, case_set=case_set).values_list("case_id", "stage"))
    begun = Round.objects.filter(person=by, case_set=case_set).first()
    return pace_of(
        own_order(by.pk, list(cases)),
        [case for case, _ in mine],
        size=ROUND,
        follow_up_at=begun.follow_up_at if begun else None,
        followed_up=sum(stage == Stage.FOLLOW_UP for _, stage in mine),
        now=clock.now(),
    )


def open_case(key: UUID, *, by: User) -> tuple[PracticeCase, Attempt | None]:
    """A case and this person's answer, if they gave one. Http404 for what is absent, retired or kept for later."""
    case = PracticeCase.objects.select_related("case_set").filter(pk=key, case_set__in=sets_here()).first()
    if case is None:
        raise Http404
    attempt = Attempt.objects.select_related("version").filter(person=by, case=case).first()
    if attempt is None and case.pk not in pace_in(case.case_set, by=by).open:
        raise Http404
    return case, attempt
