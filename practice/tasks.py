"""Doorbells of this room."""

from celery import shared_task

from core import clock
from practice import inviting, printing


@shared_task(name="practice.tasks.print_guide")
def print_guide() -> bool:
    return printing.print_missing(clock.now())


@shared_task(name="practice.tasks.invite_again")
def invite_again() -> int:
    return inviting.invite_due(clock.now())
