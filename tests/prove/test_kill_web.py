"""The web process is killed at five points of a submission. Acknowledged means kept; a retry makes exactly one."""

import http.client
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from core import clock
from notifications.models import Message
from referrals.models import Draft, Referral
from sla.models import Deadline
from tests.factories import fill_draft
from tests.prove.conftest import Say
from tests.prove.processes import Processes
from tests.prove.whole import check_whole
from tests.referrals.api import URL, WHOLE, system_of, whole
from trail.sealing import seal

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("transactional_db")]

# Where it dies, and whether the referral is then in the database.
POINTS = {
    "submit:begin": False,
    "submit:inserted": False,
    "submit:commit": False,
    "submit:committed": True,
    "response": True,
}
RED = [{"indicator": "L4-cd-06", "how": "told", "what": "“Bram got his belt because I was loud.”"}]


def send(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes] | None:
    """The whole answer; None when there was none, or only a part of one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    except (http.client.HTTPException, ConnectionError):
        return None
    finally:
        connection.close()


def kept(key: UUID) -> int:
    """How many referrals there are for a key, once the database has noticed that the process is gone."""
    return Referral.objects.filter(document__strengths__strengths=str(key)).count()


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_sending(
    point: str, times: int, processes: Processes, say: Say, delphine: User, asha: User, petra: User
) -> None:
    system = system_of(delphine, petra, may_read=False)
    dying, dying_port = processes.web(failpoint=point)
    _, sound_port = processes.web()
    journal: dict[UUID, dict[str, Any]] = {}
    for number in range(times):
        key = uuid4()
        body = json.dumps(
            whole(strengths={"strengths": str(key)}, worries=RED if number % 4 == 0 else WHOLE["worries"])
        ).encode()
        headers = {
            "Authorization": f"Bearer {system.text}",
            "Idempotency-Key": str(key),
            "Content-Type": "application/json",
        }
        assert send(dying_port, URL, body, headers) is None, "It was to die, and answered."
        present = kept(key)
        assert present == POINTS[point]
        retried = send(sound_port, URL, body, headers)
        assert retried is not None
        assert retried[0] == (200 if present else 201)
        again = send(sound_port, URL, body, headers)
        assert again == (200, retried[1])
        journal[key] = json.loads(retried[1])
    check_journal(journal)
    deaths = dying.said().count("was sent SIGKILL")
    assert deaths == times
    say(f"web killed at {point}: {times} kills, {len(journal)} acknowledged, 0 lost, 0 doubled, each whole")


def check_journal(journal: dict[UUID, dict[str, Any]]) -> None:
    """What was acknowledged is there, once, and all of it; and there is nothing else."""
    rows = {row.document["strengths"]["strengths"]: row for row in Referral.objects.all()}
    assert len(rows) == Referral.objects.count() == len(journal)
    for key, receipt in journal.items():
        assert rows[str(key)].reference == receipt["reference"]
        check_whole(rows[str(key)])
    assert Draft.objects.filter(submitted_at__isnull=True).count() == 0
    assert Deadline.objects.exclude(subject_id__in=[row.pk for row in rows.values()]).count() == 0
    letters = Message.objects.exclude(kind="key_made").exclude(subject_id__in=[row.pk for row in rows.values()])
    assert letters.count() == 0
    while seal(clock.now()):
        pass
    call_command("verify_trail", verbosity=0)


def test_killed_while_a_page_sends(times: int, processes: Processes, say: Say, delphine: User) -> None:
    """The same from the form's own page: the draft is still there, and sending it again makes one."""
    browser = Client()
    browser.force_login(delphine)
    token = "a" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={browser.session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    body = f"csrfmiddlewaretoken={token}".encode()
    each = max(1, times // 10)
    _, sound_port = processes.web()
    for point, present in POINTS.items():
        if point == "response":
            continue  # the answer is a redirect without a body: there is no half of it
        dying, port = processes.web(failpoint=point)
        for _ in range(each):
            draft = fill_draft(delphine)
            sections = draft.sections.count()
            path = f"/referrals/draft/{draft.pk}/check/"
            assert send(port, path, body, headers) is None
            assert Referral.objects.filter(draft_id=draft.pk).count() == present
            assert draft.sections.count() == sections
            answers = [send(sound_port, path, body, headers) for _ in range(2)]
            assert [answer and answer[0] for answer in answers] == [302, 302]
            check_whole(Referral.objects.get(draft_id=draft.pk))
        dying.kill()
    assert Referral.objects.count() == 4 * each
    say(f"web killed while a page sends: {4 * each} kills at 4 points, 0 lost, 0 doubled, every draft kept")
