"""The pages of a trial: who reads what, what is hidden, and that nothing on them says whose a referral is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from core.errors import Refused
from quality import simulation_changes, simulation_work, terms
from quality.models import SimulationRun
from quality.simulating import cancel_simulation, start_simulation
from quality.simulation_days import last_told_day, told_stretches
from quality.simulation_forms import period_form
from quality.simulation_work import run_simulations
from referrals.actions import restrict
from referrals.models import Referral
from tests.factories import sent_referral
from tests.quality.conftest import THREE, TWO
from thresholds.models import MatrixVersion
from trail.models import Entry

pytestmark = pytest.mark.django_db
DraftWith = Callable[[dict[str, int]], MatrixVersion]
Browser = Callable[[User], Client]
DECEMBER = datetime(2026, 12, 1, 9, tzinfo=UTC)
SEEN = "Seen on six mornings since the start of the month."


@pytest.fixture(autouse=True)
def without_waiting_and_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation_work, "PAUSE", 0)
    monkeypatch.setattr(simulation_changes, "LEAST_CASES", 1)
    monkeypatch.setattr(terms, "LEAST", 1)


def worried(by: User, *codes: str, ago: timedelta = timedelta(days=30), **form: Any) -> Referral:
    """In October, unless told otherwise: that month is over."""
    return sent_referral(by, worries=[(code, "seen", SEEN) for code in codes], ago=ago, **form)


def finished(version: MatrixVersion, by: User, **days: date) -> SimulationRun:
    run = start_simulation(version, by=by, **days)
    run_simulations(clock.now())
    run.refresh_from_db()
    assert run.state == "done"
    return run


def address(run: SimulationRun, page: str = "") -> str:
    return f"/administration/matrix/{run.version_id}/simulation/{run.pk}/{page}"


def closed_to(manager: User, referral: Referral, one: User) -> Referral:
    """Restricted to that one, and no longer to the manager."""
    restrict(referral, to=[one], by=manager)
    referral.access.filter(user=manager).delete()
    return referral


def test_from_start_to_result(
    at_tuesday: datetime, delphine: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    for _ in range(6):
        worried(delphine, THREE)
    worried(delphine, TWO)
    version, client = draft_with({THREE: 2}), browser(marek)
    start = f"/administration/matrix/{version.pk}/simulation/"
    run_page = client.post(start, {}).headers["Location"]
    waiting = client.get(run_page)
    assert waiting.headers["Refresh"] == f"5; url={run_page}"
    assert "Nothing is counted yet" in waiting.content.decode()
    run_simulations(clock.now())
    finished_page = client.get(run_page)
    assert "Refresh" not in finished_page.headers
    page = finished_page.content.decode()
    assert "7 referrals answered again" in page
    assert "Hollow Oak Primary" in page
    assert "Fewer than four weeks: too few to say." in page
    assert "Finished" in client.get(start).content.decode()


def test_bad_days_are_told_beside_the_field_and_nothing_starts(
    marek: User, draft_with: DraftWith, browser: Browser, at_tuesday: datetime
) -> None:
    start = f"/administration/matrix/{draft_with({}).pk}/simulation/"
    typed = {
        "first_day-day": "3",
        "first_day-month": "11",
        "first_day-year": "2026",
        "last_day-day": "2",
        "last_day-month": "11",
        "last_day-year": "2026",
    }
    page = browser(marek).post(start, typed).content.decode()
    assert "The last day must be the same as or after the first day" in page
    assert 'value="3"' in page
    half = browser(marek).post(start, {**typed, "first_day-month": ""}).content.decode()
    assert "must include a month" in half
    assert not SimulationRun.objects.exists()


def test_the_last_twelve_months_are_filled_in_and_nothing_starts(
    marek: User, draft_with: DraftWith, browser: Browser, at_tuesday: datetime, delphine: User
) -> None:
    worried(delphine, THREE)
    start = f"/administration/matrix/{draft_with({}).pk}/simulation/"
    form = browser(marek).get(start + "?year").context["form"]
    assert form.initial == {"first_day": date(2025, 11, 1), "last_day": date(2026, 10, 31)}
    page = browser(marek).get(start + "?year").content.decode()
    assert page.index('value="1"') < page.index('value="2025"') < page.index('value="31"') < page.index('value="2026"')
    assert not SimulationRun.objects.exists()


def test_stop_and_go_on(
    petra: User, marek: User, draft_with: DraftWith, browser: Browser, at_tuesday: datetime
) -> None:
    run = start_simulation(draft_with({}), by=petra)
    browser(marek).post(address(run, "stop/"))
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert "Go on from here" in browser(petra).get(address(run)).content.decode()
    browser(petra).post(address(run, "resume/"))
    run.refresh_from_db()
    assert run.state == "queued"
    assert browser(petra).get(address(run, "changes/")).status_code == 404


def test_small_numbers_and_what_would_tell_them_are_hidden(
    at_tuesday: datetime, delphine: User, charlie: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    for _ in range(6):
        worried(delphine, THREE)
    worried(charlie, THREE)
    run = finished(draft_with({THREE: 2}), marek)
    table = browser(marek).get(address(run)).context["result"].moves[0]
    assert table.title == "By agency"
    assert [(row.name, list(row.cells)) for row in table.rows] == [
        (delphine.agency.name, ["0", "0", "not shown", "not shown"]),
        (charlie.agency.name, ["0", "0", "not shown", "not shown"]),
    ]
    assert list(table.total.cells) == ["0", "0", "7", "7"]


def test_a_case_of_a_referral_one_may_not_open_says_nothing_of_whose_it_is(
    at_tuesday: datetime, delphine: User, asha: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    referral = closed_to(marek, worried(delphine, THREE), asha)
    run = finished(draft_with({THREE: 2}), marek)
    before = Entry.objects.filter(subject="referral", verb="read").count()
    page = browser(marek).get(address(run, "changes/")).content.decode()
    assert "A referral you do not open" in page
    for word in (referral.reference, str(referral.pk), "Pip", "Fablewood", SEEN, "Hollow Oak", delphine.full_name):
        assert word not in page
    assert "Level 3" in page
    assert "Level 2" in page
    label = next(part["label"] for part in run.document["indicators"] if part["id"] == THREE)
    assert page.count(label) == 2
    assert Entry.objects.filter(subject="referral", verb="read").count() == before


def test_in_a_small_trial_cases_are_only_for_those_who_may_open_them(
    at_tuesday: datetime,
    delphine: User,
    asha: User,
    marek: User,
    draft_with: DraftWith,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simulation_changes, "LEAST_CASES", 3)
    closed_to(marek, worried(delphine, THREE), asha)
    seen = worried(delphine, THREE)
    run = finished(draft_with({THREE: 2}), marek)
    page = browser(marek).get(address(run, "changes/"))
    assert [row.link.text for row in page.context["page"].rows] == [seen.reference]
    assert "would say whose a case is" in page.content.decode()
    monkeypatch.setattr(simulation_changes, "LEAST_CASES", 2)
    assert len(browser(marek).get(address(run, "changes/")).context["page"].rows) == 2


def test_a_manager_opens_what_they_may_open_and_no_more(
    at_tuesday: datetime, delphine: User, asha: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    seen, hidden = worried(delphine, THREE), worried(delphine, THREE)
    restrict(hidden, to=[asha], by=marek)
    run = finished(draft_with({THREE: 2}), marek)
    opens = Referral.objects.visible_to(marek).filter(pk=hidden.pk).exists()
    page = browser(marek).get(address(run, "changes/")).content.decode()
    assert f'href="/queue/{seen.reference}/"' in page
    assert (hidden.reference in page) == opens
    read = Entry.objects.filter(subject="referral", verb="read", actor_id=marek.pk, facts__view="simulation")
    assert read.filter(subject_id=seen.pk).count() == 1
    assert read.filter(subject_id=hidden.pk).exists() == opens


def test_of_few_nothing_is_told_in_sums(
    at_tuesday: datetime,
    delphine: User,
    petra: User,
    marek: User,
    draft_with: DraftWith,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The names of the rows alone, a level, an agency, an age, would describe the one child of a day."""
    worried(delphine, THREE)
    run = finished(draft_with({THREE: 2}), petra)
    monkeypatch.setattr(simulation_changes, "LEAST_CASES", 20)
    for by in (petra, marek):
        page = browser(by).get(address(run)).content.decode()
        assert "Fewer than 20 referrals: nothing more is shown." in page
        assert "Hollow Oak" not in page
        assert "Level 3" not in page
        assert browser(by).get(address(run, "rules/")).status_code == 404


