"""A form that the safeguarding lead reads first: who may do what, when, and that nobody waits in silence."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import deactivate
from accounts.agency_settings import change_agency_settings
from accounts.models import Agency, User
from core import clock
from core.errors import Conflict, Refused
from notifications.models import Message
from referrals.lead_readings import give_to_lead, remind_of_readings, return_to_writer, take_back
from referrals.merging import merge_section
from referrals.models import Draft, LeadReading, Referral
from referrals.pages.reading import read_for_page
from referrals.reading_states import MOVES, REFUSALS, Move, Stand, after
from referrals.submission import submit_referral
from tests.conftest import TUESDAY
from tests.factories import fill_draft
from tests.referrals.test_pages import page, signed_in
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday", "reading_first")]
GIVE, SEND_IT = "Give to your safeguarding lead", "Send this referral"
SECOND = timedelta(seconds=1)


@pytest.fixture
def reading_first(hollow_oak: Agency, wilf: User, settings: Any) -> None:
    settings.MFA_REQUIRED = False
    change_agency_settings(hollow_oak, lead_reads_first=True, by=wilf)


def given(owner: User, **form: Any) -> Draft:
    draft = fill_draft(owner, **form)
    return give(draft, owner)


def give(draft: Draft, owner: User) -> Draft:
    reading = read_for_page(draft)
    give_to_lead(draft, document=reading.document, answer=reading.score, by=owner)
    return draft


def read_by(lead: User, draft: Draft) -> str:
    """The hash that stands in the lead's page."""
    shown = page(signed_in(lead).get(reverse("referrals:given", args=[draft.pk])))
    return shown.split('name="read" value="')[1].split('"')[0]


def told(kind: str) -> set[tuple[str, str]]:
    return set(Message.objects.filter(kind=kind).values_list("to__full_name", "path"))


@pytest.mark.parametrize(("stand", "move"), product(Stand, Move))
def test_every_move_from_every_stand(stand: Stand, move: Move) -> None:
    wanted = {Move.TAKE_BACK: Stand.TAKEN_BACK, Move.RETURN: Stand.RETURNED, Move.SEND: Stand.SENT}
    assert after(stand, move) == (wanted[move] if stand == Stand.WITH_LEAD else None)
    assert set(MOVES) == set(REFUSALS) == set(Move)


class TestWhoReadsFirst:
    def test_the_writer_is_offered_the_lead_and_cannot_send(self, delphine: User) -> None:
        draft = fill_draft(delphine)
        shown = page(signed_in(delphine).get(reverse("referrals:check", args=[draft.pk])))
        assert GIVE in shown
        assert SEND_IT not in shown
        answer = signed_in(delphine).post(reverse("referrals:check", args=[draft.pk]))
        assert "Your safeguarding lead reads this form first" in page(answer)
        assert not Referral.objects.exists()

    @pytest.mark.parametrize("gate", [{"danger": ["yes"], "urgent": ["no"]}, {"danger": ["no"], "urgent": ["yes"]}])
    def test_what_is_urgent_is_sent_at_once(self, delphine: User, gate: Any) -> None:
        draft = fill_draft(delphine, gate=gate)
        assert SEND_IT in page(signed_in(delphine).get(reverse("referrals:check", args=[draft.pk])))
        assert submit_referral(draft, by=delphine).referrer == delphine

    def test_what_the_score_calls_red_is_sent_at_once(self, delphine: User) -> None:
        draft = fill_draft(delphine, worries=[("L4-cd-06", "seen", "A burn in the shape of an iron.")])
        assert read_for_page(draft).score.priority == "red"
        assert submit_referral(draft, by=delphine).priority == "red"

    def test_a_lead_sends_their_own(self, wilf: User) -> None:
        assert submit_referral(fill_draft(wilf), by=wilf).referrer == wilf

    def test_where_nobody_asks_it_is_as_before(self, hollow_oak: Agency, wilf: User, delphine: User) -> None:
        change_agency_settings(hollow_oak, lead_reads_first=False, by=wilf)
        draft = fill_draft(delphine)
        with pytest.raises(Refused):
            give(draft, delphine)
        assert not LeadReading.objects.exists()
        assert submit_referral(draft, by=delphine).referrer == delphine

    def test_without_a_lead_nobody_waits_for_one(self, wilf: User, delphine: User, petra: User) -> None:
        deactivate(wilf, by=petra)
        assert submit_referral(fill_draft(delphine), by=delphine).referrer == delphine

    def test_sending_costs_no_statement_more_where_nobody_asks(
        self, hollow_oak: Agency, wilf: User, delphine: User
    ) -> None:
        change_agency_settings(hollow_oak, lead_reads_first=False, by=wilf)
        submit_referral(fill_draft(delphine), by=delphine)
        with CaptureQueriesContext(connection) as asked:
            submit_referral(fill_draft(delphine), by=delphine)
        assert [
            one["sql"] for one in asked if "accounts_user" in one["sql"] and "safeguarding_lead" in one["sql"]
        ] == []


