"""The guide to the threshold. Public; no address says what was looked for."""

from django.urls import path

from practice import guide_views

app_name = "guide"
urlpatterns = [
    path("", guide_views.guide, name="index"),
    path("level/<int:number>/", guide_views.level, name="level"),
    path("part/<slug:code>/", guide_views.domain, name="domain"),
    path("rules/", guide_views.rules, name="rules"),
    path("agreement/", guide_views.consent, name="consent"),
    path("whole/", guide_views.whole, name="whole"),
    path("pdf/", guide_views.pdf, name="pdf"),
]
