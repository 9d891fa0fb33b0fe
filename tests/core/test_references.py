"""References: read down a telephone, typed by hand, never another family's by mistake."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.references import ALPHABET, check_character, new_reference, read_reference

bodies = st.text(ALPHABET, min_size=5, max_size=5)
references = bodies.map(lambda body: body + check_character(body)).map(lambda all_: f"FD-{all_[:4]}-{all_[4:]}")
PLACES = (3, 4, 5, 6, 8, 9)


@given(references)
def test_it_reads_back_what_it_writes(reference: str) -> None:
    assert read_reference(reference) == reference


def test_a_new_one_reads_as_itself() -> None:
    made = [new_reference() for _ in range(2000)]
    assert [read_reference(reference) for reference in made] == made
    assert len(set(made)) > 1990  # 33 million are possible


@given(references, st.sampled_from(PLACES), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(reference: str, place: int, other: str) -> None:
    wrong = reference[:place] + other + reference[place + 1 :]
    assert read_reference(wrong) == (reference if wrong == reference else None)


@given(references, st.sampled_from(range(len(PLACES) - 1)))
def test_two_neighbours_that_changed_places_are_always_found(reference: str, first: int) -> None:
    letters = list(reference)
    here, there = PLACES[first], PLACES[first + 1]
    letters[here], letters[there] = letters[there], letters[here]
    wrong = "".join(letters)
    assert read_reference(wrong) == (reference if wrong == reference else None)


@pytest.mark.parametrize("body", ["00000", "ZZZZZ", "7Q2K4", "01234", "VWXYZ"])
def test_every_single_error_and_swap_of_some_whole(body: str) -> None:
    """The two properties above, without chance: all 186 single errors and 5 swaps."""
    whole = body + check_character(body)
    reference = f"FD-{whole[:4]}-{whole[4:]}"
    read = {
        read_reference(reference[:place] + other + reference[place + 1 :])
        for place in PLACES
        for other in ALPHABET
        if other != reference[place]
    }
    assert read == {None}


@given(references)
def test_misreadings_are_forgiven(reference: str) -> None:
    body = reference[3:]
    for misread in ({"0": "O"}, {"1": "I"}, {"1": "L"}, {"V": "U"}, {"0": "o"}, {"1": "l"}, {"1": "i"}):
        assert read_reference("FD-" + body.translate(str.maketrans(misread))) == reference


@given(references, st.sampled_from(["lower", "spaced", "bare", "dots", "dashes", "padded", "broken"]))
def test_it_is_read_however_it_is_typed(reference: str, how: str) -> None:
    typed = {
        "lower": reference.lower(),
        "spaced": reference.replace("-", " "),
        "bare": reference.replace("-", ""),
        "dots": reference.replace("-", "."),
        "dashes": reference.replace("-", "–"),
        "padded": f"  {reference}\t\n",
        "broken": " ".join(reference),
    }[how]
    assert read_reference(typed) == reference


@pytest.mark.parametrize(
    "rubbish",
    ["", "FD", "FD-", "FD-7Q2K", "7Q2K-4M", "FD-7Q2K-4", "FD-7Q2K-4MM", "XX-7Q2K-4M", "FD-7Q2K-4M; DROP TABLE", "\x00",
     "FD-7Q2K-4\x00", "FD-????-??", "FD" + "0" * 10_000, "ＦＤ-7Q2K-4M", "FD-７Q2K-4M", "ſD-7Q2K-4M", "FD-ßQ2K-4M",
     "../../etc"],
)  # fmt: skip
def test_rubbish_is_nobodys(rubbish: str) -> None:
    assert read_reference(rubbish) is None


@given(st.text(max_size=40))
def test_no_text_is_a_fault(typed: str) -> None:
    read = read_reference(typed)
    assert read is None or read_reference(read) == read


def test_the_alphabet_has_no_lookalikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert set(string.ascii_uppercase + string.digits) - set(ALPHABET) == set("ILOU")
