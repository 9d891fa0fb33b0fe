"""With DEBUG off, whatever is missing stops the start and is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "frontdoor.example",
    "DATABASE_URL": "postgres://web:pw@db.example/frontdoor",
    "REDIS_URL": "redis://:pw@broker.example:6379/0",
}


def start(tmp_path: Path, expression: str = "0", **variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own, with exactly these variables."""
    code = f"from config import settings; print({expression})"
    given = {"PATH": os.environ["PATH"], "FRONTDOOR_VAR": str(tmp_path), **variables}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_production_does_not_start_without(missing, tmp_path):
    answer = start(tmp_path, **{name: value for name, value in COMPLETE.items() if name != missing})
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1] == (
        f"django.core.exceptions.ImproperlyConfigured: Set the environment variable {missing}. See docs/runbook.md."
    )
    assert list(tmp_path.iterdir()) == []  # nothing was made up in its place


def test_production_starts_with_all_four_and_is_strict(tmp_path):
    expression = (
        "[settings.DEBUG, settings.DEMO, settings.MFA_REQUIRED, settings.SESSION_COOKIE_SECURE,"
        " settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_NAME]"
    )
    answer = start(tmp_path, expression, **COMPLETE)
    assert answer.stdout == "[False, False, True, True, True, '__Host-frontdoor']\n"


def test_an_empty_variable_counts_as_missing(tmp_path):
    answer = start(tmp_path, **{**COMPLETE, "SECRET_KEY": ""})
    assert "Set the environment variable SECRET_KEY." in answer.stderr


def test_demo_makes_its_own_key_and_keeps_it_to_itself(tmp_path):
    first = start(tmp_path, "settings.SECRET_KEY", DEBUG="1")
    again = start(tmp_path, "settings.SECRET_KEY", DEBUG="1")
    assert len(first.stdout.strip()) == 64
    assert first.stdout == again.stdout
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_pages_sign_in_as_the_web_role_and_maintenance_as_the_owner(tmp_path):
    both = {**COMPLETE, "DATABASE_OWNER_URL": "postgres://owner:pw@db.example/frontdoor"}
    user = "settings.DATABASES['default']['USER']"
    assert start(tmp_path, user, **both).stdout == "web\n"
    assert start(tmp_path, user, **both, DATABASE_AS_OWNER="1").stdout == "owner\n"


@pytest.mark.parametrize("value", ["ja", "2", "tru"])
def test_a_flag_that_is_neither_yes_nor_no_is_refused(value, monkeypatch):
    monkeypatch.setenv("DEMO", value)
    with pytest.raises(ImproperlyConfigured, match=f"^DEMO must be 1 or 0, not '{value}'.$"):
        env.flag("DEMO")


def test_a_number_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(ImproperlyConfigured, match=r"^PORT must be a whole number, not 'eighty'.$"):
        env.number("PORT", 8000)


@pytest.mark.parametrize("url", ["mysql://a@b/c", "sqlite:///x", "db.example"])
def test_only_postgresql_will_do(url):
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL is the only database"):
        env.database(url)


def test_a_database_address_in_full():
    assert env.database("postgres://a%40b:p%2Fw@db.example:6543/front%20door?sslmode=verify-full") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "front door",
        "USER": "a@b",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_a_database_address_through_a_socket():
    settings = env.database("postgres://frontdoor_web@/frontdoor?host=/a%20folder/run&port=5433")
    assert (settings["HOST"], settings["PORT"], settings["OPTIONS"]) == ("/a folder/run", "5433", {})


def test_the_address_of_our_own_database_survives_any_folder_name(tmp_path):
    var = tmp_path / "a & b?#"
    settings = env.database(env.kept_database(var))
    assert settings["HOST"] == str(var.resolve() / "postgres" / "run")


def test_the_address_of_our_own_broker_is_read_from_where_it_is_kept(tmp_path):
    assert env.kept_broker(tmp_path) == "redis://127.0.0.1:6399/0"
    (tmp_path / "broker").mkdir()
    (tmp_path / "broker" / "url").write_text("redis://:pw@127.0.0.1:4242/0\n")
    assert env.kept_broker(tmp_path) == "redis://:pw@127.0.0.1:4242/0"
