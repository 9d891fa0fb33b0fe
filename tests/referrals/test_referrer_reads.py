"""What the referrer is told: the call still owed, one promise, facts that are missing; and the trail of their reads."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from mash.actions import claim, record_decision
from notifications.sweep import deliver_due
from referrals.models import Draft
from tests.factories import fill_draft, sent_referral
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]

DANGER = {"danger": ["yes"], "urgent": ["yes"]}
TODAY = {"danger": ["no"], "urgent": ["yes"]}
CALLED = {**TODAY, "phoned_on": ["2026-11-17"], "phoned_at": ["09:50"]}
HARM = {"indicator": ["L4-pa-01"], "title": [""], "how": ["told"], "what": [""]}


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def client(delphine: User) -> Client:
    client = Client()
    client.force_login(delphine)
    return client


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def reads(draft: Draft) -> list[str]:
    rows = Entry.objects.filter(verb="read", subject="draft", subject_id=draft.pk, record_id=draft.pk)
    return [row.facts["view"] for row in rows.order_by("pk")]


# The call that is owed


@pytest.mark.parametrize(
    ("gate", "first"),
    [
        (DANGER, "Call 999 now, if you have not."),
        (TODAY, "Telephone MASH now, if you have not:"),
        (CALLED, ""),
    ],
)
def test_the_page_after_sending_begins_with_the_call_that_is_owed(
    gate: dict[str, list[str]], first: str, delphine: User, client: Client
) -> None:
    referral = sent_referral(delphine, gate=gate)
    shown = text(client.get(reverse("referrals:sent", args=[referral.reference])))
    assert ("fd-say--act" in shown) is bool(first)
    if first:
        assert shown.index(first) < shown.index("Referral sent")
        assert "01632 960 117" in shown[shown.index(first) : shown.index("Referral sent")]
    deliver_due(clock.now(), limit=50)
    letters = [letter.body for letter in mail.outbox if letter.to == [delphine.email]]
    assert len(letters) == 1
    assert "You said" not in letters[0]
    assert "if you have not" not in letters[0]


def test_a_decision_ends_the_call_that_was_owed(delphine: User, asha: User, client: Client) -> None:
    referral = claim(sent_referral(delphine, gate=TODAY), by=asha)
    words = "A social worker meets the family at school."
    record_decision(
        referral, level=4, route="strategy_discussion", rationale=words, differs_reason=words, reply=words, by=asha
    )
    assert "Telephone MASH now" not in text(client.get(reverse("referrals:sent", args=[referral.reference])))


# What reads as MASH's though nobody was said to have to act

CALM = {"danger": ["no"], "urgent": ["no"]}
CALL = "If a child may not be safe today, telephone MASH now on"


@pytest.mark.parametrize(
    ("gate", "worry", "says"),
    [
        (CALM, HARM, "This reads as level 4."),
        (TODAY, HARM, ""),
        (CALLED, HARM, ""),
        (DANGER, HARM, ""),
        (CALM, {}, ""),
    ],
)
def test_worries_for_mash_and_a_gate_that_says_nobody_must_act_are_told_apart(
    gate: dict[str, list[str]], worry: dict[str, list[str]], says: str, delphine: User, client: Client
) -> None:
    draft = fill_draft(delphine, gate=gate, worries=[worry])
    check = text(client.get(reverse("referrals:check", args=[draft.pk])))
    panel = text(client.get(reverse("referrals:worries", args=[draft.pk])))
    assert (CALL in check, CALL in panel) == (bool(says), bool(says))
    after = client.post(reverse("referrals:check", args=[draft.pk])).headers["Location"]
    shown = text(client.get(after))
    assert (CALL in shown) is bool(says)
    if says:
        assert check.index(says) < check.index(CALL) < check.index("Before you send")
        assert "01632 960 117" in check[check.index(CALL) : check.index("Before you send")]
        assert shown.index(says) < shown.index(CALL) < shown.index("Referral sent")
        assert f"{CALL} 01632 960 117, then send." in panel


def test_on_a_sunday_the_number_is_the_one_that_is_answered(
    delphine: User, client: Client, at_tuesday: datetime
) -> None:
    draft = fill_draft(delphine, gate=CALM, worries=[HARM])
    with clock.moved_to(at_tuesday + timedelta(days=5)):
        for name in ("worries", "check"):
            shown = text(client.get(reverse(f"referrals:{name}", args=[draft.pk])))
            assert f"{CALL} 01632 960 119, then send." in shown, name
            assert "01632 960 117, then send." not in shown, name


def test_what_was_said_of_a_call_before_sending_is_said_after(delphine: User, client: Client) -> None:
    draft = fill_draft(delphine, worries=[HARM])
    Draft.objects.get(pk=draft.pk).sections.filter(section="children").update(data={"first_name": ["Pip"]})
    check = text(client.get(reverse("referrals:check", args=[draft.pk])))
    shown = text(client.get(client.post(reverse("referrals:check", args=[draft.pk])).headers["Location"]))
    assert ("MASH telephones you today" in check, "They telephone you today" in shown) == (True, True)


# One promise, and words to "you"


def test_the_check_page_speaks_to_you_and_makes_one_promise(delphine: User, client: Client) -> None:
    draft = fill_draft(delphine, gate=DANGER)
    shown = text(client.get(reverse("referrals:check", args=[draft.pk])))
    assert "MASH decides by 15:20 today." in shown
    assert "Ring MASH now, then send this form within 24 hours." in shown
    assert "eferrer" not in shown.split("<main", 1)[1].split("</main", 1)[0].replace("referrer/", "").replace(
        "referrer-", ""
    )
    assert "working day" not in shown


# Facts


def test_a_bare_tick_of_harm_keeps_its_level_and_is_asked_about_by_name(delphine: User, client: Client) -> None:
    draft = fill_draft(delphine, worries=[{}, HARM])
    worry = f"{reverse('referrals:worries', args=[draft.pk])}?open=1#worry-1"
    shown = text(client.get(reverse("referrals:check", args=[draft.pk])))
    assert "Level 4 of 4" in shown
    assert "Level 4 stands on a worry with no facts yet" in shown
    assert "No facts yet: say what was seen or heard." in shown
    assert "No facts yet for 1 of your worries." in shown
    assert shown.count(f'href="{worry}"') >= 2
    assert "No facts yet." in text(client.get(reverse("referrals:worries", args=[draft.pk])))
    assert "What was seen or heard?" in text(client.get(reverse("referrals:tasks", args=[draft.pk])))
    assert client.post(reverse("referrals:check", args=[draft.pk])).status_code == 302


def test_a_question_leads_to_its_field_and_opens_the_group_it_stands_in(delphine: User, client: Client) -> None:
    draft = fill_draft(delphine, tools={"facts": ["injury"]}, children=[{}, {"where_now": [""]}])
    place = reverse("referrals:section", args=[draft.pk, "children", 1])
    assert f'href="{place}?at=where_now#children-1-where_now"' in text(
        client.get(reverse("referrals:tasks", args=[draft.pk]))
    )
    tools = reverse("referrals:section", args=[draft.pk, "tools"])
    opened = '<details class="govuk-details fd-part" open>'
    assert (opened in text(client.get(tools)), opened in text(client.get(f"{tools}?at=exploitation"))) == (False, True)


def test_none_of_these_beside_an_injury_is_asked_on_the_check_page_and_stops_nothing(
    delphine: User, client: Client
) -> None:
    bruise = {**HARM, "indicator": ["L4-cd-14"]}
    draft = fill_draft(delphine, worries=[bruise], tools={"facts": ["none"]})
    check = reverse("referrals:check", args=[draft.pk])
    shown = text(client.get(check))
    assert "You ticked “None of these”, and a worry speaks of an injury. Which is right?" in shown
    assert f'href="{reverse("referrals:section", args=[draft.pk, "tools"])}?at=facts#tools-0-facts' in shown
    assert client.post(check).status_code == 302


# The trail


def test_every_page_of_a_form_is_a_read_on_the_trail_and_typing_is_not(delphine: User, client: Client) -> None:
    draft = fill_draft(delphine)
    client.get(reverse("referrals:tasks", args=[draft.pk]))
    client.get(reverse("referrals:section", args=[draft.pk, "voice"]))
    client.get(reverse("referrals:worries", args=[draft.pk]))
    client.get(reverse("referrals:check", args=[draft.pk]))
    client.get(reverse("referrals:mine"))
    assert reads(draft) == ["tasks", "section", "worries", "check", "mine"]
    client.post(reverse("referrals:autosave", args=[draft.pk, "voice", 0]), {"words": "“No”"})
    client.post(reverse("referrals:section", args=[draft.pk, "voice"]), {"asked": "yes", "words": "“No”"})
    assert reads(draft) == ["tasks", "section", "worries", "check", "mine"]
    wrong = {"first_name": "Pip", "postcode": "1"}
    client.post(reverse("referrals:section", args=[draft.pk, "children", 0]), wrong)
    client.post(reverse("referrals:check", args=[draft.pk]))
    assert reads(draft)[5:] == ["item", "check"]


def test_a_stranger_leaves_no_read_of_a_form(delphine: User, charlie: User) -> None:
    draft, stranger = fill_draft(delphine), Client()
    stranger.force_login(charlie)
    assert stranger.get(reverse("referrals:tasks", args=[draft.pk])).status_code == 404
    assert reads(draft) == []
