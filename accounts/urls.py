"""The administrator's pages of people and keys."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<uuid:key>/end/", views.end_account, name="end_account"),
    path("people/<uuid:key>/second-step/", views.second_step, name="second_step"),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/<uuid:key>/", views.agency, name="agency"),
    path("invitations/", views.invitations, name="invitations"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:key>/end/", views.end_key, name="end_key"),
]
