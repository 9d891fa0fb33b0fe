"""The safeguarding lead's pages of the agency's people and settings."""

from django.urls import path

from accounts import agency_views

app_name = "agency"
urlpatterns = [
    path("colleagues/", agency_views.colleagues, name="colleagues"),
    path("colleagues/<uuid:key>/again/", agency_views.again, name="again"),
    path("colleagues/<uuid:key>/withdraw/", agency_views.take_away, name="withdraw"),
    path("settings/", agency_views.settings, name="settings"),
]
