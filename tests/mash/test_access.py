"""Every page of the desk for the whole cast: who sees it, and that for the rest there is no trace of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mash import actions
from mash.models import Decision
from referrals.actions import restrict
from referrals.models import Referral
from tests.answers import without_token, words_of
from tests.factories import sent_referral
from tests.mash.conftest import REPLY, WHY
from trail.models import Entry

pytestmark = pytest.mark.django_db

CAST = (
    "delphine",
    "bronwen",
    "wilf",
    "charlie",
    "strange_lead",
    "asha",
    "tomas",
    "marek",
    "niamh",
    "ola",
    "petra",
)
DESK = {"asha", "tomas", "marek", "ola"}
READERS = {
    "mash:queue": DESK,
    "mash:news": DESK,
    "mash:referral": DESK,
    "mash:trail": DESK,
    "mash:outcome": DESK | {"delphine", "wilf"},
    "mash:early_help": {"niamh", "marek"},
    "mash:early_help_case": {"niamh", "marek"},
}
WRITERS = {
    "mash:claim": {"asha", "tomas", "marek"},
    "mash:release": {"asha", "tomas", "marek"},
    "mash:reassign": {"asha", "tomas", "marek"},
    "mash:decide": {"asha", "tomas", "marek"},
    "mash:sign_off": {"asha", "tomas", "marek"},
    "mash:tell_by_phone": {"asha", "tomas", "marek"},
    "mash:take_next": {"asha", "tomas", "marek"},
    "mash:mark_read": {"delphine", "wilf"},
    "mash:accept": {"niamh"},
}
WITHOUT_RECORD = {"mash:queue", "mash:news", "mash:early_help", "mash:take_next"}
TRACES = ("Pip", "Fablewood", "Acorn Row", "Hungry", "toast", "Breakfast club", "L2-cd-14", "push back")


def address(name: str, reference: str) -> str:
    return reverse(name) if name in WITHOUT_RECORD else reverse(name, args=[reference])


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", sorted(READERS))
def test_who_reads_what(
    name: str,
    who: str,
    helped: Referral,
    browser: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    answer = browser(request.getfixturevalue(who)).get(address(name, helped.reference))
    assert answer.status_code == (200 if who in READERS[name] else 404)
    if who not in READERS[name]:
        page = words_of(answer)
        assert [trace for trace in TRACES if trace in page] == []
        assert not Entry.objects.filter(verb="read", actor_id=request.getfixturevalue(who).pk).exists()


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_who_may_post_where(
    name: str, who: str, helped: Referral, browser: Callable[[User], Client], request: pytest.FixtureRequest
) -> None:
    answer = browser(request.getfixturevalue(who)).post(address(name, helped.reference), {})
    if who in WRITERS[name]:
        assert answer.status_code in {200, 302}
    else:
        assert answer.status_code == 404
        page = words_of(answer)
        assert [trace for trace in TRACES if trace in page] == []


@pytest.mark.parametrize("name", sorted({**READERS, **WRITERS}.keys() - WITHOUT_RECORD))
def test_hidden_and_absent_are_the_same_to_the_byte(
    name: str, low: Referral, marek: User, tomas: User, charlie: User, niamh: User, browser: Callable[[User], Client]
) -> None:
    restrict(low, to=[], by=marek)
    absent = "FD-0000-00"
    for user in (tomas, charlie, niamh):
        client = browser(user)
        ask = client.get if name in READERS else client.post
        hidden, nothing = ask(address(name, low.reference)), ask(address(name, absent))
        assert (hidden.status_code, nothing.status_code) == (404, 404)
        assert words_of(hidden) == words_of(nothing)
        assert {name: hidden.headers[name] for name in hidden.headers} == dict(nothing.headers.items())


def test_a_stranger_who_is_not_signed_in_is_sent_to_sign_in(low: Referral, client: Client) -> None:
    for name in {**READERS, **WRITERS}:
        answer = client.get(address(name, low.reference))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


def test_a_restricted_one_is_in_no_list_and_no_count(
    low: Referral, marek: User, tomas: User, asha: User, browser: Callable[[User], Client]
) -> None:
    restrict(low, to=[asha], by=marek)
    page = browser(tomas).get(reverse("mash:queue")).content.decode()
    assert low.reference not in page
    assert "Hungry most mornings" not in page
    assert '<span class="fd-tray__n">0</span> All open' in page
    page = browser(asha).get(reverse("mash:queue")).content.decode()
    assert low.reference in page
    assert "Restricted" in page


def test_the_auditor_reads_and_has_no_button(held: Referral, ola: User, browser: Callable[[User], Client]) -> None:
    for where in (reverse("mash:queue"), reverse("mash:referral", args=[held.reference])):
        page = browser(ola).get(where).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert "Claim" not in main
        assert "Take the next family" not in main
        assert 'method="post"' not in main


def test_every_shown_record_is_put_on_the_trail(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    shown = {sent_referral(delphine).pk for _ in range(3)}
    browser(asha).get(reverse("mash:queue"))
    reads = Entry.objects.filter(verb="read", actor_id=asha.pk)
    assert {(entry.record_id, entry.facts["view"]) for entry in reads} == {(pk, "queue") for pk in shown}


def test_a_page_whose_trail_cannot_be_written_is_not_served(
    held: Referral, asha: User, browser: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr("referrals.door.write", fail)
    client = browser(asha)
    client.raise_request_exception = False
    answer = client.get(reverse("mash:referral", args=[held.reference]))
    assert answer.status_code == 500
    assert "Pip" not in words_of(answer)


# What stands in MASH's own record, none of which a referrer may learn.
SECRETS = {
    "rationale": "MASH-ONLY-RATIONALE, known since an earlier contact",
    "differs_reason": "MASH-ONLY-DIFFERENCE, the other agency holds more",
}


@pytest.mark.parametrize("who", ["delphine", "wilf"])
@pytest.mark.parametrize("route", ["child_in_need", "allocated_worker", "strategy_discussion"])
def test_the_referrer_reads_nothing_of_the_record(
    who: str, route: str, held: Referral, asha: User, browser: Callable[[User], Client], request: pytest.FixtureRequest
) -> None:
    actions.record_decision(held, level=4, route=route, **SECRETS, reply=REPLY, by=asha)
    page = browser(request.getfixturevalue(who)).get(reverse("mash:outcome", args=[held.reference])).content.decode()
    assert "MASH-ONLY" not in page
    assert "own social worker" not in page


def test_a_known_child_and_a_new_one_read_the_same(
    at_tuesday: datetime, delphine: User, asha: User, marek: User, browser: Callable[[User], Client]
) -> None:
    """An allocated worker means that the child was known: that must not show."""
    pages = []
    for route in ("child_in_need", "allocated_worker"):
        referral = sent_referral(delphine)
        actions.claim(referral, by=asha)
        actions.record_decision(
            referral, level=4, route=route, rationale=WHY, differs_reason=WHY, reply=REPLY, by=marek
        )
        page = browser(delphine).get(reverse("mash:outcome", args=[referral.reference])).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        pages.append(without_token(main).replace(referral.reference, ""))
    assert pages[0] == pages[1]


def test_a_confidential_part_stays_with_mash(
    at_tuesday: datetime, delphine: User, asha: User, browser: Callable[[User], Client]
) -> None:
    consent = {"family": ["agreed"], "confidential": ["CONFIDENTIAL-WORDS"]}
    referral = sent_referral(delphine, consent=consent)
    actions.claim(referral, by=asha)
    page = browser(asha).get(reverse("mash:referral", args=[referral.reference])).content.decode()
    assert "CONFIDENTIAL-WORDS" in page
    actions.record_decision(referral, level=2, route="early_help", rationale=WHY, reply=REPLY, by=asha)
    page = browser(delphine).get(reverse("mash:outcome", args=[referral.reference])).content.decode()
    assert "CONFIDENTIAL-WORDS" not in page


def test_titles_carry_no_name(helped: Referral, asha: User, marek: User, browser: Callable[[User], Client]) -> None:
    for name in sorted(READERS.keys() - {"mash:news"}):
        page = browser(marek).get(address(name, helped.reference)).content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert "Pip" not in title
        assert "Fablewood" not in title


def test_lists_carry_initials_only(
    helped: Referral, low: Referral, marek: User, browser: Callable[[User], Client]
) -> None:
    for name in ("mash:queue", "mash:early_help"):
        page = words_of(browser(marek).get(reverse(name)))
        assert "Fablewood" not in page
        assert "Pip" not in page


def test_the_lead_opens_only_the_outcome(decided: Referral, wilf: User, browser: Callable[[User], Client]) -> None:
    assert Decision.objects.made().count() == 1
    assert browser(wilf).get(reverse("mash:outcome", args=[decided.reference])).status_code == 200
    assert browser(wilf).get(reverse("mash:referral", args=[decided.reference])).status_code == 404
