"""The database itself keeps a deadline's times, a policy's numbers and every event as they were written."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER sla_deadlineevent_rows BEFORE UPDATE OR DELETE ON sla_deadlineevent
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER sla_deadlineevent_whole BEFORE TRUNCATE ON sla_deadlineevent
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();

CREATE FUNCTION sla_deadline_times_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.subject_id, NEW.record_id, NEW.clock, NEW.started_at, NEW.warn_at, NEW.due_at, NEW.policy_id, NEW.governs)
        IS DISTINCT FROM
       (OLD.subject_id, OLD.record_id, OLD.clock, OLD.started_at, OLD.warn_at, OLD.due_at, OLD.policy_id, OLD.governs)
       OR (OLD.stopped_at IS NOT NULL
           AND (NEW.stopped_at, NEW.stopped_by_id) IS DISTINCT FROM (OLD.stopped_at, OLD.stopped_by_id))
    THEN
        RAISE EXCEPTION 'The times of a deadline are written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER sla_deadline_times BEFORE UPDATE ON sla_deadline
    FOR EACH ROW EXECUTE FUNCTION sla_deadline_times_stay();

CREATE FUNCTION sla_policy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'active' IS DISTINCT FROM to_jsonb(OLD) - 'active' THEN
        RAISE EXCEPTION 'A policy is written once: make a new one.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER sla_policy_numbers BEFORE UPDATE ON sla_policy
    FOR EACH ROW EXECUTE FUNCTION sla_policy_stays();
"""

BACKWARDS = """
DROP TRIGGER sla_policy_numbers ON sla_policy;
DROP FUNCTION sla_policy_stays();
DROP TRIGGER sla_deadline_times ON sla_deadline;
DROP FUNCTION sla_deadline_times_stay();
DROP TRIGGER sla_deadlineevent_whole ON sla_deadlineevent;
DROP TRIGGER sla_deadlineevent_rows ON sla_deadlineevent;
"""


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_initial"), ("trail", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
