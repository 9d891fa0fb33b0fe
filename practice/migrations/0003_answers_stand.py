"""An answer is written once: the database refuses to change or remove it."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER practice_attempt_rows BEFORE UPDATE OR DELETE ON practice_attempt
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER practice_attempt_whole BEFORE TRUNCATE ON practice_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
BACKWARDS = """
DROP TRIGGER practice_attempt_rows ON practice_attempt;
DROP TRIGGER practice_attempt_whole ON practice_attempt;
"""


class Migration(migrations.Migration):

    dependencies = [("practice", "0002_cases"), ("trail", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
