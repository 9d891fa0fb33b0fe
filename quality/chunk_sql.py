"""One chunk of a run: which referrals are next, and the statement that re-scores, counts and keeps them. Pure.

Reading is in one statement and writing in a second, so that nothing of the live tables is held while the engine reads.
"""

import json
from collections.abc import Mapping

from quality.case_rows import CaseRows
from quality.simulation_sql import SimulationSql, quoted
from thresholds.matrix import Document, Matrix

# The next referrals in order of id, each with its latest score. Those sent after the run was asked for are left out.
NEXT = """
    SELECT r.id, s.id, s."case", s.result FROM referrals_referral r
    CROSS JOIN LATERAL (
        SELECT id, "case", result FROM referrals_score WHERE referral_id = r.id ORDER BY scored_at DESC, id DESC LIMIT 1
    ) s
    WHERE (%(reached)s::uuid IS NULL OR r.id > %(reached)s::uuid) AND r.received_at <= %(asked)s
      AND (%(start)s::timestamptz IS NULL OR r.received_at >= %(start)s::timestamptz)
      AND (%(end)s::timestamptz IS NULL OR r.received_at < %(end)s::timestamptz)
    ORDER BY r.id LIMIT %(limit)s
"""

_KEPT = """
    kept AS MATERIALIZED (
        SELECT r.id AS case_id, s."case" AS body, s.result, r.agency_id, r.received_at, s.matrix_version_id
        FROM referrals_score s JOIN referrals_referral r ON r.id = s.referral_id WHERE s.id = ANY(%(scores)s::uuid[])
    ),
    kinds AS (
        SELECT version, route, desk FROM jsonb_to_recordset(%(kinds)s::jsonb) x (version uuid, route text, desk text)
    ),
    places AS (SELECT code, level, part FROM jsonb_to_recordset(%(places)s::jsonb) x (code text, level int, part text))
"""

# `old` and `new` are words, so that a level of another scheme is never taken for one of this.
_BOTH = """
    both_answers AS MATERIALIZED (
        SELECT k.*, a.level, a.route, a.detail, a.priority, a.stays,
            nullif(k.result->>'level', '')::smallint AS old_level, k.result->>'route' AS old_route,
            k.result->>'route_detail' AS old_detail, k.result->>'priority' AS old_priority,
            (ARRAY['blue', 'green', 'amber', 'red'])[a.priority + 1] AS new_priority,
            CASE WHEN k.result->>'scheme' = {scheme} THEN '' ELSE (k.result->>'scheme') || ' ' END
                || coalesce(k.result->>'level', 'none') AS old,
            coalesce(a.level::text, 'none') AS new,
            k.result->>'scheme' = {scheme} AS same_scheme,
            coalesce(o.desk, 'mash') AS old_desk, coalesce(n.desk, 'mash') AS new_desk
        FROM kept k JOIN answer a USING (case_id)
        LEFT JOIN kinds o ON o.version = k.matrix_version_id AND o.route = k.result->>'route'
        LEFT JOIN kinds n ON n.version = %(run)s::uuid AND n.route = a.route
    ),
    judged AS (
        SELECT *, new_desk = 'push_back' AND old_desk <> 'push_back' AS pushed_back,
            (same_scheme AND coalesce(level, 0) < coalesce(old_level, 0))
            OR array_position(ARRAY['push_back', 'early_help', 'mash'], new_desk)
                < array_position(ARRAY['push_back', 'early_help', 'mash'], old_desk) AS weaker
        FROM both_answers
    )
"""

_CHANGES = """
    changes AS (
        INSERT INTO quality_simulationchange (run_id, referral_id, old_level, new_level, old_route, new_route,
            old_detail, new_detail, old_priority, new_priority, pushed_back, weaker, story)
        SELECT %(run)s::uuid, case_id, old_level, level, old_route, route, old_detail, detail, old_priority,
            new_priority, pushed_back, weaker, ''
        FROM judged
        WHERE (old, old_route, old_detail, old_priority) IS DISTINCT FROM (new, route, detail, new_priority)
    )
"""

_COUNTS = """
    seen AS (
        SELECT 'level' AS kind, '' AS value, old, new FROM both_answers
        UNION ALL SELECT 'agency', agency_id::text, old, new FROM both_answers
        UNION ALL SELECT 'week', to_char(date_trunc('week', received_at AT TIME ZONE 'Europe/London'), 'YYYY-MM-DD'),
            old_desk, new_desk FROM both_answers
        UNION ALL SELECT 'worry', coalesce((
            SELECT p.part FROM jsonb_array_elements(b.body->'worries') WITH ORDINALITY w (worry, place)
            JOIN places p ON p.code = w.worry->>'indicator' ORDER BY p.level DESC, w.place LIMIT 1), ''), old, new
            FROM both_answers b
        UNION ALL SELECT 'age', CASE WHEN c.unborn THEN 'unborn' WHEN a.months IS NULL THEN ''
            WHEN a.months::int < 12 THEN '0' WHEN a.months::int < 60 THEN '1' WHEN a.months::int < 120 THEN '5'
            WHEN a.months::int < 192 THEN '10' ELSE '16' END, old, new
            FROM both_answers b JOIN referrals_child c ON c.referral_id = b.case_id
            LEFT JOIN LATERAL (SELECT b.body->'ages_months'->>(c.position - {first})) a (months) ON true
        UNION ALL SELECT 'ethnicity', c.ethnicity, old, new
            FROM both_answers b JOIN referrals_child c ON c.referral_id = b.case_id
    ),
    counts AS (
        INSERT INTO quality_simulationcount AS c (run_id, kind, value, before, after, count)
        SELECT %(run)s::uuid, kind, value, old, new, count(*) FROM seen GROUP BY kind, value, old, new
        ORDER BY kind, value, old, new
        ON CONFLICT (run_id, kind, value, before, after) DO UPDATE SET count = c.count + excluded.count
    )
"""
_DESKS = {"push_back": "push_back", "early_help": "early_help"}
# The first child of a form stands at this position.
FIRST_CHILD = 1


class ChunkSql:
    """The statement that re-scores one chunk under one version: one row for each referral, with the new answer.

    Parameters: run, scores (ids of `referrals_score`), kinds and places (`route_kinds`, `places_of`).
    """

    def __init__(self, matrix: Matrix) -> None:
        statement = SimulationSql(matrix)
        source = CaseRows(statement.packing)
        both = _BOTH.format(scheme=quoted(matrix.scheme))
        counts = _COUNTS.format(first=FIRST_CHILD)
        self.text = (
            f"WITH {_KEPT}, {source.lookups()}, answer AS MATERIALIZED ({statement.select(source.rows())}), "
            f"{both}, {_CHANGES}, {counts} "
            "SELECT case_id, level, route, detail, new_priority, stays FROM both_answers"
        )


def route_kinds(documents: Mapping[str, Document], run: str, tried: Document) -> str:
    """Whose desk each route goes to, in each version and, under the id of the run, in the document tried. As JSON.

    What is neither pushed back nor given to Early Help stays with MASH.
    """
    rows = [
        {"version": version, "route": route["code"], "desk": _DESKS.get(route["kind"], "mash")}
        for version, document in [*documents.items(), (run, tried)]
        for route in document["routes"]
    ]
    return json.dumps(rows)


def places_of(document: Document) -> str:
    """Level and part of family life of each indicator of the document tried. As JSON."""
    parts = [
        {"code": one["id"], "level": one["level"], "part": f"{one['domain']}:{one['subdomain']}"}
        for one in document["indicators"]
    ]
    return json.dumps(parts)
