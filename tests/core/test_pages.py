"""Pages that everyone may open, and those shown when something goes wrong."""

import re
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.storage import FileSystemStorage
from django.core.handlers.exception import response_for_exception
from django.db import OperationalError
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import get_resolver

from core import pages
from core.forms import GovForm, PhoneField
from sla.models import Policy
from tests.core.markup import parse


@pytest.fixture
def no_database() -> Iterator[None]:
    """The database is down: whoever asks it for the policy gets the fault that a driver gives."""
    with mock.patch.object(Policy.objects, "current", side_effect=OperationalError):
        yield


STATIC = Path(settings.BASE_DIR) / "static"


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("view", [pages.help_page, pages.accessibility, pages.privacy])
def test_public_pages_need_no_sign_in_and_no_database(view, rf: RequestFactory) -> None:
    response = view(rf.get("/"))
    assert (response.status_code, view.login_required) == (200, False)
    page = parse(response.content.decode())
    assert len(page.find_all(tag="h1")) == 1
    assert settings.PARTNERSHIP_NAME in page.find(tag="title").text


@pytest.mark.parametrize("view", [pages.help_page, pages.accessibility, pages.privacy])
def test_public_pages_are_only_read(view, rf: RequestFactory) -> None:
    assert view(rf.post("/")).status_code == 405


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (Http404(), 404, "Page not found"),
        (PermissionDenied(), 403, "This is not open to you"),
        (SuspiciousOperation(), 400, "We could not read that"),
    ],
)
def test_errors_have_a_page_of_ours(error: Exception, status: int, heading: str, rf: RequestFactory) -> None:
    response = response_for_exception(rf.get("/"), error)
    assert (response.status_code, parse(response.content.decode()).find(tag="h1").text) == (status, heading)


def test_a_fault_still_tells_whom_to_ring(rf: RequestFactory) -> None:
    response = pages.server_error(rf.get("/"))
    assert response.status_code == 500
    assert settings.MASH_PHONE in response.content.decode()


def test_the_page_for_a_fault_needs_no_context_at_all() -> None:
    assert "Something went wrong on our side" in render_to_string("500.html")


@pytest.mark.django_db
def test_a_form_from_another_session_is_not_saved_and_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/login/", {"login": "asha@larkhaven.example"})
    assert (response.status_code, parse(response.content.decode()).find(tag="h1").text) == (403, "That was not saved")


@pytest.mark.parametrize(("data", "start"), [({}, "Error: "), ({"phone": "01632 960 001"}, ""), (None, "")])
def test_the_title_says_when_something_is_wrong(data: dict[str, str] | None, start: str) -> None:
    form = type("Phone", (GovForm,), {"phone": PhoneField(label="Phone")})(data)
    page = parse(render_to_string("core/help.html", {"form": form, "partnership_name": "Larkhaven"}))
    assert page.find(tag="title").text == f"{start}Help – Larkhaven"


def test_the_layout_keeps_htmx_from_running_what_it_fetches() -> None:
    config = parse(render_to_string("core/help.html")).find(name="htmx-config").attributes["content"]
    for rule in ('"includeIndicatorStyles":false', '"allowEval":false', '"selfRequestsOnly":true'):
        assert rule in str(config)


class TestStaticFiles:
    def test_every_file_that_a_stylesheet_names_is_there(self) -> None:
        missing = [
            (str(sheet.relative_to(STATIC)), name)
            for sheet in STATIC.rglob("*.css")
            for name in re.findall(r"url\(['\"]?([^)'\"]+)", sheet.read_text())
            if not (sheet.parent / name).exists()
        ]
        assert missing == []

    def test_names_with_a_hash_can_be_made(self, tmp_path: Path) -> None:
        storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
        source = FileSystemStorage(location=STATIC)
        names = [str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file()]
        for name in names:
            with source.open(name) as file:
                storage._save(name, file)  # as collectstatic copies it
        made = list(storage.post_process({name: (storage, name) for name in names}))
        assert [(name, result) for name, _, result in made if isinstance(result, Exception)] == []

    def test_no_typeface_or_crown_that_belongs_to_gov_uk(self) -> None:
        for sheet in STATIC.rglob("*.css"):
            text = sheet.read_text()
            assert "Transport" not in text, sheet
            assert "@font-face" not in text, sheet
            assert "govuk-crest" not in text, sheet

    def test_scripts_keep_nothing_in_the_browser(self) -> None:
        ours = "".join(path.read_text() for path in (STATIC / "frontdoor").glob("*.js"))
        for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "eval("):
            assert word not in ours

    def test_each_vendored_package_has_its_licence(self) -> None:
        packages = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]
        assert sorted(path.name for path in packages) == ["govuk-frontend-6.6.0", "htmx-2.0.11", "moj-frontend-11.1.0"]
        assert all((path / "LICENSE").is_file() for path in packages)


def test_the_addresses_of_the_footer_are_known() -> None:
    names = get_resolver().reverse_dict
    assert {"help", "accessibility", "privacy"} <= {name for name in names if isinstance(name, str)}
