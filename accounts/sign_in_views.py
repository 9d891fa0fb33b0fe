"""The sign-in page. Where an agency has single sign-on it asks for the address first, and its people go there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
from accounts.sign_in_forms import SignInForm, WhoForm
from accounts.single_sign_on import signs_in_at_work, single_sign_on_of, some_sign_in_at_work
from accounts.work_views import send_to_work


class SignIn(LoginView):
    """The address, and then the password of those who have one here."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A password is not even looked at when the address belongs to an agency with single sign-on."""
        email = request.POST.get("login", "")
        row = single_sign_on_of(email)
        if row is not None:
            return send_to_work(request, row, email=email.strip().lower())
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_form_class(self) -> Any:
        return WhoForm if self._asks_who() else super().get_form_class()  # type: ignore[no-untyped-call]

    def form_valid(self, form: Any) -> HttpResponse:
        if not isinstance(form, WhoForm):
            answer: HttpResponse = super().form_valid(form)
            return answer
        known = SignInForm(request=self.request, initial={"login": form.cleaned_data["login"]})
        shown: HttpResponse = self.render_to_response(self.get_context_data(form=known))
        return shown

    def _asks_who(self) -> bool:
        return "password" not in self.request.POST and some_sign_in_at_work()


def not_at_work(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages of passwords: whoever signs in with a work account has none here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if isinstance(request.user, User) and signs_in_at_work(request.user):
            messages.info(request, "You sign in with your work account, so you have no password here.")
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded


sign_in = SignIn.as_view()
