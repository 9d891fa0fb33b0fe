"""Addresses of the referrer's pages. None carries a name."""

from django.urls import path

from referrals.views import (
    after,
    attached,
    body_map,
    check,
    drafts,
    front,
    giving,
    lead_desk,
    lists,
    sections,
    sent,
    worries,
)

app_name = "referrals"
urlpatterns = [
    path("", lists.mine, name="mine"),
    path("agency/", lists.agency, name="agency"),
    path("signed-in-again/", front.signed_in_again, name="signed_in_again"),
    path("agency/forms/<uuid:key>/", lead_desk.given, name="given"),
    path("agency/forms/<uuid:key>/send/", lead_desk.send, name="send_given"),
    path("agency/forms/<uuid:key>/back/", lead_desk.give_back, name="give_back"),
    path("agency/forms/<uuid:key>/files/<uuid:file>/", lead_desk.given_file, name="given_file"),
    path("start/", front.start, name="start"),
    path("draft/<uuid:key>/", drafts.tasks, name="tasks"),
    path("draft/<uuid:key>/delete/", drafts.delete, name="delete"),
    path("draft/<uuid:key>/check/", check.check, name="check"),
    path("draft/<uuid:key>/give/", giving.give, name="give"),
    path("draft/<uuid:key>/take-back/", giving.back, name="take_back"),
    path("draft/<uuid:key>/worries/", worries.worries, name="worries"),
    path("draft/<uuid:key>/files/", attached.files, name="files"),
    path("draft/<uuid:key>/files/<uuid:file>/", attached.own_file, name="own_file"),
    path("draft/<uuid:key>/files/<uuid:file>/remove/", attached.remove, name="remove_file"),
    path("draft/<uuid:key>/marks/", body_map.body_map, name="body_map"),
    path("draft/<uuid:key>/<slug:slug>/", sections.section, name="section"),
    path("draft/<uuid:key>/<slug:slug>/add/", sections.add, name="add"),
    path("draft/<uuid:key>/<slug:slug>/<int:number>/", sections.item, name="section"),
    path("draft/<uuid:key>/<slug:slug>/<int:number>/save/", sections.autosave, name="autosave"),
    path("draft/<uuid:key>/<slug:slug>/<int:number>/remove/", sections.remove, name="remove"),
    path("<str:reference>/", after.sent, name="sent"),
    path("<str:reference>/add/", after.add, name="add_information"),
    path("<str:reference>/write/", after.write, name="write"),
    path("<str:reference>/seen/", after.seen, name="seen"),
    path("<str:reference>/withdraw/", after.take_back, name="withdraw"),
    path("<str:reference>/ask/", after.ask, name="ask"),
    path("<str:reference>/copy/", sent.copy, name="copy"),
    path("<str:reference>/pdf/", sent.pdf, name="pdf"),
    path("<str:reference>/files/<uuid:file>/", attached.sent_file, name="sent_file"),
]
