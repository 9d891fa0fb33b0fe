"""Addresses of a trial of a version on past referrals."""

from django.urls import path

from quality import views

app_name = "simulation"
urlpatterns = [
    path("simulation/", views.versions, name="versions"),
    path("<uuid:version>/simulation/", views.simulation, name="simulation"),
    path("<uuid:version>/simulation/<uuid:key>/", views.run, name="run"),
    path("<uuid:version>/simulation/<uuid:key>/stop/", views.stop, name="stop"),
    path("<uuid:version>/simulation/<uuid:key>/resume/", views.resume, name="resume"),
    path("<uuid:version>/simulation/<uuid:key>/changes/", views.changes, name="changes"),
    path("<uuid:version>/simulation/<uuid:key>/rules/", views.rules, name="rules"),
]
