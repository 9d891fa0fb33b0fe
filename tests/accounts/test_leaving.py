"""People leave; nothing of what they held stays with them, on any path."""

import random
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from accounts.actions import add_person, deactivate
from accounts.api_keys import make_api_key
from accounts.leaving import held_by, orphans
from accounts.models import Agency, ApiKey, User
from accounts.roles import Role
from core import clock
from core.errors import Refused
from escalation.models import Escalation
from mash import actions
from mash.actions import PushBack
from mash.models import Decision, EarlyHelpCase, Telling
from notifications.letters import write_letter
from notifications.models import Message
from referrals.actions import give_draft, open_to_managers, record_call, restrict, start_draft
from referrals.models import Access, Draft, Referral
from referrals.submission import submit_referral
from sla.models import Deadline
from tests.factories import fill_draft, sent_referral
from tests.pages.world import HARM, answer, escalate
from trail.models import Entry

pytestmark = pytest.mark.django_db

WHY = "Breakfast club and school can meet this need, and nobody is harmed."
ADVICE = PushBack("threshold", advice="Keep the breakfast club.", would_change="A second worry.")
# Asked of the tables themselves, so that a mistake in the code's own question cannot hide one.
HELD_BY_LEAVERS = """
    SELECT 'referral' FROM referrals_referral r JOIN accounts_user u ON u.id = r.holder_id
        WHERE r.status <> 'decided' AND NOT u.is_active
    UNION ALL SELECT 'clock' FROM sla_deadline d JOIN accounts_user u ON u.id = d.holder_id
        WHERE d.stopped_at IS NULL AND NOT u.is_active
    UNION ALL SELECT 'escalation' FROM escalation_escalation e JOIN accounts_user u ON u.id = e.owner_id
        WHERE e.closed_at IS NULL AND NOT u.is_active
    UNION ALL SELECT 'early help' FROM mash_earlyhelpcase c JOIN accounts_user u ON u.id = c.accepted_by_id
        JOIN referrals_referral r ON r.id = c.referral_id
        WHERE NOT u.is_active AND r.decided_route = 'early_help'
    UNION ALL SELECT 'form' FROM referrals_draft f JOIN accounts_user u ON u.id = f.owner_id
        WHERE f.submitted_at IS NULL AND NOT u.is_active AND EXISTS (SELECT 1 FROM accounts_user l
            WHERE l.agency_id = f.agency_id AND l.role = 'safeguarding_lead' AND l.is_active)
    UNION ALL SELECT 'key' FROM accounts_apikey k JOIN accounts_user u ON u.id = k.acts_as_id
        WHERE k.revoked_at IS NULL AND NOT u.is_active
"""


def left_behind() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(HELD_BY_LEAVERS)
        return [name for (name,) in cursor.fetchall()]


def decide(referral: Referral, by: User, route: str = "push_back") -> Referral:
    actions.claim(referral, by=by)
    push_back = ADVICE if route == "push_back" else None
    actions.record_decision(referral, level=2, route=route, rationale=WHY, reply=WHY, push_back=push_back, by=by)
    referral.refresh_from_db()
    return referral


def messages_to(person: User, kind: str = "handed_on") -> list[tuple[str, int, str]]:
    """(path, count, references) of what a person was sent."""
    return list(Message.objects.filter(to=person, kind=kind).order_by("path").values_list("path", "count", "listed"))


