"""POST to an address that somebody registered, without ever reaching into our own network.

The name is resolved once, every address that it has is checked, and the connection goes to one that was checked: a name
that changes between the look and the call leads nowhere else. No redirect is followed and no proxy is asked.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from core.errors import Refused
from notifications.senders import NotSent

SECONDS = 10.0
_LONGEST = 400


def check_address(address: str) -> None:
    """Refuses what is not an https address of a named host. The demonstration may call http on this machine."""
    parts = _split(address)
    local = settings.DEMO and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if parts.scheme != "https" and not local:
        raise Refused("Enter an address that begins with https://", field="address")
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        raise Refused("Enter an address without a user name, a password or a # part.", field="address")


def _split(address: str) -> SplitResult:
    if len(address) > _LONGEST or not address.isascii() or any(one.isspace() or ord(one) < 33 for one in address):
        raise Refused("Enter a shorter address, in plain characters without spaces.", field="address")
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise Refused("Enter a whole address, like https://records.example/front-door", field="address") from error
    return parts


def safe_ip(host: str, port: int) -> str:
    """One address of the host, when all of them are public. Refuses otherwise; the demonstration may call itself."""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise NotSent("no-such-host") from error
    if not settings.DEMO and not all(is_public(one) for one in found):
        raise NotSent("private-address")
    return min(found)


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


def post(address: str, body: bytes, headers: dict[str, str]) -> None:
    """Hand the body over; anything but an answer of 200 to 299 raises NotSent with a short code."""
    try:
        check_address(address)
    except Refused as refusal:
        raise NotSent("address-refused") from refusal
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = str(parts.hostname)
    ip = safe_ip(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.sock = _socket(ip, host, port, parts.scheme)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", path, body, {**headers, "Content-Type": "application/json", "Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(type(error).__name__[:40]) from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotSent(f"http-{status}")


def _socket(ip: str, host: str, port: int, scheme: str) -> socket.socket:
    """A connection to the checked address; the certificate is checked for the name."""
    plain = socket.create_connection((ip, port), timeout=SECONDS)
    if scheme != "https":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise
