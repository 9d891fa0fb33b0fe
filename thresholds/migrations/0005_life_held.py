"""The database holds the life of a version: which move follows which, what may change meanwhile, who may approve."""

from django.db import migrations

# Every move of thresholds/states.py, as pairs; a test holds the two together.
PAIRS = (
    ("draft", "checked"),
    ("checked", "simulated"),
    ("simulated", "approved"),
    ("checked", "draft"),
    ("simulated", "draft"),
    ("approved", "draft"),
    ("approved", "simulated"),
    ("approved", "published"),
    ("draft", "published"),
    ("published", "retired"),
)
ALLOWED = ", ".join(f"'{before} {after}'" for before, after in PAIRS)

FORWARDS = """
CREATE OR REPLACE FUNCTION thresholds_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('published', 'retired') THEN
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
""".replace("ALLOWED", ALLOWED) + "".join(
    f"""
CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
    for table in ("thresholds_matrixedit", "thresholds_matrixcomment")
)

BACKWARDS = """
DROP TRIGGER thresholds_matrixcomment_whole ON thresholds_matrixcomment;
DROP TRIGGER thresholds_matrixcomment_rows ON thresholds_matrixcomment;
DROP TRIGGER thresholds_matrixedit_whole ON thresholds_matrixedit;
DROP TRIGGER thresholds_matrixedit_rows ON thresholds_matrixedit;
CREATE OR REPLACE FUNCTION thresholds_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("thresholds", "0004_version_life"), ("trail", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
