"""The administrator's pages of people and keys."""

from django.urls import path

from accounts import views, work_settings_views

app_name = "accounts"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<uuid:key>/end/", views.end_account, name="end_account"),
    path("people/<uuid:key>/second-step/", views.second_step, name="second_step"),
    path("people/<uuid:key>/work-account/", work_settings_views.work_account, name="work_account"),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/<uuid:key>/", views.agency, name="agency"),
    path("agencies/<uuid:key>/single-sign-on/", work_settings_views.single_sign_on, name="single_sign_on"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<uuid:key>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:key>/end/", views.end_key, name="end_key"),
]
