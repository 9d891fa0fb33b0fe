"""The everyday words of the search: shipped as a file, changed by an administrator, beside a frozen matrix."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from core.errors import Refused
from thresholds.everyday import LONGEST, MOST_PHRASES, load_words_file, set_everyday_words
from thresholds.models import EverydayWords, MatrixVersion
from thresholds.published import current
from thresholds.search import find_indicators
from trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> MatrixVersion:
    return current().version


def _file(folder: Path, text: str) -> Path:
    path = folder / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_administrator_adds_a_word_that_is_found_at_once(version: MatrixVersion, petra: User) -> None:
    before = version.document_sha256
    assert "L3-fe-04" not in [one.code for one in find_indicators(version, "porridge", limit=5)]
    row = set_everyday_words(
        version, code="L3-fe-04", phrases=["Dad’s doing PORRIDGE", " ", "dad’s doing porridge"], by=petra
    )
    assert (row.words_text, row.edited_by) == ("dad's doing porridge", petra)
    assert next(one.code for one in find_indicators(version, "porridge")) == "L3-fe-04"
    assert MatrixVersion.objects.get(pk=version.pk).document_sha256 == before
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.subject, entry.actor_id, entry.facts) == (
        "changed", "everyday_words", petra.pk, {"code": "L3-fe-04"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "phrases", "says"),
    [
        ("L9-xx-01", ["word"], "not in the matrix in force"),
        ("L3-fe-04", ["x" * (LONGEST + 1)], f"Use {LONGEST} characters or fewer"),
        ("L3-fe-04", (f"word {n}" for n in range(MOST_PHRASES + 1)), f"Use {MOST_PHRASES} phrases or fewer"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    version: MatrixVersion, petra: User, code: str, phrases: Iterable[str], says: str
) -> None:
    before = (list(EverydayWords.objects.values_list("code", "words_text")), Entry.objects.count())
    with pytest.raises(Refused, match=says):
        set_everyday_words(version, code=code, phrases=phrases, by=petra)
    assert (list(EverydayWords.objects.values_list("code", "words_text")), Entry.objects.count()) == before


def test_a_word_counts_more_than_one_that_means_the_same(version: MatrixVersion, petra: User) -> None:
    set_everyday_words(version, code="L3-fe-04", phrases=["porridge every single day"], by=petra)
    set_everyday_words(version, code="L3-fe-05", phrases=["oats"], by=petra)
    set_everyday_words(version, code=EverydayWords.SAME, phrases=["porridge oats"], by=petra)
    assert [one.code for one in find_indicators(version, "porridge")] == ["L3-fe-04", "L3-fe-05"]
    # Only meant the same, and in passing: not beside the word itself.
    assert [one.code for one in find_indicators(version, "oats")] == ["L3-fe-05"]


def test_a_word_that_means_the_same_counts_nothing_in_the_guidance(version: MatrixVersion, petra: User) -> None:
    assert [one.code for one in find_indicators(version, "diabetes")] == ["L3-cd-12"]
    set_everyday_words(version, code=EverydayWords.SAME, phrases=["sugary diabetes"], by=petra)
    assert find_indicators(version, "sugary") == []


def test_nobody_but_an_administrator_changes_them(version: MatrixVersion, marek: User) -> None:
    before = EverydayWords.objects.get(code="L3-fe-04").words_text
    with pytest.raises(Refused, match="Only an administrator"):
        set_everyday_words(version, code="L3-fe-04", phrases=["word"], by=marek)
    assert EverydayWords.objects.get(code="L3-fe-04").words_text == before


def test_loading_again_keeps_what_a_person_changed_and_renews_the_rest(
    version: MatrixVersion, petra: User, tmp_path: Path
) -> None:
    set_everyday_words(version, code="L3-fe-04", phrases=["porridge"], by=petra)
    path = _file(tmp_path, "scheme: walsall\nsame: [one two]\nwords:\n  L3-fe-04: [other]\n  L3-fe-05: [newer]\n")
    assert load_words_file(path, by=User.objects.system()) == 2
    kept = dict(EverydayWords.objects.values_list("code", "words_text"))
    assert (kept["L3-fe-04"], kept["L3-fe-05"], kept["same"]) == ("porridge", "newer", "one two")
    entries = Entry.objects.count()
    assert load_words_file(path, by=User.objects.system()) == 0
    assert Entry.objects.count() == entries


def test_a_file_for_another_scheme_is_refused(tmp_path: Path) -> None:
    before = EverydayWords.objects.count()
    with pytest.raises(CommandError, match="for a scheme that is not loaded"):
        call_command("load_everyday_words", _file(tmp_path, "scheme: elsewhere\nwords: {}\n"))
    assert EverydayWords.objects.count() == before


PAGE = "/administration/words/L3-fe-04/"


def test_the_administrator_changes_words_in_the_browser(client: Client, petra: User) -> None:
    client.force_login(petra)
    assert "dad inside\nmum locked up" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {"words": "Porridge\r\n\r\ndoing time"}, follow=True)
    assert "Saved. The search uses these words now: Parent is in prison." in answer.content.decode()
    assert EverydayWords.objects.get(code="L3-fe-04").words_text == "porridge\ndoing time"


def test_words_that_mean_the_same_are_changed_in_the_browser(
    client: Client, version: MatrixVersion, petra: User
) -> None:
    client.force_login(petra)
    client.post("/administration/words/same/", {"words": "pokey prison"})
    assert "L3-fe-04" in [one.code for one in find_indicators(version, "pokey", limit=5)]


def test_what_is_too_long_is_said_beside_the_field_and_not_lost(client: Client, petra: User) -> None:
    client.force_login(petra)
    before = EverydayWords.objects.get(code="L3-fe-04").words_text
    page = client.post(PAGE, {"words": "x" * 61}).content.decode()
    assert "Use 60 characters or fewer a line" in page
    assert "x" * 61 in page
    assert EverydayWords.objects.get(code="L3-fe-04").words_text == before


def test_a_code_that_is_not_in_the_matrix_is_not_there(client: Client, petra: User) -> None:
    client.force_login(petra)
    assert client.get("/administration/words/L9-zz-99/").status_code == 404


def test_a_form_without_the_field_empties_nothing(client: Client, petra: User) -> None:
    client.force_login(petra)
    before = EverydayWords.objects.get(code="L3-fe-04").words_text
    assert client.post(PAGE, {}).status_code == 200
    assert EverydayWords.objects.get(code="L3-fe-04").words_text == before
