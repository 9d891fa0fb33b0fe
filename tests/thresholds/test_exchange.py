"""The exchange format: out and in again is the same document, each fault names its line, and a bomb is refused."""

import copy
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.errors import Refused
from tests.thresholds.builders import FILE, cases, documents, walsall_document
from tests.thresholds.planted import FAULTS, plant
from thresholds.actions import FaultyMatrix, load_matrix_file
from thresholds.checking import check_document, check_written
from thresholds.compiling import compile_matrix
from thresholds.exchange import MOST_BYTES, read_yaml
from thresholds.exchange_out import write_yaml
from thresholds.models import Indicator, MatrixVersion, Scheme
from thresholds.scoring import score
from trail.models import Entry

SOME = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Text that YAML likes to read as something else.
AWKWARD = st.sampled_from(
    ["yes", "null", "~", "1", "1.5", "12:30", "2018-02-01", "- a", "a: b", "# a", "a #b", "'", '"', "\\", "{a}", "[a",
     "&a", "*a", "!a", "%a", "@a", "`", "?", "|", ">", "=", "<<", " a ", "a\nb", "\t", "’", "é", "\U0001f9f8", "0x1"]
)  # fmt: skip


def again(document: dict[str, Any]) -> dict[str, Any]:
    written = read_yaml(write_yaml(document).encode(), name="matrix.yaml")
    assert written.faults == []
    return written.document


def test_the_published_file_goes_out_and_in_as_the_same_document() -> None:
    assert again(walsall_document()) == walsall_document()


def test_what_goes_out_reads_like_the_file_that_people_write() -> None:
    lines = set(write_yaml(walsall_document()).replace('"', "").splitlines())
    text = FILE.read_text().replace('"', "")
    ours = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert sum(line in lines for line in ours) / len(ours) > 0.97


@SOME
@given(document=documents())
def test_any_matrix_goes_out_and_in_as_the_same_document(document: dict[str, Any]) -> None:
    assert again(document) == document
    assert write_yaml(again(document)) == write_yaml(document)


@SOME
@given(text=AWKWARD | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), place=st.integers(0, 202))
def test_any_text_survives(text: str, place: int) -> None:
    document = {**walsall_document(), "indicators": [copy.deepcopy(walsall_document()["indicators"][place])]}
    document["indicators"][0]["guidance"] = document["actions"][0]["what"] = text
    document["indicators"][0]["synonyms"] = [text, "x"]
    document["flags"] = {text: text}
    assert again(document) == document


def planted() -> tuple[bytes, list[tuple[int, str]]]:
    text, expected = plant(FILE.read_text(), FAULTS)
    return text.encode(), expected


def test_fifty_planted_faults_give_fifty_messages_each_with_its_line() -> None:
    content, expected = planted()
    found = check_written(read_yaml(content, name="matrix.yaml"))
    assert (len(expected), len(found)) == (50, 50)
    for line, says in expected:
        here = [one for one in found if one.line == line and says in f"{one.problem} {one.fix}"]
        assert len(here) == 1, (line, says)
        found.remove(here[0])
    assert found == []


@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_each_of_them_alone_gives_its_one_message(number: int) -> None:
    text, [(line, says)] = plant(FILE.read_text(), [FAULTS[number]])
    [fault] = check_written(read_yaml(text.encode(), name="matrix.yaml"))
    assert fault.line == line
    assert says in f"{fault.problem} {fault.fix}"


@pytest.mark.django_db
def test_nothing_of_a_faulty_file_is_imported(tmp_path: Path) -> None:
    before = [list(model.objects.values_list("pk", flat=True)) for model in (Scheme, MatrixVersion, Indicator, Entry)]
    file = tmp_path / "matrix.yaml"
    file.write_bytes(planted()[0].replace(b"slug: walsall", b"slug: elsewhere"))
    with pytest.raises(FaultyMatrix, match="50 faults") as refusal:
        load_matrix_file(file, by=User.objects.system())
    assert all(fault.line for fault in refusal.value.faults)
    with pytest.raises(CommandError, match=r"Line \d+, levels\[0\]\.colour: “colour” is not known here\. Remove it"):
        call_command("load_matrix", file, verbosity=0)
    after = [list(model.objects.values_list("pk", flat=True)) for model in (Scheme, MatrixVersion, Indicator, Entry)]
    assert after == before


