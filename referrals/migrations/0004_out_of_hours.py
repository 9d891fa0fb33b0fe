"""Whether the office was shut when a referral came, and an index that finds the same child however it is written."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Upper

from sla.calendars import calendar_for

_AT_ONCE = 2000
# What was sent is frozen; the new column is filled once, here, by the owner of the table.
UNLOCK = "ALTER TABLE referrals_referral DISABLE TRIGGER referrals_referral_rows"
LOCK = "ALTER TABLE referrals_referral ENABLE TRIGGER referrals_referral_rows"


def fill(apps: Any, schema_editor: Any) -> None:
    """By the calendar of the policy that the governing clock of each started under."""
    referrals = apps.get_model("referrals", "Referral").objects
    policies = apps.get_model("sla", "Policy").objects.in_bulk()
    governing = apps.get_model("sla", "Deadline").objects.filter(governs=True, subject_kind="referral")
    shut = [
        subject_id
        for subject_id, at, policy_id in governing.values_list("subject_id", "started_at", "policy_id").iterator()
        if not calendar_for(policies[policy_id], at).is_open(at)
    ]
    schema_editor.execute(UNLOCK)
    for start in range(0, len(shut), _AT_ONCE):
        referrals.filter(pk__in=shut[start : start + _AT_ONCE]).update(out_of_hours=True)
    schema_editor.execute(LOCK)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_find_the_same_child"), ("sla", "0003_first_policy")]

    operations = [
        migrations.AddField("referral", "out_of_hours", models.BooleanField(default=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("child", "child_by_name_and_birth"),
        migrations.AddIndex(
            "child",
            models.Index(Upper("surname"), Upper("first_name"), "date_of_birth", name="child_by_name_and_birth"),
        ),
    ]
