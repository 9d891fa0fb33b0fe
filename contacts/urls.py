"""Addresses of the ways in, of advice without names, and of the desk's list of contacts. None carries a name."""

from django.urls import path

from contacts.views import advice, desk

app_name = "contacts"
urlpatterns = [
    path("start/", advice.ways, name="ways"),
    path("advice/", advice.mine, name="mine"),
    path("advice/ask/", advice.ask, name="ask"),
    path("advice/<str:reference>/", advice.thread, name="thread"),
    path("advice/<str:reference>/write/", advice.write, name="write"),
    path("advice/<str:reference>/close/", advice.close, name="close"),
    path("advice/<str:reference>/refer/", advice.refer, name="refer"),
    path("contacts/", desk.desk, name="desk"),
    path("contacts/find/", desk.find, name="find"),
    path("contacts/record/", desk.record, name="record"),
    path("contacts/<str:reference>/", desk.contact, name="contact"),
    path("contacts/<str:reference>/claim/", desk.claim, name="claim"),
    path("contacts/<str:reference>/answer/", desk.answer, name="answer"),
    path("contacts/<str:reference>/close/", desk.close, name="end"),
    path("contacts/<str:reference>/advise/", desk.advise, name="advise"),
    path("contacts/<str:reference>/form/", desk.start_form, name="form"),
]
