"""The database itself refuses to change a published version or its indicators; only its retirement is allowed."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION thresholds_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status = 'published' AND NEW.status = 'retired'
        AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Matrix version % is %: no % is allowed.', OLD.number, OLD.status, lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER thresholds_version_rows BEFORE UPDATE OR DELETE ON thresholds_matrixversion
    FOR EACH ROW EXECUTE FUNCTION thresholds_version_frozen();
CREATE TRIGGER thresholds_version_whole BEFORE TRUNCATE ON thresholds_matrixversion
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER thresholds_indicator_rows BEFORE UPDATE OR DELETE ON thresholds_indicator
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER thresholds_indicator_whole BEFORE TRUNCATE ON thresholds_indicator
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""

BACKWARDS = """
DROP TRIGGER thresholds_indicator_whole ON thresholds_indicator;
DROP TRIGGER thresholds_indicator_rows ON thresholds_indicator;
DROP TRIGGER thresholds_version_whole ON thresholds_matrixversion;
DROP TRIGGER thresholds_version_rows ON thresholds_matrixversion;
DROP FUNCTION thresholds_version_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("thresholds", "0001_initial"), ("trail", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
