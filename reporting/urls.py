"""Addresses of figures."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("dashboard/", views.dashboard_page, name="dashboard"),
    path("dashboard/rows/<slug:group>/", views.rows, name="rows"),
]
