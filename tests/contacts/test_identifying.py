"""What could name a child is found, however it is written; ordinary words are left alone."""

import itertools
import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from localflavor.gb.forms import GBPostcodeField

from contacts.identifying import Kind, find
from core.numbers import upn_check_letter

NAMES = ("Pip Fablewood", "Zoë O’Quillan", "Anne-Marie", "Will May", "Jo", "not known", "Ola de Tern")


def kinds(text: str, names: tuple[str, ...] = NAMES) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in find(text, names)]


@pytest.mark.parametrize(
    "written",
    [
        "Pip",
        "PIP",
        "pip",
        "(Pip)",
        "Pip’s",
        "Pip/",
        "_Pip_",
        "P.i.p",
        "P I P",
        "P\u200bip",
        "Fablewood",
        "the Fablewoods",
    ],
)
def test_a_name_of_their_own_forms_is_found(written: str) -> None:
    found = find(f"I saw {written} today.", NAMES)
    assert [one.kind for one in found] == [Kind.NAME]
    assert found[0].key in {"pip", "fablewood"}


@pytest.mark.parametrize("written", ["Zoe", "Zoë", "ZOË", "O'Quillan", "O’Quillan", "OQuillan", "o’quillan"])
def test_accents_and_apostrophes_do_not_hide_a_name(written: str) -> None:
    assert kinds(f"Then {written} cried.") == [("name", written)]


def test_a_hyphened_name_is_found_whole_and_in_parts() -> None:
    assert kinds("Anne-Marie, Annemarie and Marie") == [
        ("name", "Anne-Marie"),
        ("name", "Annemarie"),
        ("name", "Marie"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "You will see. It may rain.",
        "I know nothing. It is not known.",
        "so jo-jo toys of the pipe",
    ],
)
def test_words_are_not_names(text: str) -> None:
    assert kinds(text, ("Will May", "not known", "Pi Of")) == []


def test_a_word_with_a_capital_looks_like_a_name_and_can_be_said_not_to_be() -> None:
    found = find("In May I asked Will.", NAMES)
    assert [(one.key, one.text) for one in found] == [("may", "May"), ("will", "Will")]
    assert [one.text for one in find("In May I asked Will.", NAMES, allowed={"may"})] == ["Will"]


@pytest.mark.parametrize(
    "written",
    [
        "4/3/2017",
        "04/03/2017",
        "4.3.17",
        "04-03-17",
        "4 / 3 / 2017",
        "4 3 2017",
        "2017-03-04",
        "2017/3/4",
        "04032017",
        "20170304",
        "4 March 2017",
        "4th March 2017",
        "4th of March, 2017",
        "4 Mar 17",
        "March 4, 2017",
        "March 4th 2017",
        "Mar. 4, '17",
        "4march2017",
        "the fourth of March 2017",
        "twenty-first of March twenty seventeen",
        "4\u20113\u20112017",
        "４/３/２０１７",
        "4\u00a0March\u00a02017",
        "2017 March 4",
        "4|3|2017",
        "4 of March ’17",
        "03/14/2017",
    ],
)
def test_a_whole_date_is_found(written: str) -> None:
    found = find(f"He came on {written} I think.")
    assert [one.kind for one in found] == [Kind.BIRTH]
    assert re.search(r"\d|fourth|first", found[0].text)


@pytest.mark.parametrize(
    "text",
    [
        "born 4 March",
        "DOB 4/3",
        "d.o.b. 040317",
        "birthday: March 4th",
        "born in March 2017",
        "his birthday is on the 4th of March",
        "4 March is his birthday",
        "date of birth 03.2017",
        "dob: 4 3 17",
    ],
)
def test_part_of_a_date_counts_beside_a_birth(text: str) -> None:
    assert [one.kind for one in find(text)] == [Kind.BIRTH]


@pytest.mark.parametrize(
    "text",
    [
        "On 4 March at 09:30 he cried.",
        "Since 12 November.",
        "He is 7 and his sister 3.",
        "at 9.30 and 14.15",
        "about 3/4 of the time",
        "A boy of 9 in year 5, seen 3 times in 2 weeks.",
        "In 2024 she moved.",
        "4 March 09:30",
        "Y7 2nd in class",
        "KS2 1st",
        "call 999 or 101",
        "a child of 10 or 11 years, 12 at most",
    ],
)
def test_what_happened_and_when_may_be_said(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "written",
    [
        "LH1 2AB",
        "lh1 2ab",
        "LH12AB",
        "L H 1 2 A B",
        "LH1-2AB",
        "LH 1 2 AB",
        "LH1  . 2AB",
        "l h 1 2 a b",
    ],
)
def test_a_postcode_is_found(written: str) -> None:
    assert kinds(f"She lives at {written}, upstairs.") == [("postcode", written)]