class TestGiving:
    def test_the_leads_are_told_without_facts(self, delphine: User, wilf: User, strange_lead: User) -> None:
        draft = given(delphine)
        assert told("form_to_read") == {("Wilf Candlemas", f"/referrals/agency/forms/{draft.pk}/")}
        assert Message.objects.get().due_at == TUESDAY + timedelta(days=1)

    def test_twice_is_once(self, delphine: User) -> None:
        draft = given(delphine)
        give(draft, delphine)
        assert LeadReading.objects.count() == 1
        assert Message.objects.count() == 1

    def test_by_the_button_and_taken_back(self, delphine: User, wilf: User) -> None:
        draft = fill_draft(delphine)
        client = signed_in(delphine)
        assert client.post(reverse("referrals:give", args=[draft.pk])).status_code == 302
        waiting = page(client.get(reverse("referrals:check", args=[draft.pk])))
        assert "From 11:20 on Wednesday" in waiting or "From 11:20 tomorrow" in waiting
        assert SEND_IT not in waiting
        assert GIVE not in waiting
        client.post(reverse("referrals:take_back", args=[draft.pk]))
        assert LeadReading.objects.get().stand == "taken_back"
        assert signed_in(wilf).get(reverse("referrals:given", args=[draft.pk])).status_code == 404

    def test_what_must_be_put_right_is_said_first(self, delphine: User) -> None:
        draft = fill_draft(delphine, consent={})
        merge_section(draft, section="children", item=0, changed={"first_name": [""], "surname": [""]}, by=delphine)
        answer = signed_in(delphine).post(reverse("referrals:give", args=[draft.pk]), follow=True)
        assert list(read_for_page(draft).filled.problems())
        assert not LeadReading.objects.exists()
        assert "put right first" in page(answer)

    def test_a_colleague_cannot_give_or_take_it(self, delphine: User, bronwen: User) -> None:
        draft = given(delphine)
        with pytest.raises(Refused):
            take_back(draft, by=bronwen)
        assert LeadReading.objects.get().stand == "with_lead"


