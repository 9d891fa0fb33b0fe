"""The public page that checks the threshold. Its address never carries what was asked."""

from django.urls import path

from thresholds import views

app_name = "thresholds"
urlpatterns = [path("", views.threshold, name="check")]
