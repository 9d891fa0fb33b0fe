"""Addresses of blind double decisions."""

from django.urls import path

from quality.double import views

app_name = "double"
urlpatterns = [
    path("", views.rounds_page, name="list"),
    path("new/", views.new_round, name="new"),
    path("<uuid:key>/", views.round_page, name="round"),
    path("<uuid:key>/send/", views.send_round, name="send"),
    path("<uuid:key>/close/", views.close_round, name="close"),
    path("case/<uuid:key>/", views.case_page, name="case"),
    path("case/<uuid:key>/confirm/", views.confirm, name="confirm"),
    path("case/<uuid:key>/drawn/", views.put_back, name="drawn"),
    path("case/<uuid:key>/leave-out/", views.leave_out, name="leave_out"),
    path("case/<uuid:key>/answer/", views.answer, name="answer"),
    path("case/<uuid:key>/say/", views.say, name="say"),
]
