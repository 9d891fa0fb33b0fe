"""Second factors at rest: nothing to read in the database, and a new SECRET_KEY locks nobody out."""

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.secret_box import CannotRead, is_sealed, seal, unseal
from tests.accounts.walking_in import code_of, is_inside, sign_in

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
SEALING = import_module("accounts.migrations.0004_seal_second_factors")


def as_stored() -> str:
    """Every byte of the table, asked of the database itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        return str(cursor.fetchone()[0])


def test_the_database_holds_no_plain_secret(asha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RecoveryCodes, "generate_seed", classmethod(lambda _cls: "5eed" * 20))
    TOTP.activate(asha, SECRET)
    codes = RecoveryCodes.activate(asha).generate_codes()
    stored = as_stored()
    assert SECRET not in stored
    assert "5eed" * 20 not in stored
    assert [code for code in codes if code in stored] == []
    assert stored.count("fernet:") == 2


def test_the_same_secret_twice_is_not_the_same_text() -> None:
    assert seal(SECRET) != seal(SECRET)
    assert unseal(seal(SECRET)) == SECRET


def test_a_secret_put_into_the_table_in_the_clear_opens_nothing(client: Client, asha: User) -> None:
    TOTP.activate(asha, SECRET)
    Authenticator.objects.update(data={"secret": SECRET})
    answer = sign_in(client, asha)
    page = client.post(answer["Location"], {"code": code_of(SECRET)})
    assert "The code is not right" in page.content.decode()
    assert not is_inside(client)


def test_codes_work_after_a_change_of_key_and_after_the_old_one_is_gone(
    client: Client, asha: User, settings: Any
) -> None:
    TOTP.activate(asha, SECRET)
    codes = RecoveryCodes.activate(asha).generate_codes()
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [old]
    sign_in(client, asha)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})["Location"] == "/"
    call_command("reseal_second_factors")
    settings.SECRET_KEY_FALLBACKS = []
    later = Client()
    sign_in(later, asha)
    assert later.post(reverse("mfa_authenticate"), {"code": codes[0]})["Location"] == "/"
    assert is_inside(later)


def test_with_the_old_key_lost_a_code_is_wrong_and_no_fault(client: Client, asha: User, settings: Any) -> None:
    TOTP.activate(asha, SECRET)
    settings.SECRET_KEY = "n" * 60
    answer = sign_in(client, asha)
    page = client.post(answer["Location"], {"code": code_of(SECRET)})
    assert page.status_code == 200
    assert not is_inside(client)
    before = as_stored()
    with pytest.raises(CommandError, match="1 could not be read"):
        call_command("reseal_second_factors")
    assert as_stored() == before


@pytest.mark.parametrize("rubbish", ["", "fernet:", "fernet:x", SECRET, seal.__name__])
def test_what_was_never_sealed_is_refused(rubbish: str) -> None:
    with pytest.raises(CannotRead):
        unseal(rubbish)


def test_rows_from_before_are_sealed_and_can_be_opened_again(asha: User) -> None:
    Authenticator.objects.create(user=asha, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=asha, type="recovery_codes", data={"seed": "5eed", "used_mask": 1})
    for _ in range(2):  # a second time changes nothing
        SEALING.seal_all(apps, None)
        secret, seed = (Authenticator.objects.get(type=kind).data for kind in ("totp", "recovery_codes"))
        assert is_sealed(secret["secret"])
        assert (unseal(secret["secret"]), unseal(seed["seed"]), seed["used_mask"]) == (SECRET, "5eed", 1)
    SEALING.open_all(apps, None)
    assert Authenticator.objects.get(type="totp").data == {"secret": SECRET}
