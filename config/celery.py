"""Celery, with the whole beat schedule as code. A task is a doorbell: what is due stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("frontdoor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep deadlines": {"task": "sla.tasks.sweep_deadlines", "schedule": 30.0, "options": {"expires": 25}},
    "deliver messages": {"task": "notifications.tasks.deliver_messages", "schedule": 10.0, "options": {"expires": 9}},
    "make copies": {"task": "referrals.tasks.make_copies", "schedule": 5.0, "options": {"expires": 5}},
    "scan files": {"task": "referrals.tasks.scan_files", "schedule": 10.0, "options": {"expires": 9}},
    "seal the trail": {"task": "trail.tasks.seal_trail", "schedule": 30.0, "options": {"expires": 25}},
}