def test_a_postcode_beside_a_birth_is_whole() -> None:
    assert kinds("from LH1 2AB, born 4 March 2017") == [("postcode", "LH1 2AB"), ("birth", "4 March 2017")]


@pytest.mark.parametrize("text", ["he is 5 3 as", "they go 2 3 times", "so 1 4 all"])
def test_small_words_and_numbers_are_no_postcode(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "written",
    [
        "01632 960 301",
        "01632960301",
        "(01632) 960301",
        "01632-960-301",
        "+44 1632 960301",
        "0044 1632 960 301",
        "+44 (0)1632 960301",
        "07700 900 982",
        "7700 900982",
        "0 7 7 0 0 9 0 0 9 8 2",
        "07700.900.982",
        "+353 1 496 0301",
    ],
)
def test_a_telephone_number_is_found(written: str) -> None:
    assert [kind for kind, _ in kinds(f"Ask on {written} please")] == ["phone"]


def test_a_local_number_is_found_beside_the_word() -> None:
    assert kinds("Her phone is 960 301.") == [("phone", "960 301")]


@pytest.mark.parametrize(
    "written",
    [
        "pip@home.example",
        "p.f@mail.example",
        "pip (at) home (dot) example",
        "pip at home dot example",
        "pip @ home . example",
    ],
)
def test_an_email_is_found(written: str) -> None:
    assert ("email", written) in kinds(f"Write to {written}", ())


def test_it_stands_where_it_was_typed() -> None:
    text = "“Pip”\u200b, 943 476 5919"
    assert [text[one.start : one.end] for one in find(text, NAMES)] == ["Pip", "943 476 5919"]


# Whatever stands between the signs, it is found.

GAPS = st.text(alphabet=" .-–_/,\u00a0\u200b'", max_size=3)
ROUND = st.sampled_from(["", " ", "(", "“", "\n", ": ", ", ", " - "])


@st.composite
def apart(draw: st.DrawFn, whole: st.SearchStrategy[str]) -> str:
    signs = list(draw(whole))
    return "".join(sign + draw(GAPS) for sign in signs[:-1]) + signs[-1]


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    start = f"{draw(st.integers(100_000_000, 999_999_998))}"
    check = -sum(int(digit) * weight for digit, weight in zip(start, range(10, 1, -1), strict=True)) % 11
    assume(check < 10)
    return f"{start}{check}"


@st.composite
def pupil_numbers(draw: st.DrawFn) -> str:
    rest = f"{draw(st.integers(10**11, 10**12 - 1))}"
    return upn_check_letter(rest) + rest


def finds(text: str, planted: str) -> bool:
    """Something is found that begins or ends inside what was planted."""
    start = text.index(planted)
    return any(one.start < start + len(planted) and one.end > start for one in find(text))


@given(apart(nhs_numbers()), ROUND, ROUND)
def test_no_nhs_number_passes(number: str, before: str, after: str) -> None:
    assert finds(f"A girl{before or ' '}{number}{after} aged nine", number)


@given(apart(pupil_numbers()), ROUND, ROUND)
def test_no_pupil_number_passes(number: str, before: str, after: str) -> None:
    assert finds(f"UPN{before or ' '}{number}{after} in year four", number)


# Those of another maker's book, but for areas of one letter that no post office has.
_OUT = GBPostcodeField.outcode_pattern
CODES = st.from_regex(re.compile(f"(?:{_OUT}) {GBPostcodeField.incode_pattern}", re.ASCII), fullmatch=True)


@given(CODES.filter(lambda code: code[1].isalpha() and not code.startswith("GIR")), GAPS, ROUND)
def test_no_postcode_passes(code: str, gap: str, before: str) -> None:
    for way in (code.replace(" ", gap), code.replace(" ", gap).lower()):
        assert finds(f"near{before or ' '}{way}, upstairs", way)


@given(
    st.dates(date(1990, 1, 1), date(2026, 12, 31)),
    st.sampled_from(
        ["%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%y", "%d%m%Y", "%d %m %Y", "%A %d %B %Y"]
    ),
    ROUND,
)
def test_no_date_passes(day: date, form: str, before: str) -> None:
    written = day.strftime(form)
    assert finds(f"seen{before or ' '}{written} at home", written)


@given(st.text(max_size=300))
def test_nothing_breaks_it(text: str) -> None:
    found = find(text, NAMES)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
