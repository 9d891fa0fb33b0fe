"""POST a referral, GET those that were sent. The same actions, rules and words as the pages."""

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from core.api_errors import refusals
from core.api_json import CarefulJSONParser
from core.references import read_reference
from referrals.actions import fill_from_system
from referrals.api_access import ActsForAgency, MayRead, person_of
from referrals.case import choices_of
from referrals.door import open_referral
from referrals.filled import Filled, read_draft
from referrals.models import Referral
from referrals.serializers import OneStatus, Receipt, ReferralInput, ReferralPage, sections_of
from referrals.submission import check_same, submit_referral
from thresholds.published import current
from trail.actions import write_many
from trail.verbs import Verb

PAGE = 50
KEY_HEADER = "Idempotency-Key"
_SPACE = UUID("6f2b0d52-6d0f-4a0e-9a53-1f2f8a1d7c11")


class Referrals(APIView):
    """Send a referral, or list those sent."""

    parser_classes = (CarefulJSONParser,)

    def get_permissions(self) -> list[Any]:
        return [ActsForAgency(), *([MayRead()] if self.request.method in {"GET", "HEAD"} else [])]

    @extend_schema(
        operation_id="send_referral",
        summary="Send a referral",
        description="The same form, rules and words as the pages. Every problem is named at once. Answered only when "
        "it is safely kept: 201 the first time, 200 when the same key comes again with the same content.",
        request=ReferralInput,
        responses={201: Receipt, 200: Receipt, **refusals(400, 401, 403, 406, 409, 413, 415, 422)},
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                UUID,
                OpenApiParameter.HEADER,
                required=True,
                description="A UUID of your own for this referral. Keep it, and use it again when no answer came.",
            )
        ],
    )
    def post(self, request: Request) -> Response:
        user = person_of(request)
        key = draft_key(user, key_of(request))
        checked = ReferralInput(data=request.data)
        checked.is_valid(raise_exception=True)
        referral, is_new = send(key, sections_of(checked.validated_data), by=user)
        return Response(Receipt(referral).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(
        operation_id="list_referrals",
        summary="Referrals you have sent",
        responses={200: ReferralPage, **refusals(400, 401, 403, 406)},
        parameters=[OpenApiParameter("before", str, description="`before` of the page you have")],
    )
    def get(self, request: Request) -> Response:
        user = person_of(request)
        rows = list(_behind(request.query_params.get("before"), user)[: PAGE + 1])
        page = rows[:PAGE]
        write_many(Verb.READ, subject="referral", subject_ids=[row.pk for row in page], by=user, view="api list")
        last = page[-1].reference if len(rows) > PAGE else None
        return Response(ReferralPage({"referrals": page, "before": last}).data)


class OneReferral(APIView):
    """Where one referral stands."""

    permission_classes = (ActsForAgency, MayRead)

    @extend_schema(
        operation_id="read_referral",
        summary="Where one referral stands",
        responses={200: OneStatus, **refusals(401, 403, 404, 406)},
    )
    def get(self, request: Request, reference: str) -> Response:
        referral = open_referral(reference, by=person_of(request), view="api")
        return Response(OneStatus(referral).data)


@transaction.atomic
def send(key: UUID, sections: dict[tuple[str, int], dict[str, list[str]]], *, by: User) -> tuple[Referral, bool]:
    """The referral of this key, and whether it is new. Refuses other content under a key that was used."""
    draft = fill_from_system(key, sections=sections, by=by)
    if draft.submitted_at is not None:
        referral = Referral.objects.get(draft_id=draft.pk)
        check_same(referral, draft, sections)
        return referral, False
    _refuse_problems(read_draft(draft, choices_of(current())))
    return submit_referral(draft, by=by), True


def _behind(before: str | None, user: User) -> Any:
    """The person's referrals, newest first, behind the one that ended the last page."""
    rows = Referral.objects.visible_to(user).order_by("-received_at", "-pk")
    if before is None:
        return rows
    reference = read_reference(before)
    last = reference and rows.filter(reference=reference).first()
    if not last:
        raise ValidationError("`before` is not the reference of a referral that you sent.")
    return rows.filter(Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, pk__lt=last.pk))


def draft_key(user: User, key: UUID) -> UUID:
    """The draft behind the key that an agency's system made: keys of two agencies never meet."""
    return uuid5(_SPACE, f"{user.agency_id}:{key}")


def key_of(request: Request) -> UUID:
    """The UUID that the sender chose. Refuses a request without one."""
    try:
        return UUID(request.headers.get(KEY_HEADER, ""))
    except ValueError as error:
        raise ValidationError(f"Send a UUID of your own in the header {KEY_HEADER}.") from error


def _refuse_problems(filled: Filled) -> None:
    """Every problem at once, each at the pointer of its field."""
    errors: dict[str, Any] = {}
    for problem in filled.problems():
        place = errors.setdefault(problem.section.slug, {})
        if problem.section.repeats:
            place = place.setdefault(str(problem.number), {})
        place[_plain(problem.field)] = [problem.sentence]
    if errors:
        raise ValidationError(errors)


def _plain(field: str) -> str:
    return "non_field_errors" if field in {"", "__all__"} else field
