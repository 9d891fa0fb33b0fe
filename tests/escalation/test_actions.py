"""Raise, reply, take further, end: what each writes, and what each refuses."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from core import clock
from core.clock import LONDON
from core.errors import Conflict, Refused
from escalation import actions
from escalation.models import Escalation, StageRow
from mash.choices import Choice
from notifications.models import Message
from referrals.models import Referral
from sla.models import Deadline
from tests.escalation.conftest import ASKS, EVIDENCE, REASONS, WHY
from tests.factories import sent_referral
from trail.models import Entry

NEW = Choice(
    level=3,
    route="early_help",
    rationale="The missed check-ins make this more than help in school.",
    differs_reason="The check-in log was not known when it was scored.",
)


def written() -> tuple[int, int, int, int]:
    """Everything an action could leave behind."""
    return (Escalation.objects.count(), StageRow.objects.count(), Deadline.objects.count(), Entry.objects.count())


def no(escalation: Escalation, by: User) -> Escalation:
    return actions.reply(escalation, answer="no", words=REASONS, would_resolve="A log that shows more.", by=by)


class TestRaise:
    def test_asks_the_decision_maker_and_starts_one_working_day(
        self, decided: Referral, raised: Escalation, asha: User, delphine: User
    ) -> None:
        raised.refresh_from_db()
        row = raised.stages.get()
        due = datetime(2026, 11, 18, 11, 20, tzinfo=LONDON)
        assert (raised.stage, raised.status, raised.owner, raised.outcome) == (1, "open", asha, "none")
        assert (raised.evidence, raised.asks_for, raised.believes_level) == (EVIDENCE, ASKS, 3)
        assert raised.decision == decided.decisions.made().get()
        assert (row.number, row.argument, row.argued_by, row.owner, row.due_at) == (1, WHY, delphine, asha, due)
        deadline = Deadline.objects.open().on(raised.pk).get()
        assert (deadline.clock, deadline.due_at, deadline.holder) == ("escalation_reply", due, asha)
        assert deadline.record_id == decided.pk

    def test_tells_the_owner_once_and_writes_the_trail(self, raised: Escalation, asha: User, delphine: User) -> None:
        message = Message.objects.get(kind="escalation_raised")
        assert (message.to, message.reference, message.path) == (
            asha,
            raised.referral.reference,
            f"/escalations/{raised.pk}/",
        )
        entry = Entry.objects.get(verb="escalated")
        assert (entry.subject_id, entry.record_id, entry.actor_id) == (raised.pk, raised.referral_id, delphine.pk)
        assert entry.facts == {"stage": 1, "immediate_harm": False}

    def test_immediate_harm_skips_to_stage_three_in_four_hours(
        self, decided: Referral, raise_one: Callable[..., Escalation], delphine: User, marek: User
    ) -> None:
        escalation = raise_one(decided, delphine, immediate_harm=True)
        assert (escalation.stage, escalation.owner) == (3, None)
        assert escalation.reply_due_at == datetime(2026, 11, 17, 15, 20, tzinfo=UTC)
        assert [message.to for message in Message.objects.filter(kind="escalation_raised")] == [marek]
        assert Deadline.objects.open().on(escalation.pk).get().team == "mash_manager"

    def test_goes_to_the_managers_when_the_decision_maker_has_left(
        self, decided: Referral, raise_one: Callable[..., Escalation], delphine: User, asha: User, marek: User
    ) -> None:
        asha.is_active = False
        asha.save(update_fields=["is_active"])
        escalation = raise_one(decided, delphine)
        assert (escalation.stage, escalation.owner) == (1, None)
        assert [message.to for message in Message.objects.filter(kind="escalation_raised")] == [marek]

    def test_the_lead_of_the_agency_may(
        self, decided: Referral, raise_one: Callable[..., Escalation], wilf: User
    ) -> None:
        assert raise_one(decided, wilf).raised_by == wilf

    @pytest.mark.parametrize("who", ["bronwen", "charlie", "strange_lead", "asha", "marek", "niamh", "ola", "petra"])
    def test_nobody_else_may(
        self,
        who: str,
        request: pytest.FixtureRequest,
        decided: Referral,
        raise_one: Callable[..., Escalation],
    ) -> None:
        person = request.getfixturevalue(who)
        before = written()
        with pytest.raises(Refused):
            raise_one(decided, person)
        assert written() == before

    def test_not_before_there_is_a_decision(
        self, at_tuesday: datetime, delphine: User, raise_one: Callable[..., Escalation]
    ) -> None:
        referral = sent_referral(delphine)
        before = written()
        with pytest.raises(Conflict, match="no decision"):
            raise_one(referral, delphine)
        assert written() == before

    def test_one_at_a_time(
        self, decided: Referral, raised: Escalation, raise_one: Callable[..., Escalation], wilf: User
    ) -> None:
        before = written()
        with pytest.raises(Conflict, match="already open"):
            raise_one(decided, wilf)
        assert written() == before

    @pytest.mark.parametrize(
        ("field", "value"),
        [("why", "No."), ("evidence", "  "), ("asks_for", ""), ("believes_level", 5), ("believes_level", 0)],
    )
    def test_says_which_words_are_missing(
        self,
        field: str,
        value: object,
        decided: Referral,
        raise_one: Callable[..., Escalation],
        delphine: User,
    ) -> None:
        before = written()
        with pytest.raises(Refused) as refusal:
            raise_one(decided, delphine, **{field: value})
        assert refusal.value.field == field
        assert written() == before


class TestReply:
    def test_not_agreed_stops_the_clock_and_tells_who_raised_it(
        self, raised: Escalation, asha: User, delphine: User
    ) -> None:
        with clock.moved_to(raised.raised_at + timedelta(hours=3)):
            no(raised, asha)
        raised.refresh_from_db()
        row = raised.stages.get()
        assert (raised.status, raised.reply_due_at, raised.outcome) == ("answered", None, "none")
        assert (row.answer, row.reply, row.replied_by) == ("no", REASONS, asha)
        deadline = Deadline.objects.on(raised.pk).get()
        assert deadline.stopped_at == raised.raised_at + timedelta(hours=3)
        assert Message.objects.get(kind="escalation_reply").to == delphine
        assert Entry.objects.get(verb="replied").facts == {"stage": 1, "answer": "no", "late": False}

    def test_a_late_reply_is_counted_as_late(self, raised: Escalation, asha: User) -> None:
        assert raised.reply_due_at is not None
        with clock.moved_to(raised.reply_due_at + timedelta(seconds=1)):
            no(raised, asha)
        assert Entry.objects.get(verb="replied").facts["late"] is True

    def test_to_agree_makes_a_new_decision_beside_the_old_one(
        self, raised: Escalation, marek: User, decided: Referral
    ) -> None:
        old = raised.decision
        actions.reply(raised, answer="agree", words=REASONS, decision=NEW, by=marek)
        raised.refresh_from_db()
        old.refresh_from_db()
        new = decided.decisions.made().get()
        assert (raised.status, raised.outcome, raised.new_decision) == ("agreed", "changed", new)
        assert (raised.closed_by, raised.closed_at) == (marek, clock.now())
        assert (old.state, old.level, new.level, new.route, new.supersedes) == (
            "superseded",
            2,
            3,
            "early_help",
            old,
        )
        assert new.reply == REASONS
        assert not Deadline.objects.open().on(raised.pk).exists()

    def test_agreement_without_its_decision_writes_nothing(self, raised: Escalation, marek: User) -> None:
        before = written()
        with pytest.raises(Refused) as refusal:
            actions.reply(raised, answer="agree", words=REASONS, by=marek)
        assert refusal.value.field == "level"
        assert written() == before

    def test_a_decision_that_cannot_be_made_undoes_the_reply(self, raised: Escalation, marek: User) -> None:
        before = written()
        with pytest.raises(Refused) as refusal:
            actions.reply(raised, answer="agree", words=REASONS, decision=Choice(3, "early_help", "short"), by=marek)
        assert refusal.value.field == "rationale"
        assert written() == before
        raised.refresh_from_db()
        assert raised.status == "open"

    def test_a_worker_asks_a_manager_to_agree(self, raised: Escalation, asha: User, marek: User) -> None:
        with pytest.raises(Refused, match="manager makes the new decision"):
            actions.reply(raised, answer="agree", words=REASONS, decision=NEW, by=asha)
        actions.ask_manager(raised, by=asha)
        raised.refresh_from_db()
        assert raised.owner is None
        assert Deadline.objects.open().on(raised.pk).get().holder is None
        assert Message.objects.filter(kind="escalation_raised", to=marek).count() == 1
        with pytest.raises(Refused):
            no(raised, asha)
        assert actions.reply(raised, answer="agree", words=REASONS, decision=NEW, by=marek).outcome == "changed"

    @pytest.mark.parametrize("who", ["delphine", "wilf", "tomas", "ola", "niamh", "petra", "charlie"])
    def test_only_the_owner_or_a_manager(self, who: str, request: pytest.FixtureRequest, raised: Escalation) -> None:
        person = request.getfixturevalue(who)
        before = written()
        with pytest.raises(Refused):
            no(raised, person)
        assert written() == before

    def test_once(self, raised: Escalation, asha: User, marek: User) -> None:
        no(raised, asha)
        before = written()
        with pytest.raises(Conflict, match="already has its reply"):
            no(raised, marek)
        assert written() == before

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"answer": "maybe"}, "answer"),
            ({"words": "No."}, "words"),
            ({"would_resolve": " "}, "would_resolve"),
            ({"decision": NEW}, "answer"),
        ],
    )
    def test_says_what_is_missing(self, given: dict[str, object], field: str, raised: Escalation, asha: User) -> None:
        before = written()
        with pytest.raises(Refused) as refusal:
            actions.reply(raised, **{"answer": "no", "words": REASONS, "would_resolve": "A log.", **given}, by=asha)
        assert refusal.value.field == field
        assert written() == before


class TestTakeFurther:
    def test_asks_the_next_stage_after_a_reply(self, raised: Escalation, asha: User, wilf: User, marek: User) -> None:
        no(raised, asha)
        with clock.moved_to(clock.now() + timedelta(hours=1)):
            actions.take_further(raised, why=WHY, by=wilf)
        raised.refresh_from_db()
        assert (raised.stage, raised.status, raised.owner) == (2, "open", None)
        second = raised.stages.get(number=2)
        assert (second.argued_by, second.due_at) == (wilf, datetime(2026, 11, 18, 12, 20, tzinfo=LONDON))
        assert Message.objects.filter(kind="escalation_raised", to=marek).count() == 1
        assert Deadline.objects.on(raised.pk).count() == 2
        assert Deadline.objects.open().on(raised.pk).get().due_at == second.due_at

    def test_not_before_the_time_is_up(self, raised: Escalation, delphine: User) -> None:
        assert raised.reply_due_at is not None
        with clock.moved_to(raised.reply_due_at), pytest.raises(Refused, match="still has time"):
            actions.take_further(raised, why=WHY, by=delphine)

    def test_without_a_reply_once_it_is_late(self, raised: Escalation, delphine: User) -> None:
        assert raised.reply_due_at is not None
        with clock.moved_to(raised.reply_due_at + timedelta(seconds=1)):
            actions.take_further(raised, why=WHY, by=delphine)
        raised.refresh_from_db()
        first = raised.stages.get(number=1)
        assert (raised.stage, raised.status, first.answer, first.replied_at) == (2, "open", "", None)
        assert Deadline.objects.on(raised.pk).missed(clock.now()).count() == 1

    def test_up_to_stage_five_and_no_further(self, raised: Escalation, delphine: User, marek: User) -> None:
        for stage in range(1, 6):
            raised.refresh_from_db()
            assert raised.stage == stage
            no(raised, marek)
            if stage < 5:
                actions.take_further(raised, why=WHY, by=delphine)
        with pytest.raises(Refused, match="Stage 5 is the last"):
            actions.take_further(raised, why=WHY, by=delphine)
        assert actions.close(raised, by=marek).outcome == "upheld"

    @pytest.mark.parametrize("who", ["asha", "marek", "ola", "bronwen"])
    def test_only_the_side_of_the_referrer(
        self, who: str, request: pytest.FixtureRequest, raised: Escalation, asha: User
    ) -> None:
        no(raised, asha)
        before = written()
        with pytest.raises(Refused):
            actions.take_further(raised, why=WHY, by=request.getfixturevalue(who))
        assert written() == before


class TestEnd:
    @pytest.mark.parametrize(("answer", "outcome"), [("no", "upheld"), ("partly", "partly")])
    def test_to_accept_the_reply_ends_it(
        self, answer: str, outcome: str, raised: Escalation, asha: User, delphine: User
    ) -> None:
        actions.reply(raised, answer=answer, words=REASONS, would_resolve="A log.", by=asha)
        actions.close(raised, by=delphine)
        raised.refresh_from_db()
        assert (raised.status, raised.outcome, raised.closed_by) == ("closed", outcome, delphine)
        assert Entry.objects.get(verb="closed").facts == {"outcome": outcome, "stage": 1}

    def test_to_withdraw_stops_the_clock(self, raised: Escalation, delphine: User) -> None:
        actions.close(raised, by=delphine)
        raised.refresh_from_db()
        assert (raised.outcome, raised.reply_due_at) == ("upheld", None)
        assert not Deadline.objects.open().on(raised.pk).exists()

    def test_mash_does_not_end_what_is_disputed(self, raised: Escalation, asha: User, marek: User) -> None:
        no(raised, asha)
        for person in (asha, marek):
            with pytest.raises(Refused, match="Only the referrer"):
                actions.close(raised, by=person)

    def test_a_new_one_may_follow(
        self, decided: Referral, raised: Escalation, raise_one: Callable[..., Escalation], delphine: User, marek: User
    ) -> None:
        actions.reply(raised, answer="agree", words=REASONS, decision=NEW, by=marek)
        decided.refresh_from_db()
        again = raise_one(decided, delphine)
        assert again.decision == decided.decisions.made().get() != raised.decision

    def test_what_was_learned_is_written_once_by_a_manager(
        self, raised: Escalation, delphine: User, asha: User, marek: User
    ) -> None:
        lesson = "Ask for the check-in log before pushing back."
        with pytest.raises(Conflict, match="not ended"):
            actions.record_learning(raised, learning=lesson, by=marek)
        actions.close(raised, by=delphine)
        with pytest.raises(Refused, match="Only a MASH manager"):
            actions.record_learning(raised, learning=lesson, by=asha)
        actions.record_learning(raised, learning=lesson, by=marek)
        raised.refresh_from_db()
        assert (raised.learning, raised.learned_by) == (lesson, marek)
        with pytest.raises(Conflict, match="already written"):
            actions.record_learning(raised, learning=lesson, by=marek)


class TestTheDatabase:
    @pytest.mark.parametrize("change", [{"evidence": "Other"}, {"asks_for": "Other"}, {"believes_level": 1}])
    def test_keeps_the_words(self, change: dict[str, object], raised: Escalation) -> None:
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            Escalation.objects.filter(pk=raised.pk).update(**change)

    def test_keeps_what_was_argued_and_replied(self, raised: Escalation, asha: User) -> None:
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            raised.stages.update(argument="Other words than those that were sent.")
        no(raised, asha)
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            raised.stages.update(reply="Other words than those that were sent.")

    def test_keeps_how_it_ended(self, raised: Escalation, delphine: User) -> None:
        actions.close(raised, by=delphine)
        with pytest.raises(DatabaseError, match="stays as it ended"), transaction.atomic():
            Escalation.objects.filter(pk=raised.pk).update(outcome="partly")

    def test_removes_nothing(self, raised: Escalation) -> None:
        with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
            raised.stages.all().delete()

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "closed"},
            {"status": "answered"},
            {"outcome": "changed"},
            {"closed_at": datetime(2026, 11, 18, tzinfo=UTC)},
            {"stage": 6},
            {"status": "lost"},
        ],
    )
    def test_refuses_half_a_change(self, change: dict[str, object], raised: Escalation) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Escalation.objects.filter(pk=raised.pk).update(**change)

    def test_holds_one_live_escalation_for_a_referral(self, raised: Escalation) -> None:
        raised.refresh_from_db()
        raised.pk, raised._state.adding = None, True
        twin = Escalation(**{f.attname: getattr(raised, f.attname) for f in Escalation._meta.fields if f.name != "id"})
        with pytest.raises(IntegrityError, match="escalation_one_live"), transaction.atomic():
            twin.save()
