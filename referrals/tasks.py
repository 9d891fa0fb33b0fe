"""Doorbells of this room."""

from celery import shared_task

from core import clock
from referrals import copies, lead_readings, scanning, untouched


@shared_task(name="referrals.tasks.make_copies")
def make_copies() -> int:
    return copies.make_copies(clock.now())


@shared_task(name="referrals.tasks.scan_files")
def scan_files() -> int:
    return scanning.scan_files(clock.now())


@shared_task(name="referrals.tasks.mind_drafts")
def mind_drafts() -> tuple[int, int]:
    return untouched.mind_drafts(clock.now())


@shared_task(name="referrals.tasks.remind_of_readings")
def remind_of_readings() -> int:
    return lead_readings.remind_of_readings(clock.now())
