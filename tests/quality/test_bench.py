"""The measurement says what it measured, and leaves nothing behind."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from quality.bench_sql import Bench
from tests.thresholds.builders import walsall

pytestmark = pytest.mark.django_db


def test_engine_simulation_and_floor_stand_side_by_side() -> None:
    printed = StringIO()
    call_command("bench_simulation", count=400, equal=60, stdout=printed)
    lines = printed.getvalue().splitlines()
    assert lines[0] == "walsall version 2: 60 cases against the engine, 0 different."
    assert [line.split()[0] for line in lines if line.startswith("  ") and " a second" in line] == [
        "engine",
        "simulation",
        "floor",
    ]
    assert re.fullmatch(r"ratio \d+\.\d", lines[-1])
    assert "simulation_bench_worries" not in connection.introspection.table_names()


def test_the_made_up_rows_are_what_was_asked_for() -> None:
    told: list[int] = []
    bench = Bench(walsall(), 250)
    bench.make(told.append)
    assert told == [250]
    bench.simulate()
    bench.floor()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(n), max(n) FROM (SELECT case_id, count(DISTINCT indicator) AS n"
            " FROM simulation_bench_worries GROUP BY case_id) q"
        )
        assert cursor.fetchone() == (250, 8, 8)
        cursor.execute("SELECT count(*) FROM simulation_bench_tools")
        assert cursor.fetchone() == (50,)
        cursor.execute(
            "SELECT count(*), count(DISTINCT a.level) > 1, count(*) FILTER (WHERE f.level IS NULL)"
            " FROM simulation_bench_answers a LEFT JOIN simulation_bench_floor f USING (case_id)"
        )
        assert cursor.fetchone() == (250, True, 0)


@pytest.mark.heavy
def test_the_simulation_costs_at_most_three_times_the_floor() -> None:
    printed = StringIO()
    call_command("bench_simulation", count=300_000, equal=10_000, stdout=printed)
    lines = printed.getvalue().splitlines()
    assert lines[0] == "walsall version 2: 10,000 cases against the engine, 0 different."
    assert float(lines[-1].removeprefix("ratio ")) <= 3.0
    before, end = (int(found) for found in re.findall(r"(\d+) MB", lines[-2]))
    assert end - before < 20
