"""One school, one desk, and a record in every state, made through the real actions and full of canaries."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.agency_settings import change_agency_settings
from accounts.api_keys import NewKey, make_api_key, revoke_api_key
from accounts.invitations import invite
from accounts.models import Invitation, User
from contacts.actions import ask_for_advice
from contacts.models import Contact
from contacts.recording import Taken, record_contact
from core import clock
from escalation.actions import close as close_escalation
from escalation.actions import raise_escalation, record_learning, reply
from escalation.models import Escalation
from mash import actions
from mash.actions import PushBack
from practice.cases import PracticeCase
from practice.loading import add_case, make_set
from quality.double import actions as double
from quality.double.sampling import Drawing
from quality.double_models import Case, Round
from quality.models import SimulationRun
from quality.simulating import start_simulation
from quality.simulation_work import run_simulations
from referrals.actions import add_item, restrict
from referrals.adding import Facts, add_information
from referrals.attachments import attach_file
from referrals.lead_readings import give_to_lead
from referrals.models import Draft, Referral
from referrals.pages.reading import read_for_page
from referrals.submission import submit_referral
from referrals.talking import write_message
from tests.conftest import TUESDAY
from tests.factories import fill_draft
from tests.kept_rows import KeptRows
from tests.pages import canaries
from tests.pages.canaries import token
from thresholds.models import MatrixVersion, Scheme
from thresholds.published import current
from thresholds.versions import back_to_draft, locked, start_draft

HARM = "L4-cd-06"
# Ten words, so that no rule about length refuses it.
PAD = " and these are words enough for any rule about length"


@dataclass(frozen=True)
class World:
    """Everything a page can be about. All of it belongs to Hollow Oak and was written by Delphine."""

    people: dict[str, User]
    draft: Draft
    given: Draft
    invitation: Invitation
    open: Referral
    decided: Referral
    helped: Referral
    proposed: Referral
    restricted: Referral
    escalation: Escalation
    ended: Escalation
    keys: dict[str, NewKey]
    asked: Contact
    called: Contact
    matrix: MatrixVersion
    blind: Case
    blind_out: Case
    tried: SimulationRun
    practised: PracticeCase

    def places(self) -> dict[str, str]:
        """What an address of the table may name."""
        return {
            "draft": str(self.draft.pk),
            "given": str(self.given.pk),
            "given_file": str(self.given.attachments.get().pk),
            "invitation": str(self.invitation.pk),
            "agency": str(self.draft.agency_id),
            "open": self.open.reference,
            "decided": self.decided.reference,
            "helped": self.helped.reference,
            "proposed": self.proposed.reference,
            "restricted": self.restricted.reference,
            "escalation": str(self.escalation.pk),
            "ended": str(self.ended.pk),
            "asked": self.asked.reference,
            "blind": str(self.blind.pk),
            "blind_round": str(self.blind.round_id),
            "blind_out": str(self.blind_out.pk),
            "blind_out_round": str(self.blind_out.round_id),
            "called": self.called.reference,
            "practised": str(self.practised.pk),
            "practised_set": str(self.practised.case_set_id),
            "key": str(self.keys["reading"].row.pk),
            "person": str(self.people["bronwen"].pk),
            "own_file": str(self.draft.attachments.get().pk),
            "file": str(self.open.attachments.get().pk),
            "matrix": str(self.matrix.pk),
            "trial": f"{self.tried.version_id}/simulation/{self.tried.pk}",
            "tried": str(self.tried.version_id),
        }


def absent_places() -> dict[str, str]:
    """Addresses of the same shapes that lead to nothing: a reference nobody has, whose check character is right."""
    nothing = str(UUID(int=7))
    reference = "FD-0000-00"
    names = ("asked", "called", "open", "decided", "helped", "proposed", "restricted")
    return {
        "draft": nothing,
        "given": nothing,
        "blind": nothing,
        "blind_round": nothing,
        "blind_out": nothing,
        "blind_out_round": nothing,
        "given_file": nothing,
        "agency": nothing,
        "invitation": nothing,
        "escalation": nothing,
        "ended": nothing,
        "key": nothing,
        "person": nothing,
        "own_file": nothing,
        "file": nothing,
        "matrix": nothing,
        "trial": f"{nothing}/simulation/{nothing}",
        "tried": nothing,
        "practised": nothing,
        "practised_set": nothing,
    } | dict.fromkeys(names, reference)


def words(kind: str, field: str) -> str:
    return token(kind, "", field) + PAD


def tried(by: User) -> SimulationRun:
    """A trial, finished, of a draft that takes every level 2 worry one level up."""
    with transaction.atomic():
        version = locked(start_draft(current().version, by=by))
        for part in version.document["indicators"]:
            part["level"] += part["level"] == 2
        back_to_draft(version, version.document)
    # The month of what it changes must be over: an administrator takes whole months.
    with clock.moved_to(clock.now() + timedelta(days=14)):
        run = start_simulation(version, by=by)
        run_simulations(clock.now())
    run.refresh_from_db()
    assert run.state == "done"
    assert run.changes.exists()
    return run


def written(owner: User, kind: str, **first_worry: list[str]) -> Draft:
    """A form with a canary in every field."""
    draft = fill_draft(
        owner,
        children=[canaries.child(kind)],
        worries=[canaries.worry(kind) | first_worry],
        **canaries.referral_form(kind),
    )
    add_item(draft, section="household", data=canaries.person(kind), by=owner)
    return draft


def with_file_and_mark(draft: Draft, kind: str) -> Draft:
    """A file and a mark on the body map besides, with a canary in the label and in every field."""
    content = token(kind, "", "filecontent").encode()
    attach_file(draft, name=f"{token(kind, '', 'filelabel')}.txt", content=content, by=draft.owner)
    add_item(draft, section="marks", data=canaries.mark(kind), by=draft.owner)
    return draft


def given(owner: User, lead: User) -> Draft:
    """A form that waits for its writer's lead, in an agency that asks for it only while it is given."""
    assert owner.agency is not None
    change_agency_settings(owner.agency, lead_reads_first=True, by=lead)
    draft = with_file_and_mark(written(owner, "g"), "g")
    reading = read_for_page(draft)
    give_to_lead(draft, document=reading.document, answer=reading.score, by=owner)
    change_agency_settings(owner.agency, lead_reads_first=False, by=lead)
    return draft


