"""Six weeks later: one invitation each, however many sweep; and what lead and partnership may read."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import deactivate
from accounts.models import Agency, User
from accounts.roles import Role
from core import clock
from notifications.kinds import Kind
from notifications.letters import write_letter
from notifications.models import Message
from practice import inviting
from practice.agencies import OTHERS, by_agency, colleagues, of_agency
from practice.attempts import Round
from practice.cases import CaseSet
from practice.inviting import invite, invite_due
from practice.tasks import invite_again
from tests.practice.conftest import Work
from trail.models import Entry

pytestmark = pytest.mark.django_db

SIX_WEEKS = timedelta(weeks=6)
Person = Callable[..., User]


def read(person: User, address: str) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def school(person: Person, agency: Agency, count: int, start: int = 0) -> list[User]:
    names = ("Ada", "Bo", "Cy", "Dot", "Eli", "Flo", "Gus", "Hal")
    return [person(f"{names[n]} Lanternby{start or ''}", Role.PRACTITIONER, agency) for n in range(count)]


def both_rounds(people: list[User], case_set: CaseSet, work: Work, at: datetime, right: int) -> None:
    """First round: `right` of ten as published; follow-up: all."""
    for one in people:
        work(one, case_set, right, level=2)
        work(one, case_set, 10 - right, level=4)
    with clock.moved_to(at + SIX_WEEKS):
        for one in people:
            work(one, case_set, 10, level=2)


def test_the_clock_is_walked(own: CaseSet, delphine: User, work: Work, at_tuesday: datetime) -> None:
    work(delphine, own, 10)
    for moment, invited in ((-1, 0), (0, 1), (1, 0)):
        with clock.moved_to(at_tuesday + SIX_WEEKS + timedelta(seconds=moment)):
            assert invite_again() == invited
    message = Message.objects.get()
    assert (message.kind, message.to, message.path) == (Kind.PRACTICE_AGAIN, delphine, f"/practice/{own.pk}/")
    assert message.count == 10
    assert Entry.objects.filter(subject="practice_round", verb="asked").count() == 1
    letter = write_letter(message)
    assert "10 new ones wait for you now" in letter.body
    assert f"/practice/{own.pk}/" in letter.body


def test_nine_cases_are_no_round_and_nobody_is_invited(own: CaseSet, delphine: User, work: Work) -> None:
    work(delphine, own, 9)
    assert invite_due(clock.now() + SIX_WEEKS) == 0
    assert not Message.objects.exists()


def test_a_second_sweeper_finds_it_taken(own: CaseSet, delphine: User, work: Work) -> None:
    work(delphine, own, 10)
    begun, due, system = Round.objects.get(), clock.now() + SIX_WEEKS, User.objects.system()
    with clock.moved_to(due):
        assert invite(begun, now=due, by=system) is True
        assert invite(begun, now=due, by=system) is False
    assert Message.objects.count() == 1


def test_who_has_left_or_begun_already_is_not_written_to(
    own: CaseSet, delphine: User, bronwen: User, petra: User, work: Work
) -> None:
    for one in (delphine, bronwen):
        work(one, own, 10)
    deactivate(bronwen, by=petra)
    due = clock.now() + SIX_WEEKS
    with clock.moved_to(due):
        work(delphine, own, 1)
        assert invite_due(due) == 1
    assert not Message.objects.filter(kind=Kind.PRACTICE_AGAIN).exists()
    assert Round.objects.get(person=delphine).invited_at == due
    assert Round.objects.get(person=bronwen).invited_at is None


def test_one_that_cannot_be_done_stops_no_other_and_is_tried_again(
    own: CaseSet, delphine: User, bronwen: User, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in (delphine, bronwen):
        work(one, own, 10)
    due, real = clock.now() + SIX_WEEKS, inviting.queue_messages

    def fails_for_bronwen(wanted: list[inviting.Wanted], *, at: datetime) -> None:
        if wanted[0].to_id == bronwen.pk:
            raise OSError
        real(wanted, at=at)

    monkeypatch.setattr(inviting, "queue_messages", fails_for_bronwen)
    with clock.moved_to(due):
        assert invite_due(due) == 1
        assert Round.objects.get(person=bronwen).invited_at is None
        monkeypatch.setattr(inviting, "queue_messages", real)
        assert invite_due(due) == 1
    assert Message.objects.count() == 2


def test_the_change_is_shown_by_agency_and_small_ones_are_hidden(
    own: CaseSet, hollow_oak: Agency, tidewell: Agency, person: Person, work: Work, marek: User, at_tuesday: datetime
) -> None:
    both_rounds(school(person, hollow_oak, 5), own, work, at_tuesday, right=6)
    both_rounds(school(person, tidewell, 2), own, work, at_tuesday, right=0)
    [table] = by_agency()
    oak, others = table.rows
    assert (oak.name, oak.began, oak.finished, oak.followed_up) == ("Hollow Oak Primary", "5", "5", "5")
    assert oak.first is not None
    assert oak.later is not None
    assert oak.change is not None
    assert oak.change_distance is not None
    assert (oak.first.value, oak.later.value, round(oak.change.value, 6)) == (0.6, 1.0, 0.4)
    assert round(oak.change_distance.value, 6) == -0.8
    assert (others.name, others.began, others.finished) == (OTHERS, "1 to 4", "1 to 4")
    assert others.first is others.later is others.change is others.first_distance is None
    assert table.together is None  # taken away from all, Hollow Oak's would tell Tidewell's
    page = read(marek, "/practice/agencies/")
    assert "+40 points" in page
    assert ">−0.8<" in page
    assert "Tidewell" not in page
    assert "Lanternby" not in page


def test_all_together_when_nobody_s_can_be_worked_out(
    own: CaseSet, hollow_oak: Agency, tidewell: Agency, person: Person, work: Work, ola: User, at_tuesday: datetime
) -> None:
    both_rounds(school(person, hollow_oak, 5), own, work, at_tuesday, right=6)
    both_rounds(school(person, tidewell, 5), own, work, at_tuesday, right=8)
    [table] = by_agency()
    assert [row.name for row in table.rows] == ["Hollow Oak Primary", "Tidewell Surgery"]
    assert table.together is not None
    assert table.together.followed_up == "10"
    assert table.together.change is not None
    assert round(table.together.change.value, 6) == 0.3
    assert "a change of +30 points" in read(ola, "/practice/agencies/")


def test_a_lead_reads_their_own_agency_and_names_from_five_on(
    own: CaseSet, hollow_oak: Agency, tidewell: Agency, person: Person, wilf: User, work: Work
) -> None:
    people = school(person, hollow_oak, 5)
    work(school(person, tidewell, 1, start=9)[0], own, 3)
    for one in people[:4]:
        work(one, own, 2, level=4)
    assert colleagues(hollow_oak) == []
    page = read(wilf, "/practice/agency/")
    assert "Fewer than five colleagues have practised. Figures appear at five." in page
    assert "<table" not in page
    assert "Lanternby" not in page
    work(people[4], own, 1)
    assert [done for _, done in colleagues(hollow_oak)] == [2, 2, 2, 2, 1]
    page = read(wilf, "/practice/agency/")
    assert "Ada Lanternby" in page
    assert "Lanternby9" not in page
    assert "Tidewell" not in page
    [table] = of_agency(hollow_oak)
    assert (table.rows[0].began, table.few) == ("5", False)
    work(people[0], CaseSet.objects.get(slug="open-examples"), 1)
    page = read(wilf, "/practice/agency/")
    assert "Fewer than five colleagues have practised with these. Figures appear at five." in page
    assert page.count('aria-label="Table for') == 1
    assert table.rows[0].first is None  # nobody has finished a round


@pytest.mark.parametrize("address", ["/practice/agencies/", "/practice/agency/"])
def test_as_many_questions_for_one_person_as_for_eight(
    address: str, own: CaseSet, hollow_oak: Agency, person: Person, wilf: User, marek: User, work: Work
) -> None:
    reader = wilf if address.endswith("agency/") else marek
    people, asked = school(person, hollow_oak, 8), []
    for some in (people[:5], people[5:]):
        for one in some:
            work(one, own, 1)
        read(reader, address)
        with CaptureQueriesContext(connection) as queries:
            read(reader, address)
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("who", ["delphine", "asha", "niamh", "petra", "charlie"])
def test_nobody_else_reads_them(who: str, request: pytest.FixtureRequest) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(who))
    for address in ("/practice/agencies/", "/practice/agency/"):
        assert client.get(address).status_code == 404
