"""The administrator's pages of the search."""

from django.urls import path

from thresholds import administration

app_name = "search_words"
urlpatterns = [
    path("", administration.words, name="words"),
    path("<slug:code>/", administration.edit_words, name="edit"),
]
