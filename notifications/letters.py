"""Write a message's subject and body. They know references, a count, a link, a time and a telephone number;
nothing else."""

from dataclasses import dataclass

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from core.clock import LONDON
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
            },
            autoescape=False,
        )
    )
    return written


def _in_words(message: Message) -> str:
    """The due time as people in London say it: "15:30 on 17 November"."""
    if message.due_at is None:
        return ""
    local = message.due_at.astimezone(LONDON)
    return f"{local:%H:%M} on {local.day} {local:%B}"
