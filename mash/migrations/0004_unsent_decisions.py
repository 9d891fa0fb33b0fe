"""Decisions half written move to where every form keeps its unsent words, encrypted."""

import json

from django.db import migrations

from core.secret_box import SecretBox

BOX = SecretBox("front-door unsent words v1")


def move(apps, schema_editor):
    Unsent = apps.get_model("unsent", "Unsent")
    for draft in apps.get_model("mash", "DecisionDraft").objects.all():
        words = {"data": {name: [value] for name, value in draft.data.items()}, "beside": {}}
        Unsent.objects.create(
            writer_id=draft.writer_id,
            place="decide",
            subject_id=draft.referral_id,
            record_id=draft.referral_id,
            sealed=BOX.seal(json.dumps(words)) if any(draft.data.values()) else "",
            saved_at=draft.saved_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("mash", "0003_decision_draft"),
        ("unsent", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="DecisionDraft"),
    ]
