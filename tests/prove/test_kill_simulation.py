"""The worker is killed in the middle of a chunk, again and again: every referral is counted once, and none is lost."""

import sys
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from core import clock
from quality import simulation_work
from quality.models import SimulationRun
from quality.simulating import start_simulation
from quality.simulation_work import LEASE, run_simulations
from tests.factories import sent_referral
from tests.prove.conftest import Say
from tests.prove.processes import Processes
from thresholds.published import current

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("transactional_db")]

REFERRALS, CHUNK = 12, 3
# As the task does it, with smaller chunks. It dies when the first chunk is written and not yet committed.
WORKER = (
    "import django; django.setup(); from core import clock; from quality import simulation_work as work;"
    f" work.CHUNK, work.PAUSE = {CHUNK}, 0; work.run_simulations(clock.now(), budget=0)"
)


def test_a_killed_worker_leaves_all_of_a_chunk_or_nothing(
    delphine: User, petra: User, processes: Processes, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation_work, "CHUNK", CHUNK)
    for _ in range(REFERRALS):
        with transaction.atomic():
            sent_referral(delphine)
    run = start_simulation(current().version, by=petra)
    now, kills = clock.now(), 0
    for done in range(CHUNK, REFERRALS + CHUNK, CHUNK):
        worker = processes.start("simulation", (sys.executable, "-c", WORKER), FAILPOINT="simulation:chunk")
        assert worker.process.wait(60) == -9, worker.said()
        kills += 1
        run.refresh_from_db()
        assert (run.state, run.done) == ("running", done - CHUNK)
        assert run_simulations(now, budget=0) == 0, "the lease of the dead worker still holds"
        now = clock.now() + LEASE + timedelta(seconds=1)
        assert run_simulations(now, budget=0) == 1
    run_simulations(now, budget=0)
    run = SimulationRun.objects.get()
    assert (run.state, run.done, run.total) == ("done", REFERRALS, REFERRALS)
    assert [(row.before, row.after, row.count) for row in run.counts.filter(kind="level")] == [("2", "2", REFERRALS)]
    say(f"{kills} kills, {REFERRALS} referrals, each counted once")
