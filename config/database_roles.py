"""What the web process may do in the database: everything a page needs, and nothing that rewrites the record.

The tables belong to the owner's role, which only migrations and maintenance use. The web role may add to an
append-only table (a model class with `append_only = True`) and read it; the database refuses it anything else.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.db import ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.extensions import encrypt_password

WEB_ROLE = "frontdoor_web"


class RoleRefused(Exception):
    """A sentence for whoever runs the database."""


@dataclass(frozen=True)
class WebRole:
    """Who the web process signs in as."""

    name: str = WEB_ROLE
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> "WebRole":
        parts = urlsplit(url)
        return cls(unquote(parts.username or WEB_ROLE), unquote(parts.password or ""))


def grant_web_role(connection: BaseDatabaseWrapper, web: WebRole | None = None) -> list[str]:
    """Make the role if it is missing and give it its rights; returns the append-only tables. Safe to repeat.

    Refuses (RoleRefused) a role that owns tables or is a superuser: the database would then protect nothing.
    """
    web = web or WebRole()
    with transaction.atomic(using=connection.alias):
        _make_role(connection, web)
        _refuse_strong_role(connection, web.name)
        closed = append_only_tables()
        _run(connection, *_grants(connection, web.name, closed))
    _allow_acting_as(connection, web.name)
    return closed


def append_only_tables() -> list[str]:
    """The tables whose rows are written once and never changed or removed."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def _grants(connection: BaseDatabaseWrapper, role: str, closed: list[str]) -> list[str]:
    quote = connection.ops.quote_name
    web, database = quote(role), quote(str(connection.settings_dict["NAME"]))
    existing = set(connection.introspection.table_names())
    revokes = [f"REVOKE UPDATE, DELETE, TRUNCATE ON {quote(table)} FROM {web}" for table in closed if table in existing]
    return [
        f"GRANT CONNECT ON DATABASE {database} TO {web}",
        f"GRANT USAGE ON SCHEMA public TO {web}",
        f"REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {web}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {web}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {web}",
        *revokes,
        f"REVOKE INSERT, UPDATE, DELETE ON {quote('django_migrations')} FROM {web}",
        # A table made later can be read and added to at once; the rest waits for the next prepare_database.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {web}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {web}",
    ]


def _make_role(connection: BaseDatabaseWrapper, web: WebRole) -> None:
    quoted = connection.ops.quote_name(web.name)
    secret = ""
    if web.password:
        connection.ensure_connection()
        secret = encrypt_password(web.password, web.name, connection.connection, "scram-sha-256")
    exists = _ask(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", web.name)
    try:
        with transaction.atomic(using=connection.alias):
            if not exists:
                _run(connection, f"CREATE ROLE {quoted} LOGIN")
            if secret:
                _run(connection, f"ALTER ROLE {quoted} PASSWORD '{secret}'")
    except ProgrammingError as error:
        if _ask(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", web.name):
            return  # it stands, and its password is not ours to set
        raise RoleRefused(f"Ask whoever runs the database for: CREATE ROLE {web.name} LOGIN PASSWORD '...'") from error


def _refuse_strong_role(connection: BaseDatabaseWrapper, role: str) -> None:
    strong = _ask(
        connection,
        "SELECT rolname = current_user OR rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'MEMBER')"
        " FROM pg_roles WHERE rolname = %s",
        role,
    )
    if strong:
        raise RoleRefused(f"{role} owns the tables or is a superuser. Give the web process a role of its own.")


def _allow_acting_as(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let the owner SET ROLE to the web role, so that what the web may not do can be proved. Optional."""
    if _ask(connection, "SELECT pg_has_role(current_user, %s, 'MEMBER')", role):
        return
    try:
        with transaction.atomic(using=connection.alias):
            _run(connection, f"GRANT {connection.ops.quote_name(role)} TO CURRENT_USER")
    except ProgrammingError:
        return


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _ask(connection: BaseDatabaseWrapper, question: str, role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [role])
        row = cursor.fetchone()
    return bool(row and row[0])
