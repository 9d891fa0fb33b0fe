"""Keys of agencies' own systems: hashed, short-lived, submit-only, ended at once, and never a fault."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.actions import deactivate
from accounts.api_keys import LONGEST_LIFE, ApiKeyAuthentication, NewKey, make_api_key, revoke_api_key
from accounts.models import ApiKey, User
from core import clock
from core.errors import Refused
from trail.models import Entry

ENDED = "This key is not valid. It may have ended: keys last 90 days."


@pytest.fixture
def made(delphine: User, petra: User, at_tuesday: datetime) -> NewKey:
    return make_api_key(delphine, name="School office system", by=petra)


def ask(header: str | bytes | None) -> Any:
    """What the API's door answers to this header: (person, key), None for no key at all, or a refusal."""
    extra = {} if header is None else {"HTTP_AUTHORIZATION": header}
    return ApiKeyAuthentication().authenticate(Request(APIRequestFactory().get("/", **extra)))


class TestMaking:
    def test_only_the_hash_is_kept(self, made: NewKey) -> None:
        row = ApiKey.objects.get()
        assert re.fullmatch(r"fdk_[0-9a-f]{8}_[\w-]{43}", made.text)
        assert row.key_sha256 == hashlib.sha256(made.text.encode()).hexdigest()
        kept = " ".join(str(value) for value in ApiKey.objects.values().get().values())
        assert made.text.split("_", 2)[2] not in kept
        assert made.text.split("_", 2)[2] not in str(list(Entry.objects.values()))

    def test_it_only_sends_unless_told_otherwise(self, made: NewKey, delphine: User, petra: User) -> None:
        assert made.row.may_read is False
        assert make_api_key(delphine, name="Reader", by=petra, may_read=True).row.may_read is True

    def test_it_is_on_the_trail(self, made: NewKey, petra: User, delphine: User) -> None:
        entry = Entry.objects.get(subject="api_key")
        assert (entry.verb, entry.subject_id, entry.actor_id) == ("created", made.row.pk, petra.pk)
        assert entry.facts == {"agency": str(delphine.agency_id), "may_read": False}

    @pytest.mark.parametrize("who", ["delphine", "wilf", "asha", "marek", "ola"])
    def test_nobody_but_an_administrator_makes_one(
        self, who: str, delphine: User, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(Refused):
            make_api_key(delphine, name="Mine", by=request.getfixturevalue(who))
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize("who", ["asha", "marek", "niamh", "ola", "petra"])
    def test_it_never_acts_as_somebody_who_sees_others(
        self, who: str, petra: User, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(Refused) as refusal:
            make_api_key(request.getfixturevalue(who), name="Mine", by=petra)
        assert refusal.value.field == "acts_as"

    def test_nor_as_somebody_who_left(self, delphine: User, petra: User) -> None:
        deactivate(delphine, by=petra)
        delphine.refresh_from_db()
        with pytest.raises(Refused):
            make_api_key(delphine, name="Mine", by=petra)

    def test_two_never_share_a_hash(self, made: NewKey) -> None:
        copy = ApiKey.objects.get()
        copy.pk, copy.prefix = None, "other"
        with pytest.raises(DatabaseError), transaction.atomic():
            copy.save(force_insert=True)


class TestUsing:
    def test_it_acts_as_the_person(self, made: NewKey, delphine: User) -> None:
        assert ask(f"Bearer {made.text}") == (delphine, made.row)
        assert ask(f"bearer   {made.text}  ") == (delphine, made.row)

    def test_no_header_is_no_key(self, db: None) -> None:
        assert ask(None) is None

    @pytest.mark.parametrize("header", ["Basic abc", "Token x", "fdk_1_2", "", "   ", "Bearerfdk_1"])
    def test_another_scheme_is_no_key(self, db: None, header: str) -> None:
        assert ask(header) is None

    @pytest.mark.parametrize(
        "header",
        ["Bearer", "Bearer a b", "Bearer fdk_", "Bearer fdk_00000000_" + "x" * 43, "Bearer " + "x" * 20_000,
         b"Bearer \xff\xfe\x80", "Bearer \x00", "Bearer fdk_é", "BEARER ' OR 1=1 --"],
    )  # fmt: skip
    def test_a_malformed_header_is_refused_in_words(self, made: NewKey, header: str | bytes) -> None:
        with pytest.raises(AuthenticationFailed):
            ask(header)

    def test_the_hash_is_not_the_key(self, made: NewKey) -> None:
        with pytest.raises(AuthenticationFailed):
            ask(f"Bearer {made.row.key_sha256}")

    def test_it_ends_after_ninety_days_to_the_second(self, made: NewKey, at_tuesday: datetime, delphine: User) -> None:
        assert timedelta(days=90) == LONGEST_LIFE
        with clock.moved_to(at_tuesday + LONGEST_LIFE - timedelta(seconds=1)):
            assert ask(f"Bearer {made.text}") == (delphine, made.row)
        with clock.moved_to(at_tuesday + LONGEST_LIFE), pytest.raises(AuthenticationFailed, match=re.escape(ENDED)):
            ask(f"Bearer {made.text}")

    def test_an_ended_key_is_refused_at_once(self, made: NewKey, petra: User) -> None:
        revoke_api_key(made.row, by=petra)
        with pytest.raises(AuthenticationFailed, match=re.escape(ENDED)):
            ask(f"Bearer {made.text}")

    def test_it_ends_with_the_person(self, made: NewKey, delphine: User, petra: User) -> None:
        deactivate(delphine, by=petra)
        with pytest.raises(AuthenticationFailed):
            ask(f"Bearer {made.text}")
        assert ApiKey.objects.get().revoked_at is not None

    def test_even_if_only_the_account_was_ended(self, made: NewKey, delphine: User) -> None:
        User.objects.filter(pk=delphine.pk).update(is_active=False)
        with pytest.raises(AuthenticationFailed):
            ask(f"Bearer {made.text}")

    def test_it_does_not_open_the_pages(self, client: Any, made: NewKey) -> None:
        answer = client.get("/sign-in/2fa/", headers={"authorization": f"Bearer {made.text}"})
        assert answer.status_code == 302


class TestEnding:
    def test_ending_twice_is_one_entry(self, made: NewKey, petra: User) -> None:
        revoke_api_key(made.row, by=petra)
        first = ApiKey.objects.get().revoked_at
        revoke_api_key(made.row, by=petra)
        assert ApiKey.objects.get().revoked_at == first
        assert Entry.objects.filter(verb="erased", subject="api_key").count() == 1

    def test_nobody_but_an_administrator_ends_one(self, made: NewKey, delphine: User) -> None:
        with pytest.raises(Refused):
            revoke_api_key(made.row, by=delphine)
        assert ApiKey.objects.get().revoked_at is None
