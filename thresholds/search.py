"""Find indicators in everyday words: whole phrases by trigrams, single words by their stem, and slips of spelling.

Searched are labels, the synonyms of the version, the everyday words that stand beside it, and, for less, the guidance.
"""

import re
from collections.abc import Iterable
from itertools import zip_longest

from django.db import connection

from thresholds.models import EverydayWords, Indicator, MatrixVersion

# Words that say nothing about a child. Asking with only these finds nothing.
_EMPTY_WORDS = (
    "a about ago all also am an and any anymore are as at be because been being but by can child children did do does "
    "doing for from get gets getting go goes going got had has have having he her him his how i if in is it its just "
    "keep keeps kid kids like lot may me my now of often on or our really she since so some still than that the their "
    "them then there they this to today too up very was we went were what when which who will with yesterday you young "
    "your can't cannot cant won't wont hasn't hasnt haven't havent isn't isnt doesn't doesnt didn't didnt don't dont "
    "wasn't wasnt aren't arent couldn't couldnt wouldn't wouldnt"
)
PHRASES = 8
_EMPTY = frozenset(_EMPTY_WORDS.split())
# Below these a likeness is chance. Set by trying the phrases of tests/thresholds that are not held back.
_LIKE_PHRASE = 0.42
_ENOUGH_WORDS = 0.40
_LIKE_SPELLING = 0.40

# `phrase`: how like the whole question is to the likest label, synonym or everyday phrase. `words`: the share of its
# words that the indicator answers, by stem in label and phrases or by stem in the guidance (less). A word that no
# indicator knows is read as those known words that look or sound most like it. A word that many indicators share says
# less about any one of them. A version has a few hundred rows, so reading them all costs less than choosing between
# two indexes.
_FIND = """
WITH entry AS MATERIALIZED (
    SELECT
        indicator.id,
        indicator.place,
        lower(concat_ws(chr(10), indicator.label, indicator.synonyms_text, nullif(everyday.words_text, ''))) AS lines,
        indicator.search || coalesce(everyday.search, ''::tsvector) AS search
    FROM thresholds_indicator indicator
    LEFT JOIN thresholds_everydaywords everyday
        ON everyday.code = indicator.code AND everyday.scheme_id = %(scheme)s
    WHERE indicator.version_id = %(version)s
), given AS MATERIALIZED (
    SELECT
        word,
        websearch_to_tsquery('english', meaning) AS meaning,
        coalesce((ts_lexize('english_stem', word))[1], word) AS root
    FROM unnest(%(words)s::text[], %(meanings)s::text[]) AS one (word, meaning)
), known AS MATERIALIZED (
    SELECT given.*, count(entry.id) AS shared
    FROM given LEFT JOIN entry ON entry.search @@ given.meaning
    GROUP BY given.word, given.meaning, given.root
), vocabulary AS MATERIALIZED (
    SELECT DISTINCT stem FROM entry, unnest(tsvector_to_array(search)) stem
    WHERE length(stem) > 2 AND EXISTS (SELECT FROM known WHERE shared = 0)
), spelled AS (
    SELECT known.word, array_agg(near.stem ORDER BY near.likeness DESC) AS stems, max(near.likeness) AS likeness
    FROM known
    CROSS JOIN LATERAL (
        SELECT stem, greatest(similarity(stem, root), CASE
            WHEN levenshtein_less_equal(stem, root, 2) <= length(root) / 4 THEN 0.9
            WHEN dmetaphone(stem) = dmetaphone(root) AND levenshtein_less_equal(stem, root, 3) <= length(root) / 2
                THEN 0.8
            ELSE 0 END) AS likeness
        FROM vocabulary
        ORDER BY likeness DESC, stem
        LIMIT 3
    ) AS near
    WHERE known.shared = 0 AND length(known.word) BETWEEN 4 AND 40 AND near.likeness >= %(like_spelling)s
    GROUP BY known.word
), asked AS MATERIALIZED (
    SELECT
        coalesce(
            (SELECT to_tsquery('simple', string_agg(quote_literal(stem), ' | ')) FROM unnest(spelled.stems) stem),
            known.meaning
        ) AS meaning,
        CASE WHEN shared = 0 AND spelled.word IS NULL THEN 0.2 ELSE 1 / ln(3 + greatest(shared, 1)) END AS weight,
        coalesce(spelled.likeness, 1) AS likeness
    FROM known LEFT JOIN spelled USING (word)
)
SELECT entry.id
FROM entry
CROSS JOIN LATERAL (
    SELECT max(similarity(line, %(question)s)) AS phrase FROM unnest(string_to_array(entry.lines, chr(10))) line
) AS whole
CROSS JOIN LATERAL (
    SELECT sum(weight * likeness * CASE
            WHEN ts_filter(entry.search, '{a}') @@ meaning THEN 1 WHEN entry.search @@ meaning THEN 0.6 ELSE 0
        END) / sum(weight) AS words
    FROM asked
) AS single
WHERE whole.phrase >= %(like_phrase)s OR single.words >= %(enough_words)s
ORDER BY whole.phrase + single.words DESC, entry.place
LIMIT %(limit)s
"""


def find_indicators(version: MatrixVersion, words: str, limit: int = 8) -> list[Indicator]:
    """The indicators of a published version that answer the words best, best first, at most `limit`.

    Nothing for words that say nothing. Any input is safe: no operators are read in it, and it is cut at 200 characters.
    """
    question = plain_words(words[:200])
    telling = [word for word in dict.fromkeys(question.split()) if word not in _EMPTY and len(word) > 1]
    if not telling:
        return []
    groups = _groups(version)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            {
                "question": question,
                "words": telling,
                "meanings": [_meaning(word, groups) for word in telling],
                "version": version.pk,
                "scheme": version.scheme_id,
                "like_phrase": _LIKE_PHRASE,
                "enough_words": _ENOUGH_WORDS,
                "like_spelling": _LIKE_SPELLING,
                "limit": limit,
            },
        )
        order = [row[0] for row in cursor.fetchall()]
    found = Indicator.objects.in_bulk(order)
    return [found[pk] for pk in order]


def find_each(version: MatrixVersion, words: str, limit: int = 8) -> list[Indicator]:
    """As `find_indicators`, for several phrases with commas between them: the best of each before the next best.

    At most PHRASES phrases are looked for; of several phrases half of `limit` each.
    """
    phrases = [phrase for phrase in re.split(r"[,;\n]", words) if phrase.strip()][:PHRASES]
    if len(phrases) < 2:
        return find_indicators(version, words, limit)
    found = [find_indicators(version, phrase, limit // 2) for phrase in phrases]
    in_turn = [one for row in zip_longest(*found) for one in row if one is not None]
    return list({one.pk: one for one in in_turn}.values())


def plain_words(text: str) -> str:
    """Lower case, letters and figures only, one space between words, an apostrophe inside a word kept."""
    return " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())).replace("’", "'")


def _groups(version: MatrixVersion) -> list[list[str]]:
    """The words that mean the same, group by group."""
    same = EverydayWords.objects.filter(scheme=version.scheme_id, code=EverydayWords.SAME)
    return [line.split() for text in same.values_list("words_text", flat=True) for line in text.split("\n")]


def _meaning(word: str, groups: Iterable[list[str]]) -> str:
    """The word and all that mean the same, as a question any of which is enough to answer."""
    others = [other for group in groups if word in group for other in group]
    return " or ".join(f'"{one}"' for one in dict.fromkeys([word, *others]))
