"""The files for production: nothing starts without its secrets, nothing runs as root or writes to its own image."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import supervisor

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
OURS = ["migrate", "web", "worker", "beat", "sweeper"]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(TEXT)


def test_the_services(compose):
    assert sorted(compose["services"]) == sorted([*OURS, "postgres", "redis"])


def test_no_secret_has_a_default():
    secrets = re.findall(r"\$\{(\w*(?:KEY|PASSWORD)\w*)(:[?-])", TEXT)
    optional = {"EMAIL_HOST_PASSWORD", "NOTIFY_API_KEY", "SECRET_KEY_FALLBACKS"}
    assert {name for name, kind in secrets if kind == ":-"} == optional
    assert {name for name, kind in secrets if kind == ":?"} == {
        "SECRET_KEY", "WEB_DATABASE_PASSWORD", "OWNER_DATABASE_PASSWORD", "REDIS_PASSWORD",
    }  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_write_nothing_but_their_own_folders(compose, name):
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["web", "worker", "beat", "sweeper"])
def test_each_process_has_a_container_that_waits_for_what_it_stands_on(compose, name):
    service = compose["services"][name]
    assert service["command"] == ["python", "-m", "config.supervisor", name]
    assert name in supervisor.programs()
    assert {other: need["condition"] for other, need in service["depends_on"].items()} == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
        "migrate": "service_completed_successfully",
    }


@pytest.mark.parametrize("name", ["web", "worker", "beat", "sweeper"])
def test_only_the_one_that_migrates_knows_the_owners_password(compose, name):
    assert "OWNER_DATABASE_PASSWORD" not in str(compose["services"][name])
    assert "frontdoor_owner" in compose["services"]["migrate"]["environment"]["DATABASE_OWNER_URL"]


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_database_and_broker_are_reached_from_inside_only(compose, name):
    assert compose["services"][name]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert "ports" not in compose["services"][name]


def test_the_broker_keeps_a_log_and_wants_a_password(compose):
    command = compose["services"]["redis"]["command"][-1]
    assert "requirepass" in command
    assert "appendonly yes" in command


def test_the_image_does_not_run_as_root_and_checks_every_package():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER frontdoor"]
    assert any("--require-hashes" in line for line in lines)
    assert any(line.startswith("HEALTHCHECK ") for line in lines)


def test_private_things_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var", "tests", ".env*"} <= set(ignored)
