"""Where forms keep what is typed in them. An address carries a reference or an id, never a name."""

from django.urls import path

from unsent import views

app_name = "unsent"
urlpatterns = [path("<slug:place>/<str:key>/", views.keep, name="keep")]
