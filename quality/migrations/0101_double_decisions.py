"""Blind double decisions. What was answered and said is kept as it is, and a text as it was sent."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

WRITTEN_ONCE = ("quality_asking", "quality_blindanswer", "quality_remark")

FROZEN_TEXT = """
CREATE FUNCTION frontdoor_blind_text_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT status FROM quality_round WHERE id = OLD.round_id) <> 'preparing' THEN
        RAISE EXCEPTION 'The text of a case that was sent is kept as it was.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END;
$$;
CREATE TRIGGER quality_case_rows BEFORE UPDATE OR DELETE ON quality_case
    FOR EACH ROW EXECUTE FUNCTION frontdoor_blind_text_sent();
"""
FREE_TEXT = "DROP TRIGGER quality_case_rows ON quality_case; DROP FUNCTION frontdoor_blind_text_sent();"
KEPT = "".join(
    f"""
CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
    for table in WRITTEN_ONCE
)
NOT_KEPT = "".join(f"DROP TRIGGER {table}_rows ON {table}; DROP TRIGGER {table}_whole ON {table};" for table in WRITTEN_ONCE)


class Migration(migrations.Migration):


    dependencies = [
        ('quality', '0001_simulation'),
        ('referrals', '0013_pdf_editions'),
        ('thresholds', '0003_everyday_words'),
        ('trail', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('left_out', models.BooleanField(default=False)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.referral')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Asking',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='askings', to='quality.case')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='quality.case')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('status', models.CharField(choices=[('preparing', 'Being prepared'), ('sent', 'Out for answers'), ('closed', 'Over')], default='preparing', max_length=9)),
                ('seed', models.PositiveIntegerField()),
                ('drawn_by', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matrix_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thresholds.matrixversion')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='quality.round'),
        ),
        migrations.CreateModel(
            name='BlindAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField()),
                ('route', models.CharField(choices=[('strategy_discussion', 'Strategy discussion today, s47'), ('child_in_need', 'Child in need assessment, s17'), ('early_help', 'Early Help'), ('push_back', 'Push back to the referrer'), ('allocated_worker', 'The child’s own social worker'), ('disabled_children', 'Disabled children’s team'), ('other_authority', 'Another council'), ('lado', 'Designated officer for allegations (LADO)'), ('prevent', 'Prevent'), ('private_fostering', 'Private fostering assessment'), ('pre_birth', 'Pre-birth assessment'), ('homeless', 'Homeless at 16 or 17, joint assessment'), ('exploitation', 'Exploitation panel')], max_length=32)),
                ('reason', models.TextField()),
                ('answered_at', models.DateTimeField()),
                ('asking', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='quality.asking')),
            ],
            options={
                'ordering': ['answered_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('route__in', ['strategy_discussion', 'child_in_need', 'early_help', 'push_back', 'allocated_worker', 'disabled_children', 'other_authority', 'lado', 'prevent', 'private_fostering', 'pre_birth', 'homeless', 'exploitation'])), name='double_answer_route_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='double_answer_has_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.UniqueConstraint(fields=('case', 'person'), name='double_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='double_remark_has_text'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['preparing', 'sent', 'closed'])), name='double_status_known'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='double_sent_at_by'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='double_closed_at_by'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('sent_at__isnull', True), ('status', 'preparing')), models.Q(('closed_at__isnull', True), ('sent_at__isnull', False), ('status', 'sent')), models.Q(('closed_at__isnull', False), ('sent_at__isnull', False), ('status', 'closed')), _connector='OR'), name='double_status_and_times'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('round', 'number'), name='double_case_number_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('round', 'referral'), name='double_case_referral_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='double_case_confirmed_at_by'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('left_out', False), ('confirmed_at__isnull', True), _connector='OR'), name='double_case_left_out_unconfirmed'),
        ),
        migrations.RunSQL(FROZEN_TEXT, FREE_TEXT),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
