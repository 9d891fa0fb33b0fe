"""The project's own files, for tests that read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "core",
    "trail",
    "unsent",
    "accounts",
    "notifications",
    "sla",
    "thresholds",
    "referrals",
    "contacts",
    "practice",
    "quality",
    "mash",
    "escalation",
    "reporting",
    "config",
)
SKIPPED = {".venv", "var", "node_modules", "vendor", "__pycache__", "staticfiles"}


@cache
def files(folder: str, pattern: str) -> tuple[Path, ...]:
    """Files of a folder, without what other people wrote."""
    found = (ROOT / folder).rglob(pattern)
    return tuple(sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts)))


def rooms_code(*, migrations: bool = False) -> Iterator[Path]:
    """Python of every room."""
    for room in ROOMS:
        yield from (path for path in files(room, "*.py") if migrations or "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def where(path: Path, node: ast.AST) -> str:
    """file:line, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]


def templates() -> tuple[Path, ...]:
    return files("templates", "*.html")


def kept() -> list[Path]:
    """Every file under version control; all files where there is no repository."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [path for path in files(".", "*") if path.is_file()]
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
