"""The database and the broker that ./dev up brings along: closed to others, durable, no folder's mode touched."""

import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from config import local_postgres, services
from config.local_broker import Broker, free_port, is_free
from config.local_postgres import OWNER, WEB, Postgres
from config.supervisor import Supervisor


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that nobody else may enter, as a careful person's home is."""
    place = tmp_path_factory.mktemp("home")
    place.chmod(0o700)
    return place


@pytest.fixture(scope="module")
def running() -> Iterator[Supervisor]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    made = Supervisor(lambda _program, _line: None)
    yield made
    made.stop()
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def home(place: Path) -> Iterator[Path]:
    """Where ./dev up would put the cluster for a var/ in that folder."""
    var = place / "var"
    var.mkdir()
    home = local_postgres.database_home(var)
    yield home
    local_postgres.remove(home)


@pytest.fixture(scope="module")
def urls(running: Supervisor, home: Path, place: Path) -> dict[str, str]:
    before = {folder: mode(folder) for folder in [place, *place.parents]}
    urls = services.start_database(running, Postgres(home))
    assert {folder: mode(folder) for folder in before} == before
    return urls


def ask(url: str, question: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_pages_get_the_role_that_owns_nothing(urls):
    assert ask(urls["DATABASE_URL"], "SELECT current_user") == WEB
    assert ask(urls["DATABASE_OWNER_URL"], "SELECT current_user") == OWNER
    strong = "SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname LIKE 'frontdoor%'"
    assert ask(urls["DATABASE_OWNER_URL"], strong) == 0
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls["DATABASE_URL"], "CREATE TABLE mine (id int)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls["DATABASE_URL"], f"SET ROLE {OWNER}")


def test_nothing_listens_on_the_network(urls):
    assert ask(urls["DATABASE_OWNER_URL"], "SHOW listen_addresses") == ""


def test_nobody_signs_in_on_trust(home):
    rules = (home / "pg_hba.conf").read_text()
    assert rules == "local all all peer map=frontdoor\n"


def test_what_was_committed_survives_a_power_cut(urls):
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert ask(urls["DATABASE_OWNER_URL"], f"SHOW {setting}") == "on"


def test_its_folders_are_closed(urls, home):
    assert mode(home / "data") == 0o700
    assert mode(home / "run") == 0o700


def test_postgresql_does_not_run_as_root(urls, home):
    pid = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
    owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner != 0
    assert owner == (home / "data").stat().st_uid


def test_the_roles_can_be_made_again(urls, home):
    Postgres(home).make_roles()


def test_a_long_path_gets_a_short_socket(tmp_path):
    home = tmp_path / ("long" * 30)
    home.mkdir()
    local_postgres.make_socket_folder(home)
    folder = Postgres(home).socket_folder
    assert len(f"{folder}/.s.PGSQL.5432") <= 103
    assert mode(folder) == 0o700
    local_postgres.remove(home)
    assert not folder.exists()
    assert not home.exists()


def test_the_broker_wants_its_password(running, tmp_path):
    broker = Broker.at(tmp_path / "broker")
    assert services.start_broker(running, broker) == {"REDIS_URL": broker.url}
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=broker.port).ping()
    for name in ("url", "broker.conf"):
        assert mode(broker.home / name) == 0o600
    assert not is_free(broker.port)


def test_the_broker_keeps_its_address_while_its_port_is_free(tmp_path):
    first = Broker(tmp_path / "broker", free_port(), "hush")
    first.prepare()
    assert Broker.at(first.home) == first


def test_the_broker_moves_when_another_program_has_its_port(tmp_path):
    first = Broker(tmp_path / "broker", free_port(), "hush")
    first.prepare()
    with redis_socket(first.port):
        assert Broker.at(first.home).port != first.port


def redis_socket(port: int):
    taken = socket.socket()
    taken.bind(("127.0.0.1", port))
    taken.listen()
    return taken


def test_the_callers_own_settings_do_not_leak_in(monkeypatch):
    monkeypatch.setenv("PGPORT", "9999")
    assert "PGPORT" not in local_postgres.environment()
    assert os.environ["PGPORT"] == "9999"
