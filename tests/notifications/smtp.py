"""A real SMTP server in a thread that answers as it is told: 250, or the next answers of its script."""

import socket
from collections import deque
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Post:
    """`script` holds answers for the next letters, after which it takes everything. `letters` is what it took."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.recipient_script: deque[str] = deque()
        self.letter_script: deque[str] = deque()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answer = self.recipient_script.popleft() if self.recipient_script else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        answer = self.letter_script.popleft() if self.letter_script else "250 OK"
        if answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content))
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(post: Post, port: int) -> Controller:
    """Start it on this machine."""
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
