"""Ask something of an address that somebody registered, without ever reaching into our own network.

The name is resolved once, every address that it has is checked, and the connection goes to one that was checked: a name
that changes between the look and the call leads nowhere else. No redirect is followed and no proxy is asked.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from core.errors import Refused

SECONDS = 10.0
LARGEST = 1_000_000  # bytes of an answer
_LONGEST = 400
_PIECE = 65_536
# Endings of names that the world does not know.
_OURS = (".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home.arpa")


class NotReached(Exception):
    """There was no answer that we could use. `code` is short and holds nothing the other side said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back. The body is empty when nobody asked for it."""

    status: int
    headers: dict[str, str]
    body: bytes


def check_address(address: str, *, field: str = "address") -> None:
    """Refuses what is not an https address of a host out in the world. No name is looked up: that waits for the call.

    `ADDRESSES_INSIDE` lets through http on this machine, and our own network.
    """
    parts = _split(address, field)
    local = settings.ADDRESSES_INSIDE and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if parts.scheme != "https" and not local:
        raise Refused("Enter an address that begins with https://", field=field)
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        raise Refused("Enter an address without a user name, a password or a # part.", field=field)
    if not settings.ADDRESSES_INSIDE and is_inside(parts.hostname):
        raise Refused("This address leads into a private network. Enter one that is out on the internet.", field=field)


def _split(address: str, field: str) -> SplitResult:
    if len(address) > _LONGEST or not address.isascii() or any(one.isspace() or ord(one) < 33 for one in address):
        raise Refused("Enter a shorter address, in plain characters without spaces.", field=field)
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise Refused("Enter a whole address, like https://records.example/front-door", field=field) from error
    return parts


def safe_ip(host: str, port: int) -> str:
    """One address of the host, when all of them are public. Refuses otherwise, unless `ADDRESSES_INSIDE`."""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise NotReached("no-such-host") from error
    if not settings.ADDRESSES_INSIDE and not all(is_public(one) for one in found):
        raise NotReached("private-address")
    return min(found)


def is_inside(host: str) -> bool:
    """True for what is inside without asking anybody: numbers in whatever form, and names that only we give."""
    name = host.rstrip(".").lower()
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return "." not in name or name.endswith(_OURS)
    return not all(is_public(str(one[4][0])) for one in found)


def is_public(text: str) -> bool:
    """True for an address out in the world: not ours, not this machine, not a cloud's own."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def ask(
    method: str,
    address: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    *,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Answer:
    """One request, one answer, of any status. With `largest` 0 the body is left unread. Raises NotReached."""
    try:
        check_address(address)
    except Refused as refusal:
        raise NotReached("address-refused") from refusal
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = str(parts.hostname)
    ip = safe_ip(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.sock = _socket(ip, host, port, parts.scheme, seconds)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request(method, path, body, {**(headers or {}), "Connection": "close"})
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), _body_of(answer, largest, seconds))
    except (OSError, http.client.HTTPException) as error:
        raise NotReached(type(error).__name__[:40]) from error
    finally:
        connection.close()


def _body_of(answer: http.client.HTTPResponse, largest: int, seconds: float) -> bytes:
    """All of it, unless it is too long or comes too slowly."""
    body, end = b"", time.monotonic() + seconds
    while largest and (piece := answer.read1(_PIECE)):
        body += piece
        if len(body) > largest:
            raise NotReached("too-long")
        if time.monotonic() > end:
            raise NotReached("too-slow")
    return body


def _socket(ip: str, host: str, port: int, scheme: str, seconds: float) -> socket.socket:
    """A connection to the checked address; the certificate is checked for the name."""
    plain = socket.create_connection((ip, port), timeout=seconds)
    if scheme != "https":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise
