"""What cases are called: no gap, and no number that tells who decided which."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.models import User
from quality.double import actions
from quality.double.numbers import _numbered, common_numbers, number_of, own_numbers
from quality.double.sampling import Drawing
from quality.double_models import Round
from referrals.actions import restrict
from tests.quality.double.conftest import Decide, answer_all

Look = Callable[[User, str], str]


@pytest.fixture
def look(client: Client) -> Look:
    def at(user: User, address: str) -> str:
        client.force_login(user)
        page = client.get(address)
        assert page.status_code == 200
        return re.sub(r"\s+", " ", page.content.decode())

    return at


@pytest.fixture
def out(decide: Decide, tomas: User, marek: User, person: Any, council: Any) -> Round:
    """Eight cases: Tomas decided one of them, and Wren another."""
    wren = person("Wren Ashdown", "mash_worker", council)
    for by in (tomas, wren, None, None, None, None, None, None):
        decide(by=by)
    made = actions.make_round(name="Autumn", drawing=Drawing(8), seed=7, by=marek)
    for case in made.cases.all():
        actions.confirm_case(case, text=case.text, by=marek)
    return actions.send_round(made, people=[tomas, wren, marek], by=marek)


@pytest.fixture
def wren(out: Round) -> User:
    return User.objects.get(full_name="Wren Ashdown")


def numbered(page: str) -> dict[UUID, int]:
    """The links to cases on a page, with their numbers."""
    links = re.findall(r'href="/quality/double/case/([0-9a-f-]{36})/">Case (\d+)</a>', page)
    return {UUID(key): int(number) for key, number in links}


def test_everybodys_own_cases_have_no_gap(out: Round, tomas: User, wren: User, marek: User, look: Look) -> None:
    for who, count in ((tomas, 7), (wren, 7), (marek, 8)):
        shown = numbered(look(who, f"/quality/double/{out.pk}/"))
        assert list(shown.values()) == list(range(1, count + 1))
        assert shown == own_numbers(out, who)


def test_a_case_is_called_the_same_in_the_list_and_on_its_page(out: Round, tomas: User, look: Look) -> None:
    for key, number in own_numbers(out, tomas).items():
        page = look(tomas, f"/quality/double/case/{key}/")
        assert f'<h1 class="govuk-heading-l">Case {number}</h1>' in page
        assert f"<title>Case {number} " in page


def test_a_manager_who_was_not_asked_reads_no_number(out: Round, niamh: User, person: Any, council: Any) -> None:
    other = person("Ada Fenwright", "mash_manager", council)
    assert {number_of(case, other) for case in out.cases.all()} == {None}


def test_the_order_of_ones_own_is_not_the_order_of_all(out: Round, tomas: User, wren: User, marek: User) -> None:
    """Else a colleague's "my case 4" that is case 5 to all would tell that one before it was theirs."""
    keys = [uuid4() for _ in range(200)]
    lists = [list(_numbered({key: f"{who}:{key}" for key in keys})) for who in ("one", "other")]
    assert lists[0] != lists[1]
    same = sum(lists[0].index(key) < lists[0].index(lists[1][place + 1]) for place, key in enumerate(lists[1][:-1]))
    assert 60 < same < 140, "neighbours in one list stand either way round in the other"
    orders = {tuple(own_numbers(out, who)) for who in (tomas, wren, marek)}
    assert len(orders) == 3


def test_once_it_is_over_all_know_a_case_by_the_same_number(
    out: Round, tomas: User, wren: User, marek: User, ola: User, look: Look
) -> None:
    for who in (tomas, wren, marek):
        for case in out.cases.filter(askings__person=who):
            actions.answer_case(case, level=2, route="early_help", reason="Hungry most mornings.", by=who)
    out.refresh_from_db()
    assert out.status == "closed"
    pages = [numbered(look(who, f"/quality/double/{out.pk}/")) for who in (tomas, wren, marek, ola)]
    assert all(page == common_numbers(out) for page in pages)
    assert list(pages[0].values()) == list(range(1, 9))
    for key, number in pages[0].items():
        assert f'<h1 class="govuk-heading-l">Case {number}</h1>' in look(wren, f"/quality/double/case/{key}/")
    page = look(wren, f"/quality/double/{out.pk}/")
    assert "The cases are numbered anew, the same for everybody." in page
    assert "Tomas" not in page.split("<main", 1)[1]


def test_what_is_left_out_or_restricted_leaves_no_gap(sent: Round, tomas: User, orla: User, marek: User) -> None:
    gone = sent.cases.get(number=2)
    restrict(gone.referral, to=[marek], by=marek)
    assert list(own_numbers(sent, tomas).values()) == [1, 2, 3]
    answer_all(sent, [tomas, orla])
    assert list(common_numbers(sent).values()) == [1, 2, 3]