class TestTheDesk:
    def test_open_referrals_go_back_to_the_queue_with_their_clocks(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User
    ) -> None:
        held = [actions.claim(sent_referral(delphine), by=asha) for _ in range(2)]
        due = [one.due_at for one in held]
        assert [one.before for one in held_by(asha)] == ["2 referrals: they go back to the queue."]
        went = deactivate(asha, by=petra)
        assert [one.after for one in went] == ["2 referrals went back to the queue."]
        for one in held:
            one.refresh_from_db()
        assert [(one.holder, one.held_since) for one in held] == [(None, None)] * 2
        assert [one.due_at for one in held] == due
        clocks = Deadline.objects.open().filter(record_id__in=[one.pk for one in held])
        assert clocks.count() >= 2
        assert set(clocks.values_list("holder", flat=True)) == {None}
        references = " ".join(sorted(one.reference for one in held))
        assert messages_to(marek) == [("/queue/", 2, references)]
        released = Entry.objects.filter(verb="released", subject_id__in=[one.pk for one in held])
        assert set(released.values_list("actor_id", flat=True)) == {petra.pk}
        assert left_behind() == []

    def test_a_decided_one_keeps_its_name_and_the_outcome_stays_to_be_told(
        self, at_tuesday: datetime, delphine: User, asha: User, tomas: User, marek: User, petra: User
    ) -> None:
        referral = decide(sent_referral(delphine), asha)
        assert [one.before for one in held_by(asha)] == ["1 outcome not yet read: it stays on the list to be told."]
        deactivate(asha, by=petra)
        referral.refresh_from_db()
        assert referral.holder == asha
        assert Deadline.objects.open().get(record_id=referral.pk, clock="feedback").holder is None
        assert messages_to(marek) == [("/queue/", 1, referral.reference)]
        actions.tell_by_phone(referral, spoke_to="The school office", by=tomas)
        assert Telling.objects.get().told_by == tomas

    @pytest.fixture
    def proposed(self, at_tuesday: datetime, delphine: User, asha: User, marek: User) -> Decision:
        referral = actions.claim(sent_referral(delphine, worries=[(HARM, "told", "“Bram got his belt.”")]), by=asha)
        given = {"rationale": WHY, "differs_reason": WHY, "reply": WHY}
        return actions.record_decision(referral, level=3, route="early_help", **given, by=asha)

    def test_a_proposal_is_the_managers_and_when_agreed_nobody_who_left_owes_anything(
        self, proposed: Decision, asha: User, marek: User, petra: User
    ) -> None:
        deactivate(asha, by=petra)
        proposed.referral.refresh_from_db()
        assert proposed.referral.holder is None
        actions.sign_off(proposed, by=marek)
        assert Deadline.objects.open().get(clock="feedback").holder is None
        assert left_behind() == []

    def test_a_proposal_that_is_sent_back_waits_for_anybody_and_the_desk_hears(
        self, proposed: Decision, asha: User, tomas: User, marek: User, petra: User
    ) -> None:
        deactivate(asha, by=petra)
        actions.return_decision(proposed, why="Ring the hospital before this goes on.", by=marek)
        referral = proposed.referral
        assert messages_to(asha, "decision_returned") == []
        told = Message.objects.filter(kind="new_referral", dedupe_key__startswith="returned:")
        assert set(told.values_list("to", flat=True)) == {tomas.pk, marek.pk}
        assert actions.claim(referral, by=tomas).holder == tomas

    def test_a_referral_closed_to_everybody_else_opens_to_the_managers(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User, person: Callable[..., User]
    ) -> None:
        referral = sent_referral(delphine)
        other = person("Oriel Fennimore", Role.MASH_MANAGER, petra.agency)
        restrict(referral, to=[asha], by=marek)
        deactivate(marek, by=petra)
        assert not Referral.objects.visible_to(other).exists()  # Asha still can
        deactivate(asha, by=petra)
        assert list(Referral.objects.visible_to(other)) == [referral]
        entry = Entry.objects.get(verb="disclosed", actor_id=petra.pk)
        assert (entry.subject_id, entry.facts) == (referral.pk, {"recipient": str(other.pk)})

    def test_while_somebody_can_open_it_nobody_else_is_let_in(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User
    ) -> None:
        referral = sent_referral(delphine)
        restrict(referral, to=[asha], by=marek)
        with pytest.raises(Refused, match="can still open"):
            open_to_managers(referral, by=petra)
        assert Access.objects.filter(referral=referral).count() == 2

    def test_what_somebody_here_holds_is_not_taken_from_them(
        self, at_tuesday: datetime, delphine: User, asha: User, petra: User
    ) -> None:
        held = actions.claim(sent_referral(delphine), by=asha)
        count = Entry.objects.count()
        with pytest.raises(Refused, match="has not left"):
            actions.hand_back(held, by=petra)
        held.refresh_from_db()
        assert (held.holder, Entry.objects.count()) == (asha, count)

    def test_nothing_comes_to_somebody_who_has_left_meanwhile(
        self, at_tuesday: datetime, delphine: User, asha: User, petra: User
    ) -> None:
        """The request began while the account was there: `asha` still says that it is."""
        referral = sent_referral(delphine)
        deactivate(asha, by=petra)
        with pytest.raises(Refused, match="has ended"):
            actions.claim(referral, by=asha)
        referral.refresh_from_db()
        assert referral.holder is None


