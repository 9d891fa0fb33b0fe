"""The body map: a mark by the list or with a pointer, drawn by the server wherever the referral is read."""

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from referrals.body import REGIONS, nearest, place_of
from referrals.case import preview
from referrals.models import Draft
from referrals.pages.body_maps import body_maps
from referrals.submission import submit_referral
from tests.conftest import TUESDAY
from tests.factories import fill_draft
from tests.referrals.test_pages import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]
BABY = {
    "first_name": ["Robin"],
    "date_of_birth-day": ["1"],
    "date_of_birth-month": ["9"],
    "date_of_birth-year": ["2026"],
    "can_move": ["no"],
}
CHEEK = {"child": "0", "region": "left_cheek"}


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def add_mark(client: Client, draft: Draft, **typed: str) -> Any:
    return client.post(f"/referrals/draft/{draft.pk}/marks/", {**CHEEK, **typed})


def describe(client: Client, draft: Draft, number: int = 0, **typed: str) -> Any:
    words = {"region": "left_cheek", "kind": "bruise", "size": "as a 10p coin", "colour": "yellow", "said": "I fell"}
    return client.post(f"/referrals/draft/{draft.pk}/marks/{number}/", {**words, "child": "0", **typed})


@pytest.mark.parametrize("figure", ["child", "baby"])
def test_every_region_has_a_place_of_its_own_within_the_figure(figure: Any) -> None:
    for side in ("front", "back"):
        places = [region.places[figure] for region in REGIONS.values() if region.side == side]
        assert len(set(places)) == len(places)
        assert all(5 <= x <= 95 and 5 <= y <= 212 for x, y in places)
    for region in REGIONS.values():
        assert nearest(region.side, figure, region.places[figure]) == region


def test_left_is_the_childs_own_left() -> None:
    assert REGIONS["left_cheek"].places["child"][0] > 50  # one faces the child
    assert REGIONS["left_calf"].places["child"][0] < 50  # one stands behind the child


@given(st.integers(0, 100), st.integers(0, 220))
def test_a_mark_is_drawn_in_its_region(x: int, y: int) -> None:
    region = REGIONS["left_cheek"]
    found = place_of(region, "child", (x, y))
    assert found in {(x, y), region.places["child"]}
    assert nearest("front", "child", found) == region


def test_a_mark_is_added_by_the_list_and_described_on_its_own_page(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    answer = add_mark(client, draft)
    assert answer.headers["Location"] == f"/referrals/draft/{draft.pk}/marks/0/"
    assert "Left cheek</h1>" in page(client.get(answer.headers["Location"]))
    assert describe(client, draft).status_code == 302
    text = page(client.get(f"/referrals/draft/{draft.pk}/marks/"))
    assert "<strong>Left cheek</strong>: Bruise, as a 10p coin, yellow" in text
    assert "Body map of Pip, front and back: 1, Left cheek" in text


def test_a_pointer_puts_it_where_it_was_pressed_and_words_keep_it_there(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    add_mark(client, draft, x="60", y="28", figure="child")
    describe(client, draft)
    document = submit_referral(draft, by=delphine).document
    dot = body_maps(document, TUESDAY)[0].halves[0].dots[0]
    assert (dot.number, dot.x, dot.y) == (1, 60, 28)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"x": "5", "y": "200", "figure": "child"}, (58, 27)),  # not in its region
        ({"x": "60", "y": "28", "figure": "baby"}, (58, 27)),  # on another figure
        ({"x": "-3", "y": "9999", "figure": "child"}, (58, 27)),
        ({"x": "٣", "y": "x", "figure": "<svg>"}, (58, 27)),
    ],
)
def test_a_place_that_makes_no_sense_is_the_middle_of_the_region(
    typed: dict[str, str], place: tuple[int, int], delphine: User
) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    assert add_mark(client, draft, **typed).status_code == 302
    dot = body_maps(submit_referral(draft, by=delphine).document, TUESDAY)[0].halves[0].dots[0]
    assert (dot.x, dot.y) == place


@pytest.mark.parametrize("typed", [{"region": ""}, {"region": "left_wing"}, {"child": "7"}, {"child": "<b>"}])
def test_what_is_not_on_the_figure_is_refused_with_a_sentence(typed: dict[str, str], delphine: User) -> None:
    draft = fill_draft(delphine)
    assert "Choose where the mark is." in page(add_mark(signed_in(delphine), draft, **typed))
    assert not draft.sections.filter(section="marks").exists()


def test_two_marks_in_one_place_are_two_numbers(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    for _ in range(2):
        add_mark(client, draft)
    dots = body_maps(submit_referral(draft, by=delphine).document, TUESDAY)[0].halves[0].dots
    assert [(dot.number, dot.x) for dot in dots] == [(1, 58), (2, 64)]


def test_brothers_and_sisters_have_maps_of_their_own(delphine: User) -> None:
    draft, client = fill_draft(delphine, children=[{}, BABY]), signed_in(delphine)
    add_mark(client, draft)
    add_mark(client, draft, child="1", region="right_shin")
    maps = body_maps(submit_referral(draft, by=delphine).document, TUESDAY)
    assert [(one.name, one.figure, [mark.place for mark in one.marks]) for one in maps] == [
        ("Pip", "child", ["Left cheek"]),
        ("Robin", "baby", ["Right shin"]),
    ]


def test_a_mark_on_a_baby_who_cannot_move_reaches_the_engine(delphine: User) -> None:
    draft = fill_draft(delphine, children=[BABY])
    before, _ = preview(draft)
    add_mark(signed_in(delphine), draft)
    after, _ = preview(draft)
    assert (before.level, after.level, after.priority) == (2, 4, "red")
    assert "The form says that a child who cannot move about alone is injured" in [r.title for r in after.reasons]


def test_it_is_drawn_wherever_the_referral_is_read(delphine: User, asha: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    add_mark(client, draft)
    describe(client, draft)
    assert 'aria-label="Body map of Pip' in page(client.get(f"/referrals/draft/{draft.pk}/check/"))
    referral = submit_referral(draft, by=delphine)
    for user, place in ((delphine, f"/referrals/{referral.reference}/copy/"), (asha, f"/queue/{referral.reference}/")):
        text = page(signed_in(user).get(place))
        assert 'aria-label="Body map of Pip, front and back: 1, Left cheek"' in text
        assert "“I fell”" in text
        assert re.search(r"<svg[^>]*style=", text) is None


def test_the_marks_of_a_child_who_was_taken_out_must_be_put_right(delphine: User) -> None:
    draft, client = fill_draft(delphine, children=[{}, {}, BABY]), signed_in(delphine)
    add_mark(client, draft, child="2")
    client.post(f"/referrals/draft/{draft.pk}/children/2/remove/")
    text = page(client.get(f"/referrals/draft/{draft.pk}/check/"))
    assert "Body map: choose whose body it is" in text
