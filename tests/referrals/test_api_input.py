"""Bad input by API: a sentence at the field's pointer, nothing written, and never a 500."""

import json
from copy import deepcopy
from typing import Any

import pytest

from accounts.models import User
from core.api_json import LONGEST_BODY
from referrals.models import Draft, Referral
from referrals.sections import SECTIONS
from tests.referrals.api import WHOLE, System, pointers, system_of, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]

STRANGE: list[Any] = [
    True,
    False,
    None,
    0,
    -1,
    7.5,
    10**30,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "not_known",
    "x" * 5000,
    "2026-13-45",
    "0000-00-00",
    [],
    [[]],
    ["x"],
    [None],
    [True],
    [["NONE"]],
    {},
    {"a": {"b": {"c": 1}}},
    {"\x00": 1},
]


@pytest.fixture
def sender(delphine: User, petra: User) -> System:
    return system_of(delphine, petra, may_read=False)


def fields() -> list[tuple[str, str]]:
    """Every field of every section, with the two that the API reads beside the forms."""
    return [(slug, name) for slug, section in SECTIONS.items() for name in section.form.base_fields] + [
        ("worries", "indicator")
    ]


def with_value(slug: str, name: str, value: Any) -> dict[str, Any]:
    body: dict[str, Any] = deepcopy(WHOLE)
    place = body.setdefault(slug, [{}] if SECTIONS[slug].repeats else {})
    (place[0] if isinstance(place, list) else place)[name] = value
    return body


def check_fields(sender: System, values: list[Any]) -> None:
    """Each field with each value: received, or refused at that very field."""
    for slug, name in fields():
        place = f"/{slug}/0/" if SECTIONS[slug].repeats else f"/{slug}/"
        for value in values:
            response = sender.post(with_value(slug, name, value))
            assert response.status_code in {201, 400}, (slug, name, value, response.content)
            if response.status_code == 400:
                assert all(one.startswith(place) for one in pointers(response)), (slug, name, value, response.json())
                assert all(problem["detail"] for problem in response.json()["errors"])


def test_the_wrong_type_in_any_field(sender: System) -> None:
    check_fields(sender, [True, 10**30, "a\x00b\ud800", [[True]], {"a": {"b": 1}}])


@pytest.mark.heavy
def test_no_value_of_any_field_breaks_it(sender: System) -> None:
    check_fields(sender, STRANGE)


@pytest.mark.parametrize("slug", SECTIONS)
@pytest.mark.parametrize("value", [True, 7, "x", None, [], [1], [[]], [None], {"x": {}}, {"a/b~c": 1}])
def test_no_value_of_any_section_breaks_it(sender: System, slug: str, value: Any) -> None:
    response = sender.post({**whole(), slug: value})
    allowed = value == [] and slug in {"household", "worries", "marks"}
    assert response.status_code == (201 if allowed else 400), response.content
    if not allowed:
        assert all(one.startswith(f"/{slug}") for one in pointers(response))
        assert not Referral.objects.exists()
        assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer", "detail"),
    [
        ({"gate": {"danger": "no"}}, "/gate/urgent", "This field is required."),
        ({"gate": {"danger": "maybe", "urgent": "no"}}, "/gate/danger", "Send one of the codes that the schema lists"),
        ({"gate": None}, "/gate", "This field is required."),
        ({"children": []}, "/children", "This list may not be empty."),
        ({"children": [WHOLE["children"][0]] * 31}, "/children", "Ensure this field has no more than 30 elements."),
        ({"children": [{"unborn": "no"}]}, "/children/0/first_name", "Enter the child’s first name."),
        ({"children": [{"unborn": "yes"}]}, "/children/0/due_date", "Enter the date the baby is due"),
        (
            {"children": [WHOLE["children"][0], {"unborn": "no", "first_name": "Wren", "nhs_number": "1"}]},
            "/children/1/nhs_number",
            "NHS number",
        ),
        (
            {"children": [{**WHOLE["children"][0], "date_of_birth": "2027-01-01"}]},
            "/children/0/date_of_birth",
            "must be",
        ),
        ({"worries": [{"indicator": "L9-xx-99"}]}, "/worries/0/indicator", "it is not on the list"),
        ({"worries": [{}]}, "/worries/0/indicator", "This field is required."),
        ({"worries": [{"indicator": "L2-cd-14", "children": [2]}]}, "/worries/0/children", "from 0 to 1"),
        ({"worries": [{"indicator": "L2-cd-14", "children": [True]}]}, "/worries/0/children/0", "whole number"),
        ({"worries": [{"indicator": "L2-cd-14", "children": [10**400]}]}, "/worries/0/children/0", "less than"),
        ({"response": {"own_level": "9"}}, "/response/own_level", "Choose from the list"),
        ({"tools": {"missing": "3"}}, "/tools/missing", "without quotation marks"),
        ({"tools": {"facts": "injury"}}, "/tools/facts", "Expected a list of items"),
        ({"tools": {"facts": ["injury", "made_up"]}}, "/tools/facts/1", "Send one of the codes"),
        ({"referrer": {"job_title": 7, "phone": "01632 960 301"}}, "/referrer/job_title", "in quotation marks"),
        ({"referrer": {"job_title": "A\x00B", "phone": "01632 960 301"}}, "/referrer/job_title", "Null characters"),
        ({"strenghts": {}}, "/strenghts", "There is no field of this name."),
        ({"voice": {"asked": "yes", "word": "x"}}, "/voice/word", "There is no field of this name."),
        ({"voice": {"a/b~c\ud800": "x"}}, "/voice/a~1b~0c?", "There is no field of this name."),
    ],
)
def test_the_sentence_stands_at_its_field(sender: System, changes: dict[str, Any], pointer: str, detail: str) -> None:
    response = sender.post(whole(**changes))
    assert response.status_code == 400
    problems = response.json()["errors"]
    assert [problem["pointer"] for problem in problems] == [pointer]
    assert detail in problems[0]["detail"]
    assert not Referral.objects.exists()
    assert not Draft.objects.exists()


