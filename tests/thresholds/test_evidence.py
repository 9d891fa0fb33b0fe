"""A reason names its worries by letter and its tools by name, never by code."""

import pytest

from tests.thresholds.builders import walsall_document
from thresholds.evidence import letters_of, tools_of, with_tools

REFS = ("A", "tool:graded_care:love", "C", "tool:graded_care:esteem", "tool:dv_matrix")


def test_worries_by_letter_and_tools_by_the_names_of_the_matrix() -> None:
    assert letters_of(REFS) == ["A", "C"]
    named = "Graded care profile (Love, Esteem), Domestic violence risk matrix (Barnardo’s)"
    assert tools_of(REFS, walsall_document()) == named


@pytest.mark.parametrize(
    ("note", "refs", "words"),
    [
        ("It counts.", ("A",), "It counts."),
        ("It counts.", ("tool:dv_matrix",), "It counts. From: Domestic violence risk matrix (Barnardo’s)"),
        ("", ("tool:graded_care:love",), "Graded care profile (Love)"),
        ("", ("tool:gone:area",), "A tool (area)"),
        ("", (), ""),
    ],
)
def test_the_tools_stand_after_the_note(note: str, refs: tuple[str, ...], words: str) -> None:
    assert with_tools(note, refs, walsall_document()) == words
