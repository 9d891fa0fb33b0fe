"""How code and templates are written: what would open a hole or hide a write is not there at all."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, kept, rooms_code, templates, tree, where

MOST_LINES = 400
MOST_LINES_OF_TESTS = 500  # tables of cases are long and easily read
NOBODY_KNOWS_WHAT_IS_IN = {"utils", "helpers", "common", "misc"}
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script with a body": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an on... attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an address outside": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE
    ),
}
UNESCAPED = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")
# Templates that are plain text, where "&" must stay "&".
PLAIN_TEXT = {"notifications/letters.py"}


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_nothing_is_marked_as_safe() -> None:
    found = [
        where(path, node)
        for path in rooms_code()
        for node in calls(path)
        if called(node) in {"mark_safe", "SafeString"}
    ]
    assert found == []
    for path in rooms_code():
        if "autoescape=False" in path.read_text():
            assert str(path.relative_to(ROOT)) in PLAIN_TEXT


def test_no_template_turns_escaping_off() -> None:
    assert [str(path.relative_to(ROOT)) for path in templates() if UNESCAPED.search(path.read_text())] == []


@pytest.mark.parametrize("what", INLINE)
def test_no_page_holds(what: str) -> None:
    pages = (path for path in templates() if path.parent.name != "pdf")
    assert [str(path.relative_to(ROOT)) for path in pages if INLINE[what].search(path.read_text())] == []


def test_request_data_never_becomes_keywords_of_a_query() -> None:
    """`filter(**request.GET)` lets the sender choose the columns and the joins."""
    queries = {
        "filter",
        "exclude",
        "get",
        "update",
        "create",
        "order_by",
        "values",
        "annotate",
        "aggregate",
        "get_or_create",
    }
    sources = re.compile(r"request\.|\.GET|\.POST|query_params|\.data\b")
    found = [
        where(path, node)
        for path in rooms_code()
        for node in calls(path)
        if called(node) in queries
        and any(
            sources.search(ast.unparse(given.value))
            for given in [
                *(one for one in node.keywords if one.arg is None),
                *(a for a in node.args if isinstance(a, ast.Starred)),
            ]
        )
    ]
    assert found == []


def test_no_statement_is_put_together_from_text() -> None:
    """SQL with a value inside; names of tables and roles are quoted by the database's own functions in config."""
    found = [
        where(path, node)
        for path in rooms_code()
        if path.parts[-2] != "config"
        for node in calls(path)
        if called(node) in {"raw", "execute", "extra", "RawSQL"}
        and node.args
        and isinstance(node.args[0], ast.JoinedStr)
    ]
    assert found == []


def test_nothing_rings_the_worker() -> None:
    """An action writes a row; a dead broker then loses nothing."""
    ringing = {"delay", "apply_async", "send_task"}
    found = [where(path, node) for path in rooms_code() for node in calls(path) if called(node) in ringing]
    assert found == []


def test_what_waits_for_a_commit_can_be_lost_without_harm() -> None:
    """A copy of a seal, which the next run makes again; allauth's own mail and an invitation, whose secrets are kept
    nowhere and which a person can ask for again; and the point after a commit where kill tests stop the process."""
    found = {
        str(path.relative_to(ROOT)) for path in rooms_code() for node in calls(path) if called(node) == "on_commit"
    }
    assert found == {
        "trail/sealing.py",
        "accounts/adapter.py",
        "accounts/invitations.py",
        "referrals/submission.py",
    }


def test_only_move_writes_the_status_of_a_referral() -> None:
    writers = set()
    for path in rooms_code():
        for function in (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                targets = node.targets if isinstance(node, ast.Assign) else []
                if any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets):
                    writers.add(f"{path.relative_to(ROOT)}:{function.name}")
    assert {
        writer for writer in writers if writer.startswith(("referrals/", "mash/", "escalation/", "reporting/"))
    } == {
        "referrals/actions.py:move",
        "escalation/actions.py:_move",
    }


def test_the_clock_is_read_in_one_place() -> None:
    """`core.clock.now()` is the only clock, so that tests and the demo year can move it."""
    asks = {"now", "utcnow", "today"}
    allowed = {"core/clock.py"}
    found = [
        where(path, node)
        for path in rooms_code()
        if str(path.relative_to(ROOT)) not in allowed
        for node in calls(path)
        if called(node) in asks
        and ast.unparse(node.func) not in {"clock.now", "self.now"}
        and ast.unparse(node.func) != "now"
    ]
    assert found == []


def test_names_say_what_is_inside() -> None:
    assert [str(path) for path in rooms_code() if path.stem in NOBODY_KNOWS_WHAT_IS_IN] == []


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    ours = [path for path in kept() if path.suffix in {".py", ".js", ".html"} and "vendor" not in path.parts]
    counts = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in ours}
    most = {name: MOST_LINES_OF_TESTS if name.startswith("tests/") else MOST_LINES for name in counts}
    assert {name: count for name, count in counts.items() if count > most[name]} == {}


def test_scripts_of_ours_write_no_markup() -> None:
    """Text goes into a page as text."""
    holes = re.compile(
        r"insertAdjacentHTML|outerHTML\s*=|document\.write|\beval\(|new Function|localStorage|sessionStorage"
    )
    found = [
        str(path.relative_to(ROOT)) for path in files("static/frontdoor", "*.js") if holes.search(path.read_text())
    ]
    assert found == []
