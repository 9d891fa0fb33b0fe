"""What happens between an empty database and a served page, and what the newcomer is told."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from config.demo.people import make_agencies, make_people, shown_people
from config.management.commands import bring_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(monkeypatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(bring_up, "call_command", lambda name, **_options: calls.append(name))
    return calls


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("bring_up", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def own_var(settings: Any, tmp_path) -> None:
    settings.VAR_DIR = tmp_path


def test_an_empty_database_gets_tables_rights_reference_data_and_the_demo_in_this_order(called, tmp_path):
    run()
    assert called == ["migrate", "prepare_database", "load_reference_data", "seed_demo"]
    assert list(tmp_path.iterdir()) == []


def test_production_gets_no_demo(called):
    run("--no-demo")
    assert called == ["migrate", "prepare_database", "load_reference_data"]


def test_what_is_there_is_kept(called, hollow_oak):
    said = run()
    assert called == ["migrate", "prepare_database", "load_reference_data"]
    assert "unfinished" not in said


def test_a_town_that_was_cut_off_is_said_to_be_unfinished(called, monkeypatch, request):
    def cut_off(name: str, **_options: Any) -> None:
        if name == "seed_demo":
            raise KeyboardInterrupt

    monkeypatch.setattr(bring_up, "call_command", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run()
    request.getfixturevalue("hollow_oak")
    assert "The demo town is unfinished: its building was cut off. ./dev reset starts over." in run()


def test_the_newcomer_is_told_where_and_as_whom(settings):
    settings.DEMO = True
    settings.DEMO_PASSWORD = "told-to-everyone"
    make_people(make_agencies())
    out = StringIO()
    call_command("welcome", "http://localhost:8123/", stdout=out)
    said = out.getvalue()
    assert "is at http://localhost:8123/\n" in said
    assert "the password is told-to-everyone\n" in said
    assert shown_people()
    assert all(address in said and why in said for address, _, why in shown_people())


def test_nobody_is_named_who_is_not_here(settings):
    settings.DEMO = True
    out = StringIO()
    call_command("welcome", "http://localhost:8000/", stdout=out)
    assert "@" not in out.getvalue()


def test_outside_demo_mode_no_password_is_told(settings):
    make_people(make_agencies())
    settings.DEMO = False
    out = StringIO()
    call_command("welcome", "http://localhost:8000/", stdout=out)
    assert "password" not in out.getvalue()
