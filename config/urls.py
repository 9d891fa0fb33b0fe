"""Every address of the service. Each room keeps its own."""

from django.urls import include, path

urlpatterns = [
    path("sign-in/", include("allauth.urls")),
    path("administration/", include("accounts.urls")),
]
