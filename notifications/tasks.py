"""Doorbells of this room."""

from celery import shared_task

from core import clock
from notifications.calling import call_due
from notifications.sweep import deliver_due


@shared_task(name="notifications.tasks.deliver_messages")
def deliver_messages() -> int:
    return deliver_due(clock.now())


@shared_task(name="notifications.tasks.call_webhooks")
def call_webhooks() -> int:
    return call_due(clock.now())
