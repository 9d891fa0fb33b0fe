"""A secret address: sealed while it is typed, in no document, opened by MASH with a reason."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from referrals.actions import delete_draft, fill_from_system, remove_item, save_section
from referrals.api import send
from referrals.copies import hand_out
from referrals.loose import loose_places, what_is_loose
from referrals.merging import merge_section
from referrals.models import AddressReveal, Draft, DraftSection, PdfCopy, ProtectedAddress, Referral
from referrals.protecting import KEPT, reveal_addresses
from referrals.submission import submit_referral
from tests.factories import CHILD, GATE, REFERRER, fill_draft
from trail.models import Entry
from unsent.windows import Drawn

pytestmark = pytest.mark.django_db

ADDRESS = "Flat 3, 19 Heron Quay, Larkhaven LH9 7QX"


def everything_stored() -> str:
    """Every byte of our tables, asked of the database itself."""
    tables = ("draftsection", "referral", "child", "score", "protectedaddress", "addressreveal")
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM referrals_{table} t")
            found.append(str(cursor.fetchone()[0]))
    return " ".join(found)


@pytest.fixture
def draft(delphine: User) -> Draft:
    return fill_draft(delphine, children=[{"secret_address": [ADDRESS], "address": [""]}])


@pytest.fixture
def referral(draft: Draft, delphine: User) -> Referral:
    return submit_referral(draft, by=delphine)


def kept(draft: Draft) -> list[str]:
    return DraftSection.objects.get(draft=draft, section="children", item=0).data["secret_address"]


def test_it_is_sealed_before_it_is_kept(draft: Draft, referral: Referral) -> None:
    assert "Heron" not in everything_stored()
    assert kept(draft) == [KEPT]
    assert referral.document["children"][0]["secret_address"] == KEPT


def test_typing_goes_on_and_can_be_taken_back(draft: Draft, delphine: User) -> None:
    merge_section(draft, section="children", item=0, changed={"known_as": ["Pippin"]}, by=delphine)
    sealed = ProtectedAddress.objects.get().sealed
    merge_section(draft, section="children", item=0, changed={"secret_address": [KEPT]}, by=delphine)
    assert ProtectedAddress.objects.get().sealed == sealed
    merge_section(draft, section="children", item=0, changed={"secret_address": ["Elsewhere"]}, by=delphine)
    assert (kept(draft), ProtectedAddress.objects.count()) == ([KEPT], 1)
    merge_section(draft, section="children", item=0, changed={"secret_address": [""]}, by=delphine)
    assert (kept(draft), ProtectedAddress.objects.count()) == ([""], 0)
    merge_section(draft, section="children", item=0, changed={"secret_address": [KEPT]}, by=delphine)
    assert kept(draft) == [""]


def test_however_long_it_is_kept(draft: Draft, delphine: User, asha: User) -> None:
    data = {**CHILD, "secret_address": ["a" * 5000]}
    save_section(draft, section="children", item=0, data=data, finished=True, by=delphine)
    sent = submit_referral(draft, by=delphine)
    assert [one.address for one in reveal_addresses(sent, reason="A visit tonight", by=asha)] == ["a" * 5000]


def test_it_goes_with_the_child_and_with_the_form(draft: Draft, delphine: User) -> None:
    remove_item(draft, section="children", item=0, by=delphine)
    assert not ProtectedAddress.objects.exists()
    other = fill_draft(delphine, children=[{"secret_address": [ADDRESS]}])
    delete_draft(other, by=delphine)
    assert not ProtectedAddress.objects.exists()


def test_mash_opens_it_with_a_reason_and_each_opening_is_kept(referral: Referral, asha: User) -> None:
    for reason in ("A visit tonight", "The police ask"):
        opened = reveal_addresses(referral, reason=reason, by=asha)
        assert [(one.section, one.item, one.address) for one in opened] == [("children", 0, ADDRESS)]
    assert list(AddressReveal.objects.values_list("reason", "by")) == [
        ("A visit tonight", asha.pk),
        ("The police ask", asha.pk),
    ]
    rows = Entry.objects.filter(verb="disclosed", subject="protected_address", record_id=referral.pk)
    assert [row.facts["reveal"] for row in rows.order_by("pk")] == [str(pk) for pk in _reveals()]


def _reveals() -> list[UUID]:
    return list(AddressReveal.objects.order_by("at").values_list("pk", flat=True))


@pytest.mark.parametrize("who", ["delphine", "wilf", "ola"])
def test_nobody_else_opens_it(referral: Referral, request: pytest.FixtureRequest, who: str) -> None:
    with pytest.raises(Refused):
        reveal_addresses(referral, reason="I want to know", by=request.getfixturevalue(who))
    assert not AddressReveal.objects.exists()


def test_without_a_reason_it_stays_shut(referral: Referral, asha: User, client: Client) -> None:
    client.force_login(asha)
    address = reverse("mash:address", args=[referral.reference])
    assert "Enter why you need the address" in client.post(address, {"reason": ""}).content.decode()
    assert not AddressReveal.objects.exists()
    opened = client.post(address, {"reason": "A visit tonight"}).content.decode()
    assert "19 Heron Quay" in opened
    assert "19 Heron Quay" not in client.get(address).content.decode()


def test_a_referral_without_one_has_no_such_page(delphine: User, asha: User, client: Client) -> None:
    plain = submit_referral(fill_draft(delphine), by=delphine)
    client.force_login(asha)
    assert client.get(reverse("mash:address", args=[plain.reference])).status_code == 404


def test_the_database_keeps_what_was_sent(referral: Referral, asha: User) -> None:
    reveal_addresses(referral, reason="A visit tonight", by=asha)
    for change in (
        lambda: ProtectedAddress.objects.update(item=4),
        lambda: ProtectedAddress.objects.all()._raw_delete("default"),
        lambda: AddressReveal.objects.update(reason="Another"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_retry_is_known_by_the_address_too(delphine: User) -> None:
    key = uuid4()
    sections = {("gate", 0): GATE, ("referrer", 0): REFERRER, ("children", 0): CHILD | {"secret_address": [ADDRESS]}}
    first, is_new = send(key, sections, by=delphine)
    again, is_newer = send(key, sections, by=delphine)
    assert (first.pk, is_new, is_newer) == (again.pk, True, False)
    for other in ("Elsewhere", KEPT, ""):
        changed = sections | {("children", 0): CHILD | {"secret_address": [other]}}
        with pytest.raises(Conflict):
            send(key, changed, by=delphine)


def test_an_attempt_that_died_leaves_no_address_behind(delphine: User) -> None:
    key = uuid4()
    fill_from_system(key, sections={("children", 0): CHILD | {"secret_address": [ADDRESS]}}, by=delphine)
    fill_from_system(key, sections={("children", 0): CHILD}, by=delphine)
    assert not ProtectedAddress.objects.exists()


def test_a_new_key_opens_it_still_and_a_lost_one_says_so(referral: Referral, asha: User, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    call_command("reseal_addresses")
    settings.SECRET_KEY_FALLBACKS = []
    assert reveal_addresses(referral, reason="A visit tonight", by=asha)[0].address == ADDRESS
    settings.SECRET_KEY = "m" * 60
    with pytest.raises(CommandError, match="1 could not be read"):
        call_command("reseal_addresses")
    assert reveal_addresses(referral, reason="A visit tonight", by=asha)[0].address.startswith("It cannot be read")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("They moved to LH9 7QX in May", "the postcode"),
        ("lh97qx", "the postcode"),
        ("Ring 01632 960 777", "the telephone number"),
        ("+44 1632 960777", "the telephone number"),
        ("In 2019 and 2021 there were 12 calls, L4 each", ""),
        ("Seen on 03/11/2026 at 09:50", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_what_may_give_it_away(words: str | None, found: str) -> None:
    assert what_is_loose(words) == found


def test_the_writer_is_asked_and_not_stopped(delphine: User, client: Client) -> None:
    draft = fill_draft(
        delphine,
        children=[{"secret_address": [ADDRESS], "address": [""]}, {"first_name": ["Clover"]}],
        worries=[{"what": ["He waits outside LH9 7QX."]}],
    )
    client.force_login(delphine)
    page = client.get(reverse("referrals:check", args=[draft.pk])).content.decode()
    assert "You keep an address secret." in page
    assert "Is the postcode in “What happened, in plain facts” safe for everybody to read?" in page
    assert "Is the address in “Home address” safe for everybody to read?" in page
    sent = submit_referral(draft, by=delphine).document
    assert sent["children"][0]["secret_address"] == KEPT
    assert [(one.section, one.number, one.field) for one in loose_places(sent)] == [
        ("children", 1, "address"),
        ("worries", 0, "what"),
    ]


def test_a_form_that_keeps_no_secret_is_not_asked(delphine: User) -> None:
    sent = submit_referral(fill_draft(delphine, worries=[{"what": ["He waits outside LH9 7QX."]}]), by=delphine)
    assert loose_places(sent.document) == []


def test_two_windows_leave_no_second_version_unsealed(draft: Draft, delphine: User) -> None:
    """What two windows write into one answer is kept twice; of a secret address only the sealed one."""
    page = Drawn({"secret_address": "0" * 8}, "window-one")
    other = Drawn({"secret_address": "1" * 8}, "window-two")
    for drawn, words in ((page, "12 Hidden Lane"), (other, "99 Other Lane"), (page, "12 Hidden Lane, back door")):
        changed = {"secret_address": [words]}
        merge_section(draft, section="children", item=0, changed=changed, drawn=drawn, by=delphine)
    row = draft.sections.get(section="children", item=0)
    assert "Lane" not in str(row.data) + str(row.beside)
    assert ProtectedAddress.objects.count() == 1


@pytest.mark.parametrize("reason", [".", "A visit", "\u200b" * 30, "a" + " " * 30 + "b", "\u3164" * 12 + "visit"])
def test_a_reason_that_says_nothing_opens_nothing(referral: Referral, asha: User, client: Client, reason: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused, match="in at least 10 characters") as refusal:
        reveal_addresses(referral, reason=reason, by=asha)
    assert (refusal.value.field, AddressReveal.objects.count(), Entry.objects.count()) == ("reason", 0, before)
    client.force_login(asha)
    page = client.post(f"/queue/{referral.reference}/address/", {"reason": reason}).content.decode()
    assert 'href="#id_reason"' in page
    assert ADDRESS not in page
    assert AddressReveal.objects.count() == 0


@pytest.mark.parametrize(("who", "reads_why"), [("marek", True), ("ola", True), ("asha", False)])
def test_the_trail_says_what_was_opened_and_to_those_who_look_why(
    referral: Referral, asha: User, who: str, reads_why: bool, client: Client, request: pytest.FixtureRequest
) -> None:
    reveal_addresses(referral, reason="The police <b>go there</b> tonight", by=asha)
    client.force_login(request.getfixturevalue(who))
    page = client.get(f"/queue/{referral.reference}/trail/").content.decode()
    assert "opened the secret address of a child" in page
    assert "opened the referral to" not in page
    why = ", because: “The police &lt;b&gt;go there&lt;/b&gt; tonight”"
    assert (why in page) is reads_why
    assert ADDRESS not in page


def test_a_printed_copy_reads_as_one(referral: Referral, delphine: User, marek: User, client: Client) -> None:
    copy = PdfCopy.objects.create(referral=referral, asked_at=clock.now(), asked_by=delphine)
    hand_out(copy, by=delphine)
    client.force_login(marek)
    page = client.get(f"/queue/{referral.reference}/trail/").content.decode()
    assert ("downloaded the PDF copy" in page, "opened the referral to" in page) == (True, False)