def test_every_problem_is_named_at_once(sender: System) -> None:
    body = whole(gate={"danger": "yes!", "what": 1}, referrer={"job_title": True, "phone": "1"}, extra=1)
    response = sender.post(body)
    assert sorted(pointers(response)) == [
        "/extra",
        "/gate/danger",
        "/gate/urgent",
        "/gate/what",
        "/referrer/job_title",
    ]
    body = whole(
        referrer={"job_title": "Teacher", "phone": "1"},
        children=[{"unborn": "no"}, {"unborn": "yes"}],
        worries=[{"indicator": "x"}],
    )
    assert sorted(pointers(sender.post(body))) == [
        "/children/0/first_name",
        "/children/1/due_date",
        "/referrer/phone",
        "/worries/0/indicator",
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 400),
        (b"null", 400),
        (b"[]", 400),
        (b"7", 400),
        (b'"x"', 400),
        (b"{}", 400),
        (b"{", 400),
        (b"{'gate': 1}", 400),
        (b'{"gate": NaN}', 400),
        (b'{"gate": Infinity}', 400),
        (b'{"gate": {}, "gate": {}}', 400),
        (b'{"x": ' + b"9" * 5000 + b"}", 400),
        (b"\xff\xfe\x00", 400),
        (b'{"gate": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 900 + b"1" + b"}" * 900, 400),
        (b'{"gate": ' + b"[" * 50 + b"]" * 50 + b"}", 400),
        (b" " * (LONGEST_BODY + 1), 413),
        (b'{"gate": "' + b"x" * 3_000_000 + b'"}', 413),
    ],
    ids=range(19),
)
def test_a_body_that_is_no_referral(sender: System, body: bytes, code: int) -> None:
    response = sender.post(body)
    assert response.status_code == code
    assert response.headers["Content-Type"] == "application/json"
    assert pointers(response)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_type": "application/json; charset=latin-1"}, 201),
        ({"headers": {"Accept": "text/html"}}, 406),
        ({"headers": {"Accept": "*/*"}}, 201),
    ],
)
def test_another_kind_of_content(sender: System, extra: dict[str, Any], code: int) -> None:
    response = sender.post(json.dumps(WHOLE).encode(), **extra)
    assert response.status_code == code
    if code != 201:
        assert pointers(response) == [""]


def test_what_was_sent_is_not_said_back(sender: System) -> None:
    """An error ends in logs and tickets: no place for a child's words."""
    secret = "Marigold Quickthorn"
    for slug, name in fields():
        response = sender.post(with_value(slug, name, [{secret: secret}]))
        assert response.status_code == 400
        assert secret not in response.content.decode(), (slug, name)
    response = sender.post(whole(voice={"asked": secret}, tools={"facts": [secret]}))
    assert pointers(response) == ["/tools/facts/0", "/voice/asked"]
    assert secret not in response.content.decode()
