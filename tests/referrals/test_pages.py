"""The referrer's pages by the cast: their own, their school's, a stranger, MASH."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from referrals.actions import add_item, start_draft
from referrals.models import Draft, DraftSection, Referral
from referrals.sections import SECTIONS
from sla.models import Deadline
from tests.answers import words_of
from tests.conftest import TUESDAY
from tests.factories import CHILD, fill_draft, sent_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def draft_addresses(draft: Draft) -> list[str]:
    """Every page of a form, and the places that only take a POST."""
    key = draft.pk
    singles = [reverse("referrals:section", args=[key, slug]) for slug in SECTIONS if slug != "worries"]
    return [
        *(reverse(f"referrals:{name}", args=[key]) for name in ("tasks", "check", "delete", "worries")),
        *singles,
        reverse("referrals:section", args=[key, "children", 0]),
        reverse("referrals:remove", args=[key, "children", 0]),
    ]


# The first page


def test_whoever_is_not_signed_in_reads_whom_to_ring() -> None:
    text = page(Client().get("/"))
    assert "Call 999." in text
    assert "01632 960 117" in text
    assert reverse("referrals:start") in text  # which asks to sign in, and leads back


@pytest.mark.parametrize(
    ("who", "place"),
    [("delphine", "/referrals/"), ("wilf", "/referrals/"), ("asha", "/queue/"), ("niamh", "/early-help/")],
)
def test_everyone_goes_to_their_own_first_page(who: str, place: str, request: pytest.FixtureRequest) -> None:
    response = signed_in(request.getfixturevalue(who)).get("/")
    assert (response.status_code, response.headers["Location"]) == (302, place)


# Starting


def test_the_gate_opens_a_form_once_however_often_it_is_sent(delphine: User) -> None:
    client, key = signed_in(delphine), str(uuid4())
    for _ in range(2):
        response = client.post(reverse("referrals:start"), {"key": key, "danger": "no", "urgent": "no"})
        assert response.headers["Location"] == reverse("referrals:section", args=[key, "referrer"])
    assert Draft.objects.count() == 1


def test_the_key_of_somebody_elses_form_opens_nothing(delphine: User, bronwen: User) -> None:
    theirs = fill_draft(bronwen)
    answer = signed_in(delphine).post(
        reverse("referrals:start"), {"key": str(theirs.pk), "danger": "no", "urgent": "no"}
    )
    assert answer.status_code == 404
    assert not delphine.drafts.exists()


def test_an_unanswered_gate_opens_nothing(delphine: User) -> None:
    text = page(signed_in(delphine).post(reverse("referrals:start"), {"key": "rubbish"}))
    assert "Answer: Is a child in danger right now?" in text
    assert Draft.objects.count() == 0


def test_a_call_starts_the_clock_of_the_written_form_and_sending_stops_it(delphine: User) -> None:
    client, key = signed_in(delphine), uuid4()
    gate = {"danger": "no", "urgent": "yes", "phoned_on": "17/11/2026", "phoned_at": "9.50", "phoned_to": "Asha"}
    client.post(reverse("referrals:start"), {"key": str(key), **gate})
    running = Deadline.objects.open().get(subject_id=key)
    assert (running.clock, running.started_at, running.due_at) == (
        "follow_up",
        TUESDAY.replace(hour=9, minute=50),
        TUESDAY.replace(hour=9, minute=50) + timedelta(hours=24),
    )
    assert (running.team, running.holder) == ("referrer", delphine)
    assert "22 h 30 min left to send" in page(client.get(reverse("referrals:tasks", args=[key])))
    client.post(reverse("referrals:section", args=[key, "gate"]), {**gate, "phoned_at": "10:00"})
    assert Deadline.objects.open().get(subject_id=key).started_at == TUESDAY.replace(hour=10, minute=0)
    client.post(reverse("referrals:section", args=[key, "gate"]), {"danger": "no", "urgent": "no"})
    assert not Deadline.objects.open().filter(subject_id=key).exists()


def test_danger_and_a_call_that_is_owed_stand_above_everything(delphine: User) -> None:
    danger = fill_draft(delphine, gate={"danger": ["yes"], "urgent": ["yes"]})
    assert "Call 999 now." in page(signed_in(delphine).get(reverse("referrals:tasks", args=[danger.pk])))
    urgent = fill_draft(delphine, gate={"danger": ["no"], "urgent": ["yes"]})
    assert "Telephone MASH now." in page(signed_in(delphine).get(reverse("referrals:tasks", args=[urgent.pk])))


@pytest.mark.parametrize("who", ["asha", "marek", "niamh", "ola", "petra"])
def test_only_referrers_start_and_list(who: str, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert [client.get(reverse(f"referrals:{name}")).status_code for name in ("start", "mine", "agency")] == [403] * 3


# Whose form it is


@pytest.mark.parametrize("who", ["bronwen", "wilf", "charlie", "strange_lead", "asha", "marek", "petra"])
def test_a_form_is_its_writers_alone(who: str, delphine: User, request: pytest.FixtureRequest) -> None:
    draft = fill_draft(delphine)
    client = signed_in(request.getfixturevalue(who))
    before = list(DraftSection.objects.order_by("pk").values_list("section", "item", "data"))
    for address in draft_addresses(draft):
        for response in (client.get(address), client.post(address, {"first_name": "Mallory"})):
            assert response.status_code in (404, 405), address
            assert "Pip" not in words_of(response)
    assert client.post(reverse("referrals:autosave", args=[draft.pk, "voice", 0]), {"words": "x"}).status_code == 404
    assert list(DraftSection.objects.order_by("pk").values_list("section", "item", "data")) == before


def test_the_writer_opens_every_page(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    assert {address: client.get(address).status_code for address in draft_addresses(draft)} == dict.fromkeys(
        draft_addresses(draft), 200
    )


def test_no_title_or_address_carries_a_name(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    for address in draft_addresses(draft):
        title = re.search(r"<title>(.*?)</title>", page(client.get(address)), re.DOTALL)
        assert title is not None
        assert "Pip" not in title[1]
        assert "Fablewood" not in title[1]
        assert "pip" not in address.lower()


# Filling in


def test_the_task_list_says_what_is_done_and_where_to_go_on(delphine: User) -> None:
    draft = fill_draft(delphine, children=[{}, {"first_name": ["Clover"], "sex": [], "address": []}])
    text = page(signed_in(delphine).get(reverse("referrals:tasks", args=[draft.pk])))
    assert "Fablewood children" in text
    assert "Pip, 9" in text
    assert "Continue: You and your role" in text
    found = re.search(r"Clover, 9</a>.*?fd-state--part\">(.*?)<", text, re.DOTALL)
    assert found is not None
    assert found[1] == "2 questions left"


def test_save_and_continue_keeps_what_is_wrong_and_says_so(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    address = reverse("referrals:section", args=[draft.pk, "children", 0])
    typed = {
        "unborn": "no",
        "first_name": "Pip",
        "postcode": "123",
        "date_of_birth-day": "31",
        "date_of_birth-month": "2",
    }
    text = page(client.post(address, typed))
    assert "Enter a full UK postcode" in text
    assert 'value="123"' in text
    kept = draft.sections.get(section="children", item=0).data
    assert (kept["postcode"], kept["date_of_birth-day"]) == (["123"], ["31"])
    assert "Put right" in page(client.get(reverse("referrals:tasks", args=[draft.pk])))
    assert "Enter a full UK postcode" in page(client.get(address))


def test_save_and_continue_leads_to_the_next_section_that_is_not_done(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    response = client.post(reverse("referrals:section", args=[draft.pk, "strengths"]), {"strengths": "Grandmother"})
    assert response.headers["Location"] == reverse("referrals:check", args=[draft.pk])
    draft.sections.filter(section="referrer").update(data={})
    response = client.post(reverse("referrals:section", args=[draft.pk, "strengths"]), {"strengths": "Grandmother"})
    assert response.headers["Location"] == reverse("referrals:tasks", args=[draft.pk])
    response = client.post(reverse("referrals:section", args=[draft.pk, "gate"]), {"danger": "no", "urgent": "no"})
    assert response.headers["Location"] == reverse("referrals:section", args=[draft.pk, "referrer"])


def test_autosave_keeps_the_changed_fields_beside_the_others(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    address = reverse("referrals:autosave", args=[draft.pk, "children", 0])
    answer = client.post(address, {"first_name": "Pippa", "disabilities": "", "nhs_number": "12\x003"})
    assert answer.json() == {"saved_at": clock.now().isoformat()}
    kept = draft.sections.get(section="children", item=0).data
    assert (kept["first_name"], kept["surname"], kept["disabilities"], kept["nhs_number"]) == (
        ["Pippa"],
        CHILD["surname"],
        [],
        ["123"],
    )
    assert 'value="Pippa"' in page(client.get(reverse("referrals:section", args=[draft.pk, "children", 0])))


def test_a_call_that_is_owed_stands_on_the_check_page_too(delphine: User) -> None:
    draft = fill_draft(delphine, gate={"danger": ["no"], "urgent": ["yes"]})
    shown = page(signed_in(delphine).get(reverse("referrals:check", args=[draft.pk])))
    assert "Telephone MASH now" in shown


def test_autosave_keeps_what_stood_on_the_page_beforehand(delphine: User) -> None:
    draft, client = start_draft(by=delphine), signed_in(delphine)
    address = reverse("referrals:autosave", args=[draft.pk, "referrer", 0])
    client.post(address, {"manager": "Juno Tansyfield"})
    kept = draft.sections.get(section="referrer").data
    assert kept["manager"] == ["Juno Tansyfield"]
    assert kept["job_title"] == [delphine.job_title]
    assert kept["phone"] == [delphine.phone]


def test_autosave_shows_what_the_words_come_to_where_the_page_asks(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    row = add_item(draft, section="worries", data={"indicator": ["L4-cd-06"]}, by=delphine)
    where = reverse("referrals:autosave", args=[draft.pk, "worries", row.item])
    assert "parts" not in client.post(where, {"how": "told"}).json()
    before = client.post(where, {"how": "told", "_shows": "preview"}).json()["parts"]
    after = client.post(where, {"what": "He said that his uncle hits him.", "_shows": "preview"}).json()["parts"]
    assert before.keys() == after.keys() == {"mark", "preview", "missing"}
    assert "No facts yet" in before["missing"]
    assert (after["missing"], "Level 4" in after["mark"]) == ("", True)
    assert "no facts" in before["preview"].lower()
    assert "no facts" not in after["preview"].lower()


def test_autosave_makes_the_first_child_but_no_other(delphine: User) -> None:
    draft, client = fill_draft(delphine, children=[]), signed_in(delphine)
    assert (
        client.post(reverse("referrals:autosave", args=[draft.pk, "children", 7]), {"surname": "x"}).status_code == 404
    )
    assert (
        client.post(reverse("referrals:autosave", args=[draft.pk, "children", 0]), {"surname": "x"}).status_code == 200
    )
    assert list(draft.sections.filter(section="children").values_list("item", flat=True)) == [0]


def test_the_first_childs_page_is_kept_when_saving_while_typing_came_first(delphine: User) -> None:
    client, draft = signed_in(delphine), fill_draft(delphine, children=[])
    client.post(reverse("referrals:autosave", args=[draft.pk, "children", 0]), {"first_name": "Pip"})
    typed = {"unborn": "no", "first_name": "Pip", "surname": "Fablewood", "date_of_birth-day": "31"}
    typed |= {"date_of_birth-month": "2", "date_of_birth-year": "2017"}
    response = client.post(reverse("referrals:section", args=[draft.pk, "children"]), typed)
    assert "real date" in response.content.decode()
    assert draft.sections.get(section="children").data["date_of_birth-day"] == ["31"]


def test_autosave_of_a_form_that_was_sent_changes_nothing(delphine: User) -> None:
    referral = sent_referral(delphine)
    address = reverse("referrals:autosave", args=[referral.draft_id, "voice", 0])
    assert signed_in(delphine).post(address, {"words": "late"}).status_code == 302
    assert Draft.objects.get(pk=referral.draft_id).sections.get(section="voice").data["words"] != ["late"]


def test_autosave_signed_out_is_no_success(delphine: User) -> None:
    draft = fill_draft(delphine)
    response = Client().post(reverse("referrals:autosave", args=[draft.pk, "voice", 0]), {"words": "x"})
    assert (response.status_code, "/sign-in/" in response.headers["Location"]) == (302, True)


def test_a_second_child_starts_with_what_brothers_and_sisters_share(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    response = client.post(reverse("referrals:add", args=[draft.pk, "children"]))
    assert response.headers["Location"] == reverse("referrals:section", args=[draft.pk, "children", 1])
    text = page(client.get(response.headers["Location"]))
    assert 'value="Fablewood"' in text
    assert "4 Acorn Row, Larkhaven" in text
    client.post(reverse("referrals:remove", args=[draft.pk, "children", 1]))
    assert draft.sections.filter(section="children").count() == 1


# Worries


def test_find_add_and_write_a_worry_without_losing_the_open_one(delphine: User) -> None:
    draft, client = fill_draft(delphine, worries=[]), signed_in(delphine)
    address = reverse("referrals:worries", args=[draft.pk])
    found = page(client.get(address, {"q": "hungry"}))
    codes = re.findall(r'name="add" value="([^"]+)"', found)
    assert "L2-cd-14" in codes
    response = client.post(address, {"add": "L2-cd-14"})
    assert response.headers["Location"] == f"{address}?open=0#worry-0"
    client.post(address, {"add": "L2-cd-14"})
    assert draft.sections.filter(section="worries").count() == 1
    client.post(address, {"item": "0", "how": "seen", "what": "Asked for toast", "find": "yes", "q": "bruise"})
    kept = draft.sections.get(section="worries", item=0)
    assert (kept.data["indicator"], kept.data["what"]) == (["L2-cd-14"], ["Asked for toast"])
    assert "Level 2 of 4" in page(client.get(address))


def test_several_are_found_ticked_and_added_at_once(delphine: User) -> None:
    draft, client = fill_draft(delphine, worries=[]), signed_in(delphine)
    address = reverse("referrals:worries", args=[draft.pk])
    found = re.findall(r'name="add" value="([^"]+)"', page(client.get(address, {"q": "hungry, no dentist; nits"})))
    assert {"L2-cd-14", "L2-cd-15", "L2-cd-29"} <= set(found[:6])
    ticked = ["L2-cd-14", "L2-cd-15", "L2-cd-29"]
    together = reverse("referrals:facts", args=[draft.pk])
    assert client.post(address, {"add": ticked, "take": "yes"}).headers["Location"] == together
    client.post(address, {"add": ticked, "save": "yes"})
    assert [row.data["indicator"] for row in draft.sections.filter(section="worries").order_by("item")] == [
        [code] for code in ticked
    ]
    refused = client.post(address, {"add": ["L3-cd-01", "no such code"]})
    assert refused.status_code == 302
    again = client.post(address, {"add": ["L2-cd-14"], "find": "yes", "q": "bruise"})
    assert again.headers["Location"] == f"{address}?q=bruise"
    assert draft.sections.filter(section="worries").count() == 3


def test_several_are_found_phrase_by_phrase_and_what_is_going_well_after_the_worries_of_its_phrase(
    delphine: User,
) -> None:
    draft, client = fill_draft(delphine, worries=[]), signed_in(delphine)
    found = page(client.get(reverse("referrals:worries", args=[draft.pk]), {"q": "dentist, nits"}))
    codes = ["L2-cd-15", "L3-cd-11", "L1-cd-07", "L2-cd-29"]
    assert re.findall(r'name="add" value="([^"]+)"', found) == codes
    assert found.count("Going well") == 1


def test_save_leads_to_the_next_worry_without_facts_and_then_on(delphine: User) -> None:
    draft, client = (
        fill_draft(delphine, worries=[{"what": [""]}, {"what": ["Said so"]}, {"what": [""]}]),
        signed_in(delphine),
    )
    address = reverse("referrals:worries", args=[draft.pk])
    assert "Save and go to the next worry" in page(client.get(address))
    answer = client.post(address, {"item": "0", "how": "seen", "what": "", "save": "yes"})
    assert answer.headers["Location"] == f"{address}?open=2#worry-2"
    last = page(client.get(address, {"open": "2"}))
    assert "Save and go to the next worry" not in last
    answer = client.post(address, {"item": "2", "how": "seen", "what": "", "save": "yes"})
    assert answer.headers["Location"] == reverse("referrals:section", args=[draft.pk, "tools"])


def test_whoever_knows_nobody_goes_past_the_family(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    address = reverse("referrals:section", args=[draft.pk, "household"])
    answer = client.post(address, {"name": " ", "relationship": ""})
    assert answer.headers["Location"] == reverse("referrals:section", args=[draft.pk, "tools"])
    assert not draft.sections.filter(section="household").exists()
    assert "There is a problem" in page(client.post(address, {"name": "", "relationship": "mother"}))


def test_a_worry_is_removed_by_its_name(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    text = page(client.get(reverse("referrals:remove", args=[draft.pk, "worries", 0])))
    assert "Remove “Hungry most mornings”?" in text


def test_the_indicator_of_a_worry_is_never_read_from_the_request(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    client.post(reverse("referrals:worries", args=[draft.pk]), {"item": "0", "indicator": "L4-cd-14", "what": "x"})
    client.post(reverse("referrals:autosave", args=[draft.pk, "worries", 0]), {"indicator": "L4-cd-14"})
    client.post(reverse("referrals:worries", args=[draft.pk]), {"add": "no such code"})
    assert [row.data["indicator"] for row in draft.sections.filter(section="worries")] == [["L2-cd-14"]]


def test_the_whole_list_shows_every_indicator(delphine: User) -> None:
    draft = fill_draft(delphine, worries=[])
    text = page(signed_in(delphine).get(reverse("referrals:worries", args=[draft.pk]), {"all": "1"}))
    assert text.count('name="add"') == 203


# Sending


def test_sending_twice_leads_to_the_same_referral(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    address = reverse("referrals:check", args=[draft.pk])
    assert "Send this referral" in page(client.get(address))
    first, second = client.post(address), client.post(address)
    referral = Referral.objects.get()
    assert (
        first.headers["Location"] == second.headers["Location"] == reverse("referrals:sent", args=[referral.reference])
    )
    text = page(client.get(first.headers["Location"]))
    assert referral.reference in text
    assert "24 h left for MASH to decide" in text
    assert client.get(reverse("referrals:tasks", args=[draft.pk])).headers["Location"] == first.headers["Location"]


def test_what_stands_in_the_way_leads_to_its_field_and_nothing_is_sent(delphine: User) -> None:
    draft = fill_draft(delphine, referrer={"phone": ["01632 960 301"]})
    client, address = signed_in(delphine), reverse("referrals:check", args=[draft.pk])
    place = f"{reverse('referrals:section', args=[draft.pk, 'referrer'])}?at=job_title#referrer-0-job_title"
    for response in (client.get(address), client.post(address)):
        text = page(response)
        assert f'<a href="{place}">Enter your role</a>' in text
        assert "Send this referral" not in text
    assert Referral.objects.count() == 0
    assert 'id="referrer-0-job_title"' in page(client.get(place.split("#", maxsplit=1)[0]))


def test_a_form_is_deleted_only_after_asking(delphine: User) -> None:
    draft, client = fill_draft(delphine), signed_in(delphine)
    address = reverse("referrals:delete", args=[draft.pk])
    assert "Delete this form?" in page(client.get(address))
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert client.post(address).headers["Location"] == reverse("referrals:mine")
    assert not Draft.objects.filter(pk=draft.pk).exists()