class TestTheLead:
    def test_reads_the_whole_form_on_the_trail(self, delphine: User, wilf: User) -> None:
        draft = given(delphine)
        shown = page(signed_in(wilf).get(reverse("referrals:given", args=[draft.pk])))
        assert "Pip Fablewood" in shown
        assert "Asked for toast on six mornings since 1 November." in shown
        read = Entry.objects.filter(verb="read", subject="draft", subject_id=draft.pk, actor_id=wilf.pk)
        assert [entry.facts for entry in read] == [{"view": "given"}]

    def test_reads_nothing_that_was_not_given(self, delphine: User, wilf: User) -> None:
        draft = fill_draft(delphine)
        assert signed_in(wilf).get(reverse("referrals:given", args=[draft.pk])).status_code == 404
        desk = page(signed_in(wilf).get(reverse("referrals:agency")))
        assert "Delphine Marchpane" in desk
        assert "P. F." not in desk
        assert str(draft.pk) not in desk

    def test_sends_it_as_the_writers(self, delphine: User, wilf: User) -> None:
        draft = given(delphine)
        answer = signed_in(wilf).post(reverse("referrals:send_given", args=[draft.pk]), {"read": read_by(wilf, draft)})
        assert answer.status_code == 302
        referral = Referral.objects.get()
        assert referral.referrer == delphine
        assert LeadReading.objects.get().stand == "sent"
        assert Entry.objects.get(verb="collected", subject_id=referral.pk).actor_id == wilf.pk
        assert ("Delphine Marchpane", f"/referrals/{referral.reference}/") in told("referral_received")

    def test_does_not_send_what_has_changed_since(self, delphine: User, wilf: User) -> None:
        draft = given(delphine)
        read = read_by(wilf, draft)
        merge_section(draft, section="help", item=0, changed={"tried": ["Something else"]}, by=delphine)
        answer = signed_in(wilf).post(reverse("referrals:send_given", args=[draft.pk]), {"read": read})
        assert "The form has changed since you opened it" in page(answer)
        assert not Referral.objects.exists()
        signed_in(wilf).post(reverse("referrals:send_given", args=[draft.pk]), {"read": read_by(wilf, draft)})
        assert Referral.objects.get().document["help"]["tried"] == "Something else"

    def test_gives_it_back_with_comments(self, delphine: User, wilf: User) -> None:
        draft = given(delphine)
        address = reverse("referrals:give_back", args=[draft.pk])
        assert "Answer: What should change?" in page(signed_in(wilf).post(address, {"comments": " "}))
        assert LeadReading.objects.get().stand == "with_lead"
        assert signed_in(wilf).post(address, {"comments": "Say what Pip said <b>himself</b>."}).status_code == 302
        assert told("form_returned") == {("Delphine Marchpane", f"/referrals/draft/{draft.pk}/")}
        for name in ("tasks", "check"):
            shown = page(signed_in(delphine).get(reverse(f"referrals:{name}", args=[draft.pk])))
            assert "Say what Pip said &lt;b&gt;himself&lt;/b&gt;." in shown
            assert "Wilf Candlemas" in shown
        assert GIVE in shown
        returned = Entry.objects.get(verb="returned", subject="draft")
        assert returned.facts == {"stand": "returned"}

    def test_of_another_agency_there_is_nothing(self, delphine: User, strange_lead: User) -> None:
        draft = given(delphine)
        with pytest.raises(Conflict):
            return_to_writer(draft, comments="Not mine", by=strange_lead)
        with pytest.raises(Refused):
            submit_referral(draft, by=strange_lead)
        for name in ("given", "send_given", "give_back"):
            assert signed_in(strange_lead).post(reverse(f"referrals:{name}", args=[draft.pk])).status_code in (404, 405)
        assert LeadReading.objects.get().stand == "with_lead"

    def test_writer_and_lead_cannot_both_end_it(self, delphine: User, wilf: User) -> None:
        draft = given(delphine)
        take_back(draft, by=delphine)
        with pytest.raises(Conflict):
            return_to_writer(draft, comments="Too late", by=wilf)
        with pytest.raises(Conflict):
            take_back(draft, by=delphine)


