"""What is said after sending. New facts may make an open referral more pressing; the database allows no other way."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


# All that may change of a referral: how far it has come; and, until it is decided, how pressing it is.
PROGRESS = ("status", "holder_id", "held_since", "decided_at", "decided_level", "decided_route", "restricted")
PRESSING = ("level", "route", "priority", "headline", "phone_referrer", "due_at", "due_clock")
WRITTEN_ONCE = ("supplement", "threadmessage", "seenmark", "withdrawal", "chase")

FROZEN = """
CREATE OR REPLACE FUNCTION frontdoor_referral_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'A referral that was sent is kept: no % is allowed.', lower(TG_OP)
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - ARRAY{allowed!r} IS DISTINCT FROM to_jsonb(OLD) - ARRAY{allowed!r} THEN
        RAISE EXCEPTION 'What was sent in a referral is frozen.' USING ERRCODE = 'restrict_violation';
    END IF;
    {more}
    RETURN NEW;
END;
$$;
"""
# New facts make an open referral more pressing, never less, and its time never later.
RAISED = """
    IF (NEW.level, NEW.route, NEW.priority, NEW.headline, NEW.phone_referrer, NEW.due_at, NEW.due_clock)
       IS DISTINCT FROM
       (OLD.level, OLD.route, OLD.priority, OLD.headline, OLD.phone_referrer, OLD.due_at, OLD.due_clock)
       AND (OLD.status NOT IN ('received', 'for_manager')
            OR coalesce(NEW.level, 0) < coalesce(OLD.level, 0)
            OR array_position(ARRAY['red', 'amber', 'green', 'blue'], NEW.priority::text)
               > array_position(ARRAY['red', 'amber', 'green', 'blue'], OLD.priority::text)
            OR (OLD.phone_referrer AND NOT NEW.phone_referrer)
            OR NEW.due_at > OLD.due_at)
    THEN
        RAISE EXCEPTION 'A referral is never made less pressing.' USING ERRCODE = 'restrict_violation';
    END IF;
"""

FORWARDS = (FROZEN.format(allowed=[*PROGRESS, *PRESSING], more=RAISED)) + "".join(
    f"""
CREATE TRIGGER referrals_{table}_rows BEFORE UPDATE OR DELETE ON referrals_{table}
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER referrals_{table}_whole BEFORE TRUNCATE ON referrals_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
    for table in WRITTEN_ONCE
)
BACKWARDS = "".join(
    f"DROP TRIGGER referrals_{table}_rows ON referrals_{table};"
    f"DROP TRIGGER referrals_{table}_whole ON referrals_{table};"
    for table in WRITTEN_ONCE
) + (FROZEN.format(allowed=list(PROGRESS), more=""))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_second_factor_reset'),
        ('referrals', '0008_protected_address'),
        ('thresholds', '0002_frozen_when_published'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Chase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('clock', models.CharField(max_length=24)),
                ('step', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['asked_at'],
            },
        ),
        migrations.CreateModel(
            name='SeenMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('referrer', 'Referrer'), ('mash', 'MASH')], max_length=8)),
                ('upto', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['upto'],
            },
        ),
        migrations.CreateModel(
            name='Supplement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('added_at', models.DateTimeField()),
                ('happened', models.TextField()),
                ('happened_when', models.CharField(blank=True, max_length=120)),
                ('by_whom', models.CharField(blank=True, max_length=120)),
                ('worries', models.JSONField(default=list)),
                ('after_decision', models.BooleanField()),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ThreadMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(unique=True)),
                ('side', models.CharField(choices=[('referrer', 'Referrer'), ('mash', 'MASH')], max_length=8)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('reply_by', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['written_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('mistake', 'It was sent by mistake'), ('twice', 'It was sent twice'), ('wrong_child', 'It is about the wrong child'), ('answered', 'What worried me has been explained'), ('helped', 'The family has the help it needs'), ('other', 'Another reason')], max_length=12)),
                ('words', models.TextField()),
                ('ended', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['asked_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_status_known',
        ),
        migrations.AlterField(
            model_name='referral',
            name='status',
            field=models.CharField(choices=[('received', 'received'), ('for_manager', 'for_manager'), ('decided', 'decided'), ('withdrawn', 'withdrawn')], default='received', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['received', 'for_manager', 'decided', 'withdrawn'])), name='referral_status_known'),
        ),
        migrations.AddField(
            model_name='chase',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chase',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chases', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='seenmark',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen_marks', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='seenmark',
            name='seen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supplement',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supplement',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplements', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='supplement',
            name='score',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='supplement', to='referrals.score'),
        ),
        migrations.AddField(
            model_name='threadmessage',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='threadmessage',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='referral',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='referrals.referral'),
        ),
        migrations.AddConstraint(
            model_name='chase',
            constraint=models.UniqueConstraint(fields=('referral', 'clock', 'step'), name='chase_once'),
        ),
        migrations.AddConstraint(
            model_name='chase',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', [1, 2])), name='chase_step_known'),
        ),
        migrations.AddIndex(
            model_name='seenmark',
            index=models.Index(fields=['referral', 'side', '-upto'], name='seen_by_side'),
        ),
        migrations.AddConstraint(
            model_name='seenmark',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['referrer', 'mash'])), name='seen_mark_side_known'),
        ),
        migrations.AddIndex(
            model_name='supplement',
            index=models.Index(fields=['referral', 'added_at'], name='supplement_by_time'),
        ),
        migrations.AddConstraint(
            model_name='supplement',
            constraint=models.UniqueConstraint(fields=('referral', 'number'), name='supplement_number_once'),
        ),
        migrations.AddConstraint(
            model_name='supplement',
            constraint=models.CheckConstraint(condition=models.Q(('happened', ''), _negated=True), name='supplement_says_something'),
        ),
        migrations.AddIndex(
            model_name='threadmessage',
            index=models.Index(fields=['referral', 'side', 'written_at'], name='thread_by_time'),
        ),
        migrations.AddConstraint(
            model_name='threadmessage',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['referrer', 'mash'])), name='thread_message_side_known'),
        ),
        migrations.AddConstraint(
            model_name='threadmessage',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='thread_message_says_something'),
        ),
        migrations.AddConstraint(
            model_name='threadmessage',
            constraint=models.CheckConstraint(condition=models.Q(('side', 'mash'), ('reply_by__isnull', True), _connector='OR'), name='thread_only_mash_asks'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['mistake', 'twice', 'wrong_child', 'answered', 'helped', 'other'])), name='withdrawal_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='withdrawal_says_why'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
