"""The pages of a round: who sees what when, what stands beside a field that was refused, and what it costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.context import menu_of
from accounts.models import User
from quality.double import actions
from quality.double.kept_forms import about_case
from quality.double.numbers import common_numbers
from quality.double.sampling import Drawing
from quality.double_models import Asking, BlindAnswer, Case, Round
from tests.quality.double.conftest import WORDS, Decide, answer_all
from thresholds.published import current
from trail.models import Entry
from unsent.keeping import keep_typed
from unsent.windows import Drawn

LIST = "/quality/double/"


@pytest.fixture
def page(client: Client) -> Callable[..., Any]:
    """What somebody is answered at an address; with data it is posted."""

    def open_(user: User, address: str, data: dict[str, Any] | None = None) -> Any:
        client.force_login(user)
        return client.get(address) if data is None else client.post(address, data)

    return open_


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def case_address(case: Case, act: str = "") -> str:
    return f"{LIST}case/{case.pk}/{act}"


def test_a_manager_draws_a_round_in_the_browser(past: Any, marek: User, page: Callable[..., Any]) -> None:
    typed = {"name": "Autumn", "count": "3", "months": "3", "level": "", "age": "", "seed": "11"}
    answer = page(marek, f"{LIST}new/", typed)
    made = Round.objects.get()
    assert answer["Location"] == f"{LIST}{made.pk}/"
    assert (made.seed, made.cases.count()) == (11, 3)
    assert made.drawn_by == {"count": 3, "months": 3, "level": 0, "age": ""}


def test_what_cannot_be_drawn_is_said_beside_the_field(past: Any, marek: User, page: Callable[..., Any]) -> None:
    typed = {"name": "Autumn", "count": "3", "months": "3", "level": "4", "age": "", "seed": ""}
    answer = text(page(marek, f"{LIST}new/", typed))
    assert "0 referrals fit. A round needs at least 3" in answer
    assert 'value="Autumn"' in answer
    for wrong in ({"count": "2"}, {"count": "99"}, {"count": "x"}, {"seed": "-1"}, {"level": "9"}, {"months": "7"}):
        assert "govuk-error-summary" in text(page(marek, f"{LIST}new/", typed | wrong))
    assert Round.objects.count() == 0


def test_a_name_left_in_a_text_is_named_and_the_text_stays(
    prepared: Round, marek: User, page: Callable[..., Any]
) -> None:
    case = prepared.cases.get(number=1)
    name = case.referral.children.get().first_name
    answer = text(page(marek, case_address(case, "confirm/"), {"text": f"All that {name} said in a long week."}))
    assert f"Take out what could say who it is: “{name}”." in answer
    assert f"All that {name} said in a long week." in answer
    case.refresh_from_db()
    assert case.confirmed_at is None


def test_people_are_asked_once_all_is_read(
    prepared: Round, marek: User, tomas: User, person: Any, council: Any, page: Callable[..., Any]
) -> None:
    send = f"{LIST}{prepared.pk}/send/"
    chosen = {"people": [str(tomas.pk), str(marek.pk)]}
    assert "Read every text first" in text(page(marek, send, chosen))
    for case in prepared.cases.all():
        assert page(marek, case_address(case, "confirm/"), {"text": case.text}).status_code == 302
    assert "at least 2 people" in text(page(marek, send, {"people": [str(tomas.pk)]}))
    shown = text(page(marek, send, chosen))
    assert [f"Case {number}: 2</li>" in shown for number in (1, 2, 3, 4)] == [True] * 4
    assert Asking.objects.count() == 0
    seen = {"shown": ",".join(sorted(chosen["people"]))}
    other = {"people": [*chosen["people"], str(person("Orla Quince", "mash_worker", council).pk)]}
    assert "Case 1: 3</li>" in text(page(marek, send, other | seen))
    assert seen["shown"] in shown
    assert page(marek, send, chosen | seen)["Location"] == f"{LIST}{prepared.pk}/"
    prepared.refresh_from_db()
    assert prepared.status == "sent"


def test_an_answer_is_given_alone(
    sent: Round, tomas: User, orla: User, marek: User, ola: User, asha: User, page: Callable[..., Any]
) -> None:
    case = sent.cases.get(number=1)
    shown = text(page(tomas, case_address(case)))
    assert "checked" not in shown
    assert "colleagues who were asked read your level and your reason without your name" in shown
    assert 'href="/guide/"' in shown.split("<main", 1)[1]
    assert "At least 20 characters." in shown
    level = current().matrix.levels[3]
    assert f"{level.name}: {level.short_name}" in shown
    for level in ("Suggested", "suggested", "Referrer", case.referral.reference):
        assert level not in shown.split("<main", 1)[1]
    assert "Choose a level" in text(page(tomas, case_address(case, "answer/"), {"reason": WORDS}))
    given = {"level": "3", "route": "early_help", "reason": "Because school has tried what it can."}
    assert page(tomas, case_address(case, "answer/"), given).status_code == 302
    assert "Because school has tried" in text(page(tomas, case_address(case)))
    for who in (orla, marek):
        assert "Because school has tried" not in text(page(who, case_address(case)))
        assert "Because school has tried" not in text(page(who, f"{LIST}{sent.pk}/"))
    for who in (asha, ola):
        assert page(who, case_address(case)).status_code == 404
        assert page(who, f"{LIST}{sent.pk}/").status_code == 404
    assert BlindAnswer.objects.count() == 1


def test_a_second_answer_says_so_and_changes_nothing(sent: Round, tomas: User, page: Callable[..., Any]) -> None:
    case = sent.cases.get(number=1)
    given = {"level": "3", "route": "early_help", "reason": WORDS}
    page(tomas, case_address(case, "answer/"), given)
    assert "You have answered this case." in text(page(tomas, case_address(case, "answer/"), given | {"level": "1"}))
    assert BlindAnswer.objects.get().level == 3


def test_when_it_is_over_everybody_in_it_sees_the_spread(
    sent: Round, tomas: User, orla: User, ola: User, asha: User, page: Callable[..., Any]
) -> None:
    answer_all(sent, [tomas, orla], lambda case, who: 3 if who == orla and case.number == 2 else 2)
    for who in (tomas, ola):
        shown = text(page(who, f"{LIST}{sent.pk}/"))
        assert "All gave the same level in 3 of 4 cases." in shown
        assert shown.count('<circle class="fd-chart__dot"') == 8
        assert "Orla" not in shown.split("<main", 1)[1]
    case = sent.cases.get(number=2)
    assert page(tomas, case_address(case, "say/"), {"text": "How often is often?"})["Location"] == case_address(case)
    assert "How often is often?" in text(page(ola, case_address(case)))
    assert "Add this" not in text(page(ola, case_address(case)))
    assert page(asha, case_address(case)).status_code == 404


def test_a_drawn_text_can_be_read_and_put_back(prepared: Round, marek: User, page: Callable[..., Any]) -> None:
    case = prepared.cases.get(number=1)
    drawn = case.text
    actions.confirm_case(case, text="Nothing is left of all that was said.", by=marek)
    shown = text(page(marek, case_address(case)))
    assert "The text as it was drawn" in shown
    assert "Asked for toast on six mornings" in shown
    keep_typed("blind-text", about_case(case), typed={"text": ["Half a new text."]}, by=marek)
    assert "Half a new text." in text(page(marek, case_address(case)))
    answer = page(marek, case_address(case, "drawn/"), {"text": "Half a new text."})
    assert answer["Location"] == case_address(case)
    case.refresh_from_db()
    assert (case.text, case.confirmed_at) == (drawn, None)
    assert "Half a new text." not in text(page(marek, case_address(case)))


def test_an_emptied_box_takes_no_text_away(prepared: Round, marek: User, page: Callable[..., Any]) -> None:
    case = prepared.cases.get(number=1)
    drawn = Drawn({}, "one", 1)
    keep_typed("blind-text", about_case(case), typed={"text": [" "]}, drawn=drawn, by=marek)
    box = text(page(marek, case_address(case))).split("<textarea", 1)[1].split("</textarea>", 1)[0]
    assert "Asked for toast on six mornings" in box


def test_the_drawn_text_is_not_put_back_once_it_was_sent(
    sent: Round, marek: User, tomas: User, page: Callable[..., Any]
) -> None:
    case = sent.cases.get(number=1)
    for who in (marek, tomas):
        page(who, case_address(case, "drawn/"), {})
    case.refresh_from_db()
    assert case.confirmed_at is not None


def test_ending_a_round_asks_first(sent: Round, marek: User, tomas: User, page: Callable[..., Any]) -> None:
    close = f"{LIST}{sent.pk}/close/"
    assert f'href="{close}"' in text(page(marek, f"{LIST}{sent.pk}/"))
    actions.answer_case(case := sent.cases.get(number=1), level=2, route="early_help", reason=WORDS, by=tomas)
    assert "7 answers are missing. Ending cannot be undone." in text(page(marek, close))
    sent.refresh_from_db()
    assert sent.status == "sent"
    assert page(marek, close, {})["Location"] == f"{LIST}{sent.pk}/"
    sent.refresh_from_db()
    assert sent.status == "closed"
    mine = common_numbers(sent)[case.pk]
    others = "Cases {}, {} and {} had no answer.".format(*({1, 2, 3, 4} - {mine}))
    assert f"Case {mine} had one answer. {others}" in text(page(marek, f"{LIST}{sent.pk}/"))


def test_the_way_back_and_the_place_in_the_menu(marek: User, tomas: User, page: Callable[..., Any]) -> None:
    for who, back, entry in ((marek, "/quality/agreement/", "Agreement"), (tomas, "/queue/", "Double decisions")):
        assert f'class="govuk-back-link" href="{back}"' in text(page(who, LIST))
        assert [item.text for item in menu_of(who.role, LIST) if item.current] == [entry]


def test_what_is_drawn_says_how_many_and_in_plain_words(marek: User, page: Callable[..., Any]) -> None:
    shown = text(page(marek, f"{LIST}new/"))
    assert "From 3 to 30" in shown
    assert "Number to draw by" not in shown


def test_a_read_of_a_case_is_on_the_trail_and_a_list_is_not(sent: Round, tomas: User, page: Callable[..., Any]) -> None:
    reads = Entry.objects.filter(verb="read", subject="double_case")
    page(tomas, LIST)
    page(tomas, f"{LIST}{sent.pk}/")
    assert reads.count() == 0
    case = sent.cases.get(number=1)
    page(tomas, case_address(case))
    assert [(row.subject_id, row.record_id, row.actor_id) for row in reads] == [(case.pk, case.referral_id, tomas.pk)]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_number_of_questions_does_not_grow(
    sent: Round, tomas: User, orla: User, marek: User, decide: Decide, client: Client
) -> None:
    """Four cases and eight, two answers and three, one round and six."""
    answer_all(sent, [tomas, orla])
    small = actions.make_round(name="Small", drawing=Drawing(4), seed=1, by=marek)
    client.force_login(marek)
    first = [queries(client, address) for address in (LIST, f"{LIST}{sent.pk}/", f"{LIST}{small.pk}/")]
    for _ in range(4):
        decide()
    large = actions.make_round(name="Large", drawing=Drawing(8), seed=1, by=marek)
    for case in large.cases.all():
        actions.confirm_case(case, text=case.text, by=marek)
    wide = [queries(client, f"{LIST}{large.pk}/")]
    actions.send_round(large, people=[tomas, orla, marek], by=marek)
    answer_all(large, [tomas, orla, marek])
    assert [queries(client, LIST), queries(client, f"{LIST}{large.pk}/"), *wide] == first
