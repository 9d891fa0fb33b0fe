"""The description of the API, and what answers at an address it does not have."""

from django.http import Http404
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

Schema = SpectacularAPIView


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Bearer fdk_...`."""

    target_class = "accounts.api_keys.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of your agency, made by an administrator. It begins with fdk_ and lasts 90 days.",
        }


class Nothing(APIView):
    """Any other address below /api/v1/: the same JSON 404 as for a referral that one may not see."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        raise Http404
