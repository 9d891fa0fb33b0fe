"""Keep versions with known holes out of the lock files:  python -m config.floors requirements.lock ..."""

import re
import sys
from pathlib import Path

# The least version of each, and why.
FLOORS = {
    "django": ((5, 2, 19), "SQL injection through expanded filters (CVE-2025-64459, CVE-2025-13372) and later fixes"),
    "weasyprint": ((70, 0), "PDF copies could fetch addresses and files despite our fetcher (CVE-2026-55073)"),
}


def too_old(lock: str) -> list[str]:
    """A sentence for each package in the lock file's text that is missing or older than its floor."""
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([0-9.]+)", lock, re.MULTILINE))
    problems = []
    for name, (floor, reason) in FLOORS.items():
        found = tuple(int(part) for part in pinned.get(name, "0").split(".") if part)
        if found < floor:
            least = ".".join(map(str, floor))
            problems.append(f"{name} {pinned.get(name, 'is missing')}: at least {least} is needed. {reason}.")
    return problems


def main(paths: list[str]) -> int:
    problems = [f"{path}: {problem}" for path in paths for problem in too_old(Path(path).read_text())]
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
