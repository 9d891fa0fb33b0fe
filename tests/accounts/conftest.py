"""An agency with single sign-on, and its provider on this machine."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Agency, User
from tests.accounts.at_work import join
from tests.accounts.oidc_provider import Provider, running


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    settings.SITE_URL = "http://testserver"
    settings.ADDRESSES_INSIDE = True  # the provider stands on this machine
    settings.MFA_REQUIRED = False
    with running() as one:
        yield one


@pytest.fixture
def joined(provider: Provider, hollow_oak: Agency, petra: User) -> Provider:
    join(hollow_oak, provider, petra)
    return provider
