"""Doorbells of this room."""

from celery import shared_task

from core import clock
from quality.simulation_work import run_simulations


@shared_task(name="quality.tasks.go_on_with_simulations")
def go_on_with_simulations() -> int:
    return run_simulations(clock.now())
