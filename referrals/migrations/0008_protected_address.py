"""Secret addresses in a table of their own, and who opened them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Once the form is sent its secret address stays: only the sealing may be renewed, under a new key.
FORWARDS = """
CREATE FUNCTION frontdoor_protected_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM referrals_draft WHERE id = OLD.draft_id AND submitted_at IS NOT NULL) AND (
        TG_OP = 'DELETE' OR to_jsonb(NEW) - ARRAY['sealed'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['sealed']
    ) THEN
        RAISE EXCEPTION 'A secret address that was sent is kept.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END;
$$;
CREATE TRIGGER referrals_protectedaddress_rows BEFORE UPDATE OR DELETE ON referrals_protectedaddress
    FOR EACH ROW EXECUTE FUNCTION frontdoor_protected_address();
CREATE TRIGGER referrals_addressreveal_rows BEFORE UPDATE OR DELETE ON referrals_addressreveal
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER referrals_addressreveal_whole BEFORE TRUNCATE ON referrals_addressreveal
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
BACKWARDS = """
DROP TRIGGER referrals_protectedaddress_rows ON referrals_protectedaddress;
DROP TRIGGER referrals_addressreveal_rows ON referrals_addressreveal;
DROP TRIGGER referrals_addressreveal_whole ON referrals_addressreveal;
DROP FUNCTION frontdoor_protected_address();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0007_attachments"),
        ("trail", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProtectedAddress",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("section", models.CharField(max_length=20)),
                ("item", models.PositiveSmallIntegerField()),
                ("sealed", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="protected_addresses",
                        to="referrals.draft",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "protected addresses",
                "ordering": ["section", "item"],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "section", "item"), name="protected_address_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sealed__startswith", "fernet:")), name="protected_address_is_sealed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AddressReveal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reveals",
                        to="referrals.protectedaddress",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="address_reveal_has_a_reason"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
