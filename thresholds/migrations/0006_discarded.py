"""A version that was never in force can be discarded: it stays, frozen, and the database holds that too."""

from importlib import import_module

import django.db.models.deletion
import thresholds.states
from django.conf import settings
from django.db import migrations, models

_BEFORE = import_module("thresholds.migrations.0005_life_held")
# Every move of thresholds/states.py, as pairs; a test holds the two together.
PAIRS = (*_BEFORE.PAIRS, ("draft", "discarded"), ("checked", "discarded"), ("simulated", "discarded"))
ALLOWED = ", ".join(f"'{before} {after}'" for before, after in PAIRS)

FORWARDS = """
CREATE OR REPLACE FUNCTION thresholds_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('published', 'retired', 'discarded') THEN
        IF TG_OP = 'UPDATE' AND OLD.status = 'published' AND NEW.status = 'retired'
            AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'Matrix version % is %: no % is allowed.', OLD.number, OLD.status, lower(TG_OP)
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.scheme_id <> OLD.scheme_id OR NEW.number <> OLD.number
        OR NEW.started_by_id IS DISTINCT FROM OLD.started_by_id THEN
        RAISE EXCEPTION 'Matrix version %: its scheme, number and writer stay.', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status || ' ' || NEW.status) NOT IN (ALLOWED) THEN
        RAISE EXCEPTION 'Matrix version %: % does not follow %.', OLD.number, NEW.status, OLD.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'discarded' AND to_jsonb(NEW) - ARRAY['status', 'discarded_at', 'discarded_by_id']
        <> to_jsonb(OLD) - ARRAY['status', 'discarded_at', 'discarded_by_id'] THEN
        RAISE EXCEPTION 'Matrix version %: what is discarded stays as it was.', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> 'draft' AND (NEW.document <> OLD.document OR NEW.document_sha256 <> OLD.document_sha256) THEN
        RAISE EXCEPTION 'Matrix version %: what is changed is a draft again.', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'approved' AND EXISTS (
        SELECT 1 FROM thresholds_matrixedit edit WHERE edit.version_id = NEW.id AND edit.by_id = NEW.approved_by_id
    ) THEN
        RAISE EXCEPTION 'Matrix version %: whoever edited it does not approve it.', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
""".replace("ALLOWED", ALLOWED)

# The function alone, as it was: the triggers beside it stay.
BACKWARDS = _BEFORE.FORWARDS[: _BEFORE.FORWARDS.index("CREATE TRIGGER")]


class Migration(migrations.Migration):

    dependencies = [
        ('thresholds', '0005_life_held'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='matrixversion',
            name='matrix_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='matrixversion',
            name='matrix_published_at_and_by',
        ),
        migrations.RemoveConstraint(
            model_name='matrixversion',
            name='matrix_checked_when',
        ),
        migrations.RemoveConstraint(
            model_name='matrixversion',
            name='matrix_simulated_when',
        ),
        migrations.RemoveConstraint(
            model_name='matrixversion',
            name='matrix_approved_when',
        ),
        migrations.RemoveConstraint(
            model_name='matrixversion',
            name='matrix_published_once_approved',
        ),
        migrations.AddField(
            model_name='matrixversion',
            name='discarded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='matrixversion',
            name='discarded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='matrixversion',
            name='status',
            field=models.CharField(choices=[(thresholds.states.Status['DRAFT'], 'Draft'), (thresholds.states.Status['CHECKED'], 'Checked'), (thresholds.states.Status['SIMULATED'], 'Tried on past referrals'), (thresholds.states.Status['APPROVED'], 'Approved'), (thresholds.states.Status['PUBLISHED'], 'In force'), (thresholds.states.Status['RETIRED'], 'Retired'), (thresholds.states.Status['DISCARDED'], 'Discarded')], default=thresholds.states.Status['DRAFT'], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='matrixversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [thresholds.states.Status['DRAFT'], thresholds.states.Status['CHECKED'], thresholds.states.Status['SIMULATED'], thresholds.states.Status['APPROVED'], thresholds.states.Status['PUBLISHED'], thresholds.states.Status['RETIRED'], thresholds.states.Status['DISCARDED']])), name='matrix_status_known'),
        ),
        migrations.AddConstraint(
            model_name='matrixversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True), ('status__in', [thresholds.states.Status['DRAFT'], thresholds.states.Status['CHECKED'], thresholds.states.Status['SIMULATED'], thresholds.states.Status['APPROVED'], thresholds.states.Status['DISCARDED']])), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('status__in', (thresholds.states.Status['PUBLISHED'], thresholds.states.Status['RETIRED']))), _connector='OR'), name='matrix_published_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='matrixversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('discarded_at__isnull', False), ('discarded_by__isnull', False), ('status', thresholds.states.Status['DISCARDED'])), models.Q(models.Q(('status', thresholds.states.Status['DISCARDED']), _negated=True), ('discarded_at__isnull', True), ('discarded_by__isnull', True)), _connector='OR'), name='matrix_discarded_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='matrixversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', (thresholds.states.Status['PUBLISHED'], thresholds.states.Status['RETIRED'], thresholds.states.Status['DISCARDED'])), models.Q(('checked_at__isnull', False), ('status__in', [thresholds.states.Status['CHECKED'], thresholds.states.Status['SIMULATED'], thresholds.states.Status['APPROVED']])), models.Q(('checked_at__isnull', True), ('status__in', [thresholds.states.Status['DRAFT']])), _connector='OR'), name='matrix_checked_when'),
        ),
        migrations.AddConstraint(
            model_name='matrixversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', (thresholds.states.Status['PUBLISHED'], thresholds.states.Status['RETIRED'], thresholds.states.Status['DISCARDED'])), models.Q(('simulated_at__isnull', False), ('status__in', [thresholds.states.Status['SIMULATED'], thresholds.states.Status['APPROVED']])), models.Q(('simulated_at__isnull', True), ('status__in', [thresholds.states.Status['DRAFT'], thresholds.states.Status['CHECKED']])), _connector='OR'), name='matrix_simulated_when'),
        ),
        migrations.AddConstraint(
            model_name='matrixversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', (thresholds.states.Status['PUBLISHED'], thresholds.states.Status['RETIRED'], thresholds.states.Status['DISCARDED'])), models.Q(('approved_at__isnull', False), ('status__in', [thresholds.states.Status['APPROVED']])), models.Q(('approved_at__isnull', True), ('status__in', [thresholds.states.Status['DRAFT'], thresholds.states.Status['CHECKED'], thresholds.states.Status['SIMULATED']])), _connector='OR'), name='matrix_approved_when'),
        ),
        migrations.AddConstraint(
            model_name='matrixversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [thresholds.states.Status['DRAFT'], thresholds.states.Status['CHECKED'], thresholds.states.Status['SIMULATED'], thresholds.states.Status['APPROVED'], thresholds.states.Status['DISCARDED']]), ('started_by__isnull', True), ('approved_by__isnull', False), _connector='OR'), name='matrix_published_once_approved'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
