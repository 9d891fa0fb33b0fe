"""Check the threshold: what the page says in each state, and that it keeps nothing of it."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import User
from referrals.models import DraftSection
from thresholds.models import Indicator
from thresholds.preview import MOST_PICKED, answer_for, pick
from thresholds.published import current

pytestmark = pytest.mark.django_db

PAGE = "/threshold/"
INJURY, HUNGRY, CARER, PLAY = "L4-cd-14", "L2-cd-14", "L3-fe-03", "L1-fe-07"


def _said(client: Client, **fields: Any) -> str:
    answer = client.post(PAGE, fields)
    assert answer.status_code == 200
    return answer.content.decode()


def _in_cache() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key || value FROM frontdoor_cache")
        return {row[0] for row in cursor.fetchall()}


def _rows() -> dict[str, int]:
    """The rows of every table; the counter that holds machines off is not the page's to keep."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "frontdoor_cache"]
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def test_words_find_a_worry_that_can_be_added(client: Client) -> None:
    page = _said(client, q="bruises", find="yes")
    assert f'name="add" value="{INJURY}"' in page
    assert "You picked" not in page


def test_what_is_added_stays_with_the_results_and_can_be_taken_off(client: Client) -> None:
    page = _said(client, q="bruises", picked=[HUNGRY], add=INJURY)
    assert "You picked 2" in page
    assert page.count('type="hidden" name="picked"') == 2
    assert 'value="bruises"' in page
    page = _said(client, picked=[HUNGRY, INJURY], remove=HUNGRY)
    assert "You picked 1" in page
    assert f'type="hidden" name="picked" value="{INJURY}"' in page


@pytest.mark.parametrize(
    ("codes", "level", "step", "says"),
    [
        ([INJURY], "Level 4 of 4", "Telephone MASH now", "Never wait for an answer"),
        ([CARER], "Level 3 of 4", "Start a referral with this worry", "The family must agree, and take part"),
        ([HUNGRY], "Level 2 of 4", "Ask for advice first", "The family must agree."),
        ([PLAY], "Level 1 of 4", "Ask for advice first", "Each agency decides for itself"),
        ([HUNGRY, INJURY], "Level 4 of 4", "Telephone MASH now", "Start a referral with these worries"),
    ],
)
def test_each_level_says_its_rule_its_help_and_one_next_step(
    client: Client, codes: list[str], level: str, step: str, says: str
) -> None:
    page = _said(client, picked=codes, show="yes")
    for words in (level, step, says, "Help at this level"):
        assert words in page
    number = int(level[6])
    for line in current().version.document["levels"][number - 1]["help"]:
        assert line in page
    green = page.count('class="govuk-button"')
    assert green == 1


def test_the_level_is_the_engine_s_own_and_an_override_names_what_to_do() -> None:
    published = current()
    answer = answer_for(published, pick(published, ["L4-cd-16"]))
    assert (answer.mark.text, answer.next_step) == ("Level 4 of 4", "call")
    assert answer.reasons[0].title == "Female genital mutilation, done or feared"
    assert any("101" in duty for duty in answer.duties)
    assert "Police" in answer.also
    prevent = answer_for(published, pick(published, ["L4-cd-29"]))
    assert (prevent.route, prevent.next_step) == ("Most likely: Prevent and Channel.", "refer")


def test_every_worry_of_the_matrix_has_an_answer() -> None:
    published = current()
    for code in Indicator.objects.filter(version=published.version).values_list("code", flat=True):
        answer = answer_for(published, pick(published, [code]))
        assert answer.mark.filled >= 1, code
        assert answer.help, code
        assert answer.route, code