@pytest.mark.django_db
def test_a_version_is_exported_and_checks_without_fault() -> None:
    printed = StringIO()
    call_command("export_matrix", "walsall", stdout=printed)
    written = read_yaml(printed.getvalue().encode(), name="matrix.yaml")
    assert written.document == walsall_document()
    assert check_written(written) == []
    numbered = StringIO()
    call_command("export_matrix", "walsall", walsall_document()["version"], stdout=numbered)
    assert numbered.getvalue() == printed.getvalue()
    with pytest.raises(CommandError, match="“walsall” has no version 99"):
        call_command("export_matrix", "walsall", 99)
    with pytest.raises(CommandError, match="“nowhere” has no version in force"):
        call_command("export_matrix", "nowhere")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"format: " + b"9" * 4000, "format: This number cannot be read"),
        (b"format: 1." + b"9" * 4000, "format: This number cannot be read"),
        (b'name: "a\\0b"', "name: This text holds a sign that cannot be kept"),
        (b'"na\\0me": 1', "document: This name holds a sign that cannot be kept"),
    ],
    ids=["long", "fine", "nul", "name"],
)
def test_what_cannot_be_kept_is_a_fault_of_its_line(content: bytes, says: str) -> None:
    [fault] = read_yaml(b"# a matrix\n" + content, name="matrix.yaml").faults
    assert fault.sentence.startswith(f"Line 2, {says}")


def bomb() -> bytes:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(), "line 1: anchors and aliases"),
        (b"format: 1\nsource: *x", "line 2: anchors and aliases"),
        (b"format: 1\nsource: !!python/object/apply:os.system [ls]", "line 2: tags"),
        (b"format: 1\nx: " + b"[" * 5000 + b"]" * 5000, "line 2: this goes on too deep"),
        (b"x: [" + b"1," * 300_000 + b"1]", "line 1: this goes on too deep or too long"),
        (b"x" * (MOST_BYTES + 1), "too large"),
        (b"format: 1\n---\nformat: 1\n", "not readable YAML at line 2"),
    ],
    ids=["bomb", "alias", "tag", "deep", "long", "large", "two"],
)
def test_what_is_not_plain_yaml_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_yaml(content, name="matrix.yaml")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "“c” stands here twice (also at line 3)."),
        ("a: 1\nyes: 2\n", 2, "The name “yes” is not read as text."),
        ("a: 1\n[b]: 2\n", 2, "A name cannot be a list or a group."),
        ("a: 1\nb: " + "9" * 5000, 2, "This number cannot be read."),
    ],
)
def test_what_yaml_lets_slip_is_a_fault(text: str, line: int, problem: str) -> None:
    [fault] = read_yaml(text.encode(), name="matrix.yaml").faults
    assert (fault.line, fault.problem) == (line, problem)


def test_only_plain_numbers_are_numbers() -> None:
    odd = ["1:30", "010", "0x1F", "0b" + "1" * 20_000, "1" + ":59" * 3000, "1_000", ".inf"]
    text = f"a: [{', '.join(odd)}, 12, -3, 1.5, '7']\n"
    assert read_yaml(text.encode(), name="matrix.yaml").document == {"a": [*odd, 12, -3, 1.5, "7"]}


def test_a_date_stays_text_and_nothing_is_merged() -> None:
    document = read_yaml(b"a: 2018-02-01\nb: { <<: { c: 1 } }\n", name="matrix.yaml").document
    assert document == {"a": "2018-02-01", "b": {"<<": {"c": 1}}}


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield (*at, name)
        yield from places(part, (*at, name))


@SOME
@given(data=st.data())
def test_however_a_document_is_broken_it_is_either_refused_or_scores(data: Any) -> None:
    document = data.draw(documents())
    for _ in range(data.draw(st.integers(1, 4))):
        *around, last = data.draw(st.sampled_from(list(places(document))))
        part = document
        for step in around:
            part = part[step]
        if data.draw(st.booleans()):
            del part[last]
        else:
            part[last] = data.draw(
                st.sampled_from([None, True, 0, 3, 99, "", "x", "flag:one", "{", "{x}", [], {}, [{}]])
            )
    faults = check_document(document)
    if not faults:
        matrix = compile_matrix(document)
        score(matrix, data.draw(cases(matrix)))
    assert all(fault.problem.strip() and fault.fix.strip() for fault in faults)
