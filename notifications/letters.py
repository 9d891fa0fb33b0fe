"""Write a message's subject and body. They know references, a count, a link, a time and a telephone number; of a new
key or account also which colleague made it and what it may do. Nothing else."""

from dataclasses import dataclass

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from accounts.models import ApiKey, User
from core.clock import LONDON
from notifications.kinds import Kind
from notifications.models import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """What is handed to the mail server. `message_id` is the same for every copy of it."""

    to: str
    subject: str
    body: str
    message_id: str


def write_letter(message: Message) -> Letter:
    """The letter of a message, as plain text."""
    return Letter(
        to=message.to.email,
        subject=" ".join(_render(f"{message.kind}.subject.txt", message).split()),
        body=_render(f"{message.kind}.body.txt", message).strip() + "\n",
        message_id=message.message_id,
    )


def _render(name: str, message: Message) -> str:
    """Plain text needs no HTML escapes; and with no request, no context processor can add to these."""
    template = get_template(f"notifications/{name}").template  # type: ignore[attr-defined]
    written: str = template.render(
        Context(
            {
                "reference": message.reference,
                "count": message.count,
                "listed": "\n".join(message.listed.split()),
                "link": settings.SITE_URL.rstrip("/") + message.path,
                "due": _in_words(message),
                "phone": settings.MASH_PHONE,
                "by": str(message.by or "An administrator"),
                "what": _what_was_made(message),
            },
            autoescape=False,
        )
    )
    return written


def _what_was_made(message: Message) -> str:
    """What a new key may do; the role of a new account and whose it is."""
    if message.kind == Kind.KEY_MADE:
        may_read = ApiKey.objects.filter(pk=message.subject_id, may_read=True).exists()
        return "send referrals, and read what was sent and what came of it" if may_read else "only send referrals"
    if message.kind == Kind.READER_MADE:
        person = User.objects.filter(pk=message.subject_id).first()
        return f"{person.get_role_display()}, for {person}" if person else "somebody new"
    return ""


def _in_words(message: Message) -> str:
    """The due time as people in London say it: "15:30 on 17 November"."""
    if message.due_at is None:
        return ""
    local = message.due_at.astimezone(LONDON)
    return f"{local:%H:%M} on {local.day} {local:%B}"
