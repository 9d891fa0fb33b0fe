"""POST a referral, GET those that were sent. The same actions, rules and words as the pages."""

from typing import Any
from uuid import UUID, uuid5

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiKey, User
from referrals.actions import fill_from_system
from referrals.case import choices_of
from referrals.document import build_document
from referrals.door import open_referral
from referrals.filled import Filled
from referrals.models import Referral
from referrals.sections import SECTIONS
from referrals.serializers import ReferralInput, ReferralStatus, typed
from referrals.submission import check_same, submit_referral
from thresholds.published import current
from trail.actions import write_many
from trail.verbs import Verb

PAGE = 50
KEY_HEADER = "Idempotency-Key"
_SPACE = UUID("6f2b0d52-6d0f-4a0e-9a53-1f2f8a1d7c11")


def may_read(request: Request) -> None:
    """Refuses a key that may only submit."""
    if not (isinstance(request.auth, ApiKey) and request.auth.may_read):
        raise PermissionDenied("This key may only send referrals. Ask for one that may read outcomes.")


class Referrals(APIView):
    """Send a referral, or list those sent."""

    @extend_schema(
        operation_id="send_referral",
        request=ReferralInput,
        responses={201: ReferralStatus, 200: ReferralStatus},
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                UUID,
                OpenApiParameter.HEADER,
                required=True,
                description="A UUID of your own. Sending again with the same key and content gives the same referral.",
            )
        ],
    )
    def post(self, request: Request) -> Response:
        user = _person(request)
        checked = ReferralInput(data=request.data)
        checked.is_valid(raise_exception=True)
        draft_id = uuid5(_SPACE, f"{user.agency_id}:{_key(request)}")
        sections = {
            (slug, number): typed(values)
            for slug in SECTIONS
            for number, values in enumerate(_listed(checked.validated_data.get(slug)))
        }
        filled = Filled(sections, choices_of(current()))
        _refuse_problems(filled)
        sent = Referral.objects.filter(draft_id=draft_id).first()
        if sent is not None:
            check_same(sent, build_document(filled))
            return Response(ReferralStatus(sent).data, status=status.HTTP_200_OK)
        referral = submit_referral(fill_from_system(draft_id, sections=sections, by=user), by=user)
        return Response(ReferralStatus(referral).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="list_referrals",
        responses=ReferralStatus(many=True),
        parameters=[OpenApiParameter("before", str, description="The reference that the page before ended with")],
    )
    def get(self, request: Request) -> Response:
        may_read(request)
        user = _person(request)
        rows = Referral.objects.visible_to(user).order_by("-received_at", "-pk")
        before = request.query_params.get("before")
        if before:
            last = rows.filter(reference=before).first()
            if last is None:
                raise ValidationError({"before": ["Give the reference of a referral that you sent."]})
            rows = rows.filter(received_at__lt=last.received_at)
        page = list(rows[:PAGE])
        write_many(Verb.READ, subject="referral", subject_ids=[row.pk for row in page], by=user, view="api")
        return Response(ReferralStatus(page, many=True).data)


class OneReferral(APIView):
    """Where one referral stands."""

    @extend_schema(operation_id="read_referral", responses=ReferralStatus)
    def get(self, request: Request, reference: str) -> Response:
        may_read(request)
        referral = open_referral(reference, by=_person(request), view="api")
        return Response(ReferralStatus(referral).data)


def _person(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user


def _key(request: Request) -> UUID:
    try:
        return UUID(request.headers.get(KEY_HEADER, ""))
    except ValueError as error:
        raise ValidationError({KEY_HEADER: ["Send a UUID of your own in this header."]}) from error


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _refuse_problems(filled: Filled) -> None:
    """Every problem at once, each at the pointer of its field."""
    errors: dict[str, Any] = {}
    for problem in filled.problems():
        place = errors.setdefault(problem.section.slug, {})
        if problem.section.repeats:
            place = place.setdefault(str(problem.number), {})
        place[problem.field or "non_field_errors"] = [problem.sentence]
    if errors:
        raise ValidationError(errors)
