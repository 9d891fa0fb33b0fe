"""The referral page, the decision in two steps with nothing lost, sign-off, the outcome."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from mash import actions
from mash.models import Decision, Telling
from referrals.actions import restrict
from referrals.models import Referral
from tests.answers import words_of
from tests.factories import sent_referral
from tests.mash.conftest import LOWER, REPLY, WHY

pytestmark = pytest.mark.django_db

FORM = {
    "route": "push_back",
    "push_back_reason": "threshold",
    "gaps": "What Pip says himself\r\n- Who he is with after school",
    "advice": "Meet the mother this week",
    "would_change": "he loses weight",
    "level": "2",
    "rationale": WHY,
    "reply": REPLY,
}


def main(answer: Any) -> str:
    page = unescape(words_of(answer))
    return page[page.index("<main") : page.index("</main>")]


def test_one_screen_has_all_that_a_decision_needs(
    held: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    page = main(browser(asha).get(reverse("mash:referral", args=[held.reference])))
    for words in (
        "Fablewood family",
        "Pip Fablewood, 9",
        "Hungry most mornings",
        "Asked for toast on six mornings since 1 November.",
        "“Is there more toast?”",
        "Advice about breakfast",
        "Grandmother helps at weekends",
        "Breakfast club since September",
        "The family agrees.",
        "Why level 2",
        "Suggested route:",
        "Your decision",
        "Check and record",
        "took the referral",
    ):
        assert words in page, words
    assert 'id="worry-a"' in page
    assert 'href="#worry-a"' in page


def test_nothing_is_chosen_beforehand(held: Referral, asha: User, browser: Callable[[User], Client]) -> None:
    page = main(browser(asha).get(reverse("mash:referral", args=[held.reference])))
    form = page[page.index('id="decide"') :]
    assert " checked" not in form
    assert re.findall(r'value="([^"]*)" selected', form[: form.index("Check and record")]) == [""]


def test_checking_writes_nothing_and_shows_what_the_referrer_will_read(
    held: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    answer = browser(asha).post(reverse("mash:decide", args=[held.reference]), {**FORM, "step": "check"})
    page = main(answer)
    assert "Check the decision before you record it" in page
    assert "MASH is not taking this on. We think help nearer to the family fits best." in page
    assert "Nobody says that anyone hurts him." in page
    assert "Who he is with after school" in page
    assert not Decision.objects.exists()


def test_recording_and_the_outcome_page(
    held: Referral, asha: User, delphine: User, browser: Callable[[User], Client]
) -> None:
    with clock.moved_to(clock.now() + timedelta(hours=5, minutes=12)):
        answer = browser(asha).post(reverse("mash:decide", args=[held.reference]), {**FORM, "step": "record"})
        assert answer.headers["Location"] == reverse("mash:referral", args=[held.reference])
        decision = Decision.objects.get()
        assert (decision.level, decision.route, decision.rationale) == (2, "push_back", WHY)
        assert decision.gaps == ["What Pip says himself", "Who he is with after school"]
        page = main(browser(delphine).get(reverse("mash:outcome", args=[held.reference])))
    for words in (
        "Pip Fablewood, 9. Referral",
        "Answered in 5 h 12 min",
        "Promise met",
        "Level 2 of 4",
        "Meet the mother this week",
        "he loses weight",
        "What Pip says himself",
        "Escalate this decision",
        "I have read this",
        "Decided by Asha Inkwell, social worker.",
    ):
        assert words in page, words
    assert WHY not in page


def test_a_late_answer_says_so(held: Referral, asha: User, delphine: User, browser: Callable[[User], Client]) -> None:
    with clock.moved_to(held.due_at + timedelta(minutes=42)):
        actions.record_decision(held, level=2, route="early_help", rationale=WHY, reply=REPLY, by=asha)
        page = main(browser(delphine).get(reverse("mash:outcome", args=[held.reference])))
    assert "Answered 42 min late" in page
    assert "Promise not met" in page


def test_changing_something_keeps_every_word(held: Referral, asha: User, browser: Callable[[User], Client]) -> None:
    page = main(browser(asha).post(reverse("mash:decide", args=[held.reference]), {**FORM, "step": "change"}))
    for words in (WHY, "Meet the mother this week", "he loses weight", "What Pip says himself"):
        assert words in page
    assert page.count(" checked") == 3
    assert "There is a problem" not in page


@pytest.mark.parametrize("step", ["check", "record"])
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"route": ""}, "Choose what should happen"),
        ({"route": "nowhere"}, "Choose from the list"),
        ({"route": "other"}, "Choose the other route"),
        ({"level": ""}, "Choose a level"),
        ({"level": "7"}, "Choose from the list"),
        ({"rationale": "short"}, "Say why, in at least 20 characters."),
        ({"reply": ""}, "Enter what the referrer will read"),
        ({"would_change": ""}, "Say what would change this answer."),
        ({"level": "3"}, "You chose level 3; level 2 was suggested. Say why it differs."),
        ({"rationale": "x" * 4001}, "use 4000 characters or fewer"),
        ({"rationale": f"{WHY}\x00"}, "hidden character"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(
    step: str, changes: dict[str, str], sentence: str, held: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    answer = browser(asha).post(reverse("mash:decide", args=[held.reference]), {**FORM, **changes, "step": step})
    page = main(answer)
    assert "There is a problem" in page
    assert page.count(sentence) >= 2
    assert "<title>Error: " in answer.content.decode()
    assert "Meet the mother this week" in page
    assert not Decision.objects.exists()


def test_every_problem_is_shown_at_once(held: Referral, asha: User, browser: Callable[[User], Client]) -> None:
    wrong = {
        **FORM,
        "step": "check",
        "push_back_reason": "",
        "would_change": "",
        "advice": "",
        "gaps": "",
        "level": "3",
    }
    page = main(browser(asha).post(reverse("mash:decide", args=[held.reference]), wrong))
    for sentence in (
        "Choose why it goes back.",
        "Say what to do now, or list what is missing.",
        "Say what would change this answer.",
        "You chose level 3; level 2 was suggested. Say why it differs.",
    ):
        assert page.count(sentence) == 2, sentence


def test_what_is_missing_and_what_does_not_fit_come_in_one_round(
    held: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    """A push-back with nothing else filled in, and one with a level that needs a reason and nothing else."""
    where = reverse("mash:decide", args=[held.reference])
    always = (
        "Enter why you decide this",
        "Enter what the referrer will read",
        "Choose why it goes back.",
        "Say what to do now, or list what is missing.",
        "Say what would change this answer.",
    )
    for level, more in (("", "Choose a level"), ("3", "You chose level 3; level 2 was suggested. Say why it differs.")):
        page = main(browser(asha).post(where, {"route": "push_back", "level": level, "step": "check"}))
        summary = page[page.index("There is a problem") : page.index("<h1")]
        assert sorted(re.findall(r'<a href="#[^"]*">([^<]*)</a>', summary)) == sorted([*always, more])
        for sentence in (*always, more):
            assert page.count(sentence) == 2, (level, sentence)


def test_another_route_that_is_missing_is_one_problem(
    held: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    answer = browser(asha).post(reverse("mash:decide", args=[held.reference]), {**FORM, "route": "other"})
    page = main(answer)
    summary = page[page.index("There is a problem") : page.index("<h1")]
    assert summary.count('<a href="#') == 1
    assert "Choose the other route" in summary
    assert "Choose what should happen" not in page


def test_somebody_else_decided_meanwhile(
    held: Referral, asha: User, marek: User, push_back: Callable[..., Decision], browser: Callable[[User], Client]
) -> None:
    push_back(held, marek)
    answer = browser(asha).post(reverse("mash:decide", args=[held.reference]), {**FORM, "step": "record"})
    assert "This referral is already decided." in main(answer)
    assert Decision.objects.count() == 1


def test_below_level_4_the_check_says_that_a_manager_signs_off(
    held_high: Referral, asha: User, marek: User, browser: Callable[[User], Client]
) -> None:
    form = {**FORM, "level": "2", "differs_reason": LOWER}
    where = reverse("mash:decide", args=[held_high.reference])
    assert "Ask a manager to sign off" in main(browser(asha).post(where, {**form, "step": "check"}))
    browser(asha).post(where, {**form, "step": "record"})
    page = main(browser(marek).get(reverse("mash:referral", args=[held_high.reference])))
    assert "For you to sign off" in page
    assert LOWER in page
    assert "Sign off this decision" not in main(browser(asha).get(reverse("mash:referral", args=[held_high.reference])))


def test_the_manager_sends_back_or_signs(proposed: Decision, marek: User, browser: Callable[[User], Client]) -> None:
    where = reverse("mash:sign_off", args=[proposed.referral.reference])
    client = browser(marek)
    assert "Enter what should be looked at again" in main(client.post(where, {"step": "return", "why": ""}))
    proposed.refresh_from_db()
    assert proposed.state == "proposed"
    client.post(where, {"step": "agree"})
    proposed.refresh_from_db()
    assert (proposed.state, proposed.agreed_by) == ("made", marek)


def test_a_sign_off_without_saying_which_does_nothing(
    proposed: Decision, marek: User, browser: Callable[[User], Client]
) -> None:
    browser(marek).post(reverse("mash:sign_off", args=[proposed.referral.reference]), {})
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_i_have_read_this(decided: Referral, delphine: User, asha: User, browser: Callable[[User], Client]) -> None:
    page = main(browser(delphine).post(reverse("mash:mark_read", args=[decided.reference]), follow=True))
    assert "MASH can see that you have read this." in page
    assert "I have read this" not in page.replace("that you have read this", "")
    assert Telling.objects.get().how == "read"
    assert "Read on Front Door" in main(browser(asha).get(reverse("mash:referral", args=[decided.reference])))


def test_reading_the_page_alone_does_not_tell(
    decided: Referral, delphine: User, browser: Callable[[User], Client]
) -> None:
    browser(delphine).get(reverse("mash:outcome", args=[decided.reference]))
    assert Telling.objects.get().told_at is None


def test_no_outcome_yet(held: Referral, delphine: User, browser: Callable[[User], Client]) -> None:
    page = main(browser(delphine).get(reverse("mash:outcome", args=[held.reference])))
    assert "MASH has not decided yet" in page
    assert "Asha" not in page


def test_earlier_contacts_show_to_mash_only(
    low: Referral, delphine: User, charlie: User, asha: User, marek: User, browser: Callable[[User], Client]
) -> None:
    with clock.moved_to(clock.now() + timedelta(days=2)):
        second = sent_referral(charlie)
        page = main(browser(asha).get(reverse("mash:referral", args=[second.reference])))
        assert low.reference in page
        assert "Two concerns in 7 days, from different people." in page
        actions.record_decision(second, level=2, route="early_help", rationale=WHY, reply=REPLY, by=marek)
        outcome = main(browser(charlie).get(reverse("mash:outcome", args=[second.reference])))
    assert low.reference not in outcome
    assert "Hollow Oak" not in outcome


def test_a_restricted_earlier_contact_stays_hidden(
    low: Referral, charlie: User, asha: User, marek: User, browser: Callable[[User], Client]
) -> None:
    restrict(low, to=[], by=marek)
    second = sent_referral(charlie)
    page = main(browser(asha).get(reverse("mash:referral", args=[second.reference])))
    assert low.reference not in page
    assert "Two concerns" not in page


def test_the_whole_trail_says_who_read(
    held: Referral, asha: User, tomas: User, browser: Callable[[User], Client]
) -> None:
    browser(tomas).get(reverse("mash:referral", args=[held.reference]))
    page = main(browser(asha).get(reverse("mash:trail", args=[held.reference])))
    assert "Tomas Brightmoor" in page
    assert "read this on the page “referral”" in page
    for bad in ("abc", "-1", "9" * 30, "１"):
        assert browser(asha).get(reverse("mash:trail", args=[held.reference]), {"before": bad}).status_code == 200


def test_telling_by_telephone_from_the_page(decided: Referral, asha: User, browser: Callable[[User], Client]) -> None:
    where = reverse("mash:tell_by_phone", args=[decided.reference])
    assert "Answer: Who did you speak to?" in main(browser(asha).post(where, {}))
    browser(asha).post(where, {"spoke_to": "Delphine Marchpane"})
    assert Telling.objects.get().spoke_to == "Delphine Marchpane"


def test_handing_over_from_the_page(held: Referral, asha: User, tomas: User, browser: Callable[[User], Client]) -> None:
    where = reverse("mash:reassign", args=[held.reference])
    assert "Choose who takes it over" in main(browser(asha).post(where, {}))
    browser(asha).post(where, {"to": str(tomas.pk)})
    held.refresh_from_db()
    assert held.holder == tomas


def test_early_help_takes_a_family_on(helped: Referral, niamh: User, browser: Callable[[User], Client]) -> None:
    client = browser(niamh)
    page = main(client.get(reverse("mash:early_help")))
    assert helped.reference in page
    assert "Pip" not in page
    page = main(client.get(reverse("mash:early_help_case", args=[helped.reference])))
    assert "Pip Fablewood, 9" in page
    page = main(client.post(reverse("mash:accept", args=[helped.reference]), follow=True))
    assert f"Early Help has taken on {helped.reference}." in page
    assert "Taken on by Niamh Saltwick" in page
