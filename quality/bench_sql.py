"""A million made-up cases as rows of the database, for measuring: how they are made, the floor, and the simulation.

All of it is SQL in unlogged tables of their own; Python only says when. See docs/simulation.md.
"""

import json
import time
from collections.abc import Callable

from django.db import connection

from quality.case_rows import CaseRows
from quality.simulation_sql import Rows, SimulationSql, quoted
from thresholds.benchmark import sample_cases
from thresholds.case import PRIORITIES, Case, case_to_dict
from thresholds.matrix import Matrix
from thresholds.scoring import score

WORRIES = 8
CHUNK = 100_000
TABLES = ("forms_pool", "levels", "forms", "worries", "tools", "floor", "answers")
Answer = tuple[int | None, str, str, str, bool]


def answers_of(matrix: Matrix, cases: list[Case]) -> list[Answer]:
    """What the statement says of each case, from its JSON: level, route, detail, priority, stays with MASH."""
    statement = SimulationSql(matrix)
    source = CaseRows(statement.packing)
    with connection.cursor() as cursor:
        sql = statement.select(source.rows(), before=f"{_from_json()}, {source.lookups()}, ")
        cursor.execute(sql + " ORDER BY case_id", [_as_json(cases)])
        return [(level, route, detail, PRIORITIES[rank], stays) for _, level, route, detail, rank, stays in cursor]


def answer_of_engine(matrix: Matrix, case: Case) -> Answer:
    """The same from the pure engine."""
    said = score(matrix, case)
    stays = matrix.route_kinds[said.route] not in ("push_back", "early_help")
    return said.level, said.route, said.route_detail, said.priority, stays


def _from_json() -> str:
    listed = "jsonb_array_elements(%s::jsonb) WITH ORDINALITY x (body, place)"
    return f"kept AS MATERIALIZED (SELECT place AS case_id, body FROM {listed})"


def _as_json(cases: list[Case]) -> str:
    return json.dumps([case_to_dict(case) for case in cases])


class Bench:
    """The tables of one measurement under one version. Call `make`, then `floor` and `simulate`, then `drop`."""

    def __init__(self, matrix: Matrix, count: int) -> None:
        self.matrix, self.count = matrix, count
        self.statement = SimulationSql(matrix)
        self.names = ", ".join(self.statement.names)

    def make(self, tell: Callable[[int], None]) -> None:
        """All rows, in chunks, none of them in Python. The forms are those of 2,000 sample cases, over and over."""
        self.drop()
        self._run(f"SET statement_timeout = 0; SET work_mem = '256MB'; SELECT setseed(0.17); {self._empty()}")
        self._pool()
        for start in range(0, self.count, CHUNK):
            end = min(start + CHUNK, self.count)
            self._run(self._chunk(start + 1, end))
            tell(end)
        self._run("; ".join(f"ANALYZE simulation_bench_{name}" for name in ("levels", "forms", "worries", "tools")))

    def floor(self) -> float:
        """Seconds for the least that any answer needs: the highest level of each case, by one join and one group."""
        return self._timed(
            "CREATE UNLOGGED TABLE simulation_bench_floor AS SELECT w.case_id, max(l.level) AS level "
            "FROM simulation_bench_worries w JOIN simulation_bench_levels l ON l.code = w.indicator GROUP BY w.case_id",
            "floor",
        )

    def simulate(self) -> float:
        """Seconds for the whole answer of each case, from the same rows."""
        rows = Rows(*(f"simulation_bench_{name}" for name in ("forms", "worries", "tools")))
        return self._timed(
            f"CREATE UNLOGGED TABLE simulation_bench_answers AS {self.statement.select(rows)}", "answers"
        )

    def drop(self) -> None:
        self._run("; ".join(f"DROP TABLE IF EXISTS simulation_bench_{name}" for name in TABLES))

    def _timed(self, sql: str, table: str) -> float:
        self._run(f"DROP TABLE IF EXISTS simulation_bench_{table}")
        start = time.perf_counter()
        self._run(sql)
        return time.perf_counter() - start

    def _run(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("%%", "%"))

    def _empty(self) -> str:
        words = ", ".join(f"{name} bigint NOT NULL" for name in self.statement.names)
        levels = ", ".join(f"({quoted(code)}, {entry.level})" for code, entry in self.matrix.entries.items())
        return (
            f"CREATE UNLOGGED TABLE simulation_bench_forms_pool (place bigint PRIMARY KEY, {words}); "
            f"CREATE UNLOGGED TABLE simulation_bench_forms (case_id bigint NOT NULL, {words}); "
            "CREATE UNLOGGED TABLE simulation_bench_worries (case_id bigint NOT NULL, indicator text NOT NULL, "
            "solid boolean NOT NULL, ages bigint); "
            "CREATE UNLOGGED TABLE simulation_bench_tools (case_id bigint NOT NULL, tool text, value text); "
            "CREATE UNLOGGED TABLE simulation_bench_levels (code text PRIMARY KEY, level smallint NOT NULL); "
            f"INSERT INTO simulation_bench_levels VALUES {levels}"
        )

    def _pool(self) -> None:
        source = CaseRows(self.statement.packing)
        sums = ", ".join(f"bit_or({name})" for name in self.statement.names)
        sql = (
            f"INSERT INTO simulation_bench_forms_pool WITH {_from_json()}, {source.lookups()} "
            f"SELECT case_id, {sums} FROM {source.rows().forms} f GROUP BY case_id"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [_as_json(sample_cases(self.matrix, 2_000))])

    def _chunk(self, first: int, last: int) -> str:
        """Eight different indicators each, nine in ten solid, one in ten of named children; each fifth case a tool."""
        codes = sorted(self.matrix.entries)
        listed = ", ".join(quoted(code) for code in codes)
        stride = max(1, len(codes) // WORRIES)
        known = [(tool, value) for tool, values in self.matrix.readings.items() for value in values]
        tools = ", ".join(quoted(tool) for tool, _ in known)
        values = ", ".join(quoted(json.dumps(value)) for _, value in known)
        result = (
            f"INSERT INTO simulation_bench_tools SELECT g, (ARRAY[{tools}])[place], (ARRAY[{values}])[place] FROM "
            f"(SELECT g, 1 + floor(random() * {len(known)})::integer AS place "
            f"FROM generate_series({first}, {last}) g WHERE g %% 5 = 0 OFFSET 0) q"
        )
        return (
            f"INSERT INTO simulation_bench_forms SELECT g, {self.names} FROM generate_series({first}, {last}) g "
            "JOIN simulation_bench_forms_pool p ON p.place = 1 + (g::bigint * 7919) %% 2000; "
            "INSERT INTO simulation_bench_worries SELECT g, "
            f"(ARRAY[{listed}])[1 + (start + place * stride) %% {len(codes)}], random() < 0.9, "
            f"CASE WHEN random() < 0.1 THEN floor(random() * 32)::bigint END FROM (SELECT g, "
            f"floor(random() * {len(codes)})::integer AS start, 1 + floor(random() * {stride})::integer AS stride "
            f"FROM generate_series({first}, {last}) g OFFSET 0) c CROSS JOIN generate_series(0, {WORRIES - 1}) place; "
            + (result if known else "SELECT 1")
        )