def decide(referral: Referral, by: User, **choice: Any) -> Referral:
    """Claim and decide, with a canary in everything that is written."""
    actions.claim(referral, by=by)
    given = {"level": 2, "rationale": words("d", "rationale"), "reply": words("d", "reply"), **choice}
    if given["level"] != referral.level:
        given["differs_reason"] = words("d", "differsreason")
    actions.record_decision(referral, **given, by=by)
    referral.refresh_from_db()
    return referral


def push_back() -> PushBack:
    gaps = (token("d", "", "gaps"),)
    return PushBack("threshold", gaps, advice=words("d", "advice"), would_change=words("d", "wouldchange"))


def escalate(referral: Referral, by: User) -> Escalation:
    return raise_escalation(
        referral,
        why=words("e", "why"),
        evidence=words("e", "evidence"),
        asks_for=words("e", "asksfor"),
        believes_level=3,
        immediate_harm=False,
        by=by,
    )


def answer(escalation: Escalation, by: User) -> Escalation:
    given = {"words": words("e", "replywords"), "would_resolve": words("e", "wouldresolve")}
    return reply(escalation, answer="no", **given, by=by)


def called(by: User) -> Contact:
    """A call with a canary in everything that is taken down."""
    return record_contact(
        Taken(
            kind="phone",
            received_at=clock.now(),
            source_code="1B",
            said=words("c", "said"),
            caller_name=token("c", "", "callername"),
            caller_phone="01632 960 777",
        ),
        by=by,
    )


