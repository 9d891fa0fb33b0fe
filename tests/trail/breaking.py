"""Ways to break the trail, for tests that show what then happens. All are undone with the test's transaction."""

from django.db import connection


def refuse_entries() -> None:
    """From here on the database takes no entry, as if its disk were full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_entry() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no entry today' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse_entry BEFORE INSERT ON trail_entry FOR EACH ROW EXECUTE FUNCTION refuse_entry()"
        )


def tamper(statement: str, values: tuple[object, ...] = ()) -> None:
    """Do as the owner of the tables could: put the guards aside, change the rows, put the guards back."""
    tables = ("trail_entry", "trail_seal", "trail_sealedentry")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_rows")


def empty() -> None:
    """Start with an empty trail. Only the test database lets a table be emptied."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE trail_sealedentry, trail_seal, trail_entry")
