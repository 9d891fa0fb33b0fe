"""The database keeps what both sides said, and how it ended, as they were written."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION escalation_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    learned text[] := ARRAY['learning', 'learned_at', 'learned_by_id'];
    progress text[] := learned || ARRAY['status', 'stage', 'owner_id', 'reply_due_at', 'outcome', 'new_decision_id',
                                        'closed_at', 'closed_by_id'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An escalation is never removed.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - progress IS DISTINCT FROM to_jsonb(OLD) - progress THEN
        RAISE EXCEPTION 'The words of an escalation are written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.closed_at IS NOT NULL AND to_jsonb(NEW) - learned IS DISTINCT FROM to_jsonb(OLD) - learned THEN
        RAISE EXCEPTION 'An escalation that has ended stays as it ended.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.learned_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'What was learned is written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.stage < OLD.stage THEN
        RAISE EXCEPTION 'An escalation only goes up the ladder.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER escalation_written_once BEFORE UPDATE OR DELETE ON escalation_escalation
    FOR EACH ROW EXECUTE FUNCTION escalation_words_stay();

CREATE FUNCTION escalation_stage_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answered text[] := ARRAY['owner_id', 'answer', 'reply', 'would_resolve', 'replied_at', 'replied_by_id'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A stage is never removed.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - answered IS DISTINCT FROM to_jsonb(OLD) - answered
       OR (OLD.replied_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
    THEN
        RAISE EXCEPTION 'What was said at a stage is written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER escalation_stage_written_once BEFORE UPDATE OR DELETE ON escalation_stagerow
    FOR EACH ROW EXECUTE FUNCTION escalation_stage_stays();
"""

BACKWARDS = """
DROP TRIGGER escalation_stage_written_once ON escalation_stagerow;
DROP FUNCTION escalation_stage_stays();
DROP TRIGGER escalation_written_once ON escalation_escalation;
DROP FUNCTION escalation_words_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("escalation", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
