"""A round from its drawing to its talk: what each step does, and what it refuses."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.models import User
from core.errors import Refused
from notifications.models import Message
from quality.alpha import alpha
from quality.double import actions
from quality.double.door import find_case, open_case
from quality.double.pages import answers_to, cases_to_answer, round_words, spread_of
from quality.double.sampling import Drawing, draw, eligible
from quality.double.texts import age_band, text_of
from quality.double_models import Asking, BlindAnswer, Case, Remark, Round
from referrals.actions import restrict
from referrals.models import Child, Referral
from tests.quality.double.conftest import WORDS, Decide, answer_all
from trail.models import Entry

LEVELS = {1: "Level 1", 2: "Level 2", 3: "Level 3", 4: "Level 4"}


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Round, Case, Asking, BlindAnswer, Remark, Message, Entry))  # type: ignore[attr-defined]


# Drawing


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    keys = [uuid4() for _ in range(200)]
    assert draw(keys, 10, 7) == draw(keys[::-1], 10, 7)
    assert set(draw(keys, 10, 7)) != set(draw(keys, 10, 8))
    assert draw(keys, 20, 7)[:10] == draw(keys, 10, 7)


def test_each_is_drawn_about_as_often() -> None:
    keys = [uuid4() for _ in range(10)]
    drawn = [key for seed in range(2000) for key in draw(keys, 3, seed)]
    assert all(520 < drawn.count(key) < 680 for key in keys)


def test_restricted_open_and_other_levels_are_never_drawn(decide: Decide, marek: User, at_tuesday: datetime) -> None:
    kept, other, hidden = decide(), decide(level=3), decide()
    decide(days_ago=200)
    restrict(hidden, to=[marek], by=marek)
    assert set(eligible(Drawing(9, months=3), marek, at_tuesday)) == {kept, other}
    assert set(eligible(Drawing(9, months=3, level=3), marek, at_tuesday)) == {other}
    assert set(eligible(Drawing(9, months=3, age="5"), marek, at_tuesday)) == {kept, other}
    assert set(eligible(Drawing(9, months=3, age="unborn"), marek, at_tuesday)) == set()


def test_what_holds_no_worry_is_not_drawn(decide: Decide, marek: User, at_tuesday: datetime) -> None:
    told = decide()
    bare = decide(worries=[])
    assert not bare.worries.exists()
    assert set(eligible(Drawing(9), marek, at_tuesday)) == {told}


def test_a_text_names_no_level_and_one_age(decide: Decide) -> None:
    older = decide(
        children=[{"first_name": ["Pip"], "surname": ["Fablewood"], "age_years": ["16"]}],
        worries=[{"what": ["To us this is Level 3, or tier 2A."]}],
    )
    assert "To us this is [level], or [level]." in text_of(older)
    assert age_band(Child(unborn=False, age_months=195)) == "16 or 17"


def test_fewer_than_three_are_no_round(decide: Decide, marek: User) -> None:
    decide()
    before = rows()
    with pytest.raises(Refused, match="1 referral fits"):
        actions.make_round(name="x", drawing=Drawing(3), by=marek)
    assert rows() == before


def test_only_a_manager_makes_one(past: list[Referral], asha: User, ola: User) -> None:
    before = rows()
    for who in (asha, ola):
        with pytest.raises(Refused, match="Only a MASH manager"):
            actions.make_round(name="x", drawing=Drawing(3), by=who)
    assert rows() == before


def test_no_text_names_its_child_or_school(prepared: Round) -> None:
    assert prepared.cases.count() == 4
    for case in prepared.cases.all():
        child = case.referral.children.get()
        for word in (child.first_name, child.surname, "Hollow", "Acorn", "Delphine", "Marchpane", "1 November"):
            assert word not in case.text
        assert "Child 1: boy, 5 to 9" in case.text
        assert "What: Asked for toast on six mornings since [" in case.text
        assert "What the child says: “Is there more toast?”" in case.text
        assert "own_level" not in case.text
        assert "Advice about breakfast" not in case.text  # what the referrer wants


# Reading


def test_a_text_that_still_tells_is_refused_and_the_words_are_named(prepared: Round, marek: User) -> None:
    case = prepared.cases.get(number=1)
    name = case.referral.children.get().first_name
    before = rows()
    with pytest.raises(Refused, match=f"“{name}”") as refused:
        actions.confirm_case(case, text=f"{case.text} {name} is well.", by=marek)
    assert refused.value.field == "text"
    case.refresh_from_db()
    assert (case.confirmed_at, rows()) == (None, before)


def test_confirmed_left_out_and_taken_in_again(prepared: Round, marek: User, asha: User) -> None:
    case = prepared.cases.get(number=1)
    assert actions.leave_out_case(case, by=marek).left_out
    again = actions.confirm_case(case, text=case.text, by=marek)
    assert (again.left_out, again.confirmed_by) == (False, marek)
    for act in (lambda: actions.leave_out_case(case, by=asha), lambda: actions.confirm_case(case, text=WORDS, by=asha)):
        with pytest.raises(Refused, match="Only a MASH manager"):
            act()


# Sending


def test_unread_texts_one_person_and_strangers_are_refused(
    prepared: Round, marek: User, tomas: User, niamh: User
) -> None:
    before = rows()
    with pytest.raises(Refused, match="Read every text first"):
        actions.send_round(prepared, people=[tomas, marek], by=marek)
    assert rows() == before
    for case in prepared.cases.all():
        actions.confirm_case(case, text=case.text, by=marek)
    before = rows()
    for people, words in (([tomas], "at least 2 people"), ([tomas, niamh], "who work in MASH")):
        with pytest.raises(Refused, match=words):
            actions.send_round(prepared, people=people, by=marek)
    assert rows() == before


def test_everybody_is_asked_by_letter_but_not_about_what_they_decided(
    prepared: Round, marek: User, tomas: User, asha: User
) -> None:
    for case in prepared.cases.all():
        actions.confirm_case(case, text=case.text, by=marek)
    actions.send_round(prepared, people=[tomas, asha, marek], by=marek)
    assert Asking.objects.filter(person=asha).count() == 0
    assert Asking.objects.filter(person=tomas).count() == 4
    letters = Message.objects.filter(kind="double_asked")
    assert {letter.to for letter in letters} == {tomas, marek}
    assert {letter.path for letter in letters} == {f"/quality/double/{prepared.pk}/"}


def test_too_few_answers_or_cases_are_refused_and_named(prepared: Round, marek: User, tomas: User, asha: User) -> None:
    cases = list(prepared.cases.all())
    for case in cases:
        actions.confirm_case(case, text=case.text, by=marek)
    before = rows()
    with pytest.raises(Refused, match="Cases 1, 2, 3 and 4 would get fewer than 2 answers"):
        actions.send_round(prepared, people=[tomas, asha], by=marek)
    assert rows() == before
    for case in cases[:2]:
        actions.leave_out_case(case, by=marek)
    before = rows()
    with pytest.raises(Refused, match=r"^2 cases are left\. A round needs at least 3: draw another round\.$"):
        actions.send_round(prepared, people=[tomas, marek], by=marek)
    assert rows() == before


def test_the_database_keeps_a_text_that_was_sent(sent: Round) -> None:
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        sent.cases.update(text="Something else")
    with pytest.raises(IntegrityError), transaction.atomic():
        Asking.objects.all().delete()


# Answering


def test_nobody_sees_an_answer_before_the_round_is_over(sent: Round, tomas: User, orla: User, ola: User) -> None:
    case = sent.cases.get(number=1)
    actions.answer_case(case, level=3, route="child_in_need", reason=WORDS, by=tomas)
    assert [row.done for row in cases_to_answer(sent, orla)] == [False] * 4
    with pytest.raises(Refused, match="once the round is over"):
        actions.say_of_case(case, text=WORDS, by=tomas)
    with pytest.raises(Http404):
        find_case(case.pk, by=ola)
    sent.refresh_from_db()
    assert sent.status == "sent"


def test_the_last_answer_ends_the_round(sent: Round, tomas: User, orla: User) -> None:
    answer_all(sent, [tomas, orla])
    sent.refresh_from_db()
    assert (sent.status, sent.closed_by) == ("closed", orla)
    assert BlindAnswer.objects.count() == 8


def test_twice_late_and_unasked_are_refused(sent: Round, tomas: User, asha: User, marek: User) -> None:
    case = sent.cases.get(number=1)
    given = {"level": 2, "route": "early_help", "reason": WORDS}
    actions.answer_case(case, **given, by=tomas)
    before = rows()
    with pytest.raises(Refused, match="You have answered"):
        actions.answer_case(case, **given, by=tomas)
    for who in (asha, marek):
        with pytest.raises(Refused, match="You were not asked"):
            actions.answer_case(case, **given, by=who)
    assert rows() == before
    actions.close_round(sent, by=marek)
    with pytest.raises(Refused, match="This round is over"):
        actions.answer_case(sent.cases.get(number=2), **given, by=tomas)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"level": 9}, "level"),
        ({"route": "elsewhere"}, "route"),
        ({"reason": "No"}, "reason"),
        ({"reason": "x"}, "reason"),
    ],
)
def test_half_an_answer_is_refused(sent: Round, tomas: User, wrong: dict[str, Any], field: str) -> None:
    before = rows()
    with pytest.raises(Refused) as refused:
        actions.answer_case(
            sent.cases.get(number=1), **{"level": 2, "route": "early_help", "reason": WORDS, **wrong}, by=tomas
        )
    assert (refused.value.field, rows()) == (field, before)


def test_a_reason_is_masked_and_answers_no_guess(sent: Round, tomas: User) -> None:
    """A refusal that named the true ones of many names would say whose the case is, before it is answered."""
    case = sent.cases.get(number=1)
    child = case.referral.children.get()
    reason = f"{child.first_name}, Araminta or Zebedee: one of them was hungry at Hollow Oak."
    given = actions.answer_case(case, level=2, route="early_help", reason=reason, by=tomas)
    assert given.reason.startswith("[name]")
    assert "Araminta or Zebedee" in given.reason
    for word in (child.first_name, "Hollow", "Oak"):
        assert word not in given.reason


def test_what_is_restricted_since_is_in_no_round(sent: Round, tomas: User, orla: User, marek: User) -> None:
    gone = sent.cases.get(number=1)
    restrict(gone.referral, to=[marek], by=marek)
    for who in (tomas, marek):
        with pytest.raises(Http404):
            find_case(gone.pk, by=who)
    with pytest.raises(Refused, match="no longer in the round"):
        actions.answer_case(gone, level=2, route="early_help", reason=WORDS, by=tomas)
    answer_all(sent, [tomas, orla])
    sent.refresh_from_db()
    assert sent.status == "closed"
    assert [row.number for row in spread_of(sent, LEVELS).rows] == [1, 2, 3]


# The spread, and the talk


def test_nothing_is_said_beyond_chance_under_twenty_cases() -> None:
    few = {number: [2, 2 + (number == 1)] for number in range(1, 20)} | {20: [3], 21: []}
    said = "All gave the same level in 18 of 19 cases. In 1 they were one level apart."
    assert round_words(alpha(few.values()), few) == f"{said} Case 20 had one answer. Case 21 had no answer."
    enough = few | {20: [1, 4]}
    assert round_words(alpha(enough.values()), enough).startswith("All gave the same level in 18 of 20 cases.")
    assert round_words(alpha(enough.values()), enough).endswith("Agreement is no better than chance: −0.65.")


def test_the_spread_says_who_is_how_far_apart(sent: Round, tomas: User, orla: User, marek: User) -> None:
    answer_all(sent, [tomas, orla], lambda case, who: 4 if who == orla and case.number == 1 else 1 + case.number // 2)
    over = spread_of(sent, LEVELS)
    drawn = {row.key: row for row in over.rows}
    rows = [drawn[case.pk] for case in sent.cases.all()]
    assert [(row.levels, row.apart, row.suggested, row.decided) for row in rows] == [
        ("1, 4", "3 levels", "2", "2"),
        ("2, 2", "", "2", "2"),
        ("2, 2", "", "2", "2"),
        ("3, 3", "", "2", "2"),
    ]
    assert over.words == "All gave the same level in 3 of 4 cases. In 1 they were two levels or more apart."
    assert [dot.x for dot in rows[1].spread.dots] == [35.0, 40.0]
    case = sent.cases.get(number=1)
    assert [one.who for one in answers_to(case, tomas)] == ["You", "Colleague B"]
    assert [one.who for one in answers_to(case, marek)] == ["Tomas Brightmoor", "Orla Quince"]


def test_those_who_were_asked_and_managers_talk(sent: Round, tomas: User, orla: User, marek: User, asha: User) -> None:
    answer_all(sent, [tomas, orla])
    case = Case.objects.get(round=sent, number=1)
    for who in (tomas, marek):
        actions.say_of_case(case, text="The matrix should say how often.", by=who)
    before = rows()
    with pytest.raises(Refused, match="Only those who were asked"):
        actions.say_of_case(case, text=WORDS, by=asha)
    assert rows() == before
    name = case.referral.children.get().first_name
    assert actions.say_of_case(case, text=f"{name} again", by=tomas).text == "[name] again"
    assert {one.writer for one in case.remarks.all()} == {tomas, marek}


def test_each_write_and_each_read_is_on_the_trail_of_the_referral(
    sent: Round, tomas: User, orla: User, marek: User
) -> None:
    answer_all(sent, [tomas, orla])
    case = Case.objects.get(round=sent, number=1)
    open_case(case.pk, by=orla)
    actions.say_of_case(case, text=WORDS, by=orla)
    entries = Entry.objects.filter(subject="double_case", record_id=case.referral_id).order_by("pk")
    assert [(entry.verb, entry.actor_id) for entry in entries] == [
        ("created", marek.pk),
        ("changed", marek.pk),
        ("replied", tomas.pk),
        ("replied", orla.pk),
        ("read", orla.pk),
        ("wrote", orla.pk),
    ]
    whole = Entry.objects.filter(subject="double_round", subject_id=sent.pk).order_by("pk")
    assert [entry.verb for entry in whole] == ["created", "asked", "closed"]
    assert all(WORDS not in str(entry.facts) for entry in Entry.objects.all())
