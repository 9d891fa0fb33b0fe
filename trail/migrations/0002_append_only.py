"""The database itself refuses to change or remove what is on the trail."""

from django.db import migrations

TABLES = ("trail_entry", "trail_seal", "trail_sealedentry")

FORWARDS = """
CREATE FUNCTION frontdoor_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are written once: no % is allowed.', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END;
$$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
    for table in TABLES
)

BACKWARDS = (
    "".join(f"DROP TRIGGER {table}_rows ON {table}; DROP TRIGGER {table}_whole ON {table};" for table in TABLES)
    + "DROP FUNCTION frontdoor_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
