"""What the referrer reads: MASH's words under headings that fit them, true ways on, and no promise that is over."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from escalation.actions import raise_escalation
from mash import actions
from mash.actions import PushBack
from mash.models import Decision
from referrals.models import Referral
from tests.answers import words_of
from tests.factories import sent_referral

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
THANKS = "Thank you for writing.\nStart an Early Help assessment with Mum."
BACK = PushBack("threshold", advice="Meet the mother", would_change="A fall in attendance")


def main(client: Client, name: str, referral: Referral) -> str:
    page = words_of(client.get(reverse(name, args=[referral.reference])))
    return page[page.index("<main") : page.index("</main>")]


def parts(page: str) -> dict[str, str]:
    """The words under each heading below the first."""
    cut = re.split(r"<h[2-4][^>]*>(.*?)</h[2-4]>", page)
    return {
        unescape(title): " ".join(unescape(strip_tags(text.replace("<", " <"))).split())
        for title, text in zip(cut[1::2], cut[2::2], strict=True)
    }


def menu(client: Client, name: str, referral: Referral) -> str:
    """The current entry of the menu."""
    page = words_of(client.get(reverse(name, args=[referral.reference])))
    found = re.findall(r'aria-current="true"><strong[^>]*>(.*?)</strong>', page)
    assert len(found) == 1
    return str(found[0])


def way_back(client: Client, name: str, referral: Referral) -> list[tuple[str, str]]:
    page = words_of(client.get(reverse(name, args=[referral.reference])))
    return re.findall(r'govuk-back-link" href="([^"]*)">([^<]*)<', page)


def test_each_thing_mash_wrote_stands_under_a_heading_that_fits_it(
    held: Referral, asha: User, delphine: User, browser: Browser, push_back: Callable[..., Decision]
) -> None:
    push_back(held, asha, push_back=BACK, reply=THANKS)
    page = main(browser(delphine), "mash:outcome", held)
    found = parts(page)
    assert found["MASH’s answer"].startswith(
        "Thank you for writing. Start an Early Help assessment with Mum. Decided by"
    )
    assert found["What to do now"] == "Meet the mother"
    assert found["What would change this answer"] == "A fall in attendance"
    assert "A fall in attendance" not in found["Tell us at once if"]
    assert found["Tell us at once if"].startswith("the child is hurt")
    assert "Why" not in found


def test_the_check_before_recording_uses_the_same_headings(held: Referral, asha: User, browser: Browser) -> None:
    typed = {
        "route": "push_back",
        "push_back_reason": "threshold",
        "advice": "Meet the mother",
        "would_change": "A fall in attendance",
        "level": "2",
        "rationale": "One service can meet this need, and she comes to school.",
        "reply": THANKS,
        "step": "check",
    }
    answer = browser(asha).post(reverse("mash:decide", args=[held.reference]), typed)
    found = parts(words_of(answer))
    assert found["MASH’s answer"].startswith("Thank you for writing.")
    assert found["What would change this answer"] == "A fall in attendance"


def test_what_others_do_is_not_called_a_thing_to_do(helped: Referral, delphine: User, browser: Browser) -> None:
    found = parts(main(browser(delphine), "mash:outcome", helped))
    assert found["What happens now"].startswith("An Early Help worker will ring the family.")
    assert "What to do now" not in found
    assert "What would change this answer" not in found


def test_new_facts_are_added_to_the_referral(decided: Referral, delphine: User, asha: User, browser: Browser) -> None:
    add = reverse("referrals:add_information", args=[decided.reference])
    for name in ("mash:outcome", "escalation:raise"):
        page = main(browser(delphine), name, decided)
        assert f'href="{add}"' in page, name
        assert "new referral" not in page, name
        assert "may decide again" in page, name
    assert add not in main(browser(asha), "mash:outcome", decided)


def test_an_escalation_goes_first_to_whoever_decided(
    decided: Referral, delphine: User, asha: User, browser: Browser
) -> None:
    words = parts(main(browser(delphine), "mash:outcome", decided))["If you disagree"]
    assert "Whoever made the decision replies first, or a MASH manager in their place." in words
    assert "A team manager replies" not in words
    raised = raise_escalation(
        decided,
        why="He has been hungry for six weeks.",
        evidence="Asked for toast on six mornings.",
        asks_for="A visit this week.",
        believes_level=3,
        immediate_harm=False,
        by=delphine,
    )
    assert (raised.stage, raised.owner) == (1, asha)


def test_saying_that_it_was_read_comes_after_what_is_read(decided: Referral, delphine: User, browser: Browser) -> None:
    client = browser(delphine)
    page = main(client, "mash:outcome", decided)
    assert page.index("Nobody says that anyone hurts him.") < page.index("Tell us at once if")
    assert page.index("Tell us at once if") < page.index("I have read this") < page.index("Escalate this decision")
    assert page.count('class="govuk-button"') == 1
    client.post(reverse("mash:mark_read", args=[decided.reference]))
    page = main(client, "mash:outcome", decided)
    confirmed = page[page.index("Read on Front Door") :]
    assert confirmed.index("</p>") < confirmed.index("Escalate this decision")
    assert page.count("Escalate this decision") == 1


def test_a_refusal_is_no_green_panel_and_promises_nothing_any_more(
    held: Referral, asha: User, delphine: User, browser: Browser, push_back: Callable[..., Decision]
) -> None:
    before = main(browser(delphine), "referrals:sent", held)
    assert "govuk-panel--confirmation" in before
    assert "MASH decides by" in before
    push_back(held, asha)
    after = main(browser(delphine), "referrals:sent", held)
    assert "govuk-panel--confirmation" not in after
    assert "MASH decides by" not in after
    assert "Sent 11:20 today." in after
    assert "MASH has decided" in after
    assert "Level 2 of 4" in after
    assert "Read the outcome" in after


@pytest.mark.parametrize("name", ["referrals:sent", "referrals:copy", "referrals:add_information", "mash:outcome"])
def test_a_lead_finds_a_colleagues_referral_under_the_agency(
    decided: Referral, delphine: User, wilf: User, browser: Browser, name: str
) -> None:
    assert menu(browser(wilf), name, decided) == "Our agency"
    assert menu(browser(delphine), name, decided) == "My referrals"


def test_the_pages_of_a_colleagues_referral_do_not_say_that_the_lead_sent_it(
    decided: Referral, delphine: User, asha: User, wilf: User, browser: Browser
) -> None:
    mine, agency = (reverse("referrals:mine"), "My referrals"), (reverse("referrals:agency"), "Our agency")
    for name, own, others in (
        ("referrals:sent", "Read what you sent", "Read what was sent"),
        ("mash:outcome", "What you sent", "What was sent"),
    ):
        assert way_back(browser(delphine), name, decided) == [mine]
        assert way_back(browser(wilf), name, decided) == [agency]
        assert own in main(browser(delphine), name, decided)
        page = main(browser(wilf), name, decided)
        assert (own in page, others in page) == (False, True)
    by_wilf = sent_referral(wilf)
    assert way_back(browser(wilf), "referrals:sent", by_wilf) == [mine]
    actions.claim(by_wilf, by=asha)
    assert way_back(browser(asha), "referrals:sent", by_wilf) == [("/", "Back")]
