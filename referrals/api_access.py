"""What a key may do. Refusals say what to ask for; what the reader may not see is a 404, as on the pages."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import ApiKey, User


class ActsForAgency(BasePermission):
    """A key works while its person still refers for the agency it was made for."""

    message = "The person this key stands for no longer refers for this agency. Ask for a new key."

    def has_permission(self, request: Request, view: APIView) -> bool:
        user, key = request.user, request.auth
        return (
            isinstance(user, User) and isinstance(key, ApiKey) and user.is_referrer and user.agency_id == key.agency_id
        )


class MayRead(BasePermission):
    """Most keys only send."""

    message = "This key may only send referrals. Ask for one that may read outcomes."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and request.auth.may_read


def person_of(request: Request) -> User:
    """The person the key acts as."""
    assert isinstance(request.user, User)
    return request.user
