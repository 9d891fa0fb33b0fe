"""How a referral was scored, by API: the words of the pages, and only for who may read the referral."""

from typing import Any

import pytest

from accounts.models import User
from referrals.models import Referral
from tests.factories import sent_referral
from tests.referrals.api import URL, System, system_of
from thresholds.explaining import Explainer
from thresholds.published import of_version
from thresholds.scoring import case_from_dict, score
from trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(delphine: User, petra: User) -> System:
    return system_of(delphine, petra)


def explained(referral: Referral, system: System) -> Any:
    return system.get(f"{URL}/{referral.reference}/explanation")


def test_it_tells_the_score_that_was_kept(delphine: User, system: System) -> None:
    sent = sent_referral(delphine)
    kept, published = sent.scores.get(), of_version(sent.matrix_version_id)
    case = case_from_dict(kept.case)
    made = score(published.matrix, case)
    response = explained(sent, system)
    assert response.status_code == 200
    body = response.json()
    assert (body["reference"], body["scheme"], body["scheme_version"]) == (
        sent.reference,
        published.version.scheme.name,
        published.version.number,
    )
    assert (body["level"], body["level_shown"]) == (made.level, published.matrix.level_name(made.level))
    assert [one["title"] for one in body["reasons"]] == [one.title for one in made.reasons]
    tried = Explainer(published.matrix, published.version.document).tried(case)
    assert [(one["rule"], one["held"], one["why"]) for one in body["tried"]] == [
        (one.rule, one.held, one.why) for one in tried
    ]
    assert {one["question"] for one in body["to_know"]} == {gap.question for gap in made.gaps}
    assert set(body) == {
        "reference", "scheme", "scheme_version", "level", "level_shown", "reasons", "tried",
        "would_raise", "would_lower", "to_know",
    }  # fmt: skip
    assert set(body["tried"][0]) == {"rule", "title", "held", "why", "does", "rule_source"}


def test_reading_it_is_on_the_trail(delphine: User, system: System) -> None:
    sent = sent_referral(delphine)
    explained(sent, system)
    read = Entry.objects.get(verb="read", actor_id=delphine.pk)
    assert (read.subject_id, read.facts["view"]) == (sent.pk, "api explanation")


def test_another_agency_is_told_nothing(charlie: User, system: System) -> None:
    hidden = sent_referral(charlie)
    response = explained(hidden, system)
    assert response.status_code == 404
    assert hidden.reference not in response.content.decode()
    assert not Entry.objects.filter(verb="read").exists()
