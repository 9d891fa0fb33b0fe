"""Two windows on one section: neither undoes the other, and nothing is overwritten silently."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from referrals.models import Draft
from tests.factories import fill_draft
from unsent.windows import DRAWN, MINE, NUMBER, WINDOW, Drawn, drawn_now, lay_beside

STORED = {"asked": ["yes"], "words": ["“Is there more toast?”"]}


def drawn(window: str = "two", number: int = 0, mine: tuple[str, ...] = (), stored: Any = STORED) -> Drawn:
    return Drawn(json.loads(drawn_now(stored)), window, number, frozenset(mine))


def test_windows_on_different_answers_do_not_undo_each_other() -> None:
    first = lay_beside(STORED, {}, {"words": ["“No.”"]}, drawn("one"))
    second = lay_beside(first.data, first.beside, {"asked": ["no"], "words": STORED["words"]}, drawn("two"))
    assert second.data == {"asked": ["no"], "words": ["“No.”"]}
    assert second.elsewhere == {}


def test_the_same_answer_in_both_is_kept_twice() -> None:
    first = lay_beside(STORED, {}, {"words": ["“No.”"]}, drawn("one"))
    second = lay_beside(first.data, first.beside, {"words": ["“Yes.”"]}, drawn("two"))
    assert second.data["words"] == ["“No.”"]
    assert second.elsewhere == {"words": ["“No.”"]}
    assert second.beside["words"]["other"] == ["“Yes.”"]
    chosen = lay_beside(second.data, second.beside, {"words": ["“Yes.”"]}, drawn("two", mine=("words",)))
    assert (chosen.data["words"], chosen.elsewhere) == (["“Yes.”"], {})
    assert "other" not in chosen.beside["words"]


def test_one_window_goes_on_writing_and_a_late_request_of_it_changes_nothing() -> None:
    first = lay_beside(STORED, {}, {"words": ["abc"]}, drawn("one", 2))
    late = lay_beside(first.data, first.beside, {"words": ["ab"]}, drawn("one", 1))
    assert (late.data["words"], late.elsewhere) == (["abc"], {})
    again = lay_beside(late.data, late.beside, {"words": ["abcd"]}, drawn("one", 3))
    assert again.data["words"] == ["abcd"]


def test_line_ends_of_a_browser_are_no_change() -> None:
    stored = {"words": ["one\ntwo"]}
    kept = lay_beside({"words": ["three"]}, {}, {"words": ["one\r\ntwo"]}, drawn(stored=stored))
    assert (kept.data["words"], kept.elsewhere) == (["three"], {})


def test_an_answer_emptied_elsewhere_stays_empty_unless_it_was_written_here() -> None:
    untouched = lay_beside({"words": [""]}, {}, {"words": STORED["words"]}, drawn())
    assert untouched.data["words"] == [""]
    written = lay_beside({"words": [""]}, {}, {"words": ["new"]}, drawn())
    assert (written.data["words"], written.elsewhere) == (["new"], {})


def test_what_a_page_started_with_is_kept_with_it() -> None:
    kept = lay_beside({}, {}, {"phone": ["01632 960 301"]}, drawn(stored={"phone": ["01632 960 301"]}))
    assert kept.data == {"phone": ["01632 960 301"]}


# Through the pages


@pytest.fixture
def draft(delphine: User) -> Draft:
    return fill_draft(delphine)


def opened(client: Client, draft: Draft, section: str = "voice") -> dict[str, str]:
    """What a page carries."""
    response = client.get(reverse("referrals:section", args=[draft.pk, section]))
    beside = response.context["beside"]
    return {DRAWN: beside["drawn"], WINDOW: beside["window"]}


def save(client: Client, draft: Draft, **post: str) -> Any:
    return client.post(reverse("referrals:autosave", args=[draft.pk, "voice", 0]), post)


def test_saving_while_typing_tells_of_the_other_window(draft: Draft, delphine: User) -> None:
    client = Client()
    client.force_login(delphine)
    one, two = opened(client, draft), opened(client, draft)
    assert "elsewhere" not in save(client, draft, words="One", **one, **{NUMBER: "1"}).json()
    assert "elsewhere" not in save(client, draft, words="One more", **one, **{NUMBER: "2"}).json()
    assert save(client, draft, words="Two", **two).json()["elsewhere"] == {"words": ["One more"]}
    row = draft.sections.get(section="voice")
    assert (row.data["words"], row.beside["words"]["other"]) == (["One more"], ["Two"])
    assert "elsewhere" not in save(client, draft, words="Two", **two, **{MINE: "words"}).json()
    row.refresh_from_db()
    assert (row.data["words"], row.beside["words"].get("other")) == (["Two"], None)


def test_a_whole_page_without_scripts_undoes_nothing_and_shows_both(draft: Draft, delphine: User) -> None:
    client = Client()
    client.force_login(delphine)
    address = reverse("referrals:section", args=[draft.pk, "voice"])
    one, two = opened(client, draft), opened(client, draft)
    client.post(address, {"asked": "yes", "words": "One", **one})
    response = client.post(address, {"asked": "no", "words": "Two", **two})
    assert response.headers["Location"] == address
    row = draft.sections.get(section="voice")
    assert (row.data["words"], row.data["asked"], row.beside["words"]["other"]) == (["One"], ["no"], ["Two"])
    page = client.get(address)
    text = page.content.decode()
    assert "both changed the same answer" in text
    assert "<dd>Two</dd>" in text
    third = {DRAWN: page.context["beside"]["drawn"], WINDOW: page.context["beside"]["window"]}
    client.post(address, {"asked": "no", "words": "One. Two", "_seen": "words", **third})
    row.refresh_from_db()
    assert row.data["words"] == ["One. Two"]
    assert "both changed the same answer" not in client.get(address).content.decode()


@pytest.mark.parametrize("carried", ["", "[]", "{", '{"words": 7}', "null"])
def test_whatever_a_page_carries_nothing_breaks(carried: str, draft: Draft, delphine: User) -> None:
    client = Client()
    client.force_login(delphine)
    response = save(client, draft, words="Typed", **{DRAWN: carried, WINDOW: "w", NUMBER: "x"})
    assert response.status_code == 200
    row = draft.sections.get(section="voice")
    assert ["Typed"] in (row.data["words"], row.beside.get("words", {}).get("other"))
