"""Sealing: every entry once, in order of arrival, whoever seals and however late an entry comes."""

import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import TestCase

from accounts.models import User
from core import clock
from trail.actions import write_many
from trail.checking import check
from trail.models import Entry, Seal, SealedEntry
from trail.sealing import GENESIS, digest_of, seal
from trail.tasks import seal_trail
from trail.verbs import Verb


def some(by: User, count: int) -> None:
    with transaction.atomic():
        write_many(Verb.READ, subject="referral", subject_ids=[uuid4() for _ in range(count)], by=by)


@pytest.fixture
def anchors(tmp_path: Path, settings: Any) -> Path:
    settings.TRAIL_ANCHOR_FILE = str(tmp_path / "deep" / "anchors.txt")
    return tmp_path / "deep" / "anchors.txt"


class TestOneSweeper:
    def test_nothing_to_seal_makes_no_seal(self, db: None, at_tuesday: datetime) -> None:
        assert seal(at_tuesday) == 0
        assert not Seal.objects.exists()

    def test_a_seal_is_over_the_seal_before_and_its_entries(self, asha: User, at_tuesday: datetime) -> None:
        some(asha, 3)
        assert seal(at_tuesday) == 3
        some(asha, 2)
        assert seal(at_tuesday) == 2
        first, second = Seal.objects.all()
        assert (first.previous, second.previous) == (GENESIS, first.digest)
        assert second.digest == digest_of(first.digest, Entry.objects.filter(sealed__seal=second))
        assert (first.entries, second.entries) == (3, 2)

    def test_what_is_sealed_is_not_sealed_again(self, asha: User, at_tuesday: datetime) -> None:
        some(asha, 3)
        assert [seal(at_tuesday), seal(at_tuesday)] == [3, 0]

    def test_a_batch_has_an_end_and_the_rest_comes_next(self, asha: User, at_tuesday: datetime) -> None:
        some(asha, 7)
        assert [seal(at_tuesday, limit=3) for _ in range(4)] == [3, 3, 1, 0]
        assert check(at_tuesday) == (7, [])

    def test_the_look_back_is_bounded_however_long_the_trail(
        self, asha: User, at_tuesday: datetime, django_assert_max_num_queries: Any
    ) -> None:
        for day in range(3):
            some(asha, 4)
            seal(at_tuesday + timedelta(days=day))
        some(asha, 1)
        with django_assert_max_num_queries(9):
            assert seal(at_tuesday + timedelta(days=3)) == 1

    def test_the_task_seals_by_the_one_clock(self, asha: User, at_tuesday: datetime) -> None:
        some(asha, 1)
        assert seal_trail() == 1
        assert Seal.objects.get().sealed_at == at_tuesday

    def test_a_seal_that_fails_half_way_leaves_nothing(
        self, asha: User, at_tuesday: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        some(asha, 2)

        def fail(*args: object, **kwargs: object) -> None:
            raise OSError("gone")

        monkeypatch.setattr(SealedEntry.objects, "bulk_create", fail)
        with pytest.raises(OSError, match="gone"):
            seal(at_tuesday)
        monkeypatch.undo()
        assert not Seal.objects.exists()
        assert seal(at_tuesday) == 2


class TestAnchors:
    def test_each_head_is_written_outside_once_committed(self, asha: User, at_tuesday: datetime, anchors: Path) -> None:
        some(asha, 2)
        with TestCase.captureOnCommitCallbacks() as later:
            seal(at_tuesday)
        assert not anchors.exists()
        later[0]()
        made = Seal.objects.get()
        assert anchors.read_text() == f"{at_tuesday.isoformat()} {made.pk} 2 {made.digest}\n"

    def test_a_full_disk_does_not_stop_the_trail(
        self, asha: User, at_tuesday: datetime, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "file").write_text("")
        settings.TRAIL_ANCHOR_FILE = str(tmp_path / "file" / "anchors.txt")
        some(asha, 1)
        with caplog.at_level(logging.INFO), TestCase.captureOnCommitCallbacks(execute=True):
            assert seal(at_tuesday) == 1
        assert "could not be written" in caplog.text
        assert Seal.objects.get().digest[:16] in caplog.text


@pytest.mark.usefixtures("transactional_db")
class TestManySweepers:
    def test_each_entry_is_sealed_exactly_once(self, asha: User, anchors: Path) -> None:
        """Writers and sweepers at once: no entry twice, none left, one unbroken chain."""
        writers = [threading.Thread(target=_writes, args=(asha, 20)) for _ in range(3)]
        sweepers = [threading.Thread(target=_sweeps, args=(40,)) for _ in range(4)]
        for thread in (*writers, *sweepers):
            thread.start()
        for thread in (*writers, *sweepers):
            thread.join(60)
        while seal(clock.now()):
            pass
        assert Entry.objects.count() == SealedEntry.objects.count() == 3 * 20 * 2
        assert check(clock.now(), anchors=anchors) == (120, [])

    def test_a_late_commit_is_sealed_by_the_next(self, asha: User, anchors: Path) -> None:
        written, go = threading.Event(), threading.Event()

        def late() -> None:
            with transaction.atomic():
                write_many(Verb.READ, subject="referral", subject_ids=[uuid4()], by=asha, view="late")
                written.set()
                go.wait(30)
            connection.close()

        thread = threading.Thread(target=late)
        thread.start()
        written.wait(30)
        some(asha, 2)
        assert seal(clock.now()) == 2  # the late one has the lowest number and is not yet to be seen
        go.set()
        thread.join(30)
        assert seal(clock.now()) == 1
        assert Entry.objects.earliest("pk").facts == {"view": "late"}
        assert check(clock.now(), anchors=anchors) == (3, [])

    def test_who_comes_second_waits_for_nobody(self, asha: User, anchors: Path) -> None:
        some(asha, 1)
        answers: list[int] = []

        def second() -> None:
            answers.append(seal(clock.now()))
            connection.close()

        with transaction.atomic():
            assert seal(clock.now()) == 1
            thread = threading.Thread(target=second)
            thread.start()
            thread.join(10)
            assert answers == [0]


def _writes(by: User, times: int) -> None:
    for _ in range(times):
        some(by, 2)
    connection.close()


def _sweeps(times: int) -> None:
    for _ in range(times):
        seal(clock.now(), limit=7)
    connection.close()
