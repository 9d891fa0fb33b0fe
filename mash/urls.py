"""Addresses of the desk, the outcome and the Early Help inbox."""

from django.urls import path

from mash.views import after, early_help, learning, outcome, protected, queue, referral

app_name = "mash"
urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/news/", queue.news, name="news"),
    path("queue/take-next/", queue.take_next, name="take_next"),
    path("queue/<str:reference>/", referral.referral, name="referral"),
    path("queue/<str:reference>/trail/", referral.trail, name="trail"),
    path("queue/<str:reference>/address/", protected.address, name="address"),
    path("queue/<str:reference>/claim/", queue.claim, name="claim"),
    path("queue/<str:reference>/release/", queue.release, name="release"),
    path("queue/<str:reference>/reassign/", referral.reassign, name="reassign"),
    path("queue/<str:reference>/decide/", referral.decide, name="decide"),
    path("queue/<str:reference>/sign-off/", referral.sign_off, name="sign_off"),
    path("queue/<str:reference>/write/", after.write, name="write"),
    path("queue/<str:reference>/seen/", after.seen, name="seen"),
    path("queue/<str:reference>/told/", referral.tell_by_phone, name="tell_by_phone"),
    path("referrals/agency/learn/", learning.learn, name="learn"),
    path("referrals/agency/learn/<slug:what>/<slug:which>/", learning.rows, name="learn_rows"),
    path("referrals/<str:reference>/outcome/", outcome.outcome, name="outcome"),
    path("referrals/<str:reference>/outcome/read/", outcome.mark_read, name="mark_read"),
    path("early-help/", early_help.inbox, name="early_help"),
    path("early-help/<str:reference>/", early_help.case, name="early_help_case"),
    path("early-help/<str:reference>/accept/", early_help.accept, name="accept"),
]