class TestOthers:
    def test_early_help_waits_for_another_co_ordinator(
        self, at_tuesday: datetime, delphine: User, asha: User, niamh: User, petra: User, person: Callable[..., User]
    ) -> None:
        next_one = person("Sorrel Wickham", Role.EARLY_HELP, petra.agency)
        referral = decide(sent_referral(delphine), asha, "early_help")
        actions.accept_early_help(referral, by=niamh)
        assert [one.before for one in held_by(niamh)] == ["1 family in Early Help: it goes back to the inbox."]
        deactivate(niamh, by=petra)
        case = EarlyHelpCase.objects.get()
        assert (case.accepted_at, case.accepted_by) == (None, None)
        assert messages_to(next_one) == [("/early-help/", 1, referral.reference)]
        assert actions.accept_early_help(referral, by=next_one).accepted_by == next_one

    def test_an_escalation_goes_to_the_managers_by_the_same_time(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User
    ) -> None:
        escalation = escalate(decide(sent_referral(delphine), asha), delphine)
        assert escalation.owner == asha
        due = escalation.reply_due_at
        deactivate(asha, by=petra)
        escalation.refresh_from_db()
        assert (escalation.owner, escalation.reply_due_at) == (None, due)
        assert escalation.stages.get().owner is None
        assert Deadline.objects.open().get(subject_id=escalation.pk).holder is None
        assert Message.objects.filter(kind="escalation_raised", to=marek).count() == 1

    def test_an_answered_one_goes_too_and_its_answer_keeps_its_name(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User
    ) -> None:
        escalation = answer(escalate(decide(sent_referral(delphine), asha), delphine), asha)
        deactivate(asha, by=petra)
        escalation.refresh_from_db()
        assert escalation.owner is None
        assert escalation.stages.get().replied_by == escalation.stages.get().owner == asha

    def test_an_escalation_of_a_decision_by_somebody_who_left_is_the_managers(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User
    ) -> None:
        referral = decide(sent_referral(delphine), asha)
        deactivate(asha, by=petra)
        assert escalate(referral, delphine).owner is None

    def test_keys_end_and_are_on_the_trail(self, delphine: User, petra: User) -> None:
        key = make_api_key(delphine, name="School office", by=petra).row
        deactivate(delphine, by=petra)
        assert ApiKey.objects.get().revoked_at is not None
        assert Entry.objects.filter(verb="erased", subject="api_key", subject_id=key.pk).count() == 1


