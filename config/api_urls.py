"""The addresses of the API, and its schema."""

from django.urls import path, re_path

from config.api_schema import Nothing, Schema
from mash.api import OneOutcome
from referrals.api import OneReferral, Referrals
from referrals.api_explanation import OneExplanation
from referrals.api_files import Attachments
from referrals.api_information import Information

urlpatterns = [
    path("schema/", Schema.as_view(), name="api_schema"),
    path("referrals", Referrals.as_view(), name="api_referrals"),
    path("referrals/<uuid:key>/attachments", Attachments.as_view(), name="api_attachments"),
    path("referrals/<str:reference>", OneReferral.as_view(), name="api_referral"),
    path("referrals/<str:reference>/information", Information.as_view(), name="api_information"),
    path("referrals/<str:reference>/explanation", OneExplanation.as_view(), name="api_explanation"),
    path("referrals/<str:reference>/outcome", OneOutcome.as_view(), name="api_outcome"),
    re_path(r"", Nothing.as_view(), name="api_nothing"),
]
