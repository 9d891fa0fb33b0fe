"""Encrypt the secrets of second factors that were stored in the clear."""

from django.db import migrations

from accounts.secret_box import is_sealed, seal, unseal


def seal_all(apps, _schema_editor):
    _each(apps, lambda text: text if is_sealed(text) else seal(text))


def open_all(apps, _schema_editor):
    _each(apps, lambda text: unseal(text) if is_sealed(text) else text)


def _each(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        for name in ("secret", "seed"):
            if name in row.data:
                row.data[name] = change(row.data[name])
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [change(code) for code in row.data["migrated_codes"]]
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_cache_table"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal_all, open_all)]
