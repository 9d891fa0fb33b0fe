"""The administrator writes cases in the browser: make, change, retire, load, download; others find nothing there."""

from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from practice.cases import CaseSet, PracticeCase
from practice.loading import load_cases
from tests.practice.test_cases import FILE, ONE, as_text, document
from trail.models import Entry

pytestmark = pytest.mark.django_db

HOME = "/administration/practice/"
WRITTEN = {
    "save": "yes", "id": "OURS-1", "text": "Tansy comes hungry.", "ages": "7, 10 months", "referrer": "school",
    "agreement": "agreed", "picked": ["", "L2-cd-14"], "level": "2", "acceptable": ["2", "3"], "why": "One service.",
    "sure": "panel", "facts": ["injury"], "missing": ["child_identifiable"],
}  # fmt: skip


@pytest.fixture
def admin(petra: User) -> Client:
    client = Client()
    client.force_login(petra)
    return client


@pytest.fixture
def own(petra: User) -> CaseSet:
    return load_cases(as_text(document()), by=petra).case_set


def upload(client: Client, content: bytes) -> Any:
    return client.post(f"{HOME}import/", {"file": SimpleUploadedFile("cases.yaml", content)})


def test_a_set_is_made_and_a_case_is_written_in_it(admin: Client, delphine: User) -> None:
    answer = admin.post(HOME, {"make": "yes", "name": "Harbour cases", "about": "From our own panel."})
    made = CaseSet.objects.get(slug="harbour-cases")
    assert answer.headers["Location"] == f"{HOME}{made.pk}/"
    answer = admin.post(f"{HOME}{made.pk}/add/", WRITTEN)
    assert answer.headers["Location"] == f"{HOME}{made.pk}/"
    case = made.cases.get()
    assert (case.code, case.ages, case.level, case.acceptable) == ("OURS-1", ["7", "10 months"], 2, [2, 3])
    assert (case.indicators, case.facts, case.missing) == (["L2-cd-14"], ["injury"], ["child_identifiable"])
    client = Client()
    client.force_login(delphine)
    assert "Harbour cases" in client.get("/practice/").content.decode()
    assert "Tansy comes hungry." in client.get(f"/practice/case/{case.pk}/").content.decode()


