"""Practice on fictional cases, for everybody with an account."""

from django.urls import path

from practice import agency_views, views

app_name = "practice"
urlpatterns = [
    path("", views.sets, name="sets"),
    path("agency/", agency_views.agency, name="agency"),
    path("agencies/", agency_views.agencies, name="agencies"),
    path("<uuid:key>/", views.case_set, name="set"),
    path("case/<uuid:key>/", views.case, name="case"),
]