def test_nothing_is_kept_and_no_word_reaches_a_log_or_an_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before, cached = _rows(), _in_cache()
    answers = [
        client.get(PAGE),
        client.post(PAGE, {"q": "zanzibar bruises", "find": "yes"}),
        client.post(PAGE, {"q": "zanzibar bruises", "add": INJURY}),
        client.post(PAGE, {"picked": [INJURY], "show": "yes"}),
        client.post(PAGE, {"picked": [INJURY], "change": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5  # no redirect: no address carries anything
    assert _rows() == before
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "zanzibar" not in logged
    assert INJURY not in logged
    assert "frontdoor" not in client.cookies
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    kept = " ".join(_in_cache() - cached)
    assert "zanzibar" not in kept
    assert "127.0.0.1" not in kept


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"q": " ", "find": "yes"}, "Say in a word or two what worries you"),
        ({"q": "x" * 101, "find": "yes"}, "use 100 characters or fewer"),
        ({"q": "a\x00b", "find": "yes"}, "there is a hidden character"),
        ({"q": "bruises", "add": "L9-zz-99"}, "That worry is not on the list"),
        ({"show": "yes"}, "Find a worry and add it first"),
        ({"show": "yes", "picked": ["<script>", "L9-zz-99"]}, "Find a worry and add it first"),
    ],
)
def test_bad_input_gets_a_sentence_beside_the_field(client: Client, fields: dict[str, Any], says: str) -> None:
    page = _said(client, **fields)
    assert says in page
    assert "<title>Error: " in page.replace("\n", "")
    assert 'id="id_q_error"' in page
    assert "<script>" not in page.replace("<script type", "")


def test_one_more_than_the_most_is_not_picked_and_says_so(client: Client) -> None:
    codes = [entry for entry in current().matrix.entries if entry.startswith("L")][: MOST_PICKED + 1]
    page = _said(client, picked=codes[:-1], add=codes[-1])
    assert f"You can pick {MOST_PICKED} worries at a time" in page
    assert page.count('type="hidden" name="picked"') == MOST_PICKED


def test_words_that_match_nothing_say_whom_to_ring(client: Client) -> None:
    page = _said(client, q="qzxwvk", find="yes")
    assert "Nothing on the list matches" in page


def test_a_machine_is_held_off_and_a_person_loses_nothing(client: Client, delphine: User, settings: Any) -> None:
    cache.clear()
    settings.ANONYMOUS_SEARCHES = 2
    for _ in range(2):
        assert client.post(PAGE, {"q": "bruises", "find": "yes"}).status_code == 200
    answer = client.post(PAGE, {"q": "bruises", "find": "yes", "picked": [HUNGRY]})
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Wait a minute, then press Find again" in page
    assert 'value="bruises"' in page
    assert f'name="picked" value="{HUNGRY}"' in page
    assert client.post(PAGE, {"picked": [HUNGRY], "show": "yes"}).status_code == 200
    client.force_login(delphine)
    assert client.post(PAGE, {"q": "bruises", "find": "yes"}).status_code == 200


def test_a_school_behind_one_address_is_not_locked_out(settings: Any) -> None:
    assert settings.ANONYMOUS_SEARCHES >= 200


def test_picks_survive_signing_in_and_become_worries_of_the_new_draft(client: Client, delphine: User) -> None:
    there = f"/referrals/start/?worries={INJURY},{HUNGRY},L9-zz-99"
    assert there.removesuffix(",L9-zz-99") in _said(client, picked=[INJURY, HUNGRY], show="yes").replace("%2C", ",")
    to_sign_in = client.get(there)
    assert to_sign_in.status_code == 302
    came_back = client.post(
        to_sign_in.headers["Location"], {"login": delphine.email, "password": "lantern-harbour-17"}, follow=True
    )
    page = came_back.content.decode()
    assert "These worries come with you" in page
    assert f'name="worries" value="{INJURY},{HUNGRY}"' in page
    key = page.split('name="key" value="')[1][:36]
    asked = {"key": key, "worries": f"{INJURY},{HUNGRY}"}
    refused = client.post("/referrals/start/", asked)  # no answer to the question about danger
    assert f'name="worries" value="{INJURY},{HUNGRY}"' in refused.content.decode()
    assert DraftSection.objects.count() == 0
    for _ in range(2):  # a double click adds nothing twice
        client.post("/referrals/start/", asked | {"danger": "no", "urgent": "no", "today": "no"})
    kept = DraftSection.objects.filter(draft_id=key, section="worries").order_by("item")
    assert [row.data for row in kept] == [{"indicator": [INJURY]}, {"indicator": [HUNGRY]}]


def test_staff_who_do_not_refer_get_no_button_to_start(client: Client, asha: User) -> None:
    client.force_login(asha)
    assert "/referrals/start/" not in _said(client, picked=[INJURY], show="yes")
