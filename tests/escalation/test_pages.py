"""The pages of escalations: who sees them, what each reader may do there, and that nothing typed is lost."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from escalation import actions
from escalation.models import Escalation
from referrals.models import Referral
from tests.answers import words_of
from tests.escalation.conftest import ASKS, EVIDENCE, REASONS, WHY
from tests.factories import sent_referral
from trail.models import Entry

FORM = {"why": WHY, "evidence": EVIDENCE, "asks_for": ASKS, "believes_level": "3", "immediate_harm": "no"}
REPLY = {"answer": "no", "words": REASONS, "would_resolve": "A log that shows more."}
AGREE = {
    "answer": "agree",
    "words": REASONS,
    "level": "3",
    "route": "early_help",
    "rationale": "The missed check-ins make this more than help in school.",
    "differs_reason": "The check-in log was not known when it was scored.",
}


def path(escalation: Escalation, step: str = "") -> str:
    return f"/escalations/{escalation.pk}/{step}"


class TestWhoSees:
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("delphine", 200),
            ("wilf", 200),
            ("asha", 200),
            ("tomas", 200),
            ("marek", 200),
            ("ola", 200),
            ("bronwen", 404),
            ("charlie", 404),
            ("strange_lead", 404),
            ("niamh", 404),
            ("petra", 404),
        ],
    )
    def test_the_page(
        self, who: str, status: int, client: Client, raised: Escalation, request: pytest.FixtureRequest
    ) -> None:
        person = request.getfixturevalue(who)
        client.force_login(person)
        before = Entry.objects.count()
        page = client.get(path(raised))
        assert page.status_code == status
        reads = Entry.objects.filter(verb="read", record_id=raised.referral_id, actor_id=person.pk)
        assert reads.count() == (status == 200)
        if status == 404:
            assert Entry.objects.count() == before
            assert raised.referral.reference not in page.content.decode()

    def test_hidden_and_absent_are_the_same(self, client: Client, raised: Escalation, charlie: User) -> None:
        client.force_login(charlie)
        hidden = client.get(path(raised))
        absent = client.get("/escalations/00000000-0000-4000-8000-000000000000/")
        assert hidden.status_code == absent.status_code == 404
        assert words_of(hidden) == words_of(absent)

    @pytest.mark.parametrize("step", ["reply/", "further/", "close/", "ask-manager/", "learning/"])
    def test_no_step_is_open_to_a_stranger(
        self, step: str, client: Client, raised: Escalation, charlie: User, delphine: User
    ) -> None:
        client.force_login(charlie)
        assert client.post(path(raised, step), REPLY).status_code == 404
        client.force_login(delphine)
        assert client.get(path(raised, step)).status_code == 405
        raised.refresh_from_db()
        assert (raised.status, raised.stage) == ("open", 1)

    @pytest.mark.parametrize(
        ("who", "sees"),
        [("delphine", True), ("wilf", True), ("asha", True), ("ola", True), ("bronwen", False), ("charlie", False)],
    )
    def test_the_list(
        self, who: str, sees: bool, client: Client, raised: Escalation, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        page = client.get("/escalations/")
        assert page.status_code == 200
        text = page.content.decode()
        assert (path(raised) in text) is sees
        assert "Fablewood" not in text
        assert Entry.objects.filter(verb="read", facts__view="escalations").count() == sees

    @pytest.mark.parametrize("who", ["niamh", "petra"])
    def test_the_list_is_nothing_to_others(
        self, who: str, client: Client, raised: Escalation, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get("/escalations/").status_code == 404


class TestWhereThingsStand:
    """What each side may do stands under its own heading, and the list says what its columns are."""

    def test_the_referrers_ways_are_not_under_mash(self, client: Client, raised: Escalation, delphine: User) -> None:
        client.force_login(delphine)
        page = words_of(client.get(path(raised)))
        assert page.index("<strong>MASH</strong>") < page.index("No reply yet.")
        assert page.index("No reply yet.") < page.index(">What you can do now</h2>") < page.index("End the escalation")
        mash_column = page[page.index("No reply yet.") : page.index(">What you can do now</h2>")]
        assert "<form" not in mash_column

    def test_mash_replies_under_its_own_heading(self, client: Client, raised: Escalation, asha: User) -> None:
        client.force_login(asha)
        page = words_of(client.get(path(raised)))
        assert page.index("<strong>MASH</strong>") < page.index("Your reply to Delphine Marchpane")
        assert "What you can do now" not in page
        assert "End the escalation" not in page

    def test_a_manager_who_may_end_it_reads_another_heading(
        self, client: Client, raised: Escalation, delphine: User, marek: User
    ) -> None:
        Escalation.objects.filter(pk=raised.pk).update(stage=5, status="answered", reply_due_at=None)
        client.force_login(marek)
        page = words_of(client.get(path(raised)))
        assert page.index(">To end it</h2>") < page.index("Accept and end the escalation")
        assert "What you can do now" not in page

    def test_the_list_has_heads_and_one_way_to_say_time(self, client: Client, raised: Escalation, marek: User) -> None:
        client.force_login(marek)
        page = words_of(client.get("/escalations/"))
        heads = ("Time, or outcome", "Level", "Stage, children, source", "Who is asked")
        row = page[page.index('class="fd-cols') :]
        assert tuple(re.findall(r"<span>([^<]*)</span>", row[: row.index("</div>")])) == heads
        for left, words in (
            (timedelta(hours=43, minutes=21), "1 day 19 h left to reply"),
            (timedelta(hours=23, minutes=59), "23 h 59 min left to reply"),
        ):
            with clock.moved_to(raised.reply_due_at - left):
                later = Client()
                later.force_login(marek)
                assert words in words_of(later.get("/escalations/"))


class TestRaise:
    def address(self, referral: Referral) -> str:
        return f"/referrals/{referral.reference}/escalate/"

    def test_the_form_says_999_first_and_presets_nothing(
        self, client: Client, decided: Referral, delphine: User
    ) -> None:
        client.force_login(delphine)
        page = client.get(self.address(decided)).content.decode()
        assert page.index("Call 999") < page.index("<form method=")
        assert " checked" not in page
        assert "Help in school fits the worries" not in page  # MASH's own rationale

    def test_sends_and_shows_the_ladder(self, client: Client, decided: Referral, delphine: User) -> None:
        client.force_login(delphine)
        answer = client.post(self.address(decided), FORM)
        escalation = Escalation.objects.get()
        assert (answer.status_code, answer.headers["Location"]) == (302, path(escalation))
        page = client.get(path(escalation)).content.decode()
        for words in (
            WHY,
            EVIDENCE,
            ASKS,
            "Asha Inkwell owes the reply",
            "1 day left to reply",
            "Reply due 11:20 tomorrow",
        ):
            assert words in page
        assert page.count("fd-ladder__step--now") == 1
        assert page.count("fd-ladder__step--next") == 4

    @pytest.mark.parametrize("field", list(FORM))
    def test_what_is_missing_is_said_and_nothing_typed_is_lost(
        self, field: str, client: Client, decided: Referral, delphine: User
    ) -> None:
        client.force_login(delphine)
        page = client.post(self.address(decided), {**FORM, field: ""})
        text = page.content.decode()
        assert page.status_code == 200
        assert "There is a problem" in text
        assert f'id="id_{field}-error"' in text
        assert all(words in text for name, words in FORM.items() if name != field and len(words) > 3)
        assert not Escalation.objects.exists()

    def test_a_rule_of_the_action_is_said_beside_its_field(
        self, client: Client, decided: Referral, delphine: User
    ) -> None:
        client.force_login(delphine)
        text = client.post(self.address(decided), {**FORM, "why": "No."}).content.decode()
        assert "Say why you disagree, in at least 20 characters." in text
        assert 'id="id_why-error"' in text

    def test_a_second_one_leads_to_the_first(self, client: Client, raised: Escalation, wilf: User) -> None:
        client.force_login(wilf)
        answer = client.post(self.address(raised.referral), FORM)
        assert (answer.status_code, answer.headers["Location"]) == (302, path(raised))
        assert Escalation.objects.count() == 1

    def test_not_before_the_decision(self, client: Client, at_tuesday: datetime, delphine: User) -> None:
        client.force_login(delphine)
        page = client.get(self.address(sent_referral(delphine)))
        assert (page.status_code, "has not decided yet" in page.content.decode()) == (409, True)

    @pytest.mark.parametrize("who", ["asha", "marek", "ola", "niamh", "bronwen", "charlie", "strange_lead", "petra"])
    def test_is_nothing_to_everybody_else(
        self, who: str, client: Client, decided: Referral, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(self.address(decided)).status_code == 404
        assert client.post(self.address(decided), FORM).status_code == 404


class TestAnswering:
    def test_the_owner_replies(self, client: Client, raised: Escalation, asha: User) -> None:
        client.force_login(asha)
        page = client.get(path(raised)).content.decode()
        assert "You owe the reply" in page
        assert "Ask a manager to reply" in page
        assert "Agree: make a new decision" not in page
        assert client.post(path(raised, "reply/"), REPLY).status_code == 302
        raised.refresh_from_db()
        assert raised.status == "answered"

    def test_a_manager_agrees_with_a_new_decision(self, client: Client, raised: Escalation, marek: User) -> None:
        client.force_login(marek)
        assert "Agree: make a new decision" in client.get(path(raised)).content.decode()
        answer = client.post(path(raised, "reply/"), AGREE, follow=True)
        raised.refresh_from_db()
        assert (raised.status, raised.outcome) == ("agreed", "changed")
        assert "a new decision was made" in answer.content.decode()
        assert raised.referral.decisions.made().get().level == 3

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"answer": ""}, "answer"),
            ({"words": ""}, "words"),
            ({"words": "No."}, "words"),
            ({"would_resolve": ""}, "would_resolve"),
        ],
    )
    def test_a_reply_without_its_parts(
        self, change: dict[str, str], field: str, client: Client, raised: Escalation, asha: User
    ) -> None:
        client.force_login(asha)
        page = client.post(path(raised, "reply/"), {**REPLY, **change})
        text = page.content.decode()
        assert (page.status_code, f'id="reply-{field}-error"' in text) == (200, True)
        assert "<title>Error: " in text
        raised.refresh_from_db()
        assert raised.status == "open"

    @pytest.mark.parametrize("field", ["level", "route", "rationale"])
    def test_an_agreement_without_its_decision(
        self, field: str, client: Client, raised: Escalation, marek: User
    ) -> None:
        client.force_login(marek)
        text = client.post(path(raised, "reply/"), {**AGREE, field: ""}).content.decode()
        assert f'id="reply-{field}-error"' in text
        assert REASONS in text
        raised.refresh_from_db()
        assert raised.status == "open"

    def test_a_worker_cannot_post_an_agreement(self, client: Client, raised: Escalation, asha: User) -> None:
        client.force_login(asha)
        assert client.post(path(raised, "reply/"), AGREE).status_code == 200
        raised.refresh_from_db()
        assert raised.status == "open"

    def test_a_reply_to_what_was_answered_meanwhile_keeps_the_words(
        self, client: Client, raised: Escalation, asha: User, marek: User
    ) -> None:
        client.force_login(marek)
        actions.reply(raised, answer="no", words=REASONS, would_resolve="A log.", by=asha)
        page = client.post(path(raised, "reply/"), {**REPLY, "words": "My own reasons, typed with care."})
        assert page.status_code == 200
        text = page.content.decode()
        assert "already has its reply" in text
        assert "My own reasons, typed with care." in text

    def test_the_owner_hands_it_to_the_managers(self, client: Client, raised: Escalation, asha: User) -> None:
        client.force_login(asha)
        client.post(path(raised, "ask-manager/"))
        raised.refresh_from_db()
        assert raised.owner is None
        assert "The MASH managers owe the reply" in client.get(path(raised)).content.decode()


class TestAfterTheReply:
    @pytest.fixture
    def answered(self, raised: Escalation, asha: User) -> Escalation:
        return actions.reply(raised, answer="no", words=REASONS, would_resolve="A fuller log.", by=asha)

    def test_the_referrer_reads_it_and_takes_it_further(
        self, client: Client, answered: Escalation, delphine: User
    ) -> None:
        client.force_login(delphine)
        page = client.get(path(answered)).content.decode()
        for words in ("Your turn", REASONS, "A fuller log.", "Take it further", "Accept and end the escalation"):
            assert words in page
        assert client.post(path(answered, "further/"), {"why": WHY}).status_code == 302
        answered.refresh_from_db()
        assert answered.stage == 2

    def test_or_accepts_it(self, client: Client, answered: Escalation, wilf: User) -> None:
        client.force_login(wilf)
        page = client.post(path(answered, "close/"), follow=True).content.decode()
        assert "the decision stands" in page
        assert "Take it further" not in page

    def test_a_manager_writes_down_what_was_learned(
        self, client: Client, answered: Escalation, delphine: User, marek: User
    ) -> None:
        actions.close(answered, by=delphine)
        client.force_login(marek)
        lesson = "Ask for the check-in log first."
        page = client.post(path(answered, "learning/"), {"learning": lesson}, follow=True).content.decode()
        assert lesson in page

    def test_mash_is_refused_what_the_referrer_does(self, client: Client, answered: Escalation, marek: User) -> None:
        client.force_login(marek)
        for step in ("further/", "close/"):
            page = client.post(path(answered, step), {"why": WHY})
            assert (page.status_code, "Only the referrer" in page.content.decode()) == (200, True)
        answered.refresh_from_db()
        assert (answered.status, answered.stage) == ("answered", 1)


class TestLate:
    def test_is_shown_as_late_and_may_be_taken_further(
        self, client: Client, raised: Escalation, delphine: User
    ) -> None:
        client.force_login(delphine)
        assert "Take it further" not in client.get(path(raised)).content.decode()
        with clock.moved_to(raised.raised_at + timedelta(hours=25)):
            client.logout()  # the session of the day before has ended
            client.force_login(delphine)
            page = client.get(path(raised)).content.decode()
            listed = client.get("/escalations/?show=late").content.decode()
        for words in ("1 h over to reply", "Reply was due", "Take it further", "May be asked now"):
            assert words in page
        assert path(raised) in listed

    def test_immediate_harm_tells_to_ring(
        self, client: Client, decided: Referral, raise_one: Callable[..., Escalation], delphine: User
    ) -> None:
        escalation = raise_one(decided, delphine, immediate_harm=True)
        client.force_login(delphine)
        page = client.get(path(escalation)).content.decode()
        assert "Call 999, then ring MASH" in page
        assert "4 h left to reply" in page
        assert page.count("Not asked: a child may be harmed") == 2


class TestList:
    @pytest.fixture
    def many(
        self,
        at_tuesday: datetime,
        decide: Callable[..., Referral],
        raise_one: Callable[..., Escalation],
        delphine: User,
        asha: User,
    ) -> list[Escalation]:
        """Thirty, of every sort: owed, answered, ended."""
        made = []
        for place in range(30):
            with clock.moved_to(at_tuesday + timedelta(minutes=place // 2)):
                escalation = raise_one(decide(delphine, asha), delphine, immediate_harm=place % 3 == 0)
                if place % 5 in (1, 2):
                    actions.close(escalation, by=delphine)
            made.append(escalation)
        return made

    def test_is_in_the_order_of_what_is_owed_and_pages_meet(
        self, client: Client, many: list[Escalation], delphine: User
    ) -> None:
        client.force_login(delphine)
        seen, href = [], "/escalations/"
        while href:
            text = client.get(href).content.decode()
            seen += re.findall(r'href="/escalations/([-0-9a-f]{36})/"', text)
            following = re.search(r'href="(/escalations/\?[^"]*after=[^"]*)" rel="next"', text)
            href = following[1].replace("&amp;", "&") if following else ""
        found = [Escalation.objects.get(pk=key) for key in seen]
        assert len(seen) == len(set(seen)) == 30
        owed = [one.reply_due_at for one in found if one.reply_due_at]
        assert owed == sorted(owed)
        assert [bool(one.reply_due_at) for one in found] == [True] * 18 + [False] * 12

    @pytest.mark.parametrize(("query", "count"), [("show=owed", 18), ("show=ended", 12), ("stage=3&show=live", 6)])
    def test_filters(self, query: str, count: int, client: Client, many: list[Escalation], delphine: User) -> None:
        client.force_login(delphine)
        assert client.get(f"/escalations/?{query}").content.decode().count('<li class="fd-family-card') == count

    @pytest.mark.parametrize("query", ["show=%00", "stage=9", "after=x", "after=%00", "stage=1;drop"])
    def test_an_address_that_makes_no_sense_shows_the_first_page(
        self, query: str, client: Client, raised: Escalation, delphine: User
    ) -> None:
        client.force_login(delphine)
        page = client.get(f"/escalations/?{query}")
        assert (page.status_code, path(raised) in page.content.decode()) == (200, True)

    def test_costs_the_same_for_one_and_for_many(
        self, client: Client, raised: Escalation, request: pytest.FixtureRequest, marek: User
    ) -> None:
        client.force_login(marek)

        def ask() -> int:
            client.get("/escalations/")
            with CaptureQueriesContext(connection) as captured:
                client.get("/escalations/")
            return len(captured)

        one = ask()
        request.getfixturevalue("many")
        assert ask() == one < 20


def test_what_shows_it_is_read_with_the_clock_running(
    client: Client, decide: Callable[..., Referral], delphine: User, asha: User, marek: User
) -> None:
    """On a clock that moves between two readings, as it does outside the tests."""
    raised = actions.raise_escalation(
        decide(delphine, asha),
        why=WHY,
        evidence=EVIDENCE,
        asks_for=ASKS,
        believes_level=3,
        immediate_harm=False,
        by=delphine,
    )
    client.force_login(marek)
    page = client.get(path(raised)).content.decode()
    assert EVIDENCE in page
    assert ASKS in page