class TestForms:
    def test_they_go_to_the_lead_with_their_clock_and_can_be_sent(
        self, at_tuesday: datetime, delphine: User, wilf: User, petra: User
    ) -> None:
        form = fill_draft(delphine)
        record_call(form, called_at=clock.now(), by=delphine)
        goes = "1 form not sent: it goes to Wilf Candlemas, safeguarding lead."
        assert [one.before for one in held_by(delphine)] == [goes]
        deactivate(delphine, by=petra)
        form.refresh_from_db()
        assert (form.owner, form.begun_by) == (wilf, delphine)
        assert Deadline.objects.open().get(subject_id=form.pk).holder == wilf
        assert messages_to(wilf) == [("/referrals/", 1, "")]
        browser = Client()
        browser.force_login(wilf)
        assert "Started by Delphine Marchpane, who has left, " in browser.get("/referrals/").content.decode()
        opened = browser.get(f"/referrals/draft/{form.pk}/").content.decode()
        assert "Delphine Marchpane began this form and has left." in opened
        assert submit_referral(form, by=wilf).referrer == wilf
        assert left_behind() == []

    def test_without_a_lead_they_wait_for_one_and_the_administrators_are_told(
        self, at_tuesday: datetime, delphine: User, petra: User, marek: User, hollow_oak: Agency
    ) -> None:
        form = fill_draft(delphine)
        record_call(form, called_at=clock.now(), by=delphine)
        assert "Hollow Oak Primary has no safeguarding lead" in held_by(delphine)[0].before
        deactivate(delphine, by=petra)
        form.refresh_from_db()
        assert form.owner == delphine
        assert Deadline.objects.open().get(subject_id=form.pk).holder is None
        assert messages_to(petra, "forms_wait") == [("/administration/people/", 1, "")]
        given = {"full_name": "Wren Tallow", "email": "wren@hollowoak.example", "agency": hollow_oak}
        lead = add_person(**given, role=Role.SAFEGUARDING_LEAD, by=petra)
        form.refresh_from_db()
        assert (form.owner, form.begun_by) == (lead, delphine)
        assert Deadline.objects.open().get(subject_id=form.pk).holder == lead
        assert messages_to(lead) == [("/referrals/", 1, "")]

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.SAFEGUARDING_LEAD])
    def test_nobody_of_another_agency_and_no_practitioner_takes_them_up(
        self, delphine: User, petra: User, role: Role, tidewell: Agency, hollow_oak: Agency
    ) -> None:
        form = start_draft(by=delphine)
        deactivate(delphine, by=petra)
        agency = hollow_oak if role == Role.PRACTITIONER else tidewell
        new = add_person(
            full_name="Wren Tallow", email=f"wren@{agency.email_domain}", role=role, agency=agency, by=petra
        )
        with pytest.raises(Refused, match="Only a safeguarding lead of the same agency"):
            give_draft(form, to=new, by=petra)
        form.refresh_from_db()
        assert form.owner == delphine

    def test_a_form_of_somebody_here_is_not_given_away(self, delphine: User, wilf: User, petra: User) -> None:
        with pytest.raises(Refused, match="still here"):
            give_draft(start_draft(by=delphine), to=wilf, by=petra)
        assert Draft.objects.get().owner == delphine

    def test_who_has_left_meanwhile_starts_none(self, delphine: User, petra: User) -> None:
        deactivate(delphine, by=petra)
        with pytest.raises(Refused, match="has ended"):
            start_draft(by=delphine)
        assert not Draft.objects.exists()

    def test_the_lead_hears_of_what_was_sent_and_of_the_outcome(
        self, at_tuesday: datetime, delphine: User, wilf: User, asha: User, petra: User
    ) -> None:
        undecided, decided = sent_referral(delphine), decide(sent_referral(delphine), asha)
        deactivate(delphine, by=petra)
        heard = {(path, count, listed) for path, count, listed in messages_to(wilf)}
        assert heard == {
            ("/referrals/agency/", 1, undecided.reference),
            ("/referrals/agency/", 1, decided.reference),
        }
        decide(undecided, asha)
        assert Message.objects.get(kind="outcome_ready", reference=undecided.reference).to == wilf


class TestTheWord:
    def test_it_holds_a_count_and_references_and_no_name(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User
    ) -> None:
        held = actions.claim(sent_referral(delphine), by=asha)
        deactivate(asha, by=petra)
        letter = write_letter(Message.objects.get(kind="handed_on", to=marek))
        assert letter.subject == "What a colleague held has come to you"
        assert f"1 in all.\n\n{held.reference}\n" in letter.body
        for name in ("Asha", "Inkwell", "Pip", "Fablewood"):
            assert name not in f"{letter.subject}{letter.body}"

    def test_of_very_many_the_first_thirty_are_named(
        self, at_tuesday: datetime, delphine: User, asha: User, marek: User, petra: User
    ) -> None:
        for _ in range(31):
            actions.claim(sent_referral(delphine), by=asha)
        deactivate(asha, by=petra)
        ((_, count, listed),) = messages_to(marek)
        assert (count, len(listed.split())) == (31, 30)


