"""Read settings from the environment, and say plainly what is missing."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable's value; refuses to start when it is unset and has no default."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}. See docs/runbook.md.")
    return default


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes or on; False for 0, false, no or off; anything else refuses to start."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number; anything else refuses to start."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def choice(name: str, choices: tuple[str, ...]) -> str:
    """One of a few words, the first unless told otherwise; anything else refuses to start."""
    value = os.environ.get(name, "") or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def words(name: str, default: str | None = None) -> list[str]:
    """A list parted by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's settings for a postgres:// address; host may be a socket folder given as ?host=.

    Whatever else follows the ? (sslmode, sslrootcert ...) is handed to libpq.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://. PostgreSQL is the only database.")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
    }


def kept_database(var: Path) -> str:
    """The web role's address in the PostgreSQL that ./dev up runs."""
    return f"postgres://frontdoor_web@/frontdoor?host={quote(str((var / 'postgres' / 'run').resolve()))}"


def kept_broker(var: Path) -> str:
    """The address of the broker that ./dev up runs, kept with its password where only its user may read."""
    kept = var / "broker" / "url"
    return kept.read_text().strip() if kept.exists() else "redis://127.0.0.1:6399/0"


def secret(name: str, *, made_in: Path | None) -> str:
    """A secret from the environment; in demo mode one is made once and kept under var/."""
    value = os.environ.get(name, "")
    if value or made_in is None:
        return value or text(name)
    if not made_in.exists():
        made_in.parent.mkdir(parents=True, exist_ok=True)
        made_in.touch(mode=0o600)
        made_in.write_text(os.urandom(32).hex())
    return made_in.read_text().strip()
