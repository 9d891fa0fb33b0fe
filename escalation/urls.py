"""Addresses of escalations."""

from django.urls import path

from escalation import views

app_name = "escalation"
urlpatterns = [
    path("escalations/", views.escalation_list, name="list"),
    path("referrals/<str:reference>/escalate/", views.raise_page, name="raise"),
    path("escalations/<uuid:key>/", views.detail, name="detail"),
    path("escalations/<uuid:key>/reply/", views.reply_to, name="reply"),
    path("escalations/<uuid:key>/ask-manager/", views.hand_to_managers, name="ask_manager"),
    path("escalations/<uuid:key>/further/", views.further, name="further"),
    path("escalations/<uuid:key>/close/", views.end, name="close"),
    path("escalations/<uuid:key>/learning/", views.learning, name="learning"),
]
