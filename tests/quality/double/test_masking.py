"""What could say who a child is goes out of a text; what the text says stays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.double.masking import Known, before, masked, telling

RECEIVED = date(2026, 11, 17)
KNOWN = Known(
    people=frozenset({"Pip", "Fablewood", "Rose Marrowick", "Delphine Marchpane"}),
    lines=frozenset({"4 Acorn Row, Larkhaven", "Hollow Oak Primary", "In school until 15:15", "Mother, for Pip"}),
    received=RECEIVED,
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Pip came hungry.", "[name] came hungry."),
        ("Pip Fablewood’s coat was thin.", "[name]’s coat was thin."),
        ("PIP FABLEWOOD and p.i.p.", "[name] and [name]."),
        ("Rose says a rose is red.", "[name] says a rose is red."),
        ("He walks home to Acorn Row in Larkhaven.", "He walks home to [place] Row in [place]."),
        ("At Hollow Oak Primary the acorns fall.", "At [place] Primary the acorns fall."),
        ("His mother stays in school.", "His mother stays in school."),
        ("Ring 01632 960 301 or pip@hollowoak.example", "Ring [number] or [address]"),
        ("Lives at ZZ9 9ZZ.", "Lives at [place]."),
        ("NHS 943 476 5919", "NHS [number]"),
        ("On 11 November he fell.", "On [6 days before] he fell."),
        ("On 17th November 2026 he fell.", "On [the same day] he fell."),
        ("Since November 2 he is ill.", "Since [2 weeks before] he is ill."),
        ("born 4/3/2017", "born [10 years before]"),
        ("Moved in March 2019.", "Moved in [7 years before]."),
        ("A visit on 20 November 2026.", "A visit on [3 days after]."),
        ("Seen 2026-11-16.", "Seen [1 day before]."),
        ("On 31 February he fell.", "On [date] he fell."),
        ("On 20 December he fell.", "On [11 months before] he fell."),
        ("In May he may fall, and on Monday.", "In May he may fall, and on Monday."),
    ],
)
def test_a_sentence(text: str, left: str) -> None:
    assert masked(text, KNOWN) == left


@pytest.mark.parametrize("text", ["Pip", "Acorn Row", "on 11 November", "ZZ9 9ZZ", "Delphine’s note"])
def test_what_was_masked_tells_nothing_any_more(text: str) -> None:
    assert telling(text, KNOWN) != []
    assert telling(masked(text, KNOWN), KNOWN) == []


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = masked(text, KNOWN)
    assert telling(once, KNOWN) == []


@given(st.dates(date(2000, 1, 1), date(2027, 12, 31)))
def test_no_day_says_its_date(day: date) -> None:
    words = before(day, RECEIVED)
    assert str(day.year) not in words
    assert words.endswith(("before", "after", "same day"))
    assert ("after" in words) == (day > RECEIVED)


def test_days_weeks_months_years() -> None:
    assert [before(RECEIVED - timedelta(days=days), RECEIVED) for days in (0, 1, 14, 15, 60, 61, 729, 730)] == [
        "the same day",
        "1 day before",
        "14 days before",
        "2 weeks before",
        "9 weeks before",
        "2 months before",
        "24 months before",
        "2 years before",
    ]
