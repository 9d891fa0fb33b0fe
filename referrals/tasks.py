"""Doorbells of this room."""

from celery import shared_task

from core import clock
from referrals import copies


@shared_task(name="referrals.tasks.make_copies")
def make_copies() -> int:
    return copies.make_copies(clock.now())
