"""Allauth's sign-in by code, for addresses that may have an account only once they are proved."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from accounts.adapter import NOBODY
from accounts.models import User
from accounts.occasional import join_by_code, may_join
from accounts.single_sign_on import single_sign_on_of
from accounts.work_views import send_to_work
from core.errors import Refused
from trail.actions import write
from trail.verbs import Verb


class CodeProcess(LoginCodeVerificationProcess):
    """A code goes to whoever may use one, and to an address that may become an account; every other gets a mail too."""

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        if self.user or may_join(email):
            context = {"request": self.request, "code": self.generate_code()}
            get_adapter().send_mail("account/email/login_code", email, context)
        else:
            send_unknown_account_mail(self.request, email)

    def finish(self, redirect_url: str | None) -> HttpResponse:
        if self.user is None:
            self._user = join_by_code(self.state["email"])
        answer: HttpResponse = super().finish(redirect_url)
        return answer

    @classmethod
    def begin(cls, request: HttpRequest, user: User | None, email: str) -> None:
        """Allauth's own `initiate`, with this class."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": "login_by_code"}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()


class AskForCode(RequestLoginCodeView):
    """The address. Known and unknown ones are answered alike."""

    def form_valid(self, form: Any) -> HttpResponse:
        row = single_sign_on_of(form.cleaned_data["email"])
        if row is not None:
            return send_to_work(self.request, row, email=form.cleaned_data["email"])
        CodeProcess.begin(self.request, form._user, form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())  # type: ignore[no-untyped-call]


class GiveCode(ConfirmLoginCodeView):
    """The code: three tries within ten minutes."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._process = CodeProcess(stage=self.stage)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            answer: HttpResponse = self._process.finish(self.get_next_url())  # type: ignore[no-untyped-call]
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
            return redirect("account_request_login_code")
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Put the refusal on the trail, for nobody when nobody has the address."""
        user = self._process.user
        with transaction.atomic():
            write(Verb.REFUSED, subject="sign_in", subject_id=user.pk if user else NOBODY, by=User.objects.system())
        answer: HttpResponse = super().form_invalid(form)
        return answer


ask_for_code = AskForCode.as_view()
give_code = GiveCode.as_view()
