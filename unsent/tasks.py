"""Doorbells of this room."""

from celery import shared_task

from unsent import keeping


@shared_task(name="unsent.tasks.forget_old_words")
def forget_old_words() -> int:
    return keeping.forget_old_words()
