"""Doorbells of this room."""

from celery import shared_task

from core import clock
from trail.sealing import seal


@shared_task(name="trail.tasks.seal_trail")
def seal_trail() -> int:
    return seal(clock.now())
