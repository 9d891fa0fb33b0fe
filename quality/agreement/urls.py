"""Addresses of the agreement pages."""

from django.urls import path

from quality.agreement import views

app_name = "agreement"
urlpatterns = [
    path("", views.overview_page, name="overview"),
    path("by/<slug:cut>/", views.by_page, name="by"),
    path("mine/", views.mine_page, name="mine"),
]
