"""Sign-in, and the administrator's pages of people and keys."""

from django.urls import include, path

app_name = "accounts"
urlpatterns: list[object] = []