class TestNobodyWaitsInSilence:
    def test_the_writer_sends_from_one_working_day_on(self, delphine: User) -> None:
        draft = given(delphine)
        due = LeadReading.objects.get().due_at
        with clock.moved_to(due - SECOND), pytest.raises(Refused):
            submit_referral(draft, by=delphine)
        with clock.moved_to(due):
            assert SEND_IT in page(signed_in(delphine).get(reverse("referrals:check", args=[draft.pk])))
            assert submit_referral(draft, by=delphine).referrer == delphine
        assert LeadReading.objects.get().stand == "sent"

    def test_also_when_it_came_back_meanwhile(self, delphine: User, wilf: User) -> None:
        draft = given(delphine)
        return_to_writer(draft, comments="Say more", by=wilf)
        with pytest.raises(Refused):
            submit_referral(draft, by=delphine)
        with clock.moved_to(TUESDAY + timedelta(days=1)):
            assert submit_referral(draft, by=delphine).referrer == delphine

    def test_not_when_the_writer_took_it_back(self, delphine: User) -> None:
        draft = given(delphine)
        take_back(draft, by=delphine)
        with clock.moved_to(TUESDAY + timedelta(days=1)), pytest.raises(Refused):
            submit_referral(draft, by=delphine)

    def test_at_once_when_it_becomes_urgent(self, delphine: User) -> None:
        draft = given(delphine)
        merge_section(draft, section="gate", item=0, changed={"danger": ["yes"]}, by=delphine)
        shown = page(signed_in(delphine).get(reverse("referrals:check", args=[draft.pk])))
        assert SEND_IT in shown
        assert submit_referral(draft, by=delphine).urgent
        assert LeadReading.objects.get().stand == "sent"

    def test_both_are_reminded_once(self, delphine: User, wilf: User) -> None:
        draft = given(delphine)
        due = LeadReading.objects.get().due_at
        assert remind_of_readings(due - SECOND) == 0
        assert [remind_of_readings(due), remind_of_readings(due + SECOND)] == [1, 0]
        assert told("form_not_read") == {
            ("Delphine Marchpane", f"/referrals/draft/{draft.pk}/check/"),
            ("Wilf Candlemas", f"/referrals/agency/forms/{draft.pk}/"),
        }

    def test_over_the_weekend_the_day_is_monday(self, delphine: User) -> None:
        friday = datetime(2026, 11, 20, 15, 0, tzinfo=TUESDAY.tzinfo)
        with clock.moved_to(friday):
            given(delphine)
        assert LeadReading.objects.get().due_at == friday + timedelta(days=3)

    def test_when_the_last_lead_leaves_the_form_comes_back(self, delphine: User, wilf: User, petra: User) -> None:
        draft = given(delphine)
        deactivate(wilf, by=petra)
        reading = LeadReading.objects.get()
        assert (reading.stand, reading.ended_by) == ("returned", petra)
        assert told("handed_on") == {("Delphine Marchpane", f"/referrals/draft/{draft.pk}/check/")}
        assert submit_referral(draft, by=delphine).referrer == delphine

    def test_when_the_writer_leaves_the_form_is_the_leads(self, delphine: User, wilf: User, petra: User) -> None:
        draft = given(delphine)
        deactivate(delphine, by=petra)
        draft.refresh_from_db()
        assert draft.owner == wilf
        assert LeadReading.objects.get().stand == "taken_back"
        assert submit_referral(draft, by=wilf).referrer == wilf


class TestTheSetting:
    @pytest.mark.parametrize("who", ["delphine", "strange_lead", "marek", "asha"])
    def test_nobody_else_switches_it(self, who: str, hollow_oak: Agency, request: pytest.FixtureRequest) -> None:
        with pytest.raises(Refused):
            change_agency_settings(hollow_oak, lead_reads_first=False, by=request.getfixturevalue(who))
        hollow_oak.refresh_from_db()
        assert hollow_oak.lead_reads_first

    def test_an_administrator_does(self, hollow_oak: Agency, petra: User) -> None:
        address = reverse("accounts:agency", args=[hollow_oak.pk])
        assert "There is a problem" in page(signed_in(petra).post(address, {"lead_reads_first": ""}))
        assert (
            signed_in(petra).post(address, {"lead_reads_first": "no", "occasional_referrers": "no"}).status_code == 302
        )
        hollow_oak.refresh_from_db()
        assert not hollow_oak.lead_reads_first
        entry = Entry.objects.filter(verb="changed", subject="agency").last()
        assert entry is not None
        assert entry.facts == {"lead_reads_first": False}
        assert signed_in(petra).get(reverse("accounts:agency", args=[uuid4()])).status_code == 404


def test_the_diagram_is_drawn_from_the_table() -> None:
    call_command("draw_states", "--check")
