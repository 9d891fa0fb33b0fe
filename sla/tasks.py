"""Doorbells of this room. They name the heartbeats that /healthz shows."""

from celery import shared_task

from core import clock
from sla.sweep import beat, sweep


@shared_task(name="sla.tasks.sweep_deadlines")
def sweep_deadlines() -> None:
    """Rung by beat. That it ran at all shows that beat rings, the broker passes it on and a worker works."""
    now = clock.now()
    sweep(now, "beat")
    beat("worker", now)
