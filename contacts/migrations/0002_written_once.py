"""What reached the front door, and what was written about it, stays as it was written."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION contacts_contact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    progress text[] := ARRAY['status', 'waiting_since', 'holder_id', 'held_since', 'draft_id', 'outcome', 'advice',
                             'advice_to', 'closed_at', 'closed_by_id'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A contact is never removed.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - progress IS DISTINCT FROM to_jsonb(OLD) - progress THEN
        RAISE EXCEPTION 'What reached the front door is written once.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'closed' AND to_jsonb(NEW) - 'draft_id' IS DISTINCT FROM to_jsonb(OLD) - 'draft_id' THEN
        RAISE EXCEPTION 'A closed contact stays as it was closed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER contacts_contact_content BEFORE UPDATE OR DELETE ON contacts_contact
    FOR EACH ROW EXECUTE FUNCTION contacts_contact_stays();
CREATE TRIGGER contacts_message_rows BEFORE UPDATE OR DELETE ON contacts_message
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER contacts_message_whole BEFORE TRUNCATE ON contacts_message
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""

BACKWARDS = """
DROP TRIGGER contacts_message_whole ON contacts_message;
DROP TRIGGER contacts_message_rows ON contacts_message;
DROP TRIGGER contacts_contact_content ON contacts_contact;
DROP FUNCTION contacts_contact_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("trail", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
