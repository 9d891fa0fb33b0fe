"""What is written stays, is written with what it speaks of, or does not happen at all."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import ApiKey, User
from config import urls
from tests.accounts.walking_in import sign_in
from tests.trail.breaking import refuse_entries
from trail.actions import write, write_many
from trail.models import Entry, Seal, SealedEntry
from trail.sealing import seal
from trail.verbs import Verb

RECORD = UUID("11111111-1111-4111-8111-111111111111")


def one(by: User, **facts: Any) -> Entry:
    write(Verb.READ, subject="referral", subject_id=RECORD, by=by, **facts)
    return Entry.objects.latest("pk")


class TestWhatAnEntryHolds:
    def test_who_did_what_to_which_when(self, asha: User, at_tuesday: Any) -> None:
        entry = one(asha, view="queue", number=3, urgent=True, agency=asha.agency_id, nothing=None)
        assert (entry.at, entry.verb, entry.subject, entry.subject_id) == (at_tuesday, "read", "referral", RECORD)
        assert (entry.actor_id, entry.actor_role, entry.record_id) == (asha.pk, "mash_worker", RECORD)
        assert entry.facts == {
            "view": "queue",
            "number": 3,
            "urgent": True,
            "agency": str(asha.agency_id),
            "nothing": None,
        }

    def test_many_records_are_one_statement(self, asha: User, django_assert_num_queries: Any) -> None:
        ids = [uuid4() for _ in range(25)]
        with django_assert_num_queries(1):
            write_many(Verb.READ, subject="referral", subject_ids=ids, by=asha, view="queue")
        assert list(Entry.objects.values_list("subject_id", flat=True)) == ids

    def test_no_records_is_no_entry(self, asha: User) -> None:
        write_many(Verb.READ, subject="referral", subject_ids=[], by=asha)
        assert not Entry.objects.exists()

    def test_the_role_is_that_of_the_moment(self, asha: User) -> None:
        one(asha)
        User.objects.filter(pk=asha.pk).update(role="mash_manager")
        assert Entry.objects.get().actor_role == "mash_worker"

    def test_one_records_trail_is_one_read(self, asha: User, tomas: User) -> None:
        one(asha)
        write(Verb.READ, subject="referral", subject_id=uuid4(), by=asha)
        write(Verb.DECIDED, subject="decision", subject_id=uuid4(), record_id=RECORD, by=tomas)
        assert [entry.verb for entry in Entry.objects.of_record(RECORD)] == ["read", "decided"]
        assert [entry.get_verb_display() for entry in Entry.objects.of_person(tomas.pk)] == ["decided"]

    def test_an_unknown_verb_is_refused_by_the_database(self, asha: User) -> None:
        with pytest.raises(DatabaseError, match="trail_verb_known"), transaction.atomic():
            write("peeked", subject="referral", subject_id=RECORD, by=asha)  # type: ignore[arg-type]


@pytest.mark.usefixtures("transactional_db")
def test_outside_a_transaction_nothing_is_written(asha: User) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        one(asha)
    assert not Entry.objects.exists()


class TestOnceWritten:
    """The database refuses, whoever asks: the owner of the tables too."""

    @pytest.fixture(autouse=True)
    def sealed(self, asha: User, at_tuesday: Any) -> None:
        one(asha)
        seal(at_tuesday)

    @pytest.mark.parametrize("table", ["trail_entry", "trail_seal", "trail_sealedentry"])
    @pytest.mark.parametrize("act", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
    def test_no_row_is_changed_or_removed(self, table: str, act: str) -> None:
        column = {"trail_entry": "actor_role", "trail_seal": "digest", "trail_sealedentry": "place"}[table]
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act.format(table=table, column=column))
        assert (Entry.objects.count(), Seal.objects.count(), SealedEntry.objects.count()) == (1, 1, 1)

    @pytest.mark.parametrize("table", ["trail_entry", "trail_seal", "trail_sealedentry"])
    def test_no_table_is_emptied(self, table: str) -> None:
        """The test database puts this guard aside to empty itself between tests; here it stands again."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for each in ("trail_entry", "trail_seal", "trail_sealedentry"):
                cursor.execute(f"ALTER TABLE {each} ENABLE TRIGGER {each}_whole")
            with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
                cursor.execute(f"TRUNCATE {table} CASCADE")

    def test_no_queryset_gets_round_it(self, asha: User) -> None:
        for act in (lambda: Entry.objects.update(actor_role="auditor"), lambda: Entry.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_a_saved_entry_cannot_be_saved_again(self) -> None:
        entry = Entry.objects.get()
        entry.actor_role = "auditor"
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            entry.save()


SECRET = "Wren has a bruise behind the ear"


@login_not_required
def a_childs_page(request: HttpRequest) -> HttpResponse:
    """Reads a record and shows it."""
    write(Verb.READ, subject="referral", subject_id=RECORD, by=User.objects.system(), view="test")
    return HttpResponse(SECRET)


urlpatterns = [path("page/", a_childs_page), *urls.urlpatterns]
handler500 = urls.handler500


class TestNoEntryNoPage:
    def test_a_page_and_its_entry_come_together(self, client: Client, db: None, settings: Any) -> None:
        settings.ROOT_URLCONF = __name__
        assert client.get("/page/").content.decode() == SECRET
        assert Entry.objects.count() == 1

    def test_a_page_whose_entry_cannot_be_written_is_not_served(self, client: Client, db: None, settings: Any) -> None:
        settings.ROOT_URLCONF = __name__
        client.raise_request_exception = False
        refuse_entries()
        answer = client.get("/page/")
        assert answer.status_code == 500
        assert SECRET.encode() not in answer.content

    def test_a_write_whose_entry_cannot_be_written_does_not_happen(
        self, client: Client, petra: User, delphine: User
    ) -> None:
        sign_in(client, petra)
        client.raise_request_exception = False
        refuse_entries()
        answer = client.post("/administration/keys/", {"name": "Key", "acts_as": delphine.pk, "may_read": "no"})
        assert answer.status_code == 500
        assert b"fdk_" not in answer.content
        assert not ApiKey.objects.exists()
