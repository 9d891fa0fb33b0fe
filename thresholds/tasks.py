"""Doorbells of this room."""

from celery import shared_task

from thresholds.versions import publish_due


@shared_task(name="thresholds.tasks.publish_matrix_when_due")
def publish_matrix_when_due() -> int:
    return publish_due()
