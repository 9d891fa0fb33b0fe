"""Find indicators in everyday words."""

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from thresholds.models import Indicator, MatrixVersion


def find_indicators(version: MatrixVersion, words: str, limit: int) -> list[Indicator]:
    """The indicators of a version that fit the words best, at most `limit`; none for words that say nothing."""
    terms = [word for word in words.split() if word.strip("'\"-!&|()<>:*")]
    if not terms:
        return []
    query = SearchQuery(terms[0], config="english")
    for term in terms[1:]:
        query |= SearchQuery(term, config="english")
    found = version.indicators.filter(search=query).annotate(rank=SearchRank(F("search"), query))
    return list(found.order_by("-rank", "place")[:limit])
