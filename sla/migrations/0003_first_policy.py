"""The first policy, so that a clock can always be started. Each number with where it comes from."""

import uuid
from datetime import UTC, datetime

from django.db import migrations

POLICY_ID = uuid.UUID("00000000-0000-4000-8000-000000000101")

SOURCE = """\
Decision within one working day: Working Together to Safeguard Children 2023, and within 24 hours: Walsall MASH and most \
local protocols; both are kept, and 24 elapsed hours govern because they never end later than one working day but for \
the one night in spring when an hour is lost.
Priority: red 4 hours (Oxfordshire, Hackney, Surrey Police MASH), amber 24 and green 72 hours (Hackney), blue no clock.
Written form within 24 hours of a telephone call: Walsall, Shropshire, Suffolk, Bromley.
Referrer told within one working day of the decision: Working Together 2023; Guernsey and Croydon policies.
Manager's sign-off within 2 hours: this service's own choice, so that a second pair of eyes fits inside a red clock.
Escalation stages of 1, 1, 2, 3 and 5 working days: the Lincolnshire and St Helens protocols; immediate harm 4 hours.
Warning at 75 per cent of the time: this service's own choice."""


def add(apps, schema_editor):
    apps.get_model("sla", "Policy").objects.create(
        id=POLICY_ID,
        number=1,
        active=True,
        made_at=datetime(2023, 1, 1, tzinfo=UTC),
        source=SOURCE,
        decision_clock="decision_24h",
        escalation_working_days=[1, 1, 2, 3, 5],
    )


def remove(apps, schema_editor):
    apps.get_model("sla", "Policy").objects.filter(id=POLICY_ID).delete()


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_written_once"), ("accounts", "0002_system_user")]

    operations = [migrations.RunPython(add, remove)]
