"""The matrix editor, for administrators."""

from django.urls import path, register_converter

from thresholds.editing.converters import PartKey
from thresholds.editing.views import acts, lists, parts, versions

register_converter(PartKey, "part")

app_name = "matrix"
urlpatterns = [
    path("", versions.versions, name="list"),
    path("import/", versions.import_file, name="import"),
    path("<uuid:pk>/", versions.version, name="version"),
    path("<uuid:pk>/start/", versions.start, name="start"),
    path("<uuid:pk>/download/", versions.download, name="download"),
    path("<uuid:pk>/checks/", versions.checks, name="checks"),
    path("<uuid:pk>/approve/", versions.approve, name="approve"),
    path("<uuid:pk>/take-back/", versions.take_back, name="take_back"),
    path("<uuid:pk>/discard/", versions.discard, name="discard"),
    path("<uuid:pk>/publish/", versions.publish, name="publish"),
    path("<uuid:pk>/compare/", versions.compare_with, name="compare"),
    path("<uuid:pk>/changes/", lists.changes, name="changes"),
    path("<uuid:pk>/levels/", lists.levels, name="levels"),
    path("<uuid:pk>/indicators/", lists.indicators, name="indicators"),
    path("<uuid:pk>/rules/", lists.rules, name="rules"),
    path("<uuid:pk>/tools/", lists.tools, name="tools"),
    path("<uuid:pk>/questions/", lists.questions, name="questions"),
    path("level/<part:key>/", parts.level, name="level"),
    path("indicator/<part:key>/", parts.indicator, name="indicator"),
    path("split/<part:key>/", parts.split, name="split"),
    path("merge/<part:key>/", parts.merge, name="merge"),
    path("rule/<part:key>/", parts.rule, name="rule"),
    path("together/<part:key>/", parts.cluster, name="cluster"),
    path("urgency/<part:key>/", parts.urgency, name="urgency"),
    path("tool/<part:key>/", parts.tool, name="tool"),
    path("question/<part:key>/", parts.question, name="question"),
    path("remove/<part:key>/", acts.remove, name="remove"),
    path("move/<part:key>/", acts.move, name="move"),
    path("comment/<part:key>/", acts.comment, name="comment"),
]
