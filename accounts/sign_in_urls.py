"""The addresses of allauth that this service uses, by the names that allauth knows. All others are not there."""

from allauth.account import views as account
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.code_views import ask_for_code, give_code
from accounts.sign_in_views import not_at_work, sign_in
from accounts.sign_out import sign_out, signed_out
from accounts.work_views import came_from_work

urlpatterns = [
    path("", login_not_required(RedirectView.as_view(pattern_name="account_login")), name="sign_in"),
    path("login/", sign_in, name="account_login"),
    path("code/", login_not_required(ask_for_code), name="account_request_login_code"),
    path("code/confirm/", login_not_required(give_code), name="account_confirm_login_code"),
    path("work/<uuid:key>/", came_from_work, name="came_from_work"),
    path("logout/", sign_out, name="account_logout"),
    path("signed-out/", signed_out, name="signed_out"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", not_at_work(account.password_change), name="account_change_password"),
    path("password/set/", not_at_work(account.password_set), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # Allauth leaves this one behind the sign-in that it is.
    path("2fa/webauthn/login/", login_not_required(login_webauthn), name="mfa_login_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
