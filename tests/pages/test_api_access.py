"""The API with no key, a key that only sends, and keys that read: one's own, another agency's, and one that ended."""

import pytest
from django.test import Client

from tests.pages.canaries import found_in
from tests.pages.test_access_matrix import body_of, traces
from tests.pages.world import World

pytestmark = pytest.mark.django_db

LIST, ONE, EXPLANATION, OUTCOME, ELSE = (
    "/api/v1/referrals",
    "/api/v1/referrals/{decided}",
    "/api/v1/referrals/{decided}/explanation",
    "/api/v1/referrals/{decided}/outcome",
    "/api/v1/anything-else",
)
GETS = {
    # key: answers for the list, one referral, its explanation, its outcome, and an address that is not there
    "none": (401, 401, 401, 401, 401),
    "wrong": (401, 401, 401, 401, 401),
    "ended": (401, 401, 401, 401, 401),
    "sending": (403, 403, 403, 403, 404),
    "reading": (200, 200, 200, 200, 404),
    "strange": (200, 404, 404, 404, 404),
}


def headers(world: World, key: str) -> dict[str, str]:
    if key == "none":
        return {}
    text = "fdk_00000000_nobody-made-this-one" if key == "wrong" else world.keys[key].text
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize("key", GETS)
def test_who_reads_what(key: str, world: World) -> None:
    client, sent = Client(), headers(world, key)
    addresses = (LIST, ONE, EXPLANATION, OUTCOME, ELSE)
    answers = [client.get(address.format(**world.places()), headers=sent) for address in addresses]
    assert tuple(answer.status_code for answer in answers) == GETS[key]
    for answer in answers:
        if answer.status_code != 200:
            assert traces(answer) == set()
            assert world.decided.reference not in body_of(answer).decode()


def test_another_agencys_key_lists_nothing_of_ours(world: World) -> None:
    answer = Client().get(LIST, headers=headers(world, "strange"))
    assert answer.json()["referrals"] == []


def test_the_list_and_one_referral_say_where_it_stands_and_nothing_of_the_child(world: World) -> None:
    """The agency's system has what it sent; the answer needs none of it."""
    client, sent = Client(), headers(world, "reading")
    assert (
        found_in(client.get(one.format(**world.places()), headers=sent).content.decode() for one in (LIST, ONE))
        == set()
    )


def test_the_outcome_is_what_the_referrer_reads_and_not_the_record(world: World) -> None:
    answer = Client().get(OUTCOME.format(**world.places()), headers=headers(world, "reading"))
    assert found_in([answer.content.decode()]) == {"dreply", "dadvice", "dgaps", "dwouldchange"}


@pytest.mark.parametrize("key", ["reading", "strange", "sending"])
def test_hidden_and_absent_are_the_same_to_the_byte(key: str, world: World) -> None:
    client, sent = Client(), headers(world, key)
    absent = client.get("/api/v1/referrals/FD-0000-00", headers=sent)
    hidden = client.get(f"/api/v1/referrals/{world.open.reference}", headers=headers(world, "strange") | {})
    if key == "strange":
        assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert absent.status_code == {"sending": 403}.get(key, 404)


@pytest.mark.parametrize(("key", "code"), [("none", 401), ("wrong", 401), ("ended", 401), ("sending", 400)])
def test_who_may_send(key: str, code: int, world: World) -> None:
    """A key that may send is told what is missing; without one nobody is told anything."""
    answer = Client().post(LIST, {}, content_type="application/json", headers=headers(world, key))
    assert answer.status_code == code
    assert traces(answer) == set()


def test_a_key_of_somebody_who_left_opens_nothing(world: World) -> None:
    delphine = world.people["delphine"]
    delphine.is_active = False
    delphine.save(update_fields=["is_active"])
    assert Client().get(LIST, headers=headers(world, "reading")).status_code == 401
