"""The administrator's pages of practice cases."""

from django.urls import path

from practice import writing_views

app_name = "practice_cases"
urlpatterns = [
    path("", writing_views.sets, name="sets"),
    path("import/", writing_views.import_file, name="import"),
    path("<uuid:key>/", writing_views.case_set, name="set"),
    path("<uuid:key>/file/", writing_views.file_of, name="file"),
    path("<uuid:key>/add/", writing_views.add, name="add"),
    path("case/<uuid:key>/", writing_views.change, name="change"),
    path("case/<uuid:key>/retire/", writing_views.retire, name="retire"),
]