class TestThePage:
    def test_it_says_beforehand_what_is_held_and_afterwards_where_it_went(
        self, at_tuesday: datetime, client: Client, delphine: User, asha: User, petra: User
    ) -> None:
        held = actions.claim(sent_referral(delphine), by=asha)
        client.force_login(petra)
        asked = client.get(f"/administration/people/{asha.pk}/end/").content.decode()
        assert "1 referral: it goes back to the queue." in asked
        assert held.reference not in asked
        done = client.post(f"/administration/people/{asha.pk}/end/", follow=True).content.decode()
        assert "The account of Asha Inkwell has ended. 1 referral went back to the queue." in done
        assert held.reference not in done

    def test_it_says_when_nothing_is_held(self, client: Client, asha: User, petra: User) -> None:
        client.force_login(petra)
        assert "has nothing in hand" in client.get(f"/administration/people/{asha.pk}/end/").content.decode()


def test_all_of_it_or_nothing(
    at_tuesday: datetime, delphine: User, asha: User, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = actions.claim(sent_referral(delphine), by=asha)

    def break_down(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("sla.leaving.let_go", break_down)
    with pytest.raises(RuntimeError):
        deactivate(asha, by=petra)
    held.refresh_from_db()
    asha.refresh_from_db()
    assert (held.holder, asha.is_active) == (asha, True)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_in_whatever_order_nobody_who_left_holds_anything(
    seed: int, at_tuesday: datetime, person: Callable[..., User], hollow_oak: Agency, council: Agency, petra: User
) -> None:
    """A hundred and fifty steps of a random day at a school and a desk, with people leaving in between."""
    dice = random.Random(seed)
    roles = {Role.PRACTITIONER: 4, Role.SAFEGUARDING_LEAD: 2, Role.MASH_WORKER: 4, Role.MASH_MANAGER: 3}
    staff = [
        person(f"Person {role.value.title()} {number}", role, hollow_oak if role in list(roles)[:2] else council)
        for role, count in {**roles, Role.EARLY_HELP: 2}.items()
        for number in range(count)
    ]

    def one(*wanted: Role) -> User:
        return dice.choice([user for user in staff if user.role in wanted])  # also those who have left

    def any_referral() -> Referral:
        return dice.choice(list(Referral.objects.all()))

    def leave() -> None:
        leaver = dice.choice(staff)
        here = User.objects.active().filter(role=leaver.role).count()
        if here > 1 and dice.random() < 0.5:
            deactivate(leaver, by=petra)

    desk, school = (Role.MASH_WORKER, Role.MASH_MANAGER), (Role.PRACTITIONER, Role.SAFEGUARDING_LEAD)
    steps: list[Callable[[], object]] = [
        lambda: sent_referral(
            one(*school), worries=[(HARM, "told", "“Bram got his belt.”")] * dice.randint(0, 1) or None
        ),
        lambda: fill_draft(one(*school)),
        lambda: record_call(dice.choice(list(Draft.objects.unsent())), called_at=clock.now(), by=one(*school)),
        lambda: actions.claim(any_referral(), by=one(*desk)),
        lambda: actions.reassign(any_referral(), to=one(*desk), by=one(*desk)),
        lambda: decide(any_referral(), one(*desk), dice.choice(["push_back", "early_help"])),
        lambda: actions.record_decision(
            any_referral(), level=3, route="early_help", rationale=WHY, differs_reason=WHY, reply=WHY, by=one(*desk)
        ),
        lambda: actions.sign_off(dice.choice(list(Decision.objects.proposed())), by=one(Role.MASH_MANAGER)),
        lambda: actions.accept_early_help(any_referral(), by=one(Role.EARLY_HELP)),
        lambda: escalate(any_referral(), one(*school)),
        lambda: answer(dice.choice(list(Escalation.objects.all())), one(*desk)),
        leave,
    ]
    done = 0
    for _ in range(150):
        try:
            dice.choice(steps)()
            done += 1
        except (Refused, IndexError):  # not allowed, or there is none yet
            continue
        assert left_behind() == []
        assert orphans() == 0
    assert done > 20
    assert User.objects.filter(is_active=False).count() > 1
