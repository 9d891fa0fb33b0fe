"""The number on every page is the one that is answered now."""

from datetime import datetime
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from core import clock
from core.clock import LONDON
from sla.models import Policy

pytestmark = pytest.mark.django_db
OFFICE, NIGHT = settings.MASH_PHONE, settings.MASH_PHONE_OUT_OF_HOURS


def banner(client: Client) -> str:
    page = client.get("/").content.decode()
    start = page.index("fd-danger")
    return page[start : page.index("</div>", start)]


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2026-11-17T09:00", OFFICE),
        ("2026-11-17T08:59", NIGHT),
        ("2026-11-17T16:59", OFFICE),
        ("2026-11-17T17:00", NIGHT),
        ("2026-11-21T11:00", NIGHT),  # a Saturday
        ("2026-12-25T11:00", NIGHT),
        ("2026-12-28T11:00", NIGHT),  # Boxing Day was a Saturday
    ],
)
def test_one_number_by_the_clock_of_the_policy(moment: str, number: str, client: Client) -> None:
    with clock.moved_to(datetime.fromisoformat(moment).replace(tzinfo=LONDON)):
        said = banner(client)
    other = NIGHT if number == OFFICE else OFFICE
    assert f'href="tel:{number.replace(" ", "")}">{number}</a>' in said
    assert other not in said


def test_help_names_both_whatever_the_time(client: Client) -> None:
    with clock.moved_to(datetime(2026, 11, 21, 11, 0, tzinfo=LONDON)):
        page = client.get("/help/").content.decode()
    assert f'{OFFICE}</a>. When the office is closed, ring <a class="govuk-link" href="tel:' in page
    assert f">{NIGHT}</a>." in page


def test_a_page_is_served_when_the_policy_cannot_be_read(client: Client) -> None:
    with mock.patch.object(Policy.objects, "current", side_effect=OperationalError):
        assert OFFICE in banner(client)
