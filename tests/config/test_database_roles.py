"""The web role may do what pages need, and the database itself keeps it from rewriting the record."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from config.database_roles import WEB_ROLE, RoleRefused, WebRole, append_only_tables, grant_web_role

pytestmark = pytest.mark.django_db


@contextmanager
def as_web() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
        yield
        cursor.execute("RESET ROLE")


def may(right: str, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [WEB_ROLE, table, right])
        return cursor.fetchone()[0]


@pytest.fixture(autouse=True)
def granted() -> list[str]:
    return grant_web_role(connection)


def test_the_trail_is_append_only():
    assert {"trail_entry", "trail_seal", "trail_sealedentry"} <= set(append_only_tables())


def test_every_table_can_be_used_and_no_append_only_one_rewritten(granted):
    for model in apps.get_models():
        table = model._meta.db_table
        assert may("SELECT", table)
        assert may("INSERT", table)
        for right in ("UPDATE", "DELETE"):
            assert may(right, table) is (table not in granted), (right, table)
        for right in ("TRUNCATE", "TRIGGER", "REFERENCES"):
            assert not may(right, table), (right, table)


def test_the_list_of_migrations_can_be_read_only():
    assert may("SELECT", "django_migrations")
    assert not any(may(right, "django_migrations") for right in ("INSERT", "UPDATE", "DELETE"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_entry SET verb = 'read'",
        "DELETE FROM trail_entry",
        "TRUNCATE trail_entry",
        "ALTER TABLE trail_entry DISABLE TRIGGER ALL",
        "DROP TABLE trail_entry",
        "CREATE TABLE mine (id int)",
        "SELECT rolpassword FROM pg_authid",
        "COPY trail_entry TO PROGRAM 'cat'",
    ],
)
def test_the_database_refuses_the_web_role(statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), as_web(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_web_role_writes_to_the_trail():
    with as_web(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trail_entry (at, verb, subject, subject_id, actor_id, actor_role, facts)"
            " VALUES (now(), 'read', 'referral', %s, %s, 'auditor', '{}')",
            [uuid.uuid4(), uuid.uuid4()],
        )
        assert cursor.rowcount == 1


def test_granting_again_changes_nothing(granted):
    assert grant_web_role(connection) == granted


def test_the_owner_is_refused_as_web_role():
    with pytest.raises(RoleRefused, match="owns the tables or is a superuser"):
        grant_web_role(connection, WebRole(connection.settings_dict["USER"]))


def test_name_and_password_come_from_the_address():
    assert WebRole.from_url("postgres://w%40b:p%2Fw@db/frontdoor") == WebRole("w@b", "p/w")


def test_a_role_that_is_missing_is_made_and_its_password_never_sent_in_clear(django_assert_num_queries):
    web = WebRole(f"web_{uuid.uuid4().hex[:8]}", "hush-hush-hush")
    sent: list[str] = []

    def listen(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        grant_web_role(connection, web)
    assert any(sql.startswith(f'CREATE ROLE "{web.name}" LOGIN') for sql in sent)
    assert any("SCRAM-SHA-256$" in sql for sql in sent)
    assert not any(web.password in sql for sql in sent)


def test_prepare_database_warns_when_pages_sign_in_as_the_owner(capsys, settings):
    settings.DATABASE_URL = f"postgres://{connection.settings_dict['USER']}@/x"
    call_command("prepare_database")
    said = capsys.readouterr()
    assert "which owns the tables" in said.err
    assert said.out.startswith(f"{WEB_ROLE} may read and write; it may only add to ")
    assert "trail_entry" in said.out
