"""The two ways out: the mail server that Django is set up with, or GOV.UK Notify when its key is set."""

import smtplib
from types import TracebackType
from typing import Any, Protocol, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from notifications.letters import Letter

_SERVICE_CLOSING = 421


class NotSent(Exception):
    """It did not go out, as far as we know. `code` is short and holds nothing the other side said.

    `unreachable`: the service itself does not answer, so the next message would fare no better.
    """

    def __init__(self, code: str, *, unreachable: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.unreachable = unreachable


class Sender(Protocol):
    """A way out. Used as a context, so that one connection serves a whole round."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Letter, *, again: bool) -> None:
        """Hand it over, or raise NotSent. `again`: an earlier try may have gone out unknown to us."""
        ...


def make_sender() -> Sender:
    """GOV.UK Notify when NOTIFY_API_KEY is set, else Django's e-mail backend."""
    if settings.NOTIFY_API_KEY:
        client = NotificationsAPIClient(  # type: ignore[no-untyped-call]
            settings.NOTIFY_API_KEY, timeout=settings.EMAIL_TIMEOUT
        )
        return NotifySender(client)
    return MailSender()


class MailSender:
    """Django's e-mail backend: SMTP in production. The connection is opened by the first letter and again if lost."""

    def __enter__(self) -> Self:
        self._connection: Any = get_connection()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, letter: Letter, *, again: bool) -> None:
        mail = EmailMessage(
            letter.subject,
            letter.body,
            settings.DEFAULT_FROM_EMAIL,
            [letter.to],
            connection=self._connection,
            headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
        )
        try:
            self._connection.open()
            if not mail.send():
                raise NotSent("not-taken")
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise NotSent(_mail_code(error), unreachable=_is_unreachable(error)) from error

    def _close(self) -> None:
        """A connection that broke must not fail the next letter too."""
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            self._connection = get_connection()


class NotifySender:
    """GOV.UK Notify, with one template of two fields: ((subject)) and ((body))."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, letter: Letter, *, again: bool) -> None:
        """Notify has no Message-ID; before a second try it is asked whether it already has this reference."""
        try:
            if again and self._client.get_all_notifications(reference=letter.message_id)["notifications"]:
                return
            self._client.send_email_notification(
                email_address=letter.to,
                template_id=settings.NOTIFY_TEMPLATE_ID,
                personalisation={"subject": letter.subject, "body": letter.body},
                reference=letter.message_id,
            )
        except APIError as error:  # the client turns a lost connection into a 503
            status = error.status_code
            raise NotSent(f"notify-{status}", unreachable=status >= 500 or status in {401, 403, 429}) from error


def _mail_code(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "recipient-" + "-".join(sorted({str(code) for code, _ in error.recipients.values()}))
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp-{error.smtp_code}"
    return type(error).__name__[:40]


def _is_unreachable(error: Exception) -> bool:
    """The server is away or turns everybody away, as against refusing this one letter."""
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | smtplib.SMTPAuthenticationError):
        return True
    if isinstance(error, smtplib.SMTPException):
        return getattr(error, "smtp_code", None) == _SERVICE_CLOSING
    return True
