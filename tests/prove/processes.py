"""Front Door's own processes, started as the supervisor starts them, to be killed without warning."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import redis
from django.conf import settings

from config.local_broker import Broker, free_port
from config.supervisor import programs


def database_url() -> str:
    """The address of the test's own database; the host may be the folder of a socket."""
    database = settings.DATABASES["default"]
    who = f"{quote(database['USER'])}:{quote(database['PASSWORD'] or '')}"
    place = f"host={quote(database['HOST'])}" + (f"&port={database['PORT']}" if database["PORT"] else "")
    return f"postgres://{who}@/{quote(database['NAME'])}?{place}"


class Running:
    """One process and its children, in a group of their own."""

    def __init__(self, command: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to all of them, as if the power had gone."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.process.wait()

    def said(self) -> str:
        return self.log.read_text(errors="replace")


class Processes:
    """Those of one proof. Their files are in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.all: list[Running] = []
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DATABASE_OWNER_URL": database_url(),
            "DEBUG": "1",
            "DEMO": "1",
            "FRONTDOOR_VAR": str(home),
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "REDIS_URL": "redis://127.0.0.1:1/0",  # nobody answers there
        }

    def start(self, name: str, command: tuple[str, ...], **environment: str) -> Running:
        running = Running(command, {**self.environment, **environment}, self.home / f"{name}-{len(self.all)}.log")
        self.all.append(running)
        return running

    def web(self, failpoint: str = "") -> tuple[Running, int]:
        """The web process as it is started in earnest, forked from one that has loaded the code; and its port."""
        port = free_port()
        with mock.patch.dict(os.environ, {"PORT": str(port), "BIND": "127.0.0.1", "WEB_WORKERS": "1"}):
            command = programs()["web"].command
        command = tuple("tests.prove.warm" if part == "config.wsgi" else part for part in command)
        running = self.start("web", (*command, "--preload"), FAILPOINT=failpoint)
        wait_for(lambda: answers(port), "The web process did not start.\n", running.said)
        return running, port

    def broker(self) -> tuple[Running, Broker]:
        broker = Broker.at(self.home / "broker")
        broker.prepare()
        running = self.start("broker", tuple(broker.command()))
        wait_for(broker.is_ready, "The broker did not start.\n", running.said)
        self.environment["REDIS_URL"] = broker.url
        return running, broker

    def program(self, name: str) -> Running:
        """The worker, beat or the second sweeper."""
        with mock.patch.dict(os.environ, {"FRONTDOOR_VAR": str(self.home)}):
            command = programs()[name].command
        return self.start(name, command, FRONTDOOR_PROCESS=name)

    def end_all(self) -> None:
        for running in reversed(self.all):
            running.kill()


def wipe(broker: Broker) -> None:
    """Everything the broker holds is gone."""
    client = redis.Redis.from_url(broker.url, socket_timeout=2)
    try:
        client.flushall()
    except redis.RedisError:
        return
    finally:
        client.close()


def answers(port: int) -> bool:
    """Somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(
    condition: Callable[[], bool], otherwise: str, said: Callable[[], str] = str, *, seconds: float = 60
) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, otherwise + said()[-3000:]
        time.sleep(0.05)
