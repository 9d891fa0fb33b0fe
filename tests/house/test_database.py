"""The database backs the rules: what stands in the models stands in the tables."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from config.database_roles import append_only_tables
from tests.house.source import ROOMS

pytestmark = pytest.mark.django_db

OURS = [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def ask(question: str, *values: object) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return set(cursor.fetchall())


def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("table", append_only_tables())
def test_an_append_only_table_has_its_triggers(table: str) -> None:
    """Rows cannot be changed or removed, and the whole table cannot be emptied, whoever asks."""
    found = ask(
        "SELECT tgtype::int & 1 = 1, tgtype::int & 16 = 16, tgtype::int & 8 = 8, tgtype::int & 32 = 32 FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgtype::int & 2 = 2",
        table,
    )
    by_row = {(change, delete) for row, change, delete, _ in found if row}
    assert (True, True) in by_row
    assert any(not row and whole for row, _, _, whole in found)


def test_what_must_not_change_is_known() -> None:
    assert append_only_tables() == [
        "contacts_message",
        "practice_attempt",
        "quality_asking",
        "quality_blindanswer",
        "quality_remark",
        "referrals_addressreveal",
        "referrals_chase",
        "referrals_child",
        "referrals_score",
        "referrals_seenmark",
        "referrals_supplement",
        "referrals_threadmessage",
        "referrals_withdrawal",
        "referrals_worry",
        "sla_deadlineevent",
        "thresholds_matrixcomment",
        "thresholds_matrixedit",
        "trail_entry",
        "trail_seal",
        "trail_sealedentry",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "referrals_referral",
        "contacts_contact",
        "referrals_attachment",
        "referrals_attachmentcontent",
        "mash_decision",
        "mash_telling",
        "escalation_escalation",
        "escalation_stagerow",
        "quality_case",
        "sla_deadline",
        "sla_policy",
        "thresholds_matrixversion",
        "thresholds_indicator",
    ],
)
def test_a_row_that_is_partly_frozen_has_a_trigger(table: str) -> None:
    assert ask("SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", table) == {(1,)}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.db_table)
def test_every_constraint_stands_in_the_database(model: type[models.Model]) -> None:
    wanted = {constraint.name for constraint in model._meta.constraints}
    found = {
        name
        for (name,) in ask("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass", model._meta.db_table)
        | ask("SELECT indexname FROM pg_indexes WHERE tablename = %s", model._meta.db_table)
    }
    assert wanted - found == set()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.db_table)
def test_a_status_is_held_by_a_check(model: type[models.Model]) -> None:
    """A column that says where a row stands can hold only what the state machine knows."""
    for field in model._meta.local_fields:
        if field.name in {"status", "state", "stage_status"} and field.choices:
            checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
            assert any(f"{field.name}__in" in str(c.condition) for c in checks), field


def test_nothing_that_matters_is_deleted_with_something_else() -> None:
    """What a referral hangs on is protected; a draft's sections and files and an access list go with their owner."""
    cascades = {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.local_fields
        if field.remote_field is not None and getattr(field.remote_field, "on_delete", None) is models.CASCADE
    }
    assert cascades == {
        "referrals.DraftSection.draft",
        "referrals.Access.referral",
        "referrals.Attachment.draft",  # refused by the database once it was sent
        "referrals.AttachmentContent.attachment",
        "referrals.ProtectedAddress.draft",  # held by the database itself once the form was sent
        "referrals.LeadReading.draft",  # who read it and when stays on the trail
    }
