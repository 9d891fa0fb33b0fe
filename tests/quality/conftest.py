"""Versions to try, beside the one in force."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from thresholds.actions import digest_of
from thresholds.models import MatrixVersion
from thresholds.published import current

# A level 3 worry of Walsall without any rule of its own, and one of level 2.
THREE, TWO = "L3-cd-01", "L2-cd-14"


@pytest.fixture
def draft_with(db: None) -> Callable[[Mapping[str, int]], MatrixVersion]:
    """A draft like the version in force, but for the levels of some indicators."""

    def make(levels: Mapping[str, int]) -> MatrixVersion:
        version = current().version
        document = copy.deepcopy(version.document)
        document["version"] = 2
        for part in document["indicators"]:
            part["level"] = levels.get(part["id"], part["level"])
        return MatrixVersion.objects.create(
            scheme=version.scheme, number=version.number + 1, document=document, document_sha256=digest_of(document)
        )

    return make


@pytest.fixture
def browser(client: Client) -> Callable[[User], Client]:
    """The browser of whoever is named."""

    def of(user: User) -> Client:
        client.force_login(user)
        return client

    return of


@pytest.fixture(autouse=True)
def same_chance(settings: Any) -> None:
    """Rounded numbers of a trial are moved by chance, which hangs on the secret key: here always alike."""
    settings.SECRET_KEY = "one-key-for-all-tests-of-trials-long-enough-1"
