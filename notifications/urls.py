"""The administrator's page of webhooks."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("<uuid:key>/end/", views.end, name="end_webhook"),
]
