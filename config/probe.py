"""A container's own health check:  python -m config.probe web | worker | beat | second

`web` asks the web process itself, and is content when it reaches the database: a worker that is down must not take
the pages down with it. The others ask whether that part has done its work lately. Exit status 0 is well.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any

from config.supervisor import heartbeat_ages

HEALTHY_SECONDS = 180  # as at /healthz


def web_is_well() -> bool:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz"
    request = urllib.request.Request(address, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return reaches_database(json.load(answer))
    except urllib.error.HTTPError as error:
        try:
            return reaches_database(json.load(error))
        except ValueError:
            return False
    except (OSError, ValueError):
        return False


def reaches_database(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("database") == "ok"


def has_worked(name: str) -> bool:
    ages = heartbeat_ages(os.environ.get("DATABASE_URL", ""))
    return ages is not None and ages.get(name, HEALTHY_SECONDS + 1) <= HEALTHY_SECONDS


if __name__ == "__main__":
    part = sys.argv[1]
    sys.exit(0 if (web_is_well() if part == "web" else has_worked(part)) else 1)
