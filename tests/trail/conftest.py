"""Every test of the trail starts with an empty one: the reference data has left entries of its own."""

import pytest

from tests.trail.breaking import empty


@pytest.fixture(autouse=True)
def empty_trail(db: None, request: pytest.FixtureRequest) -> None:
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
    empty()
