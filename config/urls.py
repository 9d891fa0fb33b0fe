"""Every address of the service. Each room keeps its own."""

from django.urls import include, path

from accounts.joining_views import join
from config.health import healthz
from referrals.views.front import home

handler500 = "core.pages.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("sign-in/", include("accounts.sign_in_urls")),
    path("join/<str:token>/", join, name="join"),
    path("administration/words/", include("thresholds.administration_urls")),
    path("administration/matrix/", include("thresholds.editing.urls")),
    path("administration/matrix/", include("quality.urls")),
    path("administration/practice/", include("practice.writing_urls")),
    path("administration/", include("accounts.urls")),
    path("agency/", include("accounts.agency_urls")),
    path("threshold/", include("thresholds.urls")),
    path("practice/", include("practice.urls")),
    path("guide/", include("practice.guide_urls")),
    path("administration/webhooks/", include("notifications.urls")),
    path("api/v1/", include("config.api_urls")),
    path("unsent/", include("unsent.urls")),
    path("referrals/", include("referrals.urls")),
    path("", include("contacts.urls")),
    path("", include("escalation.urls")),
    path("quality/agreement/", include("quality.agreement.urls")),
    path("quality/double/", include("quality.double.urls")),
    path("", include("reporting.urls")),
    path("", include("core.urls")),
    path("", include("mash.urls")),
]
