"""Rooms stand on one another, and inside a room data walks downwards."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOMS, ROOT, rooms_code, tree, where

# The floors inside a room. Modules named otherwise (what a page reads, pure rules) stand where they are needed.
FLOORS = (
    {"urls", "sign_in_urls", "api_urls"},
    {"views", "api", "tasks", "management"},
    {"forms", "serializers"},
    {"actions"},
    {"policies"},
    {"models"},
    {"querysets"},
)
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}


def test_a_room_imports_only_from_rooms_below_it() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    found = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "2 kept, 0 broken" in found.stdout


def test_every_room_is_under_the_contract() -> None:
    made_here = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"config"}
    assert made_here == set(ROOMS)


def _only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


@pytest.mark.parametrize("room", ROOMS)
def test_inside_a_room_data_walks_downwards(room: str) -> None:
    upwards = []
    for path in rooms_code():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] != room or parts[1] not in FLOOR:
            continue
        for node in tree(path).body:
            for name in _imported(node):
                target = name.split(".")
                if target[0] == room and len(target) > 1 and FLOOR.get(target[1], 99) < FLOOR[parts[1]]:
                    upwards.append(f"{where(path, node)} imports {name}")
    assert upwards == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{name.name}" for name in node.names]
    return [name.name for name in node.names] if isinstance(node, ast.Import) else []


def test_nothing_is_imported_inside_a_function() -> None:
    """An import there gets round the contract of the rooms."""
    hidden = [
        where(path, inner)
        for path in rooms_code(migrations=True)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_nothing_is_imported_under_a_condition_but_types() -> None:
    hidden = [
        where(path, inner)
        for path in rooms_code(migrations=True)
        for node in tree(path).body
        if isinstance(node, ast.If | ast.Try) and not _only_for_types(node)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_there_are_no_signals_and_no_logic_in_save() -> None:
    found = []
    for path in rooms_code():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""):
                found.append(where(path, node))
            if isinstance(node, ast.FunctionDef) and node.name == "save" and path.name == "models.py":
                found.append(where(path, node))
    assert found == []
