"""The database keeps a decision's content, and the time a referrer was told, as they were written."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION mash_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    progress text[] := ARRAY['state', 'agreed_by_id', 'agreed_at', 'returned_by_id', 'returned_at', 'returned_why'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A decision is never removed.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - progress IS DISTINCT FROM to_jsonb(OLD) - progress THEN
        RAISE EXCEPTION 'A decision is written once: make a new one beside it.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.agreed_at IS NOT NULL
            AND (NEW.agreed_at, NEW.agreed_by_id) IS DISTINCT FROM (OLD.agreed_at, OLD.agreed_by_id))
       OR (OLD.returned_at IS NOT NULL
            AND (NEW.returned_at, NEW.returned_by_id, NEW.returned_why)
                IS DISTINCT FROM (OLD.returned_at, OLD.returned_by_id, OLD.returned_why))
    THEN
        RAISE EXCEPTION 'Who agreed or sent back is written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state AND NOT (
        (OLD.state = 'proposed' AND NEW.state IN ('made', 'returned', 'superseded'))
        OR (OLD.state = 'made' AND NEW.state = 'superseded')
    ) THEN
        RAISE EXCEPTION 'A decision cannot go from % to %.', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER mash_decision_content BEFORE UPDATE OR DELETE ON mash_decision
    FOR EACH ROW EXECUTE FUNCTION mash_decision_stays();

CREATE FUNCTION mash_telling_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.decision_id, NEW.ready_at) IS DISTINCT FROM (OLD.decision_id, OLD.ready_at)
       OR (OLD.told_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
    THEN
        RAISE EXCEPTION 'That a referrer was told is written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER mash_telling_once BEFORE UPDATE ON mash_telling
    FOR EACH ROW EXECUTE FUNCTION mash_telling_stays();
"""

BACKWARDS = """
DROP TRIGGER mash_telling_once ON mash_telling;
DROP FUNCTION mash_telling_stays();
DROP TRIGGER mash_decision_content ON mash_decision;
DROP FUNCTION mash_decision_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("mash", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
