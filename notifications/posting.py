"""POST to an address that somebody registered. core/outside.py keeps it out of our own network."""

from core.outside import NotReached, ask
from notifications.senders import NotSent


def post(address: str, body: bytes, headers: dict[str, str]) -> None:
    """Hand the body over; anything but an answer of 200 to 299 raises NotSent with a short code."""
    try:
        answer = ask("POST", address, body, {**headers, "Content-Type": "application/json"}, largest=0)
    except NotReached as error:
        raise NotSent(error.code) from error
    if not 200 <= answer.status < 300:
        raise NotSent(f"http-{answer.status}")
