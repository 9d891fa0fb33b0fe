"""What an administrator reads of a trial: sums that tell of no one child, however the draft and the days are chosen."""

import copy
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from quality import simulation_work
from quality.models import SimulationRun
from quality.simulation_rounding import MOST_SHIFT, Rounding, in_words
from quality.touched import TOUCHED, touched
from referrals.models import Referral
from tests.factories import CHILD, sent_referral
from tests.quality.conftest import THREE, TWO
from tests.quality.test_simulation_pages import address, finished
from tests.thresholds.builders import walsall_document
from thresholds.models import MatrixVersion
from thresholds.published import current
from thresholds.versions import back_to_draft, check_version, locked, start_draft
from trail.models import Entry

pytestmark = pytest.mark.django_db
DraftWith = Callable[[dict[str, int]], MatrixVersion]
Browser = Callable[[User], Client]
SEEN = "Seen on six mornings since the start of the month."
BABY = CHILD | {
    "first_name": ["Wren"],
    "date_of_birth-day": ["4"],
    "date_of_birth-month": ["3"],
    "date_of_birth-year": ["2026"],
    "ethnicity": ["BAFR"],
}


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation_work, "PAUSE", 0)


def sent(by: User, *codes: str, ago: timedelta = timedelta(days=30), **form: Any) -> Referral:
    return sent_referral(by, worries=[(code, "seen", SEEN) for code in codes], ago=ago, **form)


def still(*_: object) -> int:
    """No chance."""
    return 0


@pytest.fixture
def month(at_tuesday: datetime, delphine: User, charlie: User) -> list[Referral]:
    """October: thirty of one school, three of another agency, and one about a baby from there."""
    many = [sent(delphine, THREE) for _ in range(30)] + [sent(charlie, THREE) for _ in range(3)]
    return [*many, sent(charlie, TWO, children=[BABY])]


def with_age(version: MatrixVersion, months: int) -> MatrixVersion:
    """A draft in which a worry of level 2 about a child of just so many months is of level 4."""
    version.document["age_bands"].append(
        {"code": "one_month", "name": "Just so old", "from_months": months, "to_months": months}
    )
    rule = copy.deepcopy(
        next(one for one in version.document["rules"]["overrides"] if one["id"] == "non_mobile_injury")
    )
    rule |= {"id": "just_so_old", "title": "Just so old", "when": {"all": ["age:one_month"]}}
    version.document["rules"]["overrides"].append(rule)
    version.document_sha256 = f"age {months}"
    version.save(update_fields=["document", "document_sha256"])
    return version


