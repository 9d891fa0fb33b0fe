"""The addresses of the API, and its schema."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from referrals.api import OneReferral, Referrals

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("referrals", Referrals.as_view(), name="api_referrals"),
    path("referrals/<str:reference>", OneReferral.as_view(), name="api_referral"),
]
