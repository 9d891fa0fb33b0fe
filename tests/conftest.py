"""The database every test starts from, and the cast: people who may see, and always one who must not."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection

from accounts.models import Agency, User
from accounts.roles import Role
from core import clock
from core.clock import LONDON
from sla.models import Policy
from tests import template
from tests.kept_rows import KeptRows

# Tuesday 17 November 2026, 11:20: an ordinary working day, well away from holidays and clock changes.
TUESDAY = datetime(2026, 11, 17, 11, 20, tzinfo=LONDON)
PASSWORD = "lantern-harbour-17"
SYSTEM_USER = import_module("accounts.migrations.0002_system_user")
FIRST_POLICY = import_module("sla.migrations.0003_first_policy")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Each worker's database is a copy of one template, so the migrations run once for all of them."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        yield
        return
    shared = tmp_path_factory.getbasetemp().parent  # one folder for all workers of this run
    with django_db_blocker.unblock(), template.shared_by(workers, shared, fill=_reference_data):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Reference data once for each test database. Flushing between tests needs TRUNCATE, which the trail forbids.

    A test that commits empties the database behind it. Then all is put back, in place of what Django would write alone.
    """
    with django_db_blocker.unblock():
        _reference_data()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
                " WHERE tgname LIKE '%\\_whole' AND NOT tgisinternal"
            )
            for table, trigger in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        rows = KeptRows.of_everything()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_: rows.put_back())
        yield


def _reference_data() -> None:
    """What the migrations and the reference files put there."""
    for rows, made in ((User.objects.filter(role=Role.SYSTEM), SYSTEM_USER), (Policy.objects.all(), FIRST_POLICY)):
        if not rows.exists():
            made.add(apps, None)
    call_command("load_reference_data", verbosity=0)


@pytest.fixture(autouse=True)
def fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_anchor_file(settings: Any, tmp_path: Path) -> None:
    """Seals of a test leave no heads in the installation's own file."""
    settings.TRAIL_ANCHOR_FILE = str(tmp_path / "trail-anchors.txt")


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def at_tuesday() -> Iterator[datetime]:
    with clock.moved_to(TUESDAY):
        yield TUESDAY


# The cast: the same ids in every test, so that rows which name them can be put back.

CAST_IDS = UUID("5ca57000-0000-4000-8000-000000000000")


def named(name: str) -> dict[str, Any]:
    """A name, and the id that goes with it."""
    return {"pk": uuid5(CAST_IDS, name), "name": name}


@pytest.fixture
def hollow_oak(db: None) -> Agency:
    return Agency.objects.create(
        **named("Hollow Oak Primary"), kind="school", source_code="2A", email_domain="hollowoak.example"
    )


@pytest.fixture
def tidewell(db: None) -> Agency:
    return Agency.objects.create(
        **named("Tidewell Surgery"), kind="health", source_code="3A", email_domain="tidewell.example"
    )


@pytest.fixture
def council(db: None) -> Agency:
    return Agency.objects.create(
        **named("Larkhaven Council"), kind="council", source_code="5B", email_domain="larkhaven.example"
    )


@pytest.fixture
def person() -> Callable[..., User]:
    """Makes one of the cast: person("Asha Inkwell", Role.MASH_WORKER, council)."""

    def make(name: str, role: Role, agency: Agency, **fields: Any) -> User:
        email = f"{name.lower().replace(' ', '.')}@{agency.email_domain}"
        fields = {"pk": uuid5(CAST_IDS, email), **fields}
        return User.objects.create_user(email, PASSWORD, full_name=name, role=role, agency=agency, **fields)

    return make


@pytest.fixture
def delphine(person: Callable[..., User], hollow_oak: Agency) -> User:
    """A teacher who sends referrals."""
    return person("Delphine Marchpane", Role.PRACTITIONER, hollow_oak, job_title="Teacher", phone="01632 960 301")


@pytest.fixture
def bronwen(person: Callable[..., User], hollow_oak: Agency) -> User:
    """Another teacher of the same school: she may not see Delphine's referrals."""
    return person("Bronwen Sorrelby", Role.PRACTITIONER, hollow_oak, job_title="Pastoral lead")


@pytest.fixture
def wilf(person: Callable[..., User], hollow_oak: Agency) -> User:
    """The school's safeguarding lead: sees the agency's referrals."""
    return person("Wilf Candlemas", Role.SAFEGUARDING_LEAD, hollow_oak, job_title="Designated safeguarding lead")


@pytest.fixture
def charlie(person: Callable[..., User], tidewell: Agency) -> User:
    """The stranger from another agency: hidden and absent are the same to him."""
    return person("Charlie Nettlefold", Role.PRACTITIONER, tidewell, job_title="GP")


@pytest.fixture
def strange_lead(person: Callable[..., User], tidewell: Agency) -> User:
    """The lead of another agency."""
    return person("Imogen Fableton", Role.SAFEGUARDING_LEAD, tidewell)


@pytest.fixture
def asha(person: Callable[..., User], council: Agency) -> User:
    """A MASH social worker."""
    return person("Asha Inkwell", Role.MASH_WORKER, council, job_title="Social worker")


@pytest.fixture
def tomas(person: Callable[..., User], council: Agency) -> User:
    """A second MASH social worker."""
    return person("Tomas Brightmoor", Role.MASH_WORKER, council, job_title="Social worker")


@pytest.fixture
def marek(person: Callable[..., User], council: Agency) -> User:
    """The MASH manager."""
    return person("Marek Candlewick", Role.MASH_MANAGER, council, job_title="Team manager")


@pytest.fixture
def niamh(person: Callable[..., User], council: Agency) -> User:
    """The Early Help co-ordinator."""
    return person("Niamh Saltwick", Role.EARLY_HELP, council, job_title="Early Help co-ordinator")


@pytest.fixture
def ola(person: Callable[..., User], council: Agency) -> User:
    """The quality auditor: reads, never writes."""
    return person("Ola Fernshaw", Role.AUDITOR, council)


@pytest.fixture
def petra(person: Callable[..., User], council: Agency) -> User:
    """The administrator: makes accounts, sees no child's record."""
    return person("Petra Quillon", Role.ADMINISTRATOR, council)
