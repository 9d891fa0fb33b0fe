"""Every address of the service. Each room keeps its own."""

from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("sign-in/", include("allauth.urls")),
    path("administration/", include("accounts.urls")),
]