MONTHS = {7: 5, 8: 2, 9: 4, 10: 7, 11: 6}  # August goes with September, and November is not over


@pytest.fixture
def months(delphine: User, at_tuesday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many referrals in each of them; five are enough here."""
    monkeypatch.setattr(terms, "LEAST", 5)
    monkeypatch.setattr(simulation_changes, "LEAST_CASES", 5)
    for month, count in MONTHS.items():
        for _ in range(count):
            worried(delphine, THREE, ago=at_tuesday - datetime(2026, month, 9, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 8, 29), None),
        (date(2026, 7, 1), date(2026, 8, 29)),
        (date(2026, 9, 1), None),
        (date(2026, 7, 1), date(2026, 8, 31)),
        (None, date(2026, 11, 17)),
        (None, date(2026, 11, 30)),
    ],
)
def test_an_administrator_takes_whole_months_of_enough(
    first: date | None, last: date | None, months: None, petra: User, marek: User, draft_with: DraftWith
) -> None:
    """Two trials that differ by a day, or by a month with few, would tell what came in it."""
    version = draft_with({})
    with pytest.raises(Refused, match="Choose whole months that are over"):
        start_simulation(version, first_day=first, last_day=last, by=petra)
    whole = start_simulation(version, first_day=date(2026, 8, 1), last_day=date(2026, 9, 30), by=petra)
    cancel_simulation(whole, by=petra)
    assert start_simulation(version, first_day=first, last_day=last, by=marek).state == "queued"


def test_no_two_trials_of_an_administrator_differ_by_few(months: None, petra: User, at_tuesday: datetime) -> None:
    """Of all days that the page offers, now and a month later: what lies between any two of them is enough, or none."""
    edges: set[date] = set()
    for now in (at_tuesday, DECEMBER):
        form = period_form(petra, now)
        offered = {name: [value for value, _ in form.fields[name].choices if value] for name in form.fields}  # type: ignore[attr-defined]
        edges |= {date.fromisoformat(day) for day in offered["first_day"]}
        edges |= {date.fromisoformat(day) + timedelta(days=1) for day in offered["last_day"]}
        edges.add(last_told_day(told_stretches(now), now) + timedelta(days=1))
    assert sorted(edges) == [date(2026, month, 1) for month in (7, 8, 10, 11, 12)]
    for first, end in combinations(sorted(edges), 2):
        assert Referral.objects.filter(received_at__date__gte=first, received_at__date__lt=end).count() >= 5


def test_the_days_that_an_administrator_chooses_are_taken(
    months: None, petra: User, draft_with: DraftWith, browser: Browser
) -> None:
    start = f"/administration/matrix/{draft_with({}).pk}/simulation/"
    client = browser(petra)
    client.post(start, {"first_day": "2026-08-01", "last_day": "2026-09-30"})
    run = SimulationRun.objects.get()
    assert (run.first_day, run.last_day) == (date(2026, 8, 1), date(2026, 9, 30))
    cancel_simulation(run, by=petra)
    for wrong in ({"first_day": "2026-09-01"}, {"last_day": "2026-11-17"}):
        assert "govuk-error-summary" in client.post(start, wrong).content.decode()
    wrong_way = client.post(start, {"first_day": "2026-10-01", "last_day": "2026-07-31"}).content.decode()
    assert "The last day must be the same as or after the first day" in wrong_way
    assert SimulationRun.objects.count() == 1
    client.post(start, {"first_day": "", "last_day": ""})
    assert SimulationRun.objects.exclude(pk=run.pk).get().last_day == date(2026, 10, 31)


def test_an_administrator_does_not_read_what_came_of_a_manager_s_days(
    months: None, petra: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    """A trial up to 29 October and one up to 31 October would be two days."""
    run = finished(draft_with({THREE: 2}), marek, last_day=date(2026, 10, 29))
    page = browser(petra).get(address(run)).content.decode()
    assert "days that a manager chose" in page
    assert "Hollow Oak" not in page
    assert f"{run.done} referrals" not in page
    assert [browser(petra).get(address(run, part)).status_code for part in ("changes/", "rules/")] == [404, 404]
    assert '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="Referrals">not shown</td>' in (
        browser(petra).get(address(run).split("simulation/")[0] + "simulation/").content.decode()
    )
    assert [browser(marek).get(address(run, part)).status_code for part in ("", "changes/", "rules/")] == [200] * 3


def test_a_manager_s_whole_months_are_for_both(
    months: None, petra: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    run = finished(draft_with({THREE: 2}), marek, first_day=date(2026, 8, 1), last_day=date(2026, 10, 31))
    for by in (petra, marek):
        assert "13 referrals answered again" in browser(by).get(address(run)).content.decode()


def test_a_rule_that_asks_a_person_to_look_is_told_before_and_now(
    at_tuesday: datetime, delphine: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    """It moves no level, so no table of levels can show that it was switched off."""
    for _ in range(6):
        worried(delphine, THREE, "L3-fe-03")
    version = draft_with({})
    cluster = next(one for one in version.document["rules"]["clusters"] if one["level"] == 3)
    cluster["at_least"] = 9
    version.save(update_fields=["document"])
    run = finished(version, marek)
    page = browser(marek).get(address(run))
    assert [(row.name, row.before, row.now) for row in page.context["looks"]] == [(cluster["title"], "6", "0")]
    assert "No referral would get another level, route or priority." in page.content.decode()
    assert "A person is asked to look" in page.content.decode()


def test_only_those_whose_story_speaks_against_the_answer(
    at_tuesday: datetime, delphine: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    worried(delphine, THREE, ago=timedelta(days=200))
    worried(delphine, TWO)
    worried(delphine, THREE, children=[{"first_name": ["Wren"]}])
    run = finished(draft_with({THREE: 2}), marek)
    page = browser(marek).get(address(run, "changes/?only=worse")).content.decode()
    assert page.count("the same child came back within 12 months") == 1
    assert page.count("/queue/FD-") == 1


def test_rules_and_worries(
    at_tuesday: datetime, delphine: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    for _ in range(5):
        worried(delphine, THREE)
    worried(delphine, TWO)
    run = finished(draft_with({}), marek)
    rules, urgent, worries, asked = browser(marek).get(address(run, "rules/")).context["page"].blocks
    assert (urgent.rows, len(urgent.never)) == ([], 3)
    assert (asked.rows, len(asked.never)) == ([], len(run.document["questions"]))
    labels = {part["id"]: part["label"] for part in run.document["indicators"]}
    assert [(row.name, row.fired, row.decided, row.alone) for row in worries.rows] == [
        (labels[THREE], "5", "5", "5"),
        (labels[TWO], "under 5", "under 5", "under 5"),
    ]
    assert len(worries.never) == len(labels) - 2
    assert len(rules.rows) + len(rules.never) == 47


def test_the_versions_and_their_last_trials(
    at_tuesday: datetime, petra: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    client = browser(marek)
    run = start_simulation(draft_with({}), by=petra)
    assert (
        '<a class="govuk-link" href="/administration/matrix/simulation/">' in client.get("/dashboard/").content.decode()
    )
    with CaptureQueriesContext(connection) as found:
        page = client.get("/administration/matrix/simulation/")
    assert [(row.number, last) for row, last in page.context["rows"]] == [(3, run), (2, None)]
    assert "waiting to start" in page.content.decode()
    for number in range(4, 9):
        MatrixVersion.objects.create(scheme=run.version.scheme, number=number, document={}, document_sha256="x")
    with CaptureQueriesContext(connection) as more:
        assert len(client.get("/administration/matrix/simulation/").context["rows"]) == 7
    assert len(more) == len(found)


@pytest.mark.parametrize("page", ["changes/", "rules/", ""])
def test_as_many_questions_for_one_change_as_for_nine(
    page: str, at_tuesday: datetime, delphine: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    version, client = draft_with({THREE: 2}), browser(marek)
    asked = []
    for more in (1, 8):
        for _ in range(more):
            worried(delphine, THREE)
        run = finished(version, marek)
        client.get(address(run, page))
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(run, page)).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_a_page_that_is_not_there(petra: User, draft_with: DraftWith, browser: Browser, at_tuesday: datetime) -> None:
    run = finished(draft_with({}), petra)
    for page in ("0", "-1", "x", "²", "99999999999999"):
        assert browser(petra).get(address(run, "changes/"), {"page": page}).status_code == 404
    other = draft_with_other(run)
    assert browser(petra).get(address(run).replace(str(run.version_id), str(other))).status_code == 404


def draft_with_other(run: SimulationRun) -> Any:
    return MatrixVersion.objects.exclude(pk=run.version_id).values_list("pk", flat=True).get()
