"""What a form of the service says and accepts."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from core.clock import moved_to
from core.errors import Refused
from core.forms import (
    DateOrNotKnown,
    DateParts,
    GovDateField,
    GovForm,
    NhsNumberField,
    NotKnownDateField,
    PhoneField,
    PostcodeField,
    UpnField,
    YesNoNotKnownField,
    gov,
    read_date,
    upn_check_letter,
)
from core.forms.summary import error_summary
from tests.core.markup import parse

TODAY = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)


class ChildForm(GovForm):
    first_name = gov(forms.CharField(label="First name", max_length=5), width=20)
    born = GovDateField(label="Date of birth", when="past_or_today")
    how = gov(
        forms.ChoiceField(
            label="How do you know?",
            choices=[("seen", "I saw it"), ("told", "I was told")],
            widget=forms.RadioSelect,
        ),
        conditional={"told": ["who"]},
    )
    who = forms.CharField(label="Who told you", required=False)


def messages(form: forms.Form) -> dict[str, list[str]]:
    return {name: [str(each) for each in sentences] for name, sentences in form.errors.items()}


def clean(field: forms.Field, **data: str) -> tuple[object, list[str]]:
    """The cleaned value of a form with this one field "it", and its errors."""
    form = type("One", (GovForm,), {"it": field})({f"it{name}": value for name, value in data.items()})
    form.is_valid()
    return form.cleaned_data.get("it"), messages(form).get("it", [])


def boxes(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"-day": day, "-month": month, "-year": year}


class TestSentences:
    def test_an_empty_form_asks_for_each_field_in_its_own_words(self) -> None:
        assert messages(ChildForm({})) == {
            "first_name": ["Enter first name"],
            "born": ["Enter date of birth"],
            "how": ["Answer: How do you know?"],
        }

    def test_the_authors_own_sentence_stays(self) -> None:
        field = forms.CharField(label="Name", error_messages={"required": "Say what the child is called"})
        assert clean(field) == (None, ["Say what the child is called"])

    def test_too_long_says_by_how_much(self) -> None:
        value, errors = clean(forms.CharField(label="Name", max_length=3), **{"": "Wren T"})
        assert (value, errors) == (None, ["Name: use 3 characters or fewer. You have used 6"])

    @pytest.mark.parametrize("field", [forms.CharField(label="Name"), PhoneField(label="Name"), UpnField(label="Name")])
    def test_a_nul_character_is_an_error_not_a_fault(self, field: forms.Field) -> None:
        _, errors = clean(field, **{"": "Wr\x00en"})
        assert errors == [
            "Name: there is a hidden character that we cannot keep. Type it again, or paste it as plain text"
        ]

    def test_a_nul_character_is_not_drawn_again(self) -> None:
        assert "\x00" not in str(ChildForm({"first_name": "Wr\x00en"}))

    def test_a_refusal_stands_beside_its_field_or_above_them_all(self) -> None:
        form = ChildForm(
            {"first_name": "Wren", **{f"born{k}": v for k, v in boxes("1", "2", "2020").items()}, "how": "seen"}
        )
        assert form.is_valid()
        form.refuse(Refused("Somebody else saved first"))
        form.refuse(Refused("That name is taken", field="first_name"))
        form.refuse(Refused("That is not yours", field="no_such_field"))
        assert messages(form) == {
            "__all__": ["Somebody else saved first", "That is not yours"],
            "first_name": ["That name is taken"],
        }


class TestErrorSummary:
    def test_each_line_leads_to_the_control_that_puts_it_right(self) -> None:
        form = ChildForm({"born-day": "1", "born-year": "2020"})
        links = parse(form.error_summary).find(tag="ul").find_all(tag="a")
        assert [(link.attributes["href"], link.text) for link in links] == [
            ("#id_first_name", "Enter first name"),
            ("#id_born-month", "Date of birth must include a month"),
            ("#id_how", "Answer: How do you know?"),
        ]
        page = parse(str(form))
        for link in links:
            assert page.find(id=str(link.attributes["href"])[1:]).tag == "input"

    def test_nothing_is_drawn_when_nothing_is_wrong(self) -> None:
        assert error_summary(ChildForm()).strip() == ""

    def test_several_forms_share_one_box(self) -> None:
        box = parse(error_summary(ChildForm({}, prefix="a"), ChildForm({}, prefix="b")))
        assert len(box.find_all(css="govuk-error-summary")) == 1
        assert [link.attributes["href"] for link in box.find_all(tag="a")][::3] == [
            "#id_a-first_name",
            "#id_b-first_name",
        ]

    def test_what_a_person_typed_is_escaped(self) -> None:
        form = ChildForm({})
        form.add_error(None, "<script>")
        assert "&lt;script&gt;" in form.error_summary


class TestMarkup:
    def test_a_field_under_a_choice_is_drawn_once_and_hidden_until_chosen(self) -> None:
        page = parse(str(ChildForm()))
        part = page.find(id="conditional-id_how-2")
        assert part.attributes["class"] == {"govuk-radios__conditional", "govuk-radios__conditional--hidden"}
        assert [each.attributes["name"] for each in page.find_all(name="who")] == ["who"]
        assert part.find(name="who").tag == "input"
        assert page.find(value="told").attributes["data-aria-controls"] == "conditional-id_how-2"

    def test_a_chosen_choice_shows_its_field(self) -> None:
        page = parse(str(ChildForm(initial={"how": "told"})))
        assert page.find(id="conditional-id_how-2").attributes["class"] == {"govuk-radios__conditional"}

    def test_hint_and_error_describe_the_control_in_that_order(self) -> None:
        field = forms.CharField(label="Name", help_text="As on the register")
        form = type("One", (GovForm,), {"it": field})({})
        page = parse(form["it"].as_field_group())
        control = page.find(tag="input")
        assert control.attributes["aria-describedby"] == "id_it-hint id_it-error"
        assert page.find(id="id_it-hint").text == "As on the register"
        assert page.find(id="id_it-error").text == "Error: Enter name"
        assert "required" not in control.attributes

    def test_whole_numbers_are_typed_as_text(self) -> None:
        form = type("One", (GovForm,), {"it": forms.IntegerField(label="How many", min_value=1, max_value=9)})()
        control = parse(str(form["it"])).find(tag="input")
        assert {name: control.attributes.get(name) for name in ("type", "inputmode", "min", "max")} == {
            "type": "text",
            "inputmode": "numeric",
            "min": None,
            "max": None,
        }

    def test_a_single_tick_carries_its_hint_and_error(self) -> None:
        field = forms.BooleanField(label="I have told the parents", help_text="Unless that puts a child at risk")
        page = parse(type("One", (GovForm,), {"it": field})({})["it"].as_field_group())
        control = page.find(type="checkbox")
        assert control.attributes["aria-describedby"] == "id_it-error id_it-item-hint"
        assert page.find(id="id_it-error").text == "Error: Tick to confirm: I have told the parents"


class TestDates:
    @pytest.mark.parametrize(
        ("day", "month", "year"),
        [("17", "11", "2026"), ("17", "nov", "2026"), ("17", "November", "2026"), (" 17 ", "11 ", " 2026")],
    )
    def test_numbers_and_names_of_months_are_read(self, day: str, month: str, year: str) -> None:
        assert clean(GovDateField(label="Date"), **boxes(day, month, year)) == (date(2026, 11, 17), [])

    @pytest.mark.parametrize(
        "typed", ["17/11/2026", "17.11.2026", "17-11-2026", "17 November 2026", "2026-11-17", "17, Nov, 2026"]
    )
    def test_a_date_in_one_piece_is_read(self, typed: str) -> None:
        assert clean(GovDateField(label="Date"), **{"": typed}) == (date(2026, 11, 17), [])

    @pytest.mark.parametrize(
        ("typed", "sentence", "parts"),
        [
            (boxes(), "Enter date of birth", None),
            (boxes("1"), "Date of birth must include a month and year", ("month", "year")),
            (boxes("", "2", "2020"), "Date of birth must include a day", ("day",)),
            (boxes("31", "2", "2020"), "Date of birth must be a real date", ("day",)),
            (boxes("1", "13", "2020"), "Date of birth must be a real date", ("month",)),
            (boxes("x", "y", "2020"), "Date of birth must be a real date", ("day", "month")),
            (boxes("29", "2", "2023"), "Date of birth must be a real date", ("day",)),
            (boxes("1", "2", "20"), "Year must include 4 numbers", ("year",)),
            (boxes("1", "2", "٢٠٢٠"), "Year must include 4 numbers", ("year",)),
            (boxes("1", "2", "1820"), "Check the year: it must be 1900 or later", ("year",)),
            (boxes("18", "11", "2026"), "Date of birth must be today or in the past", ("day", "month", "year")),
            (boxes("1\x00", "2", "2020"), "Date of birth must be a real date", ("day",)),
        ],
    )
    def test_what_is_wrong_is_said_and_marked(
        self, typed: dict[str, str], sentence: str, parts: tuple[str, ...] | None
    ) -> None:
        form = type("One", (GovForm,), {"it": GovDateField(label="Date of birth", when="past_or_today")})(
            {f"it{name}": value for name, value in typed.items()}
        )
        with moved_to(TODAY):
            assert messages(form) == {"it": [sentence]}
        marked = [each.attributes["id"] for each in parse(str(form["it"])).find_all(css="govuk-input--error")]
        assert marked == [f"id_it-{part}" for part in parts or ("day", "month", "year")]

    @pytest.mark.parametrize(
        ("when", "day", "accepted"),
        [
            ("past", 16, True),
            ("past", 17, False),
            ("past_or_today", 17, True),
            ("past_or_today", 18, False),
            ("future", 17, False),
            ("future", 18, True),
            ("future_or_today", 16, False),
            ("future_or_today", 17, True),
        ],
    )
    def test_bounds_turn_at_midnight_in_london(self, when: str, day: int, accepted: bool) -> None:
        with moved_to(datetime(2026, 11, 17, 23, 59, 59, tzinfo=UTC)):
            value, errors = clean(GovDateField(label="Date", when=when), **boxes(str(day), "11", "2026"))
        assert (value is not None, not errors) == (accepted, accepted)

    def test_today_is_londons_in_summer(self) -> None:
        with moved_to(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
            assert clean(GovDateField(label="Date", when="past_or_today"), **boxes("2", "7", "2026"))[1] == []

    def test_fixed_bounds_name_the_day(self) -> None:
        field = GovDateField(label="Date", not_before=date(2026, 11, 1), not_after=date(2026, 11, 30))
        assert clean(field, **boxes("31", "10", "2026"))[1] == ["Date must be the same as or after 1 November 2026"]
        assert clean(field, **boxes("1", "12", "2026"))[1] == ["Date must be the same as or before 30 November 2026"]

    def test_a_question_does_not_become_a_sentence(self) -> None:
        assert clean(GovDateField(label="When was it?"), **boxes("1"))[1] == [
            "When was it? The date must include a month and year"
        ]

    @pytest.mark.parametrize(
        "initial",
        [
            date(2020, 2, 1),
            "2020-02-01",
            "1/2/2020",
            {"day": "1", "month": "2", "year": 2020},
            DateParts("1", "2", "2020"),
        ],
    )
    def test_whatever_was_kept_is_shown_in_the_boxes(self, initial: object) -> None:
        form = type("One", (GovForm,), {"it": GovDateField(label="Date")})(initial={"it": initial})
        assert [(part.name, part.value) for part in form["it"].date_parts] == [
            ("it-day", "1"),
            ("it-month", "2"),
            ("it-year", "2020"),
        ]

    @given(st.dates(min_value=date(1900, 1, 1)))
    def test_every_date_survives_the_boxes(self, day: date) -> None:
        value, errors = clean(GovDateField(label="Date"), **boxes(str(day.day), str(day.month), str(day.year)))
        assert (value, errors) == (day, [])

    @given(st.text(), st.text(), st.text())
    def test_no_text_is_a_fault(self, day: str, month: str, year: str) -> None:
        value, errors = clean(NotKnownDateField(label="Date"), **boxes(day, month, year))
        assert (value is None) == bool(errors)

    def test_words_that_are_no_date(self) -> None:
        assert read_date("last Tuesday") is None


class TestNotKnownDate:
    @pytest.mark.parametrize(
        ("data", "value", "errors"),
        [
            (boxes("1", "2", "2020"), DateOrNotKnown(date(2020, 2, 1), False), []),
            ({"-not-known": "on"}, DateOrNotKnown(None, True), []),
            (boxes(), None, ["Enter date of birth"]),
            ({**boxes("1"), "-not-known": "on"}, None, ["Enter the date, or tick “Not known”. Not both"]),
            (boxes("1"), None, ["Date of birth must include a month and year"]),
        ],
    )
    def test_not_known_is_an_answer(self, data: dict[str, str], value: object, errors: list[str]) -> None:
        assert clean(NotKnownDateField(label="Date of birth"), **data) == (value, errors)

    def test_it_may_be_left_empty_when_not_required(self) -> None:
        assert clean(NotKnownDateField(label="Date", required=False)) == (DateOrNotKnown(None, False), [])

    def test_the_tick_is_shown_again(self) -> None:
        form = type("One", (GovForm,), {"it": NotKnownDateField(label="Date")})(initial={"it": {"not_known": True}})
        assert "checked" in parse(str(form["it"])).find(name="it-not-known").attributes


class TestBritishNumbers:
    @pytest.mark.parametrize(
        ("field", "typed", "stored"),
        [
            (PhoneField, "01632960117", "01632 960117"),
            (PhoneField, "01632 960 117", "01632 960117"),
            (PhoneField, "+44 1632 960117", "01632 960117"),
            (PhoneField, "+33 1 23 45 67 89", "+33 1 23 45 67 89"),
            (NhsNumberField, "999 000 0018", "9990000018"),
            (NhsNumberField, "999-000-0018", "9990000018"),
            (UpnField, "b801200005001", "B801200005001"),
            (UpnField, "B 801 2000 05001", "B801200005001"),
            (PostcodeField, "ne14st", "NE1 4ST"),
            (PostcodeField, " SW1A  1AA ", "SW1A 1AA"),
            (PostcodeField, "W1A 0AX", "W1A 0AX"),
        ],
    )
    def test_spaces_and_dashes_are_forgiven(self, field: type[forms.Field], typed: str, stored: str) -> None:
        assert clean(field(label="It"), **{"": typed}) == (stored, [])

    @pytest.mark.parametrize(
        ("field", "typed", "start"),
        [
            (PhoneField, "0163", "Enter a telephone number"),
            (PhoneField, "ask the school", "Enter a telephone number"),
            (NhsNumberField, "999 000 0019", "Enter an NHS number"),
            (NhsNumberField, "12345", "Enter an NHS number"),
            (UpnField, "A801200005001", "Check the unique pupil number"),
            (UpnField, "801200005001", "Enter a unique pupil number"),
            (PostcodeField, "NE1", "Enter a full UK postcode"),
            (PostcodeField, "12345", "Enter a full UK postcode"),
        ],
    )
    def test_what_cannot_be_one_is_refused(self, field: type[forms.Field], typed: str, start: str) -> None:
        value, errors = clean(field(label="It"), **{"": typed})
        assert value is None
        assert [error.startswith(start) for error in errors] == [True]

    def test_an_optional_number_may_stay_empty(self) -> None:
        assert clean(NhsNumberField(label="NHS number", required=False), **{"": ""}) == ("", [])

    def test_check_letter_follows_the_weights(self) -> None:
        assert upn_check_letter("801200005001") == "B"
        assert upn_check_letter("80120000500") == ""

    @given(st.text(alphabet="0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
    def test_one_wrong_digit_changes_the_check_letter(self, rest: str, place: int, by: int) -> None:
        wrong = rest[:place] + str((int(rest[place]) + by) % 10) + rest[place + 1 :]
        assert upn_check_letter(rest) != upn_check_letter(wrong)

    @pytest.mark.parametrize(
        ("typed", "errors"), [("not_known", []), ("maybe", ["Choose from the list"]), ("", ["Choose safe"])]
    )
    def test_not_known_is_an_answer_and_silence_is_not(self, typed: str, errors: list[str]) -> None:
        assert clean(YesNoNotKnownField(label="Safe"), **{"": typed})[1] == errors


def test_a_posted_form_of_repeated_keys_is_read() -> None:
    data = QueryDict("first_name=Wren&born-day=1&born-month=2&born-year=2020&how=told&who=Nan")
    form = ChildForm(data)
    assert form.is_valid()
    assert form.cleaned_data == {"first_name": "Wren", "born": date(2020, 2, 1), "how": "told", "who": "Nan"}


class Picked(GovForm):
    colour = forms.ChoiceField(choices=[("r", "Red")])
    words = forms.CharField(max_length=5)


def test_what_one_form_does_to_its_fields_stays_with_it():
    first, second = Picked({"colour": "b", "words": "ok"}), Picked({"colour": "b", "words": "ok"})
    first.fields["colour"].choices = [("b", "Blue")]
    first.fields["words"].required = False
    first.fields["words"].error_messages["required"] = "Say it"
    first.fields["words"].widget.attrs["rows"] = "3"
    first.fields["words"].validators.clear()
    assert first.is_valid()
    assert not second.is_valid()
    assert second.fields["colour"].widget.choices == [("r", "Red")]
    assert second.fields["words"].required
    assert second.fields["words"].error_messages["required"] == "Enter words"
    assert "rows" not in second.fields["words"].widget.attrs
    assert second.fields["words"].validators
    assert Picked.base_fields["colour"].choices == [("r", "Red")]
