"""The schema says what the API does, completely enough to write a client from."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from accounts.models import User
from referrals.sections import NEEDED, SECTIONS
from tests.referrals.api import System, system_of

PATHS = {
    "/api/v1/referrals": {"get": "list_referrals", "post": "send_referral"},
    "/api/v1/referrals/{reference}": {"get": "read_referral"},
    "/api/v1/referrals/{key}/attachments": {"post": "attach_file"},
    "/api/v1/referrals/{reference}/information": {"post": "add_information"},
    "/api/v1/referrals/{reference}/explanation": {"get": "explain_referral"},
    "/api/v1/referrals/{reference}/outcome": {"get": "read_outcome"},
}


@pytest.fixture(scope="module")
def schema() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_is_valid_and_nothing_was_guessed(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_it_names_every_operation(schema: Any) -> None:
    assert {path: {m: o["operationId"] for m, o in found.items()} for path, found in schema["paths"].items()} == PATHS


def test_every_refusal_has_the_one_body(schema: Any) -> None:
    for found in schema["paths"].values():
        for operation in found.values():
            refused = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
            assert {"401", "403"} <= set(refused)
            for answer in refused.values():
                assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problems"}
    sends = schema["paths"]["/api/v1/referrals"]["post"]["responses"]
    assert set(sends) == {"200", "201", "400", "401", "403", "406", "409", "413", "415", "422"}


def test_the_key_and_the_header_are_described(schema: Any) -> None:
    assert schema["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    sends = schema["paths"]["/api/v1/referrals"]["post"]
    assert sends["security"] == [{"apiKey": []}]
    header = next(one for one in sends["parameters"] if one["in"] == "header")
    assert (header["name"], header["required"], header["schema"]["format"]) == ("Idempotency-Key", True, "uuid")


def test_every_field_of_the_form_is_in_it_with_its_label(schema: Any) -> None:
    whole = schema["components"]["schemas"]["ReferralInput"]
    assert set(whole["properties"]) == set(SECTIONS)
    assert set(whole["required"]) == set(NEEDED)
    for slug, section in SECTIONS.items():
        ref = whole["properties"][slug]
        ref = (ref["items"] if section.repeats else ref.get("allOf", [ref])[0])["$ref"]
        described = schema["components"]["schemas"][ref.rsplit("/", maxsplit=1)[1]]["properties"]
        assert set(section.form.base_fields) <= set(described)
        for name, field in section.form.base_fields.items():
            if name != "children":
                assert str(field.label) in described[name]["description"], (slug, name)


def test_the_codes_stand_with_their_words(schema: Any) -> None:
    family = schema["components"]["schemas"]["ConsentSection"]["properties"]["family"]
    assert "* `refused` - They do not agree" in family["description"]


@pytest.mark.django_db
def test_anyone_may_read_the_schema(client: Any) -> None:
    response = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert set(response.json()["paths"]) == set(PATHS)


@pytest.mark.django_db
def test_the_example_of_the_documents_is_accepted(
    delphine: User, petra: User, at_tuesday: object, settings: Any
) -> None:
    """docs/api.md shows it as a command; what stands between its quotation marks is sent."""
    page = (settings.BASE_DIR / "docs" / "api.md").read_text()
    example = page.split("-d '", maxsplit=1)[1].split("'\n", maxsplit=1)[0]
    system: System = system_of(delphine, petra)
    assert system.post(json.loads(example)).status_code == 201
