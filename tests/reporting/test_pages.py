"""The dashboard and its lists."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def as_marek(client: Client, marek: User) -> Client:
    client.force_login(marek)
    return client


def test_dashboard(as_marek: Client, at_tuesday: datetime) -> None:
    assert as_marek.get("/dashboard/").status_code == 200
