"""Sending costs the database as much for many children and worries as for one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories import fill_draft

pytestmark = pytest.mark.django_db

MOST = 14
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
HARM = ("L4-cd-06", "told", "“Bram got his belt because I was loud.”")


@pytest.mark.parametrize(("children", "worries"), [(1, [None]), (6, [HARM] * 12)], ids=["few", "many, and red"])
def test_sending_takes_fourteen_statements(
    client: Client, delphine: User, asha: User, marek: User, children: int, worries: list[tuple[str, str, str] | None]
) -> None:
    told = None if worries == [None] else [worry for worry in worries if worry]
    forms = [
        fill_draft(delphine, children=[{"first_name": [f"Pip {number}"]} for number in range(children)], worries=told)
        for _ in range(2)
    ]
    client.force_login(delphine)
    for form in forms:  # the first reads the matrix and the policy, once for this process
        with CaptureQueriesContext(connection) as asked:
            assert client.post(f"/referrals/draft/{form.pk}/check/").status_code == 302
    counted = [one["sql"] for one in asked if not one["sql"].startswith(CONTROL)]
    assert len(counted) <= MOST, "\n".join(sql[:90] for sql in counted)
