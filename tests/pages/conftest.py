"""The world and its people, and a browser for each."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from quality import simulation_changes, simulation_rounding
from tests.browsing import chromium, site, window
from tests.pages.access_row import CAST, NOBODY
from tests.pages.world import World, built

__all__ = ["chromium", "site", "window"]


@pytest.fixture
def people(
    delphine: User,
    bronwen: User,
    wilf: User,
    charlie: User,
    strange_lead: User,
    asha: User,
    tomas: User,
    marek: User,
    niamh: User,
    ola: User,
    petra: User,
) -> dict[str, User]:
    everyone = (delphine, bronwen, wilf, charlie, strange_lead, asha, tomas, marek, niamh, ola, petra)
    return dict(zip(CAST, everyone, strict=True))


@pytest.fixture(autouse=True)
def trials_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The world's trial is shown whole: over so few referrals it would show next to nothing."""
    monkeypatch.setattr(simulation_changes, "LEAST_CASES", 1)
    monkeypatch.setattr(simulation_rounding, "LEAST_MOVED", -simulation_rounding.MOST_SHIFT)


@pytest.fixture
def world(at_tuesday: datetime, people: dict[str, User]) -> World:
    """Built once in a process, with Tuesday's clock; then its rows are put back."""
    return built(people)


@pytest.fixture
def browser_of(people: dict[str, User]) -> Callable[[str], Client]:
    """A browser signed in as one of the cast, or as nobody."""

    def sign_in(name: str) -> Client:
        client = Client()
        if name != NOBODY:
            client.force_login(people[name])
        return client

    return sign_in
