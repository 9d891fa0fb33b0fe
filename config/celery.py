"""Celery, with the whole beat schedule as code. A task is a doorbell: what is due stands in PostgreSQL."""

import os
from datetime import timedelta

from celery import Celery
from celery.beat import PersistentScheduler
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("frontdoor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class AtOnce(PersistentScheduler):
    """Beat's own scheduler, but the first round comes when beat starts, not a whole interval later.

    Otherwise /healthz is red for half a minute after each start. Bringing a round forward does no harm: each looks only
    at what is due.
    """

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now() - timedelta(days=1)


app.conf.beat_scheduler = "config.celery:AtOnce"
app.conf.beat_schedule = {
    "sweep deadlines": {"task": "sla.tasks.sweep_deadlines", "schedule": 30.0, "options": {"expires": 25}},
    "call webhooks": {"task": "notifications.tasks.call_webhooks", "schedule": 10.0, "options": {"expires": 9}},
    "deliver messages": {"task": "notifications.tasks.deliver_messages", "schedule": 10.0, "options": {"expires": 9}},
    "make copies": {"task": "referrals.tasks.make_copies", "schedule": 5.0, "options": {"expires": 5}},
    "simulate": {"task": "quality.tasks.go_on_with_simulations", "schedule": 5.0, "options": {"expires": 5}},
    "scan files": {"task": "referrals.tasks.scan_files", "schedule": 10.0, "options": {"expires": 9}},
    # Once a day is enough for days; a day missed is made up for at the next ring, and by the second sweeper.
    "mind drafts": {"task": "referrals.tasks.mind_drafts", "schedule": crontab(hour="7", minute="10")},
    "forget old words": {"task": "unsent.tasks.forget_old_words", "schedule": crontab(hour="7", minute="20")},
    "remind of readings": {
        "task": "referrals.tasks.remind_of_readings",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "publish the matrix": {
        "task": "thresholds.tasks.publish_matrix_when_due",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "print the guide": {"task": "practice.tasks.print_guide", "schedule": 60.0, "options": {"expires": 55}},
    "invite to practise again": {
        "task": "practice.tasks.invite_again",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "seal the trail": {"task": "trail.tasks.seal_trail", "schedule": 30.0, "options": {"expires": 25}},
}
