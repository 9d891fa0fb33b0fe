"""The table of Django's database cache, as `createcachetable` makes it: counts of sign-in tries, used codes."""

from django.db import migrations

FORWARDS = """
CREATE TABLE frontdoor_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX frontdoor_cache_expires ON frontdoor_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_system_user")]

    operations = [migrations.RunSQL(FORWARDS, "DROP TABLE frontdoor_cache")]
