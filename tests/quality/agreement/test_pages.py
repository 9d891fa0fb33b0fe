"""Who reads which page, what stands on it, and what it costs."""

import re
from datetime import datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, User
from quality.agreement.asked import Cut
from tests.quality.agreement.conftest import Desk
from trail.models import Entry

HOME, MINE = "/quality/agreement/", "/quality/agreement/mine/"


def text_of(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    page = client.get(address)
    assert page.status_code == 200, address
    main = page.content.decode().split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def fill(desk: Desk, count: int, *, levels: tuple[int | None, int, int], **changes: object) -> None:
    for place in range(count):
        desk.decided(days_ago=60 + place / 10, levels=levels, **changes)  # type: ignore[arg-type]


@pytest.fixture
def figures(desk: Desk) -> Desk:
    fill(desk, 20, levels=(2, 2, 2))
    fill(desk, 12, levels=(3, 3, 3))
    fill(desk, 8, levels=(2, 3, 2))
    return desk


def test_the_overview_says_what_its_tables_say(client: Client, figures: Desk, marek: User) -> None:
    page = text_of(client, marek, HOME)
    assert (
        "Suggested and decided The same level in 80% of 40. Beyond chance, agreement is moderate: 0.60 (0.37 to 0.83)."
        in page
    )
    assert "MASH decided higher than suggested in 0 and lower in 8." in page
    assert "Level 3 0 8 12 0" in page
    assert "Referrer and decided The same level in 100% of 40." in page
    assert "each quarter" in page
    assert page.count("September 2026 40 80% 0.60 (0.37 to 0.83)") == 2, "the quarter and its month"
    assert "Decided 1 November 2025 to 31 October 2026." in page
    assert "1 is as alike as can be, 0 no more than by chance." in page
    assert "Referrer and decided The same level in 100% of 40. All alike." in page
    assert "Taken on by Early Help" not in page


def test_the_drift_compares_the_first_and_the_last_quarter(client: Client, figures: Desk, marek: User) -> None:
    for place in range(60):
        figures.decided(days_ago=290 + place / 10, levels=(2, 1 + place % 4, 4 - place % 4))
        figures.decided(days_ago=190 + place / 10, levels=(2, 1 + place % 4, 1 + place % 2))
    page = text_of(client, marek, HOME)
    assert "in Jan to Mar 2026, 0.60 (0.37 to 0.83) in Jul to Sep 2026: more of a change than chance explains." in page
    assert '<polyline class="fd-chart__line"' in client.get(HOME).content.decode()


def test_too_few_are_said_to_be_too_few(client: Client, desk: Desk, marek: User) -> None:
    fill(desk, 19, levels=(None, 2, 2))
    fill(desk, 1, levels=(None, None, 2))
    page = text_of(client, marek, HOME)
    assert "19 referrals have both levels. Under 20 there is no figure." in page
    assert "0 referrals have both levels." in page


def test_nothing_at_all_is_a_page(client: Client, db: None, marek: User, at_tuesday: datetime) -> None:
    assert "There are not enough quarters with a figure" in text_of(client, marek, HOME)
    for cut in Cut:
        assert "There are too few referrals to compare." in text_of(client, marek, f"{HOME}by/{cut}/")


@pytest.mark.parametrize(
    ("who", "home", "mine"),
    [
        ("marek", 200, 200),
        ("ola", 200, 404),
        ("asha", 404, 200),
        ("niamh", 404, 404),
        ("delphine", 404, 404),
        ("wilf", 404, 404),
        ("petra", 404, 404),
    ],
)
def test_who_reads_what(
    client: Client, db: None, who: str, home: int, mine: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(HOME).status_code == home
    assert [client.get(f"{HOME}by/{cut}/").status_code for cut in Cut] == [home] * 5
    assert client.get(MINE).status_code == mine
    assert client.get(f"{HOME}by/colour/").status_code == 404


def test_no_record_is_read_so_nothing_goes_on_the_trail(client: Client, figures: Desk, marek: User) -> None:
    before = Entry.objects.count()
    text_of(client, marek, HOME)
    text_of(client, marek, f"{HOME}by/agency/")
    assert Entry.objects.count() == before


def test_ones_own_figures_are_only_ones_own(client: Client, figures: Desk, asha: User, tomas: User) -> None:
    fill(figures, 25, levels=(4, 4, 1), by=tomas)
    page = text_of(client, asha, MINE)
    assert "Managers see these figures too." in page
    assert "The same level in 80% of 40." in page
    assert "65" not in page
    assert "Tomas" not in page
    assert "The same level in 0% of 25." in text_of(client, tomas, MINE)


def test_managers_read_names_of_their_desk_and_auditors_none(
    client: Client, figures: Desk, marek: User, ola: User, tomas: User, person: object, tidewell: Agency
) -> None:
    elsewhere = person("Odo Far", "mash_worker", tidewell)  # type: ignore[operator]
    fill(figures, 25, levels=(4, 4, 1), by=tomas)
    fill(figures, 30, levels=(4, 4, 4), by=elsewhere)
    managers = text_of(client, marek, f"{HOME}by/worker/")
    assert re.search(r"Asha Inkwell 0\.60 \(0\.37 to 0\.83\) \w* ?40 80% 0 8 only ever lower", managers)
    assert re.search(r"Tomas Brightmoor no spread 25 0% 0 25", managers)
    assert "Odo" not in managers
    auditors = text_of(client, ola, f"{HOME}by/worker/")
    assert re.search(r"Decision maker 1 0\.60 \(0\.37 to 0\.83\) \w* ?40 80%", auditors)
    assert "Decision maker 3 no spread 25 0%" in auditors
    for name in ("Asha", "Tomas", "Odo"):
        assert name not in auditors


def test_less_agreement_than_all_is_said(client: Client, figures: Desk, marek: User, tidewell: Agency) -> None:
    fill(figures, 30, levels=(4, 4, 1), agency=tidewell)
    fill(figures, 30, levels=(4, 1, 3), agency=tidewell)
    page = text_of(client, marek, f"{HOME}by/agency/")
    assert "by more than chance: Health: Tidewell Surgery." in page
    assert page.count("Tidewell Surgery") == 2, "once in the sentence, once in the table"
    assert re.search(r"Health: Tidewell Surgery −?0\.\d\d \(.*?\) less 60 0%", page)


def test_small_agencies_are_one_row_of_their_kind(
    client: Client, figures: Desk, marek: User, agencies: list[Agency]
) -> None:
    fill(figures, 9, levels=(2, 2, 2), agency=agencies[2])
    page = text_of(client, marek, f"{HOME}by/agency/")
    assert "Saltmarsh" not in page
    assert "1 with under 20 too few 9" in page
    assert re.search(r"Schools 0\.\d\d \(.*?\) \w* ?49", page)


def test_small_workers_are_one_row_and_large_ones_keep_their_direction(
    client: Client, figures: Desk, marek: User, tomas: User, person: object, tidewell: Agency
) -> None:
    for name, count in (("Ada One", 3), ("Bo Two", 1)):
        fill(figures, count, levels=(2, 2, 3), by=person(name, "mash_worker", tidewell))  # type: ignore[operator]
    fill(figures, 60, levels=(4, 4, 4), by=tomas)
    fill(figures, 20, levels=(3, 3, 3), by=tomas)
    fill(figures, 8, levels=(2, 2, 3), by=tomas)
    fill(figures, 6, levels=(2, 3, 2), by=tomas)
    page = text_of(client, marek, f"{HOME}by/worker/")
    assert re.search(r"Tomas Brightmoor .*? 94 (about )?\d+% (about )?\d+ (about )?\d+ ", page)
    assert "Bo Two" not in page
    assert "Ada One" not in page
    assert "others together" in page


def test_small_ages_are_one_row_with_their_neighbours(client: Client, figures: Desk, marek: User) -> None:
    fill(figures, 3, levels=(2, 2, 2), child={"unborn": True, "age_months": None, "date_of_birth": None})
    fill(figures, 19, levels=(2, 2, 2), child={"age_months": 4})
    fill(figures, 4, levels=(3, 3, 3), child={"age_months": 230})
    page = text_of(client, marek, f"{HOME}by/age/")
    assert re.search(r"Unborn; under 1 no spread 22 100% 0 0", page)
    assert re.search(r"5 to 9; 18 and over .*? 44 8\d% 0 8 only ever lower", page)


def test_all_alike_has_no_interval_and_is_not_more(
    client: Client, figures: Desk, marek: User, tidewell: Agency
) -> None:
    for levels in ((2, 2, 2), (4, 4, 4)):
        fill(figures, 15, levels=levels, agency=tidewell)
    page = text_of(client, marek, f"{HOME}by/agency/")
    assert "Tidewell Surgery all alike 30 100% 0 0" in page
    assert "1.00" not in page


def test_an_indicator_tells_no_small_number(client: Client, figures: Desk, marek: User) -> None:
    for count, levels in ((20, (2, 2, 2)), (3, (2, 2, 3)), (2, (2, 3, 2))):
        fill(figures, count, levels=levels, indicators=("L2-cd-14",))
    fill(figures, 30, levels=(2, 2, 2), indicators=("L4-cd-06",))
    fill(figures, 9, levels=(2, 2, 3), indicators=("L4-cd-06",))
    fill(figures, 8, levels=(2, 3, 2), indicators=("L4-cd-06",))
    page = text_of(client, marek, f"{HOME}by/indicator/")
    assert re.search(r"about \d+% \(\d+% to \d+%\) 25 under 5 under 5", page)
    assert re.search(r" 47 about 10 about 10 ", page)


@pytest.mark.parametrize("cut", [Cut.AGE, Cut.ETHNICITY])
def test_small_numbers_of_children_are_nowhere(client: Client, figures: Desk, marek: User, cut: Cut) -> None:
    fill(figures, 3, levels=(2, 3, 2), child={"ethnicity": "WROM", "age_months": 3})
    fill(figures, 30, levels=(2, 2, 2), child={"ethnicity": "BAFR", "age_months": 70})
    for months, ethnicity in ((30, "WIRI"), (150, "AIND"), (200, "MWBC")):
        for count, levels in ((25, (2, 2, 3)), (15, (3, 3, 3)), (9, (3, 3, 2))):
            fill(figures, count, levels=levels, child={"ethnicity": ethnicity, "age_months": months})
    client.force_login(marek)
    page = client.get(f"{HOME}by/{cut}/").content.decode()
    cells = re.findall(r'<td class="govuk-table__cell govuk-table__cell--numeric"[^>]*>(\d+)</td>', page)
    assert len(cells) > 5
    assert all(number == "0" or int(number) >= 5 for number in cells)


def test_an_indicator_is_named_in_the_words_of_the_matrix(client: Client, desk: Desk, marek: User) -> None:
    fill(desk, 20, levels=(2, 2, 2), indicators=("L2-cd-14",))
    fill(desk, 20, levels=(3, 3, 3), indicators=("L2-cd-14", "L4-cd-06"))
    fill(desk, 3, levels=(3, 3, 3), indicators=("L3-cd-01",))
    page = text_of(client, marek, f"{HOME}by/indicator/")
    assert "L2-cd-14" not in page
    assert "100% (91% to 100%) 40 0 0" in page
    assert '#L2-cd-14"' in client.get(f"{HOME}by/indicator/").content.decode()
    assert "1 with under 20 referrals in a period is left out" in page


def test_what_makes_no_sense_is_as_if_it_had_not_been_asked(client: Client, figures: Desk, marek: User) -> None:
    assert "in 80% of 40." in text_of(client, marek, f"{HOME}?months=-1&pair=everyone")
    assert "Referrer and suggested, each quarter" in text_of(client, marek, f"{HOME}?months=3&pair=referrer-suggested")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_number_of_questions_does_not_grow(
    client: Client, figures: Desk, marek: User, agencies: list[Agency]
) -> None:
    client.force_login(marek)
    addresses = [HOME, MINE, *(f"{HOME}by/{cut}/" for cut in Cut)]
    first = [queries(client, address) for address in addresses]
    for agency in agencies:
        fill(figures, 25, levels=(1, 4, 2), agency=agency, by=marek, route="push_back", indicators=("L4-cd-06",))
        figures.decided(days_ago=500, levels=(1, 2, 3), agency=agency, by=marek, route="early_help")
    assert [queries(client, address) for address in addresses] == first
    assert max(first) <= 16