def test_a_search_on_the_page_keeps_all_that_is_typed(admin: Client, own: CaseSet) -> None:
    typed = {**WRITTEN, "q": "bruises", "find": "yes"}
    del typed["save"]
    page = admin.post(f"{HOME}{own.pk}/add/", typed).content.decode()
    assert 'name="picked" value="L4-cd-14" formaction="#found"' in page
    assert 'id="found" tabindex="-1"' in page
    for words in ("Tansy comes hungry.", "One service.", "7, 10 months"):
        assert words in page
    assert own.cases.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Tell the case in a few sentences"),
        ({"level": ""}, "Choose the level that was published"),
        ({"why": "", "published": "One service."}, "Say why it is this level"),
        ({"id": ""}, "Give the case a short name"),
        ({"agreement": ""}, "Say whether the family agrees"),
        ({"sure": ""}, "Say how sure the level is"),
        ({"ages": "eight, 300"}, "“eight” and “300” are no ages here. Give years from 0 to 17, months, or “unborn”"),
        ({"ages": "7 bananas"}, "“7 bananas” is no age here."),
        ({"id": "a b"}, "Use letters, figures and hyphens only"),
        ({"id": "OWN-1"}, "This set has a case of that id."),
        ({"picked": ["L9-xx"]}, "“L9-xx” is no indicator of this matrix."),
        ({"ages": "x" * 31}, "is no age here."),
        ({"level": "9"}, "level"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    wrong: dict[str, Any], says: str, admin: Client, own: CaseSet
) -> None:
    answer = admin.post(f"{HOME}{own.pk}/add/", {**WRITTEN, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in page
    assert says in page
    assert "One service." in page
    assert own.cases.count() == 1


@pytest.mark.parametrize("ages", ["0, 17", "10 months, 3 weeks", "unborn", "unknown", "16-17", "toddler", ""])
def test_ages_as_people_write_them_are_kept(ages: str, admin: Client, own: CaseSet) -> None:
    assert admin.post(f"{HOME}{own.pk}/add/", {**WRITTEN, "ages": ages}).status_code == 302
    assert ", ".join(own.cases.get(code="OURS-1").ages) == ages


def test_ages_that_a_case_has_already_stay(admin: Client) -> None:
    case = PracticeCase.objects.get(ages=["10", "five children aged 2-12"])
    typed = {**WRITTEN, "ages": "10, five children aged 2-12"}
    assert admin.post(f"{HOME}case/{case.pk}/", typed).status_code == 302


def test_the_published_level_is_one_of_those_that_are_right(admin: Client, own: CaseSet) -> None:
    admin.post(f"{HOME}{own.pk}/add/", {**WRITTEN, "acceptable": ["3"]})
    assert own.cases.get(code="OURS-1").acceptable == [2, 3]


def test_a_case_is_changed_retired_and_brought_back(admin: Client, own: CaseSet) -> None:
    case = own.cases.get()
    address = f"{HOME}case/{case.pk}/"
    assert "Tansy is quiet." in admin.get(address).content.decode()
    admin.post(address, {**WRITTEN, "level": "none", "acceptable": []})
    case.refresh_from_db()
    assert (case.code, case.text, case.level, case.acceptable) == ("OWN-1", "Tansy comes hungry.", None, [])
    admin.post(f"{address}retire/")
    case.refresh_from_db()
    assert case.retired_at is not None
    assert "Retired." in admin.get(f"{HOME}{own.pk}/").content.decode()
    admin.post(f"{address}retire/", {"back": "yes"})
    case.refresh_from_db()
    assert case.retired_at is None
    verbs = list(Entry.objects.filter(subject="practice_case", subject_id=case.pk).values_list("verb", flat=True))
    assert sorted(verbs) == ["changed", "changed", "closed"]


def test_a_set_goes_out_as_a_file_and_comes_in_again_unchanged(admin: Client) -> None:
    shipped = CaseSet.objects.get(slug="open-examples")
    answer = admin.get(f"{HOME}{shipped.pk}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="practice_cases_open-examples.yaml"'
    whole = yaml.safe_load(answer.content)
    assert {one["id"]: one for one in whole["cases"]} == {
        one["id"]: one for one in yaml.safe_load(FILE.read_text())["cases"]
    }
    entries = Entry.objects.filter(subject="case_set").count()
    assert upload(admin, answer.content).status_code == 302
    assert Entry.objects.filter(subject="case_set").count() == entries


def test_a_file_with_faults_says_each_and_loads_nothing(admin: Client) -> None:
    cases = [{**ONE, "id": f"F-{n}", "level": 9, "mood": "calm"} for n in range(25)]
    answer = upload(admin, as_text(document(cases=cases)).encode())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The file has 50 faults." in page
    assert page.count("The level is “9”. Choose one of: 1, 2, 3, 4, none.") == 25
    assert "Line 6, case F-0" in page
    assert not CaseSet.objects.filter(slug="own").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"cases: [", "not readable YAML at line"),
        (b"a: &a [*a]\nb: 1", "anchors and aliases"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
    ids=["empty", "bytes", "broken", "itself", "large"],
)
def test_what_is_no_file_of_cases_is_said(content: bytes, says: str, admin: Client) -> None:
    answer = upload(admin, content)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert PracticeCase.objects.count() == 63


def test_a_name_that_is_taken_is_refused(admin: Client, own: CaseSet) -> None:
    page = admin.post(HOME, {"make": "yes", "name": "Own", "about": ""}).content.decode()
    assert "There is a set of that name already." in page
    assert CaseSet.objects.filter(slug="own").count() == 1
