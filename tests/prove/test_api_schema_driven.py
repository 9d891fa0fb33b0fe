"""Thousands of requests made from the schema itself, good and bad, straight into the application: never a 500."""

import os
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from config.wsgi import application
from referrals.models import Referral
from referrals.sections import SECTIONS
from tests.factories import sent_referral
from tests.prove.conftest import Say
from tests.referrals.api import WHOLE, system_of

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("transactional_db")]

EACH = int(os.environ.get("PROVE_REQUESTS", "3400"))  # for each of seven operations: 20,000 and more
ALLOWED = {200, 201, 400, 401, 403, 404, 405, 406, 409, 413, 415, 422}
SEND = ("/api/v1/referrals", "POST")
OPERATIONS = {
    ("/api/v1/referrals", "GET"),
    SEND,
    ("/api/v1/referrals/{key}/attachments", "POST"),
    ("/api/v1/referrals/{reference}", "GET"),
    ("/api/v1/referrals/{reference}/information", "POST"),
    ("/api/v1/referrals/{reference}/explanation", "GET"),
    ("/api/v1/referrals/{reference}/outcome", "GET"),
}


@pytest.fixture
def schema() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)


def cases_of(schema: Any, path: str, method: str) -> st.SearchStrategy[Any]:
    """Requests that keep to the schema, and requests that do not."""
    operation = schema[path][method]
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


def test_every_operation_is_tried(schema: Any) -> None:
    found = {(path, method.upper()) for path, methods in schema.raw_schema["paths"].items() for method in methods}
    assert found == OPERATIONS


@pytest.mark.parametrize(("path", "method"), sorted(OPERATIONS))
def test_never_a_500(path: str, method: str, schema: Any, say: Say, delphine: User, charlie: User, petra: User) -> None:
    key = system_of(delphine, petra).text
    hidden, own = sent_referral(charlie).reference, sent_referral(delphine).reference
    before = Referral.objects.count()
    seen: Counter[int] = Counter()

    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases_of(schema, path, method), slug=st.sampled_from(["", *SECTIONS]), place=st.sampled_from([own, ""]))
    def check(case: Any, slug: str, place: str) -> None:
        if place and "reference" in (case.path_parameters or {}):
            case.path_parameters["reference"] = place  # a referral that is there: so it gets past the first look
        if isinstance(case.body, dict) and slug in case.body:
            # One section from the schema in a referral that is right: so it gets past the first look.
            case.body = {**WHOLE, slug: case.body[slug]}
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {key}"}
        if method == "POST":
            case.headers["Idempotency-Key"] = str(uuid4())
        response = case.call()
        seen[response.status_code] += 1
        assert response.status_code in ALLOWED, response.text
        assert hidden not in response.text
        if response.status_code >= 400:
            assert all(set(one) == {"pointer", "detail"} and one["detail"] for one in response.json()["errors"])
        else:
            case.validate_response(response, checks=[schemathesis.checks.not_a_server_error])

    check()
    assert Referral.objects.count() - before == (seen[201] if (path, method) == SEND else 0)
    told = ", ".join(f"{code}: {count}" for code, count in sorted(seen.items()))
    say(f"{method} {path}: {sum(seen.values())} requests made from the schema, none a 500 ({told})")