def body(client: Client, run: SimulationRun, page: str = "") -> str:
    """The page without what differs between any two trials: their ids, times and tokens."""
    text = client.get(address(run, page)).content.decode()
    for own in (str(run.pk), str(run.version_id), f"version {run.version.number}"):
        text = text.replace(own, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_draft_that_moves_one_child_looks_like_one_that_moves_none(
    month: list[Referral], petra: User, draft_with: DraftWith, browser: Browser
) -> None:
    """An override for one month of age: the only row that was not all noughts told agency, worry, age and ethnicity."""
    one = finished(with_age(draft_with({}), 7), petra)
    assert [change.referral_id for change in one.changes.all()] == [month[-1].pk]
    page = body(browser(petra), one)
    assert "Under 20 referrals would move. A manager can read which." in page
    for word in ("By agency", "Old level by new level", "Work a week", "What moves", "Hollow Oak", "Just so old"):
        assert word not in page
    assert "/changes/" not in page
    assert "/rules/" not in page
    assert browser(petra).get(address(one, "rules/")).status_code == 404
    version = MatrixVersion.objects.get(pk=one.version_id)
    version.document = copy.deepcopy(current().version.document)
    none = finished(with_age(version, 90), petra)
    assert not none.changes.exists()
    assert body(browser(petra), none) == page


def test_a_manager_reads_of_the_same_trial_what_they_read_before(
    month: list[Referral], petra: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    run = finished(with_age(draft_with({}), 7), petra)
    page = browser(marek).get(address(run)).content.decode()
    assert "By agency" in page
    assert "Under 20 referrals would move" not in page
    assert f'href="/queue/{month[-1].reference}/"' in browser(marek).get(address(run, "changes/")).content.decode()


def test_numbers_are_fives_and_what_is_small_is_one_word(
    month: list[Referral], petra: User, draft_with: DraftWith, browser: Browser
) -> None:
    run = finished(draft_with({THREE: 2}), petra)
    context = browser(petra).get(address(run)).context
    result = context["result"]
    tables = [result.levels, *result.moves]
    cells = {cell for table in tables for row in (*table.rows, table.total) for cell in row.cells}
    assert {cell for cell in cells if not re.fullmatch(r"under 5|\d*[05]", cell)} == set()
    assert cells.isdisjoint({"0", "not shown"})
    agencies, _, ages, ethnic = result.moves
    assert [row.name for row in agencies.rows] == [month[0].agency.name, "All others"]
    assert list(agencies.rows[1].cells) == ["under 5"] * 4
    assert [row.name for row in ages.rows] == ["5 to 9", "All others"]
    assert [row.name for row in ethnic.rows] == ["White British", "All others"]
    assert len(result.levels.columns) == len(result.levels.rows) == 5
    assert 25 <= int(context["moved"]) <= 40
    assert context["worse"] == "under 5"


@pytest.mark.parametrize("moving", [19, 20])
def test_from_twenty_that_move_on_sums_are_told(
    moving: int,
    at_tuesday: datetime,
    delphine: User,
    petra: User,
    draft_with: DraftWith,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Rounding, "shift", still)
    for code in [THREE] * moving + [TWO] * 5:
        sent(delphine, code)
    run = finished(draft_with({THREE: 2}), petra)
    page = browser(petra).get(address(run)).content.decode()
    assert ("Under 20 referrals would move" in page) == (moving < 20)
    assert ("Old level by new level" in page) == (moving >= 20)
    assert browser(petra).get(address(run, "rules/")).status_code == (200 if moving >= 20 else 404)


def test_priorities_alone_are_no_move(
    month: list[Referral], petra: User, draft_with: DraftWith, browser: Browser
) -> None:
    version = draft_with({})
    for level in version.document["levels"]:
        level["priority"] = "amber"
    version.document_sha256 = "amber"
    version.save(update_fields=["document", "document_sha256"])
    run = finished(version, petra)
    assert run.changes.count() >= 30
    assert "Under 20 referrals would move" in browser(petra).get(address(run)).content.decode()


def test_only_a_manager_reads_the_cases(
    month: list[Referral], petra: User, marek: User, draft_with: DraftWith, browser: Browser
) -> None:
    """Both levels and all worries of each referral undid what the tables of the same trial hid."""
    run = finished(draft_with({THREE: 2}), petra)
    before = Entry.objects.count()
    assert "/changes/" not in browser(petra).get(address(run)).content.decode()
    for asked in ("changes/", "changes/?only=worse", "changes/?page=2"):
        answer = browser(petra).get(address(run, asked))
        assert answer.status_code == 200
        assert "Only managers read the cases" in answer.content.decode()
        assert "page" not in answer.context
        for word in ("Level 3", "Level 2", "A referral you do not open"):
            assert word not in answer.content.decode()
    assert Entry.objects.count() == before
    assert len(browser(marek).get(address(run, "changes/")).context["page"].rows) == 10


def test_groups_say_what_moves_and_why(
    month: list[Referral],
    charlie: User,
    petra: User,
    draft_with: DraftWith,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Rounding, "shift", still)
    run = finished(with_age(draft_with({THREE: 2}), 7), petra)
    page = browser(petra).get(address(run))
    (group,) = page.context["groups"]
    assert group.old.startswith("Level 3")
    assert group.new.startswith("Level 2")
    assert group.reason == "The most serious worry that counts is level 2"
    assert group.count == "35"
    assert "Just so old" not in page.content.decode()
    assert "A manager can read which." in page.content.decode()
    del run.sensitivity["moves"]
    run.save(update_fields=["sensitivity"])
    assert "from before this was counted" in browser(petra).get(address(run)).content.decode()


def test_which_rules_ask_a_person_to_look_is_told_of_many_only(
    month: list[Referral], delphine: User, petra: User, draft_with: DraftWith, browser: Browser
) -> None:
    """A rule that is switched off for thirty is told, though no level moves; one that asks for one child is not."""
    for _ in range(30):
        sent(delphine, THREE, "L3-fe-03")
    version = draft_with({})
    cluster = next(one for one in version.document["rules"]["clusters"] if one["level"] == 3)
    cluster["at_least"] = 9
    version.save(update_fields=["document"])
    (row,) = browser(petra).get(address(finished(version, petra))).context["looks"]
    assert (row.name, row.now) == (cluster["title"], "under 5")
    assert 25 <= int(row.before) <= 35
    prompt = copy.deepcopy(version.document["rules"]["prompts"][0])
    prompt |= {"id": "spy", "title": "Just so old", "when": {"all": ["age:one_month"]}}
    version.document["rules"]["prompts"].append(prompt)
    version.document["age_bands"].append({"code": "one_month", "name": "Just so old", "from_months": 7, "to_months": 7})
    version.save(update_fields=["document"])
    run = finished(version, petra)
    assert run.sensitivity["looks"]["spy"] == ["Just so old", 0, 1]
    page = browser(petra).get(address(run))
    assert "Under 20 referrals would move" in page.content.decode()
    assert [row.name for row in page.context["looks"]] == [TOUCHED]
    assert "Just so old" not in page.content.decode()


def test_rules_and_worries_are_rounded_and_never_is_under_five(
    month: list[Referral], petra: User, draft_with: DraftWith, browser: Browser
) -> None:
    run = finished(with_age(draft_with({THREE: 2}), 7), petra)
    answer = browser(petra).get(address(run, "rules/"))
    page = answer.context["page"]
    assert page.together is None
    assert "Always together" not in answer.content.decode()
    for block in page.blocks:
        numbers = [number for row in block.rows for number in (row.fired, row.decided, row.alone)]
        assert {number for number in numbers if not re.fullmatch(r"under 5|\d*[05]", number)} == set()
        assert all(row.fired != "under 5" for row in block.rows)
    rules, worries = page.blocks[0], page.blocks[2]
    assert "Just so old" not in answer.content.decode()
    assert [row.name for row in rules.rows] + list(rules.never) == [TOUCHED]
    labels = {part["id"]: part["label"] for part in run.document["indicators"]}
    assert [row.name for row in worries.rows] == [labels[THREE]]
    assert labels[TWO] in worries.never
    assert f"{len(worries.never)} under 5, or never there" in answer.content.decode()


def test_the_work_a_week_is_rounded(
    at_tuesday: datetime,
    delphine: User,
    petra: User,
    marek: User,
    draft_with: DraftWith,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the tenths of the whole weeks of a month followed the referrals of its first and last days."""
    for week in range(5):
        for _ in range(12):
            sent(delphine, THREE, ago=at_tuesday - datetime(2026, 9, 2, 9, tzinfo=UTC) - timedelta(days=7 * week))
    run = finished(draft_with({THREE: 2}), petra)
    rows = browser(petra).get(address(run)).context["loads"]
    numbers = [text for row in rows for text in (row.before, row.after, row.difference, row.span)]
    assert [text for text in numbers if "." in text] == []
    mash, early, back = rows
    assert (mash.before, mash.after, mash.difference) == ("under 20 in all", "under 20 in all", "not shown")
    assert (early.after, back.before) == ("under 20 in all", "under 20 in all")
    assert {early.before, back.after} <= {"10", "15"}  # twelve, moved by less than one
    assert browser(marek).get(address(run)).context["loads"][1].before == "12.0, from 12.0 to 12.0"


def test_an_administrator_goes_on_to_approval(month: list[Referral], petra: User, browser: Browser) -> None:
    """A rule of several worries is changed, tried on all months, read, and leads on."""
    version = locked(start_draft(current().version, by=petra))
    cluster = next(one for one in version.document["rules"]["clusters"] if one["level"] == 3)
    cluster["title"] += " (changed)"
    for part in version.document["indicators"]:
        part["level"] = {THREE: 2}.get(part["id"], part["level"])
    back_to_draft(version, version.document)
    version = check_version(MatrixVersion.objects.get(pk=version.pk), by=petra)
    run = finished(version, petra)
    page = browser(petra).get(address(run)).content.decode()
    for words in ("About ", "What moves, and why", "Old level by new level", "By agency", "rounded to fives"):
        assert words in page
    assert f'href="/administration/matrix/{version.pk}/approve/"' in page
    assert "have it approved" in page


def test_every_number_and_its_neighbour_are_shown_alike() -> None:
    """What one child more changes is at most one in nine of what chance may show; up to four are always one word."""

    def shown(count: int, monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
        found: Counter[int] = Counter()
        for shift in range(-MOST_SHIFT, MOST_SHIFT + 1):
            monkeypatch.setattr(Rounding, "shift", lambda *_, by=shift: by)
            found[Rounding("any", secret="s").near(count, "cell")] += 1
        return found

    with pytest.MonkeyPatch.context() as monkeypatch:
        assert {in_words(near) for count in range(5) for near in shown(count, monkeypatch)} == {"under 5"}
        for count in range(5, 120):
            one, more = shown(count, monkeypatch), shown(count + 1, monkeypatch)
            assert sum((one - more).values()) <= 1
            assert all(abs((near or 4) - count) <= 6 for near in one)
        assert set(shown(5, monkeypatch)) == {0, 5, 10}


def test_what_a_version_touches_is_one_row() -> None:
    """A hundred copies of a rule, each with the one child or without, would tell of it in a single trial."""
    in_force = walsall_document()
    draft = copy.deepcopy(in_force)
    assert touched(draft, in_force) == frozenset()
    draft["rules"]["prompts"][0]["when"] = {"all": ["fact:non_mobile"]}
    draft["rules"]["priorities"].insert(0, {**draft["rules"]["priorities"][0], "priority": "blue"})
    assert touched(draft, in_force) == {draft["rules"]["prompts"][0]["id"], "0"}
    draft["indicators"][0]["level"] = 1
    assert len(touched(draft, in_force)) == 2
    draft["age_bands"][0]["to_months"] = 6
    assert touched(draft, in_force) >= {rule["id"] for rule in draft["rules"]["overrides"]}


def test_a_total_is_the_sum_of_what_is_shown(
    month: list[Referral], petra: User, draft_with: DraftWith, browser: Browser
) -> None:
    """Rounded by itself it would tell the same number a second time."""
    result = browser(petra).get(address(finished(draft_with({THREE: 2}), petra))).context["result"]
    for table in (result.levels, *result.moves):
        for row in table.rows:
            *parts, total = [0 if cell == "under 5" else int(cell) for cell in row.cells]
            assert sum(parts) == total


def test_the_same_trial_gives_the_same_numbers_and_another_text_others() -> None:
    cells = [str(cell) for cell in range(200)]
    first = [Rounding("a", secret="s").shift(cell) for cell in cells]
    assert first == [Rounding("a", secret="s").shift(cell) for cell in cells]
    assert first != [Rounding("b", secret="s").shift(cell) for cell in cells]
    assert first != [Rounding("a", secret="t").shift(cell) for cell in cells]
    assert set(first) == set(range(-MOST_SHIFT, MOST_SHIFT + 1))
    assert abs(sum(first)) < 200
