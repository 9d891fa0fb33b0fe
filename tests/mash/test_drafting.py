"""A half-written decision: kept as it is typed, shown to its writer alone, gone once the referral is decided."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from core.errors import Conflict, Refused
from mash import actions
from mash.kept_forms import DECIDE
from mash.models import Decision
from referrals.actions import restrict
from referrals.models import Referral
from tests.mash.conftest import LOWER, REPLY, WHY
from trail.models import Entry
from unsent.keeping import keep_typed, words_of
from unsent.models import Unsent

pytestmark = pytest.mark.django_db

SECRET = "Grandmother can have him tonight; ask her first."
Browser = Callable[[User], Client]


def save(client: Client, referral: Referral, **typed: str) -> Any:
    return client.post(reverse("unsent:keep", args=["decide", referral.reference]), typed)


def page_of(client: Client, referral: Referral) -> str:
    return unescape(client.get(reverse("mash:referral", args=[referral.reference])).content.decode())


def kept() -> dict[str, list[str]]:
    return words_of(Unsent.objects.get()).data


def began() -> list[str]:
    return list(Entry.objects.filter(subject="unsent").order_by("pk").values_list("verb", flat=True))


def test_what_was_typed_is_there_again(held: Referral, asha: User, browser: Browser, at_tuesday: datetime) -> None:
    answer = save(browser(asha), held, rationale=SECRET)
    assert answer.json() == {"saved_at": "2026-11-17T11:20:00+00:00"}
    save(browser(asha), held, level="1", route="early_help")
    page = page_of(browser(asha), held)
    assert SECRET in page
    assert 'name="level" type="radio" value="1" checked' in page
    assert 'value="early_help" checked' in page
    assert "<strong>Saved</strong> 11:20 today" in page
    assert kept() == {"rationale": [SECRET], "level": ["1"], "route": ["early_help"]}


def test_nothing_is_preset(held: Referral, asha: User, browser: Browser) -> None:
    page = page_of(browser(asha), held)
    form = page[page.index('<form class="fd-decide') :]
    assert " checked" not in form[: form.index("</form>")]
    assert Unsent.objects.count() == 0


def test_nobody_else_sees_it(held: Referral, asha: User, tomas: User, marek: User, ola: User, browser: Browser) -> None:
    save(browser(asha), held, rationale=SECRET)
    for other in (tomas, marek, ola):
        assert SECRET not in page_of(browser(other), held)
        trail = browser(other).get(reverse("mash:trail", args=[held.reference])).content.decode()
        assert "began writing a decision" in trail
        assert SECRET not in trail
    save(browser(marek), held, rationale="A manager’s own words.")
    assert SECRET in page_of(browser(asha), held)
    assert Unsent.objects.count() == 2


def test_the_trail_says_once_who_began_and_never_what(held: Referral, asha: User, browser: Browser) -> None:
    for words in ("Grand", "Grandmother", SECRET):
        save(browser(asha), held, rationale=words)
    assert began() == ["created"]
    entry = Entry.objects.get(subject="unsent")
    assert (entry.record_id, entry.actor_id, entry.facts) == (held.pk, asha.pk, {"place": "decide"})
    assert not Entry.objects.filter(verb="read", record_id=held.pk, facts__view__startswith="save").exists()


def test_gone_for_everybody_once_decided(held: Referral, asha: User, marek: User, browser: Browser) -> None:
    for user in (asha, marek):
        save(browser(user), held, rationale=SECRET)
    actions.record_decision(held, level=2, route="early_help", rationale=WHY, reply=REPLY, by=marek)
    assert Unsent.objects.count() == 0
    assert began() == ["created", "created", "erased", "erased"]


def test_a_refused_decision_loses_nothing(held: Referral, asha: User, browser: Browser) -> None:
    save(browser(asha), held, rationale=SECRET)
    with pytest.raises(Refused):
        actions.record_decision(held, level=2, route="nowhere", rationale=WHY, reply=REPLY, by=asha)
    assert kept() == {"rationale": [SECRET]}


def test_a_proposal_ends_the_proposers_own(held_high: Referral, asha: User, marek: User, browser: Browser) -> None:
    for user in (asha, marek):
        save(browser(user), held_high, rationale=SECRET)
    proposal = actions.record_decision(
        held_high, level=3, route="early_help", rationale=WHY, differs_reason=LOWER, reply=REPLY, by=asha
    )
    assert Unsent.objects.get().writer == marek
    actions.sign_off(proposal, by=marek)
    assert Unsent.objects.count() == 0


def test_kept_over_handing_back_and_taking_again(held: Referral, asha: User, tomas: User, browser: Browser) -> None:
    save(browser(asha), held, rationale=SECRET)
    actions.release(held, by=asha)
    assert SECRET not in page_of(browser(asha), held)
    actions.claim(held, by=tomas)
    assert SECRET not in page_of(browser(tomas), held)
    actions.release(held, by=tomas)
    actions.claim(held, by=asha)
    assert SECRET in page_of(browser(asha), held)


def test_whoever_may_not_decide_keeps_nothing(
    held: Referral, asha: User, tomas: User, ola: User, delphine: User, marek: User, browser: Browser
) -> None:
    answer = save(browser(tomas), held, rationale=SECRET)
    assert (answer.status_code, answer.json()) == (
        409,
        {"refused": "Asha Inkwell holds this referral. Only they decide."},
    )
    for stranger in (ola, delphine):
        assert save(browser(stranger), held, rationale=SECRET).status_code == 404
    restrict(held, to=[], by=marek)
    assert save(browser(asha), held, rationale=SECRET).status_code == 404
    assert (Unsent.objects.count(), began()) == (0, [])


def test_a_decided_referral_keeps_nothing_more(decided: Referral, asha: User, browser: Browser) -> None:
    assert save(browser(asha), decided, rationale=SECRET).status_code == 409
    with pytest.raises(Conflict):
        DECIDE.find(decided.reference, by=asha)
    assert Unsent.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ({"rationale": "a\x00b"}, {"rationale": ["ab"]}),
        ({"level": "ninety", "route": "nowhere"}, {"level": ["ninety"], "route": ["nowhere"]}),
        ({"step": "record", "holder": "me", "csrfmiddlewaretoken": "x", "level": "1"}, {"level": ["1"]}),
        ({"reply": "x" * 5000}, {"reply": ["x" * 5000]}),
        ({"reply": "<script>alert(1)</script>"}, {"reply": ["<script>alert(1)</script>"]}),
    ],
)
def test_bad_input_is_kept_as_typed_and_does_no_harm(
    typed: dict[str, str], stands: dict[str, list[str]], held: Referral, asha: User, browser: Browser
) -> None:
    assert save(browser(asha), held, **typed).status_code == 200
    assert kept() == stands
    answer = browser(asha).get(reverse("mash:referral", args=[held.reference]))
    assert answer.status_code == 200
    assert b"<script>alert(1)" not in answer.content
    assert Decision.objects.count() == 0


def test_nothing_typed_begins_nothing(held: Referral, asha: User, browser: Browser) -> None:
    answer = save(browser(asha), held, step="check")
    assert (answer.status_code, answer.json()) == (409, {"refused": "Nothing was typed."})
    assert (Unsent.objects.count(), began()) == (0, [])


def test_without_scripts_it_is_kept_when_sent(held: Referral, asha: User, browser: Browser) -> None:
    where = reverse("mash:decide", args=[held.reference])
    browser(asha).post(where, {"rationale": SECRET, "step": "check"})
    assert SECRET in page_of(browser(asha), held)
    browser(asha).post(where, {"rationale": "Other words.", "step": "change"})
    assert "Other words." in page_of(browser(asha), held)


def test_an_empty_form_keeps_nothing(held: Referral, asha: User, browser: Browser) -> None:
    browser(asha).post(reverse("mash:decide", args=[held.reference]), {"rationale": "", "step": "check"})
    assert Unsent.objects.count() == 0


def test_words_that_come_too_late_are_shown_to_copy(held: Referral, asha: User, marek: User, browser: Browser) -> None:
    actions.record_decision(held, level=2, route="early_help", rationale=WHY, reply=REPLY, by=marek)
    answer = browser(asha).post(
        reverse("mash:decide", args=[held.reference]), {"rationale": SECRET, "reply": REPLY, "step": "record"}
    )
    page = unescape(answer.content.decode())
    assert "What you wrote was not recorded" in page
    assert SECRET in page
    assert Decision.objects.count() == 1


def test_one_for_each_person_and_referral(held: Referral, asha: User) -> None:
    about = DECIDE.find(held.reference, by=asha)
    keep_typed("decide", about, typed={"rationale": [SECRET]}, by=asha)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        again, _ = keep_typed("decide", about, typed={"reply": [REPLY]}, by=asha)
    assert words_of(again).data == {"rationale": [SECRET], "reply": [REPLY]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Unsent.objects.create(place="decide", subject_id=held.pk, writer=asha, saved_at=clock.now())
