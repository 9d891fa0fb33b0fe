"""What MASH takes down for somebody: who may stay nameless, what closes it, and the form on their behalf."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Agency, User
from contacts.models import Contact
from contacts.recording import Taken, give_advice, record_contact
from contacts.turning import open_form
from core import clock
from core.errors import Refused
from mash.actions import PushBack, claim, record_decision, tell_by_phone
from notifications.models import Message as Letter
from referrals.actions import record_call, start_draft
from referrals.models import Draft
from sla.models import Deadline
from tests.contacts.test_consultation import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(at_tuesday: datetime) -> Taken:
    return Taken(
        kind="phone",
        received_at=clock.now() - timedelta(minutes=5),
        source_code="1B",
        said="Shouting next door every night, and a child crying.",
        caller_name="Jo Thistlewick",
        caller_phone="01632 960 444",
    )


def test_a_call_is_held_by_whoever_took_it(taken: Taken, asha: User) -> None:
    contact = record_contact(taken, by=asha)
    assert (contact.kind, contact.status, contact.holder, contact.person) == ("phone", "open", asha, None)
    assert list(Contact.objects.unfinished()) == [contact]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"caller_name": ""}, "caller_name"),
        ({"said": " "}, "said"),
        ({"kind": "consultation"}, "kind"),
        ({"kind": "police", "source_code": "9", "caller_name": ""}, "source_code"),
        ({"received_at": datetime(2027, 1, 1, 12, tzinfo=clock.LONDON)}, "received_time"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], field: str, taken: Taken, asha: User) -> None:
    with pytest.raises(Refused) as refusal:
        record_contact(replace(taken, **change), by=asha)
    assert refusal.value.field == field
    assert Contact.objects.count() == 0


def test_only_the_public_is_anonymous(taken: Taken, asha: User, hollow_oak: Agency) -> None:
    nameless = replace(taken, source_code="9", caller_name="")
    with pytest.raises(Refused, match="Only members of the public"):
        record_contact(replace(nameless, agency=hollow_oak), by=asha)
    referral = send(open_form(record_contact(nameless, by=asha), by=asha), asha)
    assert (referral.source_code, referral.caller) == ("9", "An anonymous caller")


def test_only_mash_takes_down(taken: Taken, delphine: User, ola: User, asha: User) -> None:
    contact = record_contact(taken, by=asha)
    for other in (delphine, ola):
        with pytest.raises(Refused):
            record_contact(taken, by=other)
        with pytest.raises(Refused):
            give_advice(contact, advice="x", advice_to="y", by=other)
        with pytest.raises(Refused):
            open_form(contact, by=other)
    with pytest.raises(Refused):
        start_draft(by=asha)
    assert (Contact.objects.count(), Draft.objects.count()) == (1, 0)


def test_advice_closes_it(taken: Taken, asha: User) -> None:
    contact = record_contact(taken, by=asha)
    with pytest.raises(Refused) as refusal:
        give_advice(contact, advice="Ring 101 tonight", advice_to=" ", by=asha)
    assert refusal.value.field == "advice_to"
    closed = give_advice(contact, advice="Ring 101 tonight", advice_to="The caller", by=asha)
    assert (closed.status, closed.outcome, closed.closed_by, closed.advice_to) == (
        "closed",
        "advice",
        asha,
        "The caller",
    )


def test_the_form_is_prefilled_and_due_in_24_hours_whatever_the_gate_says(taken: Taken, asha: User) -> None:
    draft = open_form(record_contact(taken, by=asha), by=asha)
    data = {row.section: row.data for row in draft.sections.all()}
    assert data["referrer"] == {"job_title": ["Acquaintance, neighbour or child minder"], "phone": ["01632 960 444"]}
    assert data["gate"]["phoned_at"] == ["11:15"]
    assert "urgent" not in data["gate"]
    assert taken.said in data["help"]["history"][0]
    record_call(draft, called_at=None, by=asha)
    running = Deadline.objects.open().get(subject_id=draft.pk)
    assert (running.clock, running.due_at, running.holder) == ("follow_up", clock.now() + timedelta(hours=24), asha)


def test_the_outcome_goes_to_the_caller_by_telephone(taken: Taken, asha: User, council: Agency, client: Client) -> None:
    referral = send(open_form(record_contact(taken, by=asha), by=asha), asha)
    assert (referral.channel, referral.source_code, referral.agency) == ("phone", "1B", council)
    assert referral.sender == "Jo Thistlewick, taken down by Asha Inkwell"
    assert not Letter.objects.filter(kind="referral_received").exists()
    claim(referral, by=asha)
    advice = PushBack("threshold", advice="Help next door", would_change="Somebody is hurt")
    words = "Nobody says that a child is hurt, and help near them fits."
    given = {"route": "push_back", "rationale": words, "reply": words, "push_back": advice}
    record_decision(referral, level=2, **given, differs_reason=words, by=asha)
    assert not Letter.objects.filter(kind="outcome_ready").exists()
    client.force_login(asha)
    page = client.get(f"/queue/{referral.reference}/").content.decode()
    assert "tell them by telephone" in page
    assert "Ring Jo Thistlewick: 01632 960444" in page
    assert tell_by_phone(referral, spoke_to="Jo Thistlewick", by=asha).how == "telephone"


@pytest.mark.parametrize("how", ["email", "name"])
def test_whoever_has_an_account_gets_it_on_their_page(
    how: str, taken: Taken, asha: User, delphine: User, hollow_oak: Agency, client: Client
) -> None:
    known = (
        {"email": delphine.email.upper()}
        if how == "email"
        else {"agency": hollow_oak, "caller_name": "delphine marchpane"}
    )
    contact = record_contact(replace(taken, source_code="2A", kind="email", **known), by=asha)
    assert contact.person == delphine
    referral = send(open_form(contact, by=asha), asha)
    assert (referral.referrer, referral.agency, referral.caller, referral.channel) == (
        delphine,
        hollow_oak,
        "",
        "email",
    )
    assert Letter.objects.get(kind="referral_received").to == delphine
    client.force_login(delphine)
    assert client.get(f"/referrals/{referral.reference}/").status_code == 200
    assert client.get(f"/contacts/{contact.reference}/").status_code == 404


def test_the_page_takes_it_down_and_keeps_what_was_typed(asha: User, client: Client, at_tuesday: datetime) -> None:
    client.force_login(asha)
    assert 'value="11:20"' in client.get("/contacts/record/").content.decode()
    typed = {"kind": "phone", "received_on-day": "17", "received_on-month": "11", "received_on-year": "2026"}
    typed |= {"received_time": "09:50", "source_code": "1B", "said": "Shouting next door."}
    typed |= {"then": "advice", "agency": "nonsense"}
    page = client.post("/contacts/record/", typed).content.decode()
    assert ("Enter what you advised" in page, "Choose from the list" in page) == (True, True)
    assert "Shouting next door.</textarea>" in page
    typed |= {"agency": "", "advice": "Ring 101", "advice_to": "The caller"}
    assert "Enter their name" in client.post("/contacts/record/", typed).content.decode()
    assert Contact.objects.count() == 0
    assert (
        client.post("/contacts/record/", typed | {"caller_name": "Jo Thistlewick"}).headers["Location"] == "/contacts/"
    )
    assert Contact.objects.get().outcome == "advice"
    given = typed | {"caller_name": "Jo Thistlewick", "then": "form"}
    answer = client.post("/contacts/record/", given, follow=True)
    assert answer.status_code == 200
    assert "You write this for Jo Thistlewick" in answer.content.decode()


def test_a_contact_is_found_again_by_caller_number_or_day(taken: Taken, asha: User, client: Client) -> None:
    contact = record_contact(taken, by=asha)
    client.force_login(asha)
    day = {"day-day": "17", "day-month": "11", "day-year": "2026"}
    for asked in ({"caller": "thistle"}, {"caller": "960444"}, day):
        assert contact.reference in client.post("/contacts/find/", asked).content.decode()
    for asked in ({"caller": "Nobody"}, {}, {"caller": "\x00("}, {"day-day": "99"}):
        answer = client.post("/contacts/find/", asked)
        assert (answer.status_code, contact.reference in answer.content.decode()) == (200, False)
