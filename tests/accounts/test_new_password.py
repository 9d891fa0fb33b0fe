"""A new password: by the link in the mail, or by the old one."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate
from accounts.models import User
from tests.accounts.walking_in import ACCOUNT, committing, is_inside, set_by_mail, sign_in
from tests.conftest import PASSWORD


class TestNewPassword:
    def test_the_link_sets_it_once_and_does_not_sign_in(self, client: Client, delphine: User) -> None:
        assert set_by_mail(client, delphine, "harbour-lantern-58")["Location"] == reverse(
            "account_reset_password_from_key_done"
        )
        link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
        assert link is not None
        assert not is_inside(client)
        assert "The link has ended" in Client().get(link[1]).content.decode()
        assert sign_in(client, delphine).status_code == 200
        assert sign_in(client, delphine, "harbour-lantern-58").status_code == 302

    def test_known_and_unknown_addresses_get_the_same_page_and_one_message_each(
        self, client: Client, delphine: User
    ) -> None:
        pages = []
        for address in (delphine.email, "nobody@hollowoak.example"):
            with committing():
                answer = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
            pages.append(answer.content)
        assert pages[0] == pages[1]
        assert [message.to for message in mail.outbox] == [[delphine.email], ["nobody@hollowoak.example"]]
        assert [message.subject for message in mail.outbox] == ["Set a new password", "No account with this address"]

    def test_a_dead_mail_server_is_not_the_persons_fault(
        self, client: Client, delphine: User, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 1
        with committing():
            answer = client.post(reverse("account_reset_password"), {"email": delphine.email})
        assert answer.status_code == 302
        assert "A message about an account could not be sent: account/email/password_reset_key" in caplog.text
        assert delphine.email not in caplog.text

    def test_an_ended_account_gets_no_link(self, client: Client, delphine: User, petra: User) -> None:
        deactivate(delphine, by=petra)
        with committing():
            client.post(reverse("account_reset_password"), {"email": delphine.email})
        assert [message.subject for message in mail.outbox] == ["No account with this address"]

    def test_a_changed_password_ends_the_other_sign_ins(self, client: Client, delphine: User) -> None:
        elsewhere = Client()
        sign_in(client, delphine)
        sign_in(elsewhere, delphine)
        new = "harbour-lantern-58"
        with committing():
            answer = client.post(
                reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
            )
        assert answer["Location"] == ACCOUNT
        assert client.get(ACCOUNT).status_code == 200
        assert elsewhere.get(ACCOUNT).status_code == 302
        assert [message.subject for message in mail.outbox] == ["Your password was changed"]

    @pytest.mark.parametrize(
        ("old", "new", "again", "said"),
        [
            ("wrong", "harbour-lantern-58", "harbour-lantern-58", "The current password is not right"),
            (PASSWORD, "short", "short", "at least 12 characters"),
            (PASSWORD, "password1234", "password1234", "too common"),
            (PASSWORD, "harbour-lantern-58", "other", "You must type the same password each time"),
            (PASSWORD, "delphine.marchpane@hollowoak.example", "delphine.marchpane@hollowoak.example", "too similar"),
        ],
    )
    def test_a_weak_one_is_refused_in_words(
        self, client: Client, delphine: User, old: str, new: str, again: str, said: str
    ) -> None:
        sign_in(client, delphine)
        page = client.post(
            reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": again}
        )
        assert said in page.content.decode()
        delphine.refresh_from_db()
        assert delphine.check_password(PASSWORD)
