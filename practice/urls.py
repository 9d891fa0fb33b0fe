"""Practice on fictional cases, for everybody with an account."""

from django.urls import path

from practice import views

app_name = "practice"
urlpatterns = [
    path("", views.sets, name="sets"),
    path("<uuid:key>/", views.case_set, name="set"),
    path("case/<uuid:key>/", views.case, name="case"),
]
