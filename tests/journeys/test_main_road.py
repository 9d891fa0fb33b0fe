"""From the teacher's worry to the manager's figures, by the pages alone; and once more by keyboard without scripts."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from core import clock
from escalation.models import Escalation
from mash.models import Decision, EarlyHelpCase
from notifications.sweep import deliver_due
from referrals.models import Referral
from sla.models import Deadline
from tests.browsing import NewWindow
from tests.journeys import road
from tests.journeys.hands import Keyboard, Mouse

pytestmark = pytest.mark.browser

HUNGRY = {"how": "seen", "what": "Asked for toast on six mornings since 1 November.", "title": "Hungry most mornings"}
SAID = {"how": "told", "what": "“Dad got his belt because I was loud.”", "title": "Says that he is hit at home"}
NAMES = ("Pip", "Fablewood", "Acorn", "toast", "belt", "hungry", "weight", "breakfast")


def at_work(window: NewWindow, hands: type[Mouse], person: User, **options: object) -> Mouse:
    watched = window(**options)
    watched.sign_in(person)
    return hands(watched.page)


@pytest.mark.parametrize(
    ("hands", "scripts"), [(Mouse, True), (Keyboard, False)], ids=["mouse", "keyboard, no scripts"]
)
def test_from_worry_to_figures(
    hands: type[Mouse],
    scripts: bool,
    window: NewWindow,
    delphine: User,
    asha: User,
    marek: User,
    niamh: User,
) -> None:
    options = {"java_script_enabled": scripts}
    teacher = at_work(window, hands, delphine, **options)
    road.start(teacher)
    road.fill_form(teacher, find="hungry", indicator="L2-cd-14", worry=HUNGRY)
    reference = road.send(teacher)
    referral = Referral.objects.get(reference=reference)
    assert (referral.level, referral.document["children"][0]["first_name"]) == (2, "Pip")

    worker = at_work(window, hands, asha, **options)
    road.claim(worker, "Hungry most mornings", reference)
    road.push_back(worker)

    road.read_outcome(teacher, reference)
    road.escalate(teacher)
    escalation = Escalation.objects.get()

    manager = at_work(window, hands, marek, **options)
    road.agree_to_early_help(manager, f"/escalations/{escalation.pk}/")
    assert list(Decision.objects.order_by("number").values_list("state", "route")) == [
        ("superseded", "push_back"),
        ("made", "early_help"),
    ]

    waiting = road.waits_on(manager, "Early Help")
    expect(waiting.get_by_role("link")).to_have_text(re.compile(r"^1\b"))
    manager.press(waiting.get_by_role("link"))
    expect(manager.page.get_by_role("main")).to_contain_text(reference)

    helper = at_work(window, hands, niamh, **options)
    helper.link("Hungry most mornings")
    helper.button("Take this family on")
    expect(helper.page.get_by_text(f"Early Help has taken on {reference}.")).to_be_visible()
    assert EarlyHelpCase.objects.get().accepted_by == niamh

    teacher.menu("My referrals")
    teacher.link(reference)
    teacher.link("Read the outcome")
    expect(teacher.page.get_by_text("This answer replaces an earlier one.")).to_be_visible()

    expect(road.waits_on(manager, "Early Help").get_by_role("cell").first).to_have_text(re.compile(r"^0\b"))
    _letters_say_only_that_there_is_something_to_read()


def test_urgent_and_statutory(window: NewWindow, delphine: User, asha: User, marek: User) -> None:
    """Telephoned first, level 4, red; going below it needs a manager, who sends it back; then a strategy discussion."""
    called = (clock.now() - timedelta(minutes=20)).astimezone(clock.LONDON)
    teacher = at_work(window, Mouse, delphine)
    road.start(
        teacher,
        urgent="yes",
        **{"phoned_on-day": str(called.day), "phoned_on-month": str(called.month), "phoned_on-year": str(called.year)},
        phoned_at=f"{called:%H:%M}",
        phoned_to="Asha Inkwell",
    )
    assert Deadline.objects.get(clock="follow_up").started_at == called.replace(second=0, microsecond=0)
    road.fill_form(teacher, find="dad hits him", indicator="L4-cd-06", worry=SAID)
    teacher.link("Check and send now")
    expect(teacher.page.get_by_role("main")).to_contain_text("Level 4")
    teacher.button("Send this referral")
    referral = Referral.objects.get()
    assert (referral.level, referral.priority, referral.urgent) == (4, "red", True)
    clocks = Deadline.objects.filter(subject_id=referral.pk)
    assert set(clocks.values_list("clock", flat=True)) == {"decision_24h", "decision_working_day", "priority"}
    assert Deadline.objects.get(clock="follow_up").stopped_at is not None

    worker = at_work(window, Mouse, asha)
    expect(worker.page.locator(".fd-family-card").first).to_contain_text("Red")
    road.claim(worker, referral.headline, referral.reference)
    lower = {
        "route": "early_help",
        "level": "3",
        "rationale": "The marks were seen by a doctor and are a skin condition.",
        "differs_reason": "A doctor explained the marks this morning.",
        "reply": "A doctor has explained the marks.",
    }
    road.decide(worker, "Ask a manager to sign off", **lower)
    expect(worker.page.get_by_text("A manager has been asked to sign off.")).to_be_visible()
    assert Decision.objects.get().state == "proposed"

    manager = at_work(window, Mouse, marek)
    manager.page.goto(f"{manager.page.url.split('/queue')[0]}/queue/{referral.reference}/")
    _send_back(manager, referral)
    assert Decision.objects.get().state == "returned"

    worker.page.reload()
    road.decide(
        worker,
        "Record decision",
        route="strategy_discussion",
        level="4",
        rationale="He says who hurt him, and the words of the doctor do not explain that.",
        reply="We meet the police and health today.",
    )
    referral.refresh_from_db()
    assert (referral.status, referral.decided_level, referral.decided_route) == ("decided", 4, "strategy_discussion")
    _letters_say_only_that_there_is_something_to_read()


def _send_back(manager: Mouse, referral: Referral) -> None:
    manager.write("why", "Nobody has spoken to Bram alone. Please do that first.")
    manager.button("Send it back")
    expect(manager.page.get_by_text("Done. The person who proposed it is told.")).to_be_visible()


def _letters_say_only_that_there_is_something_to_read() -> None:
    """Every message of the road, as it would be handed to the mail server."""
    assert deliver_due(clock.now(), limit=200) > 0
    for letter in mail.outbox:
        whole = f"{letter.subject}\n{letter.body}\n{letter.extra_headers}"
        assert [word for word in NAMES if re.search(word, whole, re.IGNORECASE)] == []
        assert re.search(r"/(?:queue|referrals|escalations|early-help)/[-0-9A-Za-z]+/", letter.body), letter.body
