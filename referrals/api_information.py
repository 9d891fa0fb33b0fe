"""POST facts to a referral that was sent. The same action, rules and words as the page."""

from typing import Any
from uuid import UUID, uuid5

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api_errors import refusals
from core.api_json import CarefulJSONParser
from referrals.adding import Facts, add_information
from referrals.api import KEY_HEADER, key_of
from referrals.api_access import ActsForAgency, person_of
from referrals.door import open_referral
from referrals.models import Supplement
from referrals.serializers import InformationInput, InformationReceipt

_SPACE = UUID("0d8c2a4e-4b1f-4f0e-8d57-5a3b8c6e2f90")


class Information(APIView):
    """Add information to one referral."""

    permission_classes = (ActsForAgency,)
    parser_classes = (CarefulJSONParser,)

    @extend_schema(
        operation_id="add_information",
        summary="Add information to a referral",
        description="A new row beside what was sent; everything is scored again and MASH is told. 201 the first time, "
        "200 when the same key comes again with the same content.",
        request=InformationInput,
        responses={
            201: InformationReceipt,
            200: InformationReceipt,
            **refusals(400, 401, 403, 404, 406, 409, 413, 415, 422),
        },
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                UUID,
                OpenApiParameter.HEADER,
                required=True,
                description="A UUID of your own for this information. Use it again when no answer came.",
            )
        ],
    )
    def post(self, request: Request, reference: str) -> Response:
        user = person_of(request)
        key = uuid5(_SPACE, f"{user.agency_id}:{key_of(request)}")
        referral = open_referral(reference, by=user, view="api information")
        checked = InformationInput(data=request.data)
        checked.is_valid(raise_exception=True)
        is_new = not Supplement.objects.filter(key=key).exists()
        added = add_information(referral, key=key, facts=_facts(checked.validated_data), by=user)
        referral.refresh_from_db()
        body = {
            "reference": referral.reference,
            "number": added.number,
            "added_at": added.added_at,
            "after_decision": added.after_decision,
            "decision_due_at": referral.due_at,
        }
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(InformationReceipt(body).data, status=code)


def _facts(sent: dict[str, Any]) -> Facts:
    worries = tuple((worry["indicator"], worry["how"]) for worry in sent.get("worries", ()))
    return Facts(sent["happened"], sent["when"], sent["by_whom"], worries)
