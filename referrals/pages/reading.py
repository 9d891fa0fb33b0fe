"""A draft read once for a page: what was typed, the document it makes, and what the engine says of it."""

from dataclasses import dataclass
from typing import Any

from core import clock
from referrals.case import build_case, choices_of
from referrals.document import build_document
from referrals.filled import Filled, read_draft
from referrals.models import Draft
from thresholds.published import PublishedMatrix, current
from thresholds.scoring import Score, score


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at a draft. Nothing here is kept."""

    draft: Draft
    filled: Filled
    document: dict[str, Any]
    score: Score
    published: PublishedMatrix


def read_for_page(draft: Draft) -> Reading:
    """All that a page of the form shows, in two queries."""
    published = current()
    filled = read_draft(draft, choices_of(published))
    document = build_document(filled)
    answer = score(published.matrix, build_case(document, clock.now(), tools=published.matrix.readings))
    return Reading(draft, filled, document, answer, published)
