"""A clock for the referrer's reply; and a decision clock may give way to an earlier one, which then governs."""

from django.conf import settings
from django.db import migrations, models


GIVES_WAY = """
CREATE OR REPLACE FUNCTION sla_deadline_times_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.subject_id, NEW.record_id, NEW.clock, NEW.started_at, NEW.warn_at, NEW.due_at, NEW.policy_id)
        IS DISTINCT FROM
       (OLD.subject_id, OLD.record_id, OLD.clock, OLD.started_at, OLD.warn_at, OLD.due_at, OLD.policy_id)
       OR {governs}
       OR (OLD.stopped_at IS NOT NULL
           AND (NEW.stopped_at, NEW.stopped_by_id) IS DISTINCT FROM (OLD.stopped_at, OLD.stopped_by_id))
    THEN
        RAISE EXCEPTION 'The times of a deadline are written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
"""
FORWARDS = GIVES_WAY.format(
    governs="(NEW.governs AND NOT OLD.governs) OR (OLD.governs AND NOT NEW.governs AND OLD.stopped_at IS NOT NULL)"
)
BACKWARDS = GIVES_WAY.format(governs="NEW.governs IS DISTINCT FROM OLD.governs")


class Migration(migrations.Migration):

    dependencies = [
        ('sla', '0004_consultation_clock'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='deadline',
            name='sla_clock_known',
        ),
        migrations.AlterField(
            model_name='deadline',
            name='clock',
            field=models.CharField(choices=[('decision_24h', 'Decision within 24 hours'), ('decision_working_day', 'Decision within one working day'), ('priority', 'Decision within the limit for its priority'), ('follow_up', 'Written form after the telephone call'), ('consultation', 'Answer to a request for advice'), ('feedback', 'Referrer told the outcome'), ('escalation_reply', 'Reply to the escalation'), ('referrer_reply', 'Referrer’s reply to MASH'), ('sign_off', "Manager's sign-off")], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('clock__in', ['decision_24h', 'decision_working_day', 'priority', 'follow_up', 'consultation', 'feedback', 'escalation_reply', 'referrer_reply', 'sign_off'])), name='sla_clock_known'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
