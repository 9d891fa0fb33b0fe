"""The row that stands for the system itself: it acts for the clock and cannot sign in."""

import uuid

from django.db import migrations

SYSTEM_ID = uuid.UUID("00000000-0000-4000-8000-000000000001")


def add(apps, schema_editor):
    apps.get_model("accounts", "User").objects.create(
        id=SYSTEM_ID,
        email="system@frontdoor.invalid",
        full_name="Front Door",
        role="system",
        password="!",  # noqa: S106 - unusable
    )


def remove(apps, schema_editor):
    apps.get_model("accounts", "User").objects.filter(id=SYSTEM_ID).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
