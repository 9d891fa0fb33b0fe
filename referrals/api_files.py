"""POST a file for a referral, before the referral itself is sent under the same key."""

from typing import Any
from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from core.api_errors import refusals
from core.errors import Conflict, Refused
from referrals.actions import start_or_find
from referrals.api import draft_key
from referrals.api_access import ActsForAgency, person_of
from referrals.attachments import attach_file
from referrals.codes import Channel
from referrals.files import MOST_BYTES
from referrals.files.hashes import sha256
from referrals.models import Attachment, Draft


class FileInput(serializers.Serializer[Any]):
    """One file, as multipart/form-data."""

    file = serializers.FileField(
        allow_empty_file=True,
        max_length=255,
        help_text="JPEG, PNG, PDF, docx, xlsx, odt or plain text (UTF-8), at most 10 MB. Judged by its content.",
    )


class FileReceipt(serializers.ModelSerializer[Attachment]):
    """What was kept. A photograph is made anew without its place and date, so its size and hash are its own."""

    class Meta:
        model = Attachment
        fields = ("id", "label", "kind", "size", "sha256", "sent_sha256", "scan")
        read_only_fields = fields


class Attachments(APIView):
    """Files of a referral that is about to be sent."""

    permission_classes = (ActsForAgency,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="attach_file",
        summary="Add a file to a referral that you are about to send",
        description="`key` is the Idempotency-Key that the referral will be sent with. Send its files first, one "
        "request each, then the referral: they are frozen with it. The same file again is answered 200 and is kept "
        "once. When the referral has been sent, another file is a 409.",
        request={"multipart/form-data": FileInput},
        responses={201: FileReceipt, 200: FileReceipt, **refusals(400, 401, 403, 406, 409, 415, 422)},
    )
    def post(self, request: Request, key: UUID) -> Response:
        user = person_of(request)
        checked = FileInput(data=request.data)
        checked.is_valid(raise_exception=True)
        file = checked.validated_data["file"]
        if file.size > MOST_BYTES or getattr(file, "cut", False):
            raise ValidationError({"file": ["The file is larger than 10 MB."]})
        row, is_new = attach(draft_key(user, key), name=file.name, content=file.read(), by=user)
        return Response(FileReceipt(row).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


@transaction.atomic
def attach(key: UUID, *, name: str, content: bytes, by: User) -> tuple[Attachment, bool]:
    """The file kept under this key, and whether it is new. Refuses, at the pointer of the field, what is not taken."""
    draft, _ = start_or_find(key, by=by, channel=Channel.API)
    if draft.owner_id != by.pk:
        raise Conflict("This key belongs to somebody else’s referral.")
    same = draft.attachments.filter(sent_sha256=sha256(content)).first()
    if same is not None:
        return same, False
    return _kept(draft, name, content, by), True


def _kept(draft: Draft, name: str, content: bytes, by: User) -> Attachment:
    try:
        return attach_file(draft, name=name, content=content, by=by)
    except Conflict:
        raise
    except Refused as refusal:
        raise Refused(refusal.sentence, field="file") from refusal
