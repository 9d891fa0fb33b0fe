"""Every rule that was tried, at the desk: folded, in order, and on demand what would change the level."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from referrals.models import Referral
from tests.mash.test_pages import main
from thresholds.changing import what_would_change
from thresholds.published import explainer_of, of_version
from thresholds.scoring import case_from_dict

pytestmark = pytest.mark.django_db


def test_every_rule_is_there_in_order_and_folded(held: Referral, asha: User, browser: Callable[[User], Client]) -> None:
    page = main(browser(asha).get(reverse("mash:referral", args=[held.reference])))
    published = of_version(held.matrix_version_id)
    tried = explainer_of(published).tried(case_from_dict(held.scores.get().case))
    assert f"Every rule that was tried: {len(tried)}, of which {sum(one.held for one in tried)} held" in page
    start = page.index("In the order they were tried")
    for one in tried:
        start = page.index(one.title, start)
        assert one.why in page[start:], one.rule
    assert '<details class="govuk-details fd-more" id="tried">' in page
    assert "?change=yes#tried" in page
    assert "What would raise it" not in page


def test_what_would_change_the_level_is_told_when_asked(
    held: Referral, asha: User, browser: Callable[[User], Client]
) -> None:
    page = main(browser(asha).get(reverse("mash:referral", args=[held.reference]), {"change": "yes"}))
    published = of_version(held.matrix_version_id)
    changes = what_would_change(published.matrix, published.version.document, case_from_dict(held.scores.get().case))
    assert '<details class="govuk-details fd-more" id="tried" open>' in page
    assert len(changes.up) > 5
    for line in (*changes.up, *changes.down):
        assert line.sentence in page
    for need in changes.to_know:
        assert need.question in page
        assert all(move in page for move in need.moves)
