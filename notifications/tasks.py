"""Doorbells of this room."""

from celery import shared_task

from core import clock
from notifications.sweep import deliver_due


@shared_task(name="notifications.tasks.deliver_messages")
def deliver_messages() -> int:
    return deliver_due(clock.now())
