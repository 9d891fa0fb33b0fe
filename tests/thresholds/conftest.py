"""People and a draft for the tests of the matrix."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Agency, User
from accounts.roles import Role
from tests.thresholds.editor import Pages
from thresholds.models import MatrixVersion
from thresholds.published import current
from thresholds.versions import start_draft


@pytest.fixture
def quentin(person: Callable[..., User], council: Agency) -> User:
    return person("Quentin Larkspur", Role.ADMINISTRATOR, council)


@pytest.fixture
def as_person() -> Pages:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def draft(petra: User) -> MatrixVersion:
    return start_draft(current().version, by=petra)
