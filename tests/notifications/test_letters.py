"""What a letter may say. Canaries in everything a message could reach; none may come through."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as project

from accounts.models import User
from notifications.actions import queue_message
from notifications.kinds import Kind
from notifications.letters import write_letter
from notifications.models import Message

FOLDER = Path(project.BASE_DIR) / "templates" / "notifications"
ALLOWED = {"reference", "link", "due", "phone", "count", "listed", "by", "what"}
# Words that would tell a reader of the mailbox what sort of thing it is about.
TELLING = (
    "child",
    "level",
    "early help assessment",
    "section 47",
    "section 17",
    "push-back",
    "abuse",
    "concern",
    "initials",
)
REFERENCE, PATH = "FD-7Q2K-4M", "/referrals/FD-7Q2K-4M/"
DUE = datetime(2026, 7, 3, 14, 5, tzinfo=UTC)


def letter_of(kind: Kind, to: User, **given: Any) -> Any:
    fields = {"subject_id": uuid4(), "reference": REFERENCE, "path": PATH, "due_at": DUE, **given}
    queue_message(kind, to=to, dedupe_key=f"test:{uuid4()}", **fields)
    return write_letter(Message.objects.get())


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_nothing_of_anybody(kind: Kind, asha: User, settings: Any) -> None:
    settings.SITE_URL = "https://frontdoor.example/"
    User.objects.filter(pk=asha.pk).update(full_name="CNRY-name", job_title="CNRY-title", phone="CNRY-phone")
    letter = letter_of(kind, asha)
    text = f"{letter.subject}\n{letter.body}"
    assert "CNRY" not in text
    assert letter.to == "asha.inkwell@larkhaven.example"
    assert f"https://frontdoor.example{PATH}" in letter.body
    assert project.MASH_PHONE in letter.body
    assert "\n" not in letter.subject
    assert 10 < len(letter.subject) < 70
    assert not re.search(r"[{}]|None|&#|&amp;", text)
    said = text.lower().replace("if a child is in immediate danger, call 999", "")
    assert [word for word in TELLING if word in said] == []


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("part", ["subject", "body"])
def test_templates_know_these_words_and_no_more(kind: Kind, part: str) -> None:
    source = (FOLDER / f"{kind}.{part}.txt").read_text()
    used = set(re.findall(r"{{\s*([\w.]+)", source)) | set(re.findall(r"{%\s*if\s+([\w.]+)", source))
    assert used <= ALLOWED
    assert set(re.findall(r"{%\s*(\w+)", source)) <= {"if", "endif"}
    assert "|" not in source


def test_no_template_without_a_kind() -> None:
    files = {path.name for path in FOLDER.glob("*.txt")}
    assert files == {f"{kind}.{part}.txt" for kind in Kind for part in ("subject", "body")}


def test_times_are_londons(asha: User) -> None:
    letter = letter_of(Kind.DEADLINE_BREACHED, asha)
    assert letter.subject == "FD-7Q2K-4M was due at 15:05 on 3 July"


def test_a_letter_without_a_due_time_leaves_the_sentence_out(asha: User) -> None:
    body = letter_of(Kind.ESCALATION_RAISED, asha, due_at=None).body
    assert "due by" not in body
    assert "A professional disagrees with the decision on FD-7Q2K-4M" in body


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": "Pip Fablewood"},
        {"reference": "FD-7Q2K-4M "},
        {"reference": "PF"},
        {"path": "https://elsewhere.example/"},
        {"path": "/referrals/?name=Pip"},
        {"path": "/referrals/Pip Fablewood/"},
        {"path": "referrals/"},
    ],
    ids=str,
)
def test_refuses_what_could_carry_a_name(asha: User, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="A message"):
        letter_of(Kind.OUTCOME_READY, asha, **wrong)
    assert not Message.objects.exists()
