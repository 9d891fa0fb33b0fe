"""Tampering is found, whatever is done and however well it is covered up."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import TestCase

from accounts.models import User
from tests.trail.breaking import tamper
from trail.actions import write_many
from trail.checking import check, read_anchors
from trail.models import Entry, Seal, SealedEntry
from trail.sealing import GENESIS, digest_of, seal
from trail.verbs import Verb


@pytest.fixture
def anchors(tmp_path: Path, settings: Any) -> Path:
    settings.TRAIL_ANCHOR_FILE = str(tmp_path / "anchors.txt")
    return tmp_path / "anchors.txt"


@pytest.fixture
def trail(asha: User, at_tuesday: datetime, anchors: Path) -> list[Entry]:
    """Three seals over four entries each."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        for _ in range(3):
            with transaction.atomic():
                write_many(
                    Verb.READ, subject="referral", subject_ids=[uuid4() for _ in range(4)], by=asha, view="queue"
                )
            seal(at_tuesday)
    return list(Entry.objects.order_by("pk"))


def said(now: datetime, anchors: Path | None = None) -> str:
    return "\n".join(fault.sentence for fault in check(now, anchors=anchors)[1])


def test_a_whole_trail_is_whole(trail: list[Entry], at_tuesday: datetime, anchors: Path) -> None:
    assert check(at_tuesday, anchors=anchors) == (12, [])


CHANGES = [
    ("at", "at = at + interval '1 microsecond'"),
    ("verb", "verb = 'changed'"),
    ("subject", "subject = 'draft'"),
    ("subject_id", "subject_id = gen_random_uuid()"),
    ("record_id", "record_id = NULL"),
    ("actor_id", "actor_id = gen_random_uuid()"),
    ("actor_role", "actor_role = 'auditor'"),
    ("facts", "facts = '{}'"),
]


@pytest.mark.parametrize("change", [sql for _, sql in CHANGES], ids=[name for name, _ in CHANGES])
def test_an_edited_entry(trail: list[Entry], at_tuesday: datetime, change: str) -> None:
    tamper(_edit(change), (trail[5].pk,))
    middle = Seal.objects.order_by("pk")[1].pk
    assert said(at_tuesday) == f"Seal {middle} does not match its entries: one of them, or their order, was changed."


def test_a_removed_entry(trail: list[Entry], at_tuesday: datetime) -> None:
    tamper("DELETE FROM trail_sealedentry WHERE entry_id = %s", (trail[5].pk,))
    tamper("DELETE FROM trail_entry WHERE id = %s", (trail[5].pk,))
    assert said(at_tuesday) == f"Seal {Seal.objects.order_by('pk')[1].pk} was made over 4 entries and now holds 3."


def test_a_removed_entry_with_its_count_put_right(trail: list[Entry], at_tuesday: datetime) -> None:
    middle = Seal.objects.order_by("pk")[1].pk
    tamper("DELETE FROM trail_sealedentry WHERE entry_id = %s", (trail[5].pk,))
    tamper("DELETE FROM trail_entry WHERE id = %s", (trail[5].pk,))
    tamper("UPDATE trail_seal SET entries = 3 WHERE id = %s", (middle,))
    assert said(at_tuesday).startswith(f"Seal {middle} does not match its entries")


def test_two_entries_that_changed_places(trail: list[Entry], at_tuesday: datetime) -> None:
    first, second = trail[4].pk, trail[5].pk
    tamper("UPDATE trail_sealedentry SET place = 99 WHERE entry_id = %s", (first,))
    tamper("UPDATE trail_sealedentry SET place = 0 WHERE entry_id = %s", (second,))
    tamper("UPDATE trail_sealedentry SET place = 1 WHERE entry_id = %s", (first,))
    assert "does not match its entries" in said(at_tuesday)


def test_an_entry_slipped_in(trail: list[Entry], at_tuesday: datetime, asha: User) -> None:
    with transaction.atomic():
        write_many(Verb.READ, subject="referral", subject_ids=[uuid4()], by=asha)
    seal_ = Seal.objects.order_by("pk")[0]
    SealedEntry.objects.create(entry=Entry.objects.latest("pk"), seal=seal_, place=50)
    assert said(at_tuesday) == f"Seal {seal_.pk} was made over 4 entries and now holds 5."


def test_a_removed_seal(trail: list[Entry], at_tuesday: datetime) -> None:
    _, middle, last = Seal.objects.order_by("pk").values_list("pk", flat=True)
    _remove(middle)
    later = at_tuesday + timedelta(minutes=11)
    assert said(later).splitlines() == [
        f"Seal {last} does not follow the seal before it: a seal is missing or was changed.",
        "4 entries are older than 0:10:00 and stand in no seal.",
    ]


def test_the_end_cut_off_is_seen_by_the_anchors_alone(trail: list[Entry], at_tuesday: datetime, anchors: Path) -> None:
    last = Seal.objects.latest("pk")
    _remove(last.pk, with_entries=True)
    assert check(at_tuesday) == (8, [])
    assert said(at_tuesday, anchors) == (
        f"The anchor file remembers a head that the database does not hold: seal {last.pk}, {last.digest}"
    )


def test_a_whole_trail_made_anew_is_seen_by_the_anchors_alone(
    trail: list[Entry], at_tuesday: datetime, anchors: Path
) -> None:
    tamper("UPDATE trail_entry SET actor_role = 'auditor' WHERE id = %s", (trail[0].pk,))
    _recompute()
    assert check(at_tuesday) == (12, [])
    assert len(check(at_tuesday, anchors=anchors)[1]) == 3


