"""Ask a ClamAV daemon about a file (INSTREAM). Nothing is written anywhere; the answer is one line."""

import re
import socket
import struct
from contextlib import closing

_PIECE = 64 * 1024
_SECONDS = 30
_LONGEST = 1000
_PLAIN = re.compile(r"[^\w.\-/ ]")


class NoAnswer(Exception):
    """The scanner is away, or says something that is neither yes nor no."""


def scan(content: bytes, address: str) -> str:
    """The name of the virus, or nothing when there is none. Raises NoAnswer."""
    try:
        with closing(_connected(address)) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            return _read(_answer(line))
    except (OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error


def _connected(address: str) -> socket.socket:
    """unix:/run/clamav/clamd.ctl or tcp:host:3310."""
    kind, _, place = address.partition(":")
    if kind == "tcp":
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_SECONDS)
    try:
        line.connect(place if kind == "unix" else address)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    found = b""
    while not found.endswith(b"\0") and len(found) < _LONGEST:
        piece = line.recv(_LONGEST)
        if not piece:
            break
        found += piece
    return found.rstrip(b"\0").decode("utf-8", "replace").strip()


def _read(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    name = answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer == f"stream: {name} FOUND":
        return _PLAIN.sub("_", name)[:100] or "unknown"
    raise NoAnswer("answer")
