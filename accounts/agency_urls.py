"""The safeguarding lead's pages of the agency's people and settings."""

from django.urls import path

from accounts import agency_views

app_name = "agency"
urlpatterns = [
    path("settings/", agency_views.settings, name="settings"),
]