def test_entries_that_nobody_seals(asha: User, at_tuesday: datetime) -> None:
    with transaction.atomic():
        write_many(Verb.READ, subject="referral", subject_ids=[uuid4(), uuid4()], by=asha)
    assert said(at_tuesday + timedelta(minutes=10)) == ""
    late = at_tuesday + timedelta(minutes=10, seconds=1)
    assert said(late) == "2 entries are older than 0:10:00 and stand in no seal."


@pytest.mark.parametrize("dice", range(20))
def test_tampering_by_chance(trail: list[Entry], at_tuesday: datetime, anchors: Path, dice: int) -> None:
    chance = Random(dice)
    victim = chance.choice(trail)
    kind = chance.choice(["edit", "remove", "seal", "digest", "anew"])
    if kind == "edit":
        tamper(_edit(chance.choice(CHANGES)[1]), (victim.pk,))
    elif kind == "remove":
        tamper("DELETE FROM trail_sealedentry WHERE entry_id = %s", (victim.pk,))
        tamper("DELETE FROM trail_entry WHERE id = %s", (victim.pk,))
    elif kind == "seal":
        _remove(chance.choice(list(Seal.objects.values_list("pk", flat=True))), with_entries=True)
    elif kind == "digest":
        tamper(
            "UPDATE trail_seal SET digest = md5(digest) || md5('x') WHERE id = %s", (Seal.objects.earliest("pk").pk,)
        )
    else:
        tamper(_edit(chance.choice(CHANGES)[1]), (victim.pk,))
        _recompute()
    assert check(at_tuesday, anchors=anchors)[1] != []


class TestAnchorFile:
    @pytest.mark.parametrize(
        "line",
        ["", "   ", "x", "a b c d", "2026-11-17 1 4", "2026 -1 4 " + "a" * 64, "2026 ² 4 " + "a" * 64,
         "2026 1 4 " + "g" * 64, "2026 1 4 " + "a" * 63, "\x00\x00", "2026 " + "9" * 5000 + " 4 zz"],
    )  # fmt: skip
    def test_a_line_that_cannot_be_read_is_named(
        self, trail: list[Entry], at_tuesday: datetime, anchors: Path, line: str
    ) -> None:
        with anchors.open("a") as file:
            file.write(line + "\n")
        assert said(at_tuesday, anchors) == "Line 4 of the anchor file anchors.txt cannot be read."

    def test_bytes_that_are_no_text(self, trail: list[Entry], at_tuesday: datetime, anchors: Path) -> None:
        with anchors.open("ab") as file:
            file.write(b"\xff\xfe\x80\n")
        assert "Line 4 of the anchor file" in said(at_tuesday, anchors)

    def test_a_file_that_is_not_there(self, trail: list[Entry], at_tuesday: datetime, tmp_path: Path) -> None:
        assert said(at_tuesday, tmp_path / "gone.txt").startswith("The anchor file gone.txt cannot be read")

    def test_a_folder_in_its_place(self, trail: list[Entry], at_tuesday: datetime, tmp_path: Path) -> None:
        assert "cannot be read" in said(at_tuesday, tmp_path)

    def test_a_head_that_was_never_made(self, trail: list[Entry], at_tuesday: datetime, anchors: Path) -> None:
        with anchors.open("a") as file:
            file.write(f"{at_tuesday.isoformat()} 999999999 4 {'a' * 64}\n")
        assert "does not hold: seal 999999999" in said(at_tuesday, anchors)

    def test_it_reads_back_what_sealing_writes(self, trail: list[Entry], anchors: Path) -> None:
        heads, faults = read_anchors(anchors)
        assert [(head.seal, head.digest) for head in heads] == list(Seal.objects.values_list("pk", "digest"))
        assert faults == []


class TestCommand:
    def test_it_says_how_much_it_checked(self, trail: list[Entry]) -> None:
        out = StringIO()
        call_command("verify_trail", stdout=out)
        assert out.getvalue() == "The trail is whole: 12 entries checked.\n"

    def test_it_fails_and_says_what_and_to_whom(self, trail: list[Entry]) -> None:
        tamper("UPDATE trail_entry SET actor_role = 'auditor' WHERE id = %s", (trail[0].pk,))
        errors = StringIO()
        with pytest.raises(CommandError, match=r"1 faults in the trail\. Tell the data protection officer today"):
            call_command("verify_trail", stderr=errors)
        assert "does not match its entries" in errors.getvalue()

    def test_the_database_alone(self, trail: list[Entry], anchors: Path) -> None:
        anchors.unlink()
        out = StringIO()
        call_command("verify_trail", "--no-anchors", stdout=out)
        assert "The trail is whole" in out.getvalue()


def _edit(change: str) -> str:
    return f"UPDATE trail_entry SET {change} WHERE id = %s"


def _remove(seal_id: int, *, with_entries: bool = False) -> None:
    members = list(SealedEntry.objects.filter(seal_id=seal_id).values_list("entry_id", flat=True))
    tamper("DELETE FROM trail_sealedentry WHERE seal_id = %s", (seal_id,))
    tamper("DELETE FROM trail_seal WHERE id = %s", (seal_id,))
    if with_entries:
        tamper("DELETE FROM trail_entry WHERE id = ANY(%s)", (members,))


def _recompute() -> None:
    """Make every seal anew, as somebody would who has the program and the owner's password."""
    previous = GENESIS
    for seal_ in Seal.objects.order_by("pk"):
        digest = digest_of(previous, Entry.objects.filter(sealed__seal=seal_).order_by("sealed__place"))
        tamper("UPDATE trail_seal SET previous = %s, digest = %s WHERE id = %s", (previous, digest, seal_.pk))
        previous = digest
