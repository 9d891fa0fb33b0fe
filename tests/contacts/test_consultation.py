"""Asking without names: what is refused, who answers when, and what becomes of it."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from contacts.actions import ask_for_advice, claim_contact, close_consultation, write_message
from contacts.checking import Identifying
from contacts.models import Contact, Message
from contacts.turning import carried_over, open_form
from core import clock
from core.clock import LONDON
from core.errors import Refused
from mash.actions import claim
from notifications.models import Message as Letter
from referrals.actions import delete_draft, restrict, save_section
from referrals.models import Draft, Referral
from referrals.submission import submit_referral
from sla.models import Deadline
from tests.factories import CHILD, GATE, REFERRER, fill_draft, sent_referral
from trail.models import Entry

pytestmark = pytest.mark.django_db

QUESTION = "A boy of nine comes to school hungry most days. Is this for you?"
ANSWER = "Talk to his mother first. Write again if nothing changes."


@pytest.fixture
def asked(at_tuesday: datetime, delphine: User) -> Contact:
    return ask_for_advice(text=QUESTION, by=delphine)


def test_a_question_starts_a_clock_of_one_working_day(asked: Contact, delphine: User) -> None:
    assert (asked.kind, asked.status, asked.source_code) == ("consultation", "open", "2A")
    deadline = Deadline.objects.get(subject_id=asked.pk)
    assert (deadline.clock, deadline.team, deadline.holder) == ("consultation", "mash", None)
    assert deadline.due_at == datetime(2026, 11, 18, 11, 20, tzinfo=LONDON)
    assert list(Contact.objects.waiting()) == [asked]


def test_the_same_key_is_the_same_question(at_tuesday: datetime, delphine: User, charlie: User) -> None:
    key = ask_for_advice(text=QUESTION, by=delphine).pk
    assert ask_for_advice(text="Something else", key=key, by=delphine).pk == key
    assert Message.objects.count() == 1


@pytest.mark.parametrize("where", ["draft", "sent"])
@pytest.mark.parametrize("name", ["Pip", "fablewood", "P.i.p"])
def test_a_name_of_ones_own_forms_is_refused_and_nothing_is_kept(
    where: str, name: str, delphine: User, charlie: User, at_tuesday: datetime
) -> None:
    fill_draft(delphine) if where == "draft" else sent_referral(delphine)
    before = Entry.objects.count()
    with pytest.raises(Identifying) as refusal:
        ask_for_advice(text=f"Is {name} safe?", by=delphine)
    assert [one.text for one in refusal.value.found] == [name]
    assert (Contact.objects.count(), Entry.objects.count()) == (0, before)
    ask_for_advice(text=f"Is {name} safe?", by=charlie)  # no name on Charlie's forms


def test_a_word_that_is_no_name_can_be_kept_but_never_a_number(delphine: User, at_tuesday: datetime) -> None:
    fill_draft(delphine, children=[{"first_name": ["May"]}])
    ask_for_advice(text="In May he came hungry.", not_names=["may"], by=delphine)
    for text in ("NHS 943 476 5919", "near LH1 2AB", "born 4 March 2017"):
        with pytest.raises(Identifying):
            ask_for_advice(text=text, not_names=["may", "943", "lh1", text.casefold()], by=delphine)


def test_the_answer_of_mash_is_checked_too_but_tells_no_name_that_is_closed_to_them(
    asked: Contact, delphine: User, asha: User, tomas: User, marek: User
) -> None:
    restrict(sent_referral(delphine, children=[{"first_name": ["Wrennet"]}]), to=[asha], by=marek)
    with pytest.raises(Identifying):
        write_message(asked, text="Ring Wrennet’s mother.", by=asha)
    with pytest.raises(Identifying):
        write_message(asked, text="Ring 01632 960 301.", by=tomas)
    write_message(asked, text="Ring Wrennet’s mother.", by=tomas)  # nobody learns a name by trying


def test_an_answer_stops_the_clock_and_tells_only_that_it_is_there(asked: Contact, delphine: User, asha: User) -> None:
    write_message(asked, text=ANSWER, by=asha)
    asked.refresh_from_db()
    assert (asked.status, asked.waiting_since, asked.holder) == ("answered", None, asha)
    assert Deadline.objects.get(subject_id=asked.pk).stopped_at == clock.now()
    letter = Letter.objects.get(kind="advice_ready")
    assert (letter.to, letter.path) == (delphine, f"/advice/{asked.reference}/")
    assert not Contact.objects.waiting().exists()


def test_asking_again_starts_another_clock_that_the_holder_answers_for(
    asked: Contact, delphine: User, asha: User
) -> None:
    write_message(asked, text=ANSWER, by=asha)
    with clock.moved_to(clock.now() + timedelta(hours=3)):
        write_message(asked, text="And if she says no?", by=delphine)
        write_message(asked, text="She has said no.", by=delphine)
    running = Deadline.objects.open().get(subject_id=asked.pk)
    assert running.holder == asha
    assert running.due_at == datetime(2026, 11, 18, 14, 20, tzinfo=LONDON)


def test_nobody_else_writes_claims_or_reads(
    asked: Contact, bronwen: User, wilf: User, charlie: User, ola: User
) -> None:
    for other in (bronwen, wilf, charlie, ola):
        with pytest.raises(Refused):
            write_message(asked, text="Let me add", by=other)
        with pytest.raises(Refused):
            claim_contact(asked, by=other)
        with pytest.raises(Refused):
            close_consultation(asked, by=other)
    assert Message.objects.count() == 1
    assert [user for user in (bronwen, wilf, charlie) if Contact.objects.visible_to(user).exists()] == []


def test_a_claim_carries_the_clock(asked: Contact, asha: User, tomas: User) -> None:
    claim_contact(asked, by=asha)
    assert Deadline.objects.get(subject_id=asked.pk).holder == asha
    with pytest.raises(Refused, match="Asha Inkwell has this one"):
        claim_contact(asked, by=tomas)


def test_closed_is_closed(asked: Contact, delphine: User, asha: User) -> None:
    write_message(asked, text=ANSWER, by=asha)
    closed = close_consultation(asked, by=delphine)
    assert (closed.status, closed.outcome, closed.closed_by) == ("closed", "advice", delphine)
    for side in (delphine, asha):
        with pytest.raises(Refused, match="closed"):
            write_message(asked, text="More", by=side)
    assert not Deadline.objects.open().exists()


def test_it_becomes_a_referral_with_everything_carried_over(asked: Contact, delphine: User, asha: User) -> None:
    write_message(asked, text=ANSWER, by=asha)
    assert [one.text for one in carried_over(asked)] == [
        f"I asked MASH for advice on 17 November 2026 ({asked.reference}), without names. MASH answered:\n\n{ANSWER}",
        f"What I wrote to MASH on 17 November 2026:\n\n{QUESTION}",
    ]
    draft = open_form(asked, by=delphine)
    assert draft.sections.get(section="help").data["history"][0].endswith(QUESTION)
    with pytest.raises(Refused, match="opened from this already"):
        open_form(asked, by=delphine)
    delete_draft(draft, by=delphine)
    assert open_form(asked, by=delphine).pk != draft.pk


def test_whoever_takes_the_referral_closes_the_question(
    asked: Contact, delphine: User, asha: User, client: Client
) -> None:
    referral = send(open_form(asked, by=delphine), delphine)
    assert list(Contact.objects.behind(referral)) == [asked]
    assert not Contact.objects.waiting().exists()
    assert Contact.objects.by_kind()["consultation"] == (1, 1)
    claim(referral, by=asha)
    asked.refresh_from_db()
    assert (asked.status, asked.outcome) == ("closed", "referral")
    assert not Deadline.objects.open().filter(subject_id=asked.pk).exists()
    client.force_login(asha)
    assert f"/contacts/{asked.reference}/" in client.get(f"/queue/{referral.reference}/").content.decode()


def test_what_stands_behind_a_restricted_referral_is_closed_with_it(
    asked: Contact, delphine: User, asha: User, tomas: User, marek: User
) -> None:
    restrict(send(open_form(asked, by=delphine), delphine), to=[asha], by=marek)
    assert Contact.objects.visible_to(asha).get() == asked
    assert not Contact.objects.visible_to(tomas).exists()


def test_the_database_keeps_what_was_written(asked: Contact) -> None:
    for change in (
        lambda: Message.objects.update(text="x"),
        lambda: Message.objects.all().delete(),
        lambda: Contact.objects.update(source_code="6"),
        lambda: Contact.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_marks_it_in_place_and_keeps_what_was_typed(
    delphine: User, client: Client, at_tuesday: datetime
) -> None:
    fill_draft(delphine, children=[{"first_name": ["May"]}])
    client.force_login(delphine)
    text = "In May he lived near LH1 2AB."
    page = client.post("/advice/ask/", {"text": text}).content.decode()
    assert "<mark>May</mark>" in page
    assert "<mark>LH1 2AB</mark>" in page
    assert f"{text}</textarea>" in page
    assert 'value="may"' in page
    assert Contact.objects.count() == 0
    again = client.post(
        "/advice/ask/", {"text": text, "not_names": ["may", "lh12ab", "\x00", "x" * 300]}
    ).content.decode()
    assert ("<mark>May</mark>" in again, "<mark>LH1 2AB</mark>" in again) == (False, True)
    assert client.post("/advice/ask/", {"text": "In May he was sad.", "not_names": ["may"]}).status_code == 302


def send(draft: Draft, by: User) -> Referral:
    known = draft.sections.filter(section="referrer").exists()
    for section, data in (("gate", GATE), ("referrer", REFERRER), ("children", CHILD)):
        if section == "referrer" and known:
            continue
        save_section(draft, section=section, item=0, data=data, finished=True, by=by)
    return submit_referral(draft, by=by)
