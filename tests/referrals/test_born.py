"""Whether a child is born follows from what was typed; it is asked only when nothing tells."""

import pytest

from referrals.filled import bound_form, child_name
from referrals.sections import CHILDREN, SECTIONS
from tests.factories import Typed

DOB: Typed = {"date_of_birth": ["2017-03-04"]}
DUE: Typed = {"due_date": ["2027-01-05"]}
TELL = "Enter a first name, a date of birth or a rough age, or say that the child is not born yet"
CLEAR_DATE = "You said that the child is not born yet. Clear this date, or say that the child is born"
CLEAR_AGE = "You said that the child is not born yet. Clear this age, or say that the child is born"
NO_DUE = "A child who is born has no due date. Clear it, or say that the child is not born yet"
NAME = "Enter the child’s first name. If you do not know it, write “not known”"


@pytest.mark.parametrize(
    ("typed", "unborn"),
    [
        ({"first_name": ["Pip"]}, "no"),
        ({"surname": ["Fablewood"], **DOB}, "no"),
        ({"surname": ["Fablewood"], "about_age": ["0"]}, "no"),
        (DUE, "yes"),
        ({"first_name": ["Pip"], **DUE}, "yes"),
        ({"unborn": ["yes"], **DUE}, "yes"),
        ({"unborn": ["no"], "surname": ["Fablewood"]}, "no"),
    ],
)
def test_the_rest_tells_whether_a_child_is_born(typed: Typed, unborn: str) -> None:
    form = bound_form(SECTIONS[CHILDREN], 0, typed)
    assert (form.errors, form.cleaned_data["unborn"]) == ({}, unborn)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"unborn": [TELL]}),
        ({"surname": ["Fablewood"]}, {"unborn": [TELL]}),
        ({"surname": ["Fablewood"], "date_of_birth-not-known": ["on"]}, {"unborn": [TELL]}),
        ({"unborn": ["yes"], **DUE, **DOB}, {"date_of_birth": [CLEAR_DATE]}),
        ({"unborn": ["yes"], **DUE, "about_age": ["3"]}, {"about_age": [CLEAR_AGE]}),
        ({"first_name": ["Pip"], **DUE, **DOB}, {"due_date": [NO_DUE]}),
        ({"unborn": ["no"], "first_name": ["Pip"], **DUE}, {"due_date": [NO_DUE]}),
        ({"unborn": ["yes"]}, {"due_date": ["Enter the date the baby is due, as near as you know"]}),
        (DOB, {"first_name": [NAME]}),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(typed: Typed, errors: dict[str, list[str]]) -> None:
    assert bound_form(SECTIONS[CHILDREN], 0, typed).errors == errors


def test_a_group_opens_for_what_it_holds_for_its_errors_and_for_a_link_to_it() -> None:
    def is_open(typed: Typed, led_to: str = "") -> bool:
        form = bound_form(SECTIONS[CHILDREN], 0, typed)
        form.led_to = led_to
        return next(part.is_open for part in form.parts() if part.title == "Not born yet?")

    assert (is_open({"first_name": ["Pip"]}), is_open({"first_name": ["Pip"]}, "due_date")) == (False, True)
    assert (is_open(DUE), is_open({"surname": ["Fablewood"]})) == (True, True)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"due_date-year": ["2027"]}, "Unborn baby"),
        ({"unborn": ["yes"]}, "Unborn baby"),
        ({"due_date": ["2027-01-05"], "date_of_birth-day": ["4"]}, "Child 1"),
        ({}, "Child 1"),
    ],
)
def test_a_due_date_names_the_baby_while_it_is_typed(typed: Typed, name: str) -> None:
    assert child_name(typed, 0) == name
