"""Find indicators in everyday words: whole phrases by trigrams, single words by their stem, and slips of spelling.

Searched are labels, the synonyms of the version, the everyday words that stand beside it, and, for less, the guidance.
What answers far worse than the best is left out: nothing is shown that merely shares a word.
"""

import re
from collections.abc import Iterable

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
EACH = 3  # indicators shown of one phrase among several
# Below these a likeness is chance. Set by trying the phrases of tests/thresholds that are not held back.
_LIKE_PHRASE = 0.42
_ENOUGH_WORDS = 0.40
_LIKE_SPELLING = 0.45
# Beside a word itself: another word of its group, the word in the guidance alone, and a word without a stem or unknown.
_SAME = 0.6
_GUIDANCE = 0.5
_LITTLE = 0.3
# What scores below this share of the best is not shown: it shares a word and not the worry. The less of the question
# even the best answers, the nearer to it the others must be; below _MOST_WORDS no more than EACH are worth reading.
_BESIDE_BEST = 0.5
_MOST_WORDS = 0.6
# The words of a worry stand in its opposite too (“rarely absent”): what is going well must answer nearly best, and
# stands last.
_NEARLY_BEST = 0.9

# The label, each synonym and each everyday phrase is a line. An indicator scores
#   phrase / 2 + words x (0.5 + close + label / 2 + often / 2), every part between 0 and 1:
# `phrase`: how like the whole question is to the likest line. `words`: the share of the question's words that it
# answers anywhere, by stem. `close`: how much of a line the answered words are, so that “kicked” says more in “kicked
# by dad” than in “kicked out of home”. `label`: the share answered by the label. `often`: whether several lines answer.
# A word of the same group counts less than the word itself and nothing in the guidance. A word that many indicators
# share says less about any one of them. A word without a stem (“off”, “herself”) counts little, but tells “cut off”
# from “cutting herself”. A word that no indicator knows is read as those known words that look or sound most like it
# and begin alike. A version has a few hundred rows, so reading them all costs less than choosing between two indexes.
_FIND = """
WITH entry AS MATERIALIZED (
    SELECT
        indicator.id,
        indicator.place,
        indicator.level = min(indicator.level) OVER () AS going_well,
        lower(concat_ws(chr(10), indicator.label, indicator.synonyms_text, nullif(everyday.words_text, ''))) AS lines,
        indicator.search || coalesce(everyday.search, ''::tsvector) AS search
    FROM thresholds_indicator indicator
    LEFT JOIN thresholds_everydaywords everyday
        ON everyday.code = indicator.code AND everyday.scheme_id = %(scheme)s
    WHERE indicator.version_id = %(version)s
), given AS MATERIALIZED (
    SELECT
        word,
        small,
        plainto_tsquery(config, word) AS own,
        websearch_to_tsquery(config, meaning) AS meaning,
        coalesce((ts_lexize('english_stem', word))[1], word) AS root
    FROM unnest(%(words)s::text[], %(meanings)s::text[]) AS one (word, meaning)
    CROSS JOIN LATERAL (SELECT numnode(plainto_tsquery('english', word)) = 0 AS small) AS stop
    CROSS JOIN LATERAL (SELECT CASE WHEN small THEN 'simple'::regconfig ELSE 'english' END AS config) AS read
), known AS MATERIALIZED (
    SELECT given.*, (SELECT count(*) FROM entry WHERE entry.search @@ given.meaning) AS shared FROM given
), vocabulary AS MATERIALIZED (
    SELECT DISTINCT stem FROM entry, unnest(tsvector_to_array(search)) stem
    WHERE length(stem) > 2 AND EXISTS (SELECT FROM known WHERE shared = 0 AND NOT small)
), spelled AS (
    SELECT
        known.word,
        to_tsquery('simple', string_agg(quote_literal(near.stem), ' | ')) AS stems,
        max(near.likeness) AS likeness
    FROM known
    CROSS JOIN LATERAL (
        SELECT stem, greatest(similarity(stem, root), CASE
            WHEN translate(left(stem, 1), 'ks', 'cc') <> translate(left(root, 1), 'ks', 'cc')
                AND stem !~ '^(kn|gn|wr|ph|ps)' THEN 0
            WHEN levenshtein_less_equal(stem, root, 2) <= length(root) / 5 THEN 0.9
            WHEN dmetaphone(stem) = dmetaphone(root)
                AND levenshtein_less_equal(stem, root, 2) <= least(2, length(root) / 2) THEN 0.8
            ELSE 0 END) AS likeness
        FROM vocabulary
        ORDER BY likeness DESC, stem
        LIMIT 3
    ) AS near
    WHERE shared = 0 AND NOT small AND length(known.word) BETWEEN 4 AND 40 AND near.likeness >= %(like_spelling)s
    GROUP BY known.word
), asked AS MATERIALIZED (
    SELECT
        small,
        coalesce(stems, own) AS own,
        coalesce(stems, meaning) AS meaning,
        CASE WHEN shared = 0 AND stems IS NULL THEN %(little)s ELSE 1 / ln(3 + greatest(shared, 1)) END AS weight,
        coalesce(likeness, 1) AS likeness
    FROM known LEFT JOIN spelled USING (word)
), whole AS MATERIALIZED (
    SELECT
        sum(weight) AS weight,
        bool_or(small) AS small,
        (string_agg(meaning::text, ' | ') FILTER (WHERE numnode(meaning) > 0))::tsquery AS meaning
    FROM asked
), heard AS MATERIALIZED (
    SELECT
        entry.*,
        answers,
        CASE WHEN answers AND whole.small THEN to_tsvector('simple', lines) END AS literal
    FROM entry
    CROSS JOIN whole
    CROSS JOIN LATERAL (SELECT coalesce(entry.search @@ whole.meaning, false) AS answers) AS one
), line AS MATERIALIZED (
    SELECT
        heard.id,
        number,
        similarity(line, %(question)s) AS phrase,
        1 + length(line) - length(replace(line, ' ', '')) AS length,
        CASE
            WHEN NOT answers THEN NULL
            WHEN literal IS NOT NULL THEN to_tsvector('english', line) || to_tsvector('simple', line)
            ELSE to_tsvector('english', line)
        END AS search
    FROM heard
    CROSS JOIN LATERAL unnest(string_to_array(lines, chr(10))) WITH ORDINALITY AS one (line, number)
), told AS (
    SELECT id, number, answered, least(1, hits::float / length) AS part
    FROM line
    CROSS JOIN LATERAL (
        SELECT
            coalesce(sum(weight * likeness * CASE WHEN search @@ own THEN 1 ELSE %(same)s END), 0)
                / (SELECT weight FROM whole) AS answered,
            count(*) AS hits
        FROM asked
        WHERE search @@ meaning
    ) AS here
    WHERE search IS NOT NULL
), likest AS (
    SELECT id, max(phrase) AS phrase FROM line GROUP BY id
), best AS (
    SELECT
        id,
        max(answered * part) AS close,
        max(answered) FILTER (WHERE number = 1) AS label,
        least(1, sum(answered) / 4) AS often
    FROM told
    GROUP BY id
), scored AS (
    SELECT
        heard.id,
        place,
        phrase,
        words,
        going_well,
        phrase / 2 + coalesce(words * (0.5 + close + label / 2 + often / 2), 0) AS score
    FROM heard
    JOIN likest USING (id)
    LEFT JOIN best USING (id)
    CROSS JOIN LATERAL (
        SELECT sum(weight * likeness * CASE
                WHEN small THEN coalesce(literal @@ meaning, false)::int
                WHEN ts_filter(heard.search, '{a}') @@ own THEN 1
                WHEN ts_filter(heard.search, '{a}') @@ meaning THEN %(same)s
                WHEN heard.search @@ own THEN %(guidance)s
                ELSE 0
            END) / sum(weight) AS words
        FROM asked
    ) AS single
    WHERE phrase >= %(like_phrase)s OR words >= %(enough_words)s
)
SELECT scored.id, first.words
FROM scored
CROSS JOIN (SELECT score, words FROM scored ORDER BY score DESC LIMIT 1) AS first
WHERE scored.score
    >= first.score * CASE WHEN going_well THEN %(nearly_best)s ELSE 1 - %(beside_best)s * first.words END
ORDER BY going_well, scored.score DESC, place
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
                "little": _LITTLE,
                "same": _SAME,
                "guidance": _GUIDANCE,
                "beside_best": _BESIDE_BEST,
                "nearly_best": _NEARLY_BEST,
                "like_phrase": _LIKE_PHRASE,
                "enough_words": _ENOUGH_WORDS,
                "like_spelling": _LIKE_SPELLING,
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    if rows and rows[0][1] < _MOST_WORDS:
        rows = rows[:EACH]
    found = Indicator.objects.in_bulk([pk for pk, _ in rows])
    return [found[pk] for pk, _ in rows]


def find_each(version: MatrixVersion, words: str, limit: int = 8) -> list[Indicator]:
    """All that `find_by_phrase` finds, in its order."""
    return [one for _, found in find_by_phrase(version, words, limit) for one in found]


def find_by_phrase(version: MatrixVersion, words: str, limit: int = 8) -> list[tuple[str, list[Indicator]]]:
    """As `find_indicators`; of several phrases with commas between them the best EACH of every one, in their order.

    What an earlier phrase found is not shown again. At most PHRASES phrases are looked for. One alone has no name.
    """
    phrases = [phrase.strip() for phrase in re.split(r"[,;\n]", words) if phrase.strip()][:PHRASES]
    if len(phrases) < 2:
        return [("", find_indicators(version, words, limit))]
    shown: set[int] = set()
    answers = []
    for phrase in dict.fromkeys(phrases):
        fresh = [one for one in find_indicators(version, phrase, EACH) if one.pk not in shown]
        shown.update(one.pk for one in fresh)
        answers.append((phrase, fresh))
    return answers


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
