"""Ten deliverers at once, with real commits: every message once."""

import threading
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.models import User
from core.clock import LONDON, moved_to
from notifications.actions import queue_message
from notifications.kinds import Kind
from notifications.models import Message
from notifications.sweep import deliver_due

T = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)


@pytest.mark.usefixtures("transactional_db")
def test_ten_at_once(asha: User, mailoutbox: list[Any]) -> None:
    with moved_to(T), transaction.atomic():
        for number in range(100):
            queue_message(
                Kind.OUTCOME_READY,
                to=asha,
                subject_id=uuid4(),
                reference="FD-7Q2K-4M",
                path="/referrals/FD-7Q2K-4M/",
                dedupe_key=f"outcome:{number}",
            )
    ready, counts = threading.Barrier(10), []

    def deliver() -> None:
        ready.wait()
        counts.append(deliver_due(T))
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(counts) == len(mailoutbox) == 100
    ids = {mail.extra_headers["Message-ID"] for mail in mailoutbox}
    assert ids == {message.message_id for message in Message.objects.all()}
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 1)}
