"""A page sent after the session has ended, without scripts: its writer gets it back, and nobody else."""

from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from referrals.models import Draft
from tests.conftest import PASSWORD
from tests.factories import fill_draft
from unsent.while_out import BACK, KEY, LARGEST, LASTS

WORDS = "She says she is hungry at night."


@pytest.fixture
def draft(delphine: User) -> Draft:
    return fill_draft(delphine)


def voice(draft: Draft) -> str:
    return reverse("referrals:section", args=[draft.pk, "voice"])


def sign_in(client: Client, person: User, where: str) -> None:
    response = client.post("/sign-in/login/", {"login": person.email, "password": PASSWORD, "next": where})
    assert (response.status_code, response.headers["Location"]) == (302, where)


def carried(draft: Draft, person: User) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    beside = client.get(voice(draft)).context["beside"]
    return {"_drawn": beside["drawn"], "_window": beside["window"]}


def words(draft: Draft) -> list[str]:
    return list(draft.sections.get(section="voice").data["words"])


def test_the_writer_gets_it_back_once(draft: Draft, delphine: User) -> None:
    page, client = carried(draft, delphine), Client()
    response = client.post(voice(draft), {"asked": "yes", "words": WORDS, **page})
    assert response.headers["Location"] == f"/sign-in/login/?next={voice(draft)}"
    assert WORDS not in str(dict(client.session))
    sign_in(client, delphine, voice(draft))
    text = client.get(voice(draft)).content.decode()
    assert BACK in text
    assert WORDS in text
    assert words(draft) == [WORDS]
    assert KEY not in client.session
    assert BACK not in client.get(voice(draft)).content.decode()


def test_another_person_who_signs_in_there_gets_nothing(draft: Draft, delphine: User, bronwen: User) -> None:
    before, client = words(draft), Client()
    client.post(voice(draft), {"words": WORDS})
    sign_in(client, bronwen, voice(draft))
    assert client.get(voice(draft)).status_code == 404
    assert KEY not in client.session
    assert client.get("/referrals/").status_code == 200
    client.post("/sign-in/logout/")
    sign_in(client, delphine, voice(draft))
    client.get(voice(draft))
    assert words(draft) == before


def test_what_was_written_meanwhile_is_not_overwritten(draft: Draft, delphine: User) -> None:
    page, client, elsewhere = carried(draft, delphine), Client(), Client()
    client.post(voice(draft), {"words": WORDS, **page})
    elsewhere.force_login(delphine)
    elsewhere.post(voice(draft), {"asked": "yes", "words": "Written on the telephone."})
    sign_in(client, delphine, voice(draft))
    text = client.get(voice(draft)).content.decode()
    assert words(draft) == ["Written on the telephone."]
    assert WORDS in text


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_it_waits_half_an_hour(late: timedelta, kept: bool, draft: Draft, delphine: User) -> None:
    page, client, now = carried(draft, delphine), Client(), clock.now()
    with clock.moved_to(now):
        client.post(voice(draft), {"words": WORDS, **page})
    sign_in(client, delphine, voice(draft))
    with clock.moved_to(now + LASTS + late):
        client.get(voice(draft))
    assert (words(draft) == [WORDS]) == kept


@pytest.mark.parametrize("page", ["voice/", "worries/", "children/0/"])
def test_a_stranger_learns_from_no_answer_whether_a_form_is_there(page: str, draft: Draft) -> None:
    there = f"/referrals/draft/{draft.pk}/{page}"
    absent = there.replace(str(draft.pk)[:8], "00000000")
    answers = [Client().post(address, {"words": WORDS, "item": "0"}) for address in (there, absent)]
    told = [
        (one.status_code, one.headers["Location"], sorted(one.headers), sorted(one.cookies), one.content)
        for one in answers
    ]
    assert told[1] == (*told[0][:1], f"/sign-in/login/?next={absent}", *told[0][2:])
    assert "frontdoor" in str(told[0][3])


def test_what_cannot_be_given_back_fails_once_and_no_more(
    draft: Draft, delphine: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.post(voice(draft), {"words": WORDS})
    sign_in(client, delphine, voice(draft))
    with monkeypatch.context() as patch:
        patch.setattr("referrals.typed_while_out.merge_section", mock.Mock(side_effect=RecursionError))
        assert client.get(voice(draft)).status_code == 500
    assert client.get(voice(draft)).status_code == 200


def test_what_is_no_page_of_a_form_and_what_is_too_large_is_not_kept(draft: Draft) -> None:
    for address, typed in (
        (voice(draft), "x" * LARGEST),
        (reverse("referrals:section", args=[draft.pk, "nothing"]), WORDS),
    ):
        client = Client()
        response = client.post(address, {"words": typed})
        assert response.headers["Location"] == f"/sign-in/login/?next={address}"
        assert KEY not in client.session


def test_an_open_worry_comes_back_too(draft: Draft, delphine: User) -> None:
    client, address = Client(), reverse("referrals:worries", args=[draft.pk])
    inside = Client()
    inside.force_login(delphine)
    beside = inside.get(f"{address}?open=0").context["beside"]
    page = {"_drawn": beside["drawn"], "_window": beside["window"]}
    client.post(address, {"item": "0", "what": "Asked again today.", "indicator": "L4-cd-14", **page})
    sign_in(client, delphine, address)
    client.get(address)
    kept = draft.sections.get(section="worries", item=0).data
    assert (kept["what"], kept["indicator"]) == (["Asked again today."], ["L2-cd-14"])
