"""The pages of practice: search, choose, answer, read the published answer; nothing typed is lost."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from practice.answering import answer_case
from practice.attempts import Attempt
from practice.cases import CaseSet, PracticeCase
from practice.door import pace_in
from practice.loading import retire_case
from tests.practice.conftest import Work
from thresholds.models import Scheme
from unsent.models import Unsent

pytestmark = pytest.mark.django_db


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def place(case_set: CaseSet, by: User) -> str:
    return f"/practice/case/{pace_in(case_set, by=by).open[0]}/"


def read(client: Client, address: str, **posted: Any) -> str:
    answer = client.post(address, posted) if posted else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_with_an_account_practises(own: CaseSet, delphine: User, asha: User, ola: User, petra: User) -> None:
    for person in (delphine, asha, ola, petra):
        client = client_of(person)
        assert "Published examples" in read(client, "/practice/")
        assert "Start" in read(client, f"/practice/{own.pk}/")
        assert "What would you say?" in read(client, place(own, person))
    assert Client().get("/practice/").status_code == 302


def test_a_search_adds_worries_and_nothing_chosen_or_typed_is_lost(own: CaseSet, delphine: User) -> None:
    client, address = client_of(delphine), place(own, delphine)
    page = read(client, address, q="hungry", find="yes", words="He asks for more.", level="2")
    assert 'name="picked" value="L2-cd-14"' in page
    page = read(client, address, picked=["", "L2-cd-14"], words="He asks for more.", level="2")
    assert "Worries you chose, 1" in page
    assert 'type="checkbox" value="L2-cd-14" checked' in page
    page = read(client, address)  # another day
    assert 'type="checkbox" value="L2-cd-14" checked' in page
    assert "He asks for more." in page
    assert re.search(r'name="level" type="radio" value="2" checked', page)
    assert not Attempt.objects.exists()
    assert not Unsent.objects.exclude(writer=delphine).exists()


def test_what_was_found_stays_when_one_of_it_is_added(own: CaseSet, delphine: User) -> None:
    """The page comes back at what was found, without a script, so that the next worry can be added."""
    client, address = client_of(delphine), place(own, delphine)
    page = read(client, address, q="hungry", find="yes")
    assert 'name="find" value="yes" formaction="#found"' in page
    heading = re.search(r'<h2 [^>]*id="found" tabindex="-1">(\d) found<', page)
    assert heading is not None
    assert page.count('formaction="#found">Add<') == int(heading[1])
    page = read(client, address, q="hungry", picked=["", "L2-cd-14"])
    assert f">{heading[1]} found<" in page
    assert page.count('formaction="#found">Add<') == int(heading[1]) - 1
    assert page.count(">Added<") == 1
    assert "Worries you chose, 1" in page
    assert ">Nothing found<" in read(client, address, q="zzqx", find="yes")
    several = read(client, address, q="hungry, bruises, won’t go home", find="yes")
    assert "Abuse or neglect suspected" in several
    shown = several.count('formaction="#found">Add<') + several.count(">Added<")
    assert f">{shown} found<" in several
    assert 'id="found"' not in read(client, address, q="hungry", answer="yes")


def test_an_answer_without_a_level_is_asked_for_and_loses_nothing(own: CaseSet, delphine: User) -> None:
    page = read(client_of(delphine), place(own, delphine), answer="yes", picked=["", "L2-cd-14"], words="He asks.")
    assert "Choose a level, or say that too little is known" in page
    assert "Worries you chose, 1" in page
    assert "He asks." in page
    assert not Attempt.objects.exists()


def test_a_worry_that_is_not_there_is_refused_in_a_sentence(own: CaseSet, delphine: User) -> None:
    page = read(client_of(delphine), place(own, delphine), answer="yes", picked=["L9-xx"], level="2", words="")
    assert "That worry is not in the matrix" in page
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("level", ["9", "x", "-1", "2\x00"])
def test_a_level_that_is_not_there_is_no_fault_of_ours(level: str, own: CaseSet, delphine: User) -> None:
    page = read(client_of(delphine), place(own, delphine), answer="yes", level=level, words="He asks.")
    assert "He asks." in page
    assert not Attempt.objects.exists()


def test_answered_it_says_where_and_why_the_published_answer_differs(delphine: User, at_tuesday: datetime) -> None:
    case = PracticeCase.objects.get(code="HV-113")
    retire_all_but(case)
    client, address = client_of(delphine), f"/practice/case/{case.pk}/"
    answer = client.post(
        address, {"answer": "yes", "picked": ["", "L4-cd-18", "L2-cd-14"], "level": "2", "words": "She is happy."}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    page = " ".join(read(client, address).split())
    for words in (
        "You said level 2. Published is level 4",
        "Lower than published. A child could wait for help that is owed.",
        "One disclosure of abuse decides, however good everything else is.",
        "Worries you did not choose",
        'href="/guide/level/4/#L4-cd-06"',
        "Worries that only you chose",
        'href="/guide/level/2/#L2-cd-14"',
        "She is happy.",
        "Evidence or suspicion of abuse always goes to social care",
        "Level 4 of 4",
    ):
        assert words in page, words
    assert not Unsent.objects.exclude(sealed="").exists()


def test_the_answer_says_first_what_was_said_and_suggests_nothing_for_no_worry(own: CaseSet, delphine: User) -> None:
    client, address = client_of(delphine), place(own, delphine)
    page = read(client, address)
    assert "Case 1 of 10" in page
    assert page.index("Your first answer stands") < page.index("Give my answer")
    client.post(address, {"answer": "yes", "picked": [""], "level": "3", "words": ""})
    page = " ".join(read(client, address).split())
    assert "Case 1 of 10" in page
    assert '</h1> <p class="govuk-body">You said: ' in page
    assert "What Front Door suggests" not in page
    assert "Case 2 of 10" in read(client, place(own, delphine))


def test_outside_a_round_the_place_in_the_set_is_told(
    own: CaseSet, delphine: User, work: Work, at_tuesday: datetime
) -> None:
    work(delphine, own, 10)
    with clock.moved_to(at_tuesday + timedelta(hours=1)):
        work(delphine, own, 1)
    free = Attempt.objects.get(stage="free").case_id
    for case, says in ((free, "Case 11 of 24<"), (pace_in(own, by=delphine).open[0], "Case 12 of 24<")):
        assert says in read(client_of(delphine), f"/practice/case/{case}/")
    own.cases.exclude(attempts__person=delphine).update(retired_at=clock.now(), retired_by=User.objects.system())
    assert "Case 11 of 11<" in read(client_of(delphine), f"/practice/case/{free}/")


def retire_all_but(case: PracticeCase) -> None:
    """A small set has no follow-up, so the case is open to everybody."""
    PracticeCase.objects.exclude(pk=case.pk).update(retired_at=clock.now(), retired_by=User.objects.system())


@pytest.mark.parametrize(
    ("level", "published", "has", "picked", "says", "says_not"),
    [
        # Right, and what was chosen carries it: nothing was missed, whatever else the case holds.
        ("4", 4, ["L4-cd-06", "L4-pa-05", "L1-cd-02"], ["L4-cd-06"], [], ["did not choose"]),
        # Right by a guess: what carries the level, and no strength.
        ("4", 4, ["L4-cd-06", "L2-cd-14", "L1-cd-02"], ["L2-cd-01"], ["Worries you did not choose", "L4-cd-06"],
         ["L2-cd-14", "L1-cd-02"]),
        ("2", 1, ["L1-cd-02"], ["L2-cd-01"], ["Strengths you did not choose", "L1-cd-02"], ["Worries you did"]),
        ("2", 2, ["L2-cd-14"], ["L2-cd-14", "L1-cd-02"], ["Strengths that only you chose"], ["Worries that only"]),
        ("1", 1, ["L1-cd-02"], [], [], ["did not choose"]),
        ("none", 4, ["L4-cd-06"], [], ["That falls short: the case says enough for level 4."], []),
        ("2", None, ["L2-cd-14"], [], ["The case says too little to tell a level."], ["did not choose"]),
    ],
)  # fmt: skip
def test_only_what_matters_for_the_level_is_said_to_be_missed(
    level: str, published: int | None, has: list[str], picked: list[str], says: list[str], says_not: list[str],
    own: CaseSet, delphine: User,
) -> None:  # fmt: skip
    client, address = client_of(delphine), place(own, delphine)
    own.cases.update(level=published, indicators=has, acceptable=[] if published is None else [published])
    client.post(address, {"answer": "yes", "picked": ["", *picked], "level": level, "words": ""})
    page = read(client, address)
    assert [words for words in says if words not in page] == []
    assert [words for words in says_not if words in page] == []
    assert "would also do" not in page


@pytest.mark.parametrize("level", ["2", "3", "4"])
def test_the_other_levels_that_would_do_are_named(level: str, own: CaseSet, delphine: User) -> None:
    client, address = client_of(delphine), place(own, delphine)
    client.post(address, {"answer": "yes", "picked": [""], "level": level, "words": ""})
    assert "Level 3 would also do." in read(client, address)
    own.cases.update(level=4, acceptable=[4, 3])
    assert "would also do" not in read(client, address)


def test_an_answer_that_is_as_published_says_so(own: CaseSet, delphine: User) -> None:
    client, address = client_of(delphine), place(own, delphine)
    client.post(address, {"answer": "yes", "picked": ["L2-cd-14"], "level": "2", "words": ""})
    page = read(client, address)
    assert "As published: level 2" in page
    assert "Worries you did not choose" not in page
    assert "Worries that only you chose" not in page
    assert "Next case" in page


def test_nobody_reads_another_s_answer(own: CaseSet, delphine: User, wilf: User, marek: User) -> None:
    case = PracticeCase.objects.get(pk=pace_in(own, by=delphine).open[0])
    answer_case(case, indicators=["L4-cd-14"], level=4, words="CNRY what I think", by=delphine)
    for person in (wilf, marek):
        answer = client_of(person).get(f"/practice/case/{case.pk}/")
        assert "CNRY" not in answer.content.decode()
        assert "You said" not in answer.content.decode()
        assert "CNRY" not in read(client_of(person), f"/practice/{own.pk}/")


def test_what_is_kept_back_retired_or_for_another_scheme_is_not_there(
    own: CaseSet, delphine: User, petra: User, settings: Any
) -> None:
    client = client_of(delphine)
    open_now = pace_in(own, by=delphine).open
    kept = own.cases.exclude(pk__in=open_now).first()
    assert kept is not None
    retire_case(own.cases.get(pk=open_now[0]), retired=True, by=petra)
    for case in (kept.pk, open_now[0], "00000000-0000-4000-8000-000000000009"):
        assert client.get(f"/practice/case/{case}/").status_code == 404
        assert client.post(f"/practice/case/{case}/", {"answer": "yes", "level": "2"}).status_code == 404
    elsewhere = Scheme.objects.create(slug="elsewhere", name="Elsewhere")
    CaseSet.objects.filter(pk=own.pk).update(scheme=elsewhere)
    assert client.get(f"/practice/{own.pk}/").status_code == 404
    assert "Our cases" not in read(client, "/practice/")
    assert not Attempt.objects.exists()


def test_the_set_says_what_is_next(own: CaseSet, delphine: User, work: Work, at_tuesday: datetime) -> None:
    client, address = client_of(delphine), f"/practice/{own.pk}/"
    assert "A first round is 10 cases: 10 to go." in read(client, address)
    work(delphine, own, 10)
    assert "wait for you from 29 December 2026" in " ".join(read(client, address).split())
    with clock.moved_to(at_tuesday + timedelta(weeks=6)):
        client = client_of(delphine)
        assert "Answer 10 new cases and see what has changed." in read(client, address)
        work(delphine, own, 10, level=4)
        page = " ".join(read(client, address).split())
    assert "From the first round to the follow-up: −100 points" in page
    assert "10 of 10 as published." in page
    assert "0 of 10 as published; 10 higher." in page
    assert "You: level 4, published: level 2, " in page
    assert "10 of 20 as published; 10 higher. As published or allowed: 50%, most likely 30% to 70%" in page
    assert "Follow-up" in page


def test_a_set_asks_as_many_questions_for_one_answer_as_for_fourteen(own: CaseSet, delphine: User, work: Work) -> None:
    client, address = client_of(delphine), f"/practice/{own.pk}/"
    work(delphine, own, 1)
    asked = []
    for more in (0, 13):
        work(delphine, own, more)
        read(client, address)
        with CaptureQueriesContext(connection) as queries:
            read(client, address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
