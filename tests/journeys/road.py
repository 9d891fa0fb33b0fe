"""The steps of the road, each by the pages alone. The hands are a mouse or a keyboard."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.hands import Mouse

WHY = "Breakfast club and school can meet this need; nothing says that he is harmed."
REPLY = "What you saw fits help that school can lead."
DISAGREE = "He has lost weight since, and his mother did not come to school."
REFERENCE = re.compile(r"FD-[0-9A-Z]{4}-[0-9A-Z]{2}")


def start(hands: Mouse, **gate: str) -> None:
    """From one's own first page to the first of the form."""
    hands.menu("Start a referral")
    hands.answers(**{"danger": "no", "urgent": "no", **gate})
    hands.button("Start the referral")
    expect(hands.page.get_by_role("heading", level=1)).to_be_visible()


def fill_form(hands: Mouse, *, find: str, indicator: str, worry: dict[str, str]) -> None:
    """Every section in the order in which Save and continue leads through them."""
    to_section(hands, "referrer")
    hands.answers(job_title="Teacher", phone="01632 960 301", lead_name="Wilf Candlemas", relationship="Form tutor")
    go_on(hands, "Telling the family")
    hands.answers(family="refused", young_person="agreed")
    go_on(hands, "Child")
    hands.answers(
        first_name="Pip",
        surname="Fablewood",
        **{"date_of_birth-day": "4", "date_of_birth-month": "3", "date_of_birth-year": "2017"},
        sex="M",
        address="4 Acorn Row, Larkhaven",
        where_now="In school until 15:15",
    )
    go_on(hands, "Person 1")
    to_section(hands, "worries")
    add_worry(hands, find, indicator, worry)
    to_section(hands, "voice")
    hands.answers(asked="yes", words="“Is there more toast?”")
    go_on(hands, "What is going well")
    hands.answers(strengths="Grandmother helps at weekends")
    go_on(hands, "What you have tried")
    hands.answers(tried="Breakfast club since September", early_help="none")
    go_on(hands, "What you want to happen")
    hands.answers(wanted="Advice about breakfast", own_level="2")
    hands.button("Save and go to all sections")


def to_section(hands: Mouse, slug: str) -> None:
    """Out of the order, by its address."""
    form = re.match(r".*/draft/[^/]+/", hands.page.url)
    assert form is not None
    hands.page.goto(f"{form[0]}{slug}/")


def go_on(hands: Mouse, heading: str) -> None:
    hands.button("Save and continue")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text(heading)


def add_worry(hands: Mouse, find: str, indicator: str, worry: dict[str, str]) -> None:
    """Find it in everyday words, add it, and say what was seen or heard."""
    hands.write("q", find)
    hands.button("Find")
    hands.tick(hands.page.locator(f'input[name=add][value="{indicator}"]'))
    hands.button("Add what is ticked")
    expect(hands.page.locator("textarea[name=what]")).to_be_visible()
    hands.press(hands.page.locator("summary", has_text="Where, who saw it"))
    hands.answers(**worry)
    go_on(hands, "What MASH always asks")


def send(hands: Mouse) -> str:
    """Check the answers, send, and read the reference."""
    hands.link("Check and send now")
    hands.button("Send this referral")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Referral sent")
    found = REFERENCE.search(hands.page.get_by_role("main").inner_text())
    assert found is not None
    return found[0]


def claim(hands: Mouse, headline: str, reference: str) -> None:
    hands.menu("Queue")
    hands.press(hands.page.get_by_role("button", name=re.compile(rf"^Claim\s*: {re.escape(headline)}")))
    expect(hands.page.get_by_text(f"You hold {reference}.")).to_be_visible()


def decide(hands: Mouse, record: str, **choice: str) -> None:
    """Fill the decision in, look at what the referrer will read, and record it."""
    hands.answers(**choice)
    hands.button("Check and record")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Check the decision before you record it")
    hands.button(record)


def push_back(hands: Mouse) -> None:
    decide(
        hands,
        "Record decision",
        route="push_back",
        push_back_reason="threshold",
        gaps="What Pip says himself",
        advice="Meet the mother this week",
        would_change="He loses weight",
        level="2",
        rationale=WHY,
        reply=REPLY,
    )
    expect(hands.page.get_by_text("The decision is recorded.")).to_be_visible()


def read_outcome(hands: Mouse, reference: str) -> None:
    """From the list to the answer, and say that it was read."""
    hands.menu("My referrals")
    hands.link(reference)
    hands.link("Read the outcome")
    main = hands.page.get_by_role("main")
    expect(main).to_contain_text(REPLY)
    expect(main).to_contain_text("He loses weight")
    assert WHY not in main.inner_text()
    hands.button("I have read this")
    expect(hands.page.get_by_text("MASH can see that you have read this.")).to_be_visible()


def escalate(hands: Mouse) -> None:
    hands.link("Escalate this decision")
    hands.answers(
        why=DISAGREE,
        evidence="Weighed by the school nurse on Monday.",
        asks_for="A family worker this month.",
        believes_level="2",
        immediate_harm="no",
    )
    hands.button("Send escalation")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("Escalation")


def agree_to_early_help(hands: Mouse, address: str) -> None:
    """A manager agrees: that is a new decision beside the old one."""
    hands.menu("Escalations")
    hands.press(hands.page.locator(f'main a[href*="{address}"]').first)
    expect(hands.page.get_by_role("main")).to_contain_text(DISAGREE)
    hands.answers(answer="agree")
    hands.choose("level", "2")
    hands.pick("route", "Early Help")
    hands.write("rationale", "The loss of weight is new and the family needs a worker.")
    hands.write("words", "Thank you. What the nurse found changes the answer.")
    hands.button("Send reply")
    expect(hands.page.get_by_text("Your reply is sent.")).to_be_visible()


def waits_on(hands: Mouse, who: str) -> Locator:
    """The row of the dashboard that says how much waits on somebody."""
    hands.menu("Dashboard")
    table = hands.page.get_by_role("region", name="Table: waiting on whom")
    return table.get_by_role("row").filter(has=hands.page.get_by_role("rowheader", name=who, exact=True))