def talked_about(referral: Referral, referrer: User, worker: User) -> Referral:
    """Facts added, words either way, and a question that waits."""
    facts = Facts(words("a", "happened"), token("a", "", "when"), token("a", "", "bywhom"))
    add_information(referral, key=uuid4(), facts=facts, by=referrer)
    write_message(referral, key=uuid4(), text=words("a", "message"), by=referrer)
    write_message(referral, key=uuid4(), text=words("a", "question"), within="4h", by=worker)
    return referral


def blind_round(manager: User) -> Round:
    """Three past referrals without names, their texts not yet read."""
    return double.make_round(name="Autumn", drawing=Drawing(3), by=manager)


def sent_out(made: Round, asked: list[User], manager: User) -> Round:
    """Every text was read, and these people are asked."""
    for case in made.cases.all():
        double.confirm_case(case, text=case.text, by=manager)
    return double.send_round(made, people=asked, by=manager)


def made_up(by: User) -> PracticeCase:
    """One case in a set too small to keep any back: it is open to everybody."""
    case_set = make_set("Our cases", slug="our-cases", scheme=Scheme.objects.get(slug="walsall"), by=by)
    part = {"id": "OWN-1", "text": "Tansy comes hungry on most mornings.", "ages": ["7"], "level": 2}
    return add_case(case_set, part, by=by)


def build(people: dict[str, User]) -> World:
    """The whole world."""
    delphine, asha, marek, petra = (people[name] for name in ("delphine", "asha", "marek", "petra"))

    def sent(**worry: list[str]) -> Referral:
        return submit_referral(written(delphine, "r", **worry), by=delphine)

    proposed = sent(indicator=[HARM], how=["told"])
    decide(proposed, asha, level=3, route="early_help")
    restricted = sent()
    restrict(restricted, to=[people["asha"]], by=marek)
    decided = decide(sent(), asha, route="push_back", push_back=push_back())
    closed = decide(sent(), asha, route="push_back", push_back=push_back())
    ended = answer(escalate(closed, delphine), asha)
    close_escalation(ended, by=delphine)
    record_learning(ended, learning=words("e", "learning"), by=marek)
    keys = {
        "reading": make_api_key(delphine, name="Hollow Oak records", may_read=True, by=petra),
        "sending": make_api_key(delphine, name="Hollow Oak forms", by=petra),
        "strange": make_api_key(people["charlie"], name="Tidewell records", may_read=True, by=petra),
        "ended": make_api_key(delphine, name="An old one", may_read=True, by=petra),
    }
    revoke_api_key(keys["ended"].row, by=petra)
    helped = decide(sent(), asha, route="early_help")
    filed = with_file_and_mark(written(delphine, "r"), "r")
    blind, blind_out = blind_round(marek), sent_out(blind_round(marek), [people["tomas"], marek], marek)
    return World(
        people=people,
        draft=with_file_and_mark(written(delphine, "w"), "w"),
        given=given(delphine, people["wilf"]),
        invitation=invite(people["wilf"].agency, email="rowan.tallow@hollowoak.example", by=people["wilf"]),
        open=talked_about(submit_referral(filed, by=delphine), delphine, asha),
        decided=decided,
        helped=helped,
        proposed=proposed,
        restricted=restricted,
        escalation=answer(escalate(decided, delphine), asha),
        ended=ended,
        keys=keys,
        asked=ask_for_advice(text=words("c", "text"), by=delphine),
        called=called(asha),
        matrix=start_draft(current().version, by=petra),
        blind=blind.cases.get(number=1),
        blind_out=blind_out.cases.get(number=1),
        tried=tried(petra),
        practised=made_up(petra),
    )


# By whose clock they were built: the tests' or the real one, which the served pages have.
_built: dict[bool, tuple[World, KeptRows]] = {}


def built(people: dict[str, User]) -> World:
    """The whole world as it was built first in this process: the same rows, and records of them nobody has changed."""
    moved = clock.now() == TUESDAY
    if moved not in _built:
        rows = KeptRows()
        with rows.keeping():
            world = build(people)
        _built[moved] = world, rows
    else:
        _built[moved][1].put_back()
    return replace(deepcopy(_built[moved][0]), people=people)
