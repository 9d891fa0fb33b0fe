"""Find indicators in everyday words: whole phrases by trigrams, single words by their stem, and slips of spelling."""

import re

from django.db import connection

from thresholds.models import Indicator, MatrixVersion

# Words that say nothing about a child. Asking with only these finds nothing.
_EMPTY_WORDS = (
    "a about all also am an and any are as at be because been being but by can child children did do does doing for "
    "from get gets getting go goes going got had has have having he her him his how i if in is it its just kid kids "
    "like lot may me my of often on or our she so some than that the their them then there they this to too up very "
    "was we went were what when which who will with you young your"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
# Below these a likeness is chance. Both were set by trying everyday phrases: tests/thresholds/test_search.py.
_LIKE_PHRASE = 0.42
_LIKE_WORD = 0.40

# `phrase`: how like the whole question is to the likest label or synonym. `words`: the share of its words that the
# indicator answers, by stem in label and synonyms, by stem in the guidance (less), or by likeness of spelling.
# A version has a few hundred rows, so reading them all costs less than choosing between two indexes.
# A word that many indicators share says less about any one of them.
_FIND = """
WITH asked AS (
    SELECT word, 1 / ln(3 + count(indicator.id)) AS weight
    FROM unnest(%(words)s::text[]) word
    LEFT JOIN thresholds_indicator indicator
        ON indicator.version_id = %(version)s AND indicator.search @@ plainto_tsquery('english', word)
    GROUP BY word
)
SELECT indicator.id, rank.phrase, rank.words
FROM thresholds_indicator indicator
CROSS JOIN LATERAL (
    SELECT
        (SELECT max(similarity(line, %(question)s)) FROM unnest(lines.all_lines) line) AS phrase,
        (SELECT sum(weight * CASE
                WHEN ts_filter(indicator.search, '{a}') @@ plainto_tsquery('english', word) THEN 1
                WHEN indicator.search @@ plainto_tsquery('english', word) THEN 0.6
                ELSE (SELECT CASE WHEN max(likeness) >= %(like_word)s THEN max(likeness) ELSE 0 END
                      FROM (SELECT strict_word_similarity(word, line) AS likeness FROM unnest(lines.all_lines) line) l)
            END) / sum(weight) FROM asked) AS words
    FROM (SELECT string_to_array(lower(indicator.label || chr(10) || indicator.synonyms_text), chr(10)) AS all_lines)
        AS lines
) AS rank
WHERE indicator.version_id = %(version)s AND (rank.phrase >= %(like_phrase)s OR rank.words >= %(like_word)s)
ORDER BY rank.phrase + rank.words DESC, indicator.place
LIMIT %(limit)s
"""


def find_indicators(version: MatrixVersion, words: str, limit: int = 8) -> list[Indicator]:
    """The indicators of a published version that answer the words best, best first, at most `limit`.

    Nothing for words that say nothing. Any input is safe: no operators are read in it, and it is cut at 200 characters.
    """
    question = " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", words[:200].lower())).replace("’", "'")
    telling = [word for word in question.split() if word not in _EMPTY and len(word) > 1]
    if not telling:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            {
                "question": question,
                "words": telling,
                "version": version.pk,
                "like_phrase": _LIKE_PHRASE,
                "like_word": _LIKE_WORD,
                "limit": limit,
            },
        )
        order = [row[0] for row in cursor.fetchall()]
    found = Indicator.objects.in_bulk(order)
    return [found[pk] for pk in order]
