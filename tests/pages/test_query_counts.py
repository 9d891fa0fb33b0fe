"""Every list asks the database the same number of questions for one row and for thirty."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.api_keys import make_api_key
from accounts.invitations import invite
from accounts.models import Agency, Invitation, User
from accounts.roles import Role
from contacts.actions import ask_for_advice
from mash.actions import PushBack, claim, record_decision
from notifications.calling import register_webhook
from notifications.hooks import Webhook
from practice.cases import CaseSet, PracticeCase
from practice.loading import add_case, make_set
from quality.double.actions import make_round
from quality.double.sampling import Drawing
from referrals.models import Referral
from referrals.withdrawing import withdraw
from tests.factories import fill_draft, sent_referral
from tests.pages.world import called, escalate, given, talked_about
from thresholds.models import Scheme
from thresholds.published import current
from thresholds.versions import start_draft
from trail.models import Entry

pytestmark = pytest.mark.django_db

WORDS = "Help in school fits what was seen, and nobody is harmed."
ADVICE = PushBack("threshold", ("What Pip says himself",), advice="Keep the club", would_change="He loses weight")
FEW, MANY = 1, 30
Make = Callable[[dict[str, User]], None]


def decided(people: dict[str, User], route: str) -> Referral:
    referral = claim(sent_referral(people["delphine"]), by=people["asha"])
    push_back = ADVICE if route == "push_back" else None
    given = {"level": 2, "route": route, "rationale": WORDS, "reply": WORDS, "push_back": push_back}
    record_decision(referral, **given, by=people["asha"])
    referral.refresh_from_db()
    return referral


def one_sent(people: dict[str, User]) -> None:
    sent_referral(people["delphine"], children=[{}, {"first_name": ["Wren"]}])


def one_held(people: dict[str, User]) -> None:
    claim(sent_referral(people["delphine"]), by=people["asha"])


def one_draft(people: dict[str, User]) -> None:
    fill_draft(people["delphine"])


def one_given(people: dict[str, User]) -> None:
    given(people["delphine"], people["wilf"])


def one_invited(people: dict[str, User]) -> None:
    lead, number = people["wilf"], Invitation.objects.count()
    assert lead.agency is not None
    invite(lead.agency, email=f"person{number}@hollowoak.example", by=lead)


def one_agency(people: dict[str, User]) -> None:
    number = Agency.objects.count()
    Agency.objects.create(name=f"School {number}", kind="school", source_code="2A")


def one_decided(people: dict[str, User]) -> None:
    decided(people, "push_back")


def one_helped(people: dict[str, User]) -> None:
    decided(people, "early_help")


def one_again(people: dict[str, User]) -> None:
    """The first of a child follows nobody: two are made, so that one row or more is shown."""
    one_sent(people)
    one_sent(people)


def one_escalated(people: dict[str, User]) -> None:
    escalate(decided(people, "push_back"), people["delphine"])


def one_person(people: dict[str, User]) -> None:
    agency = people["delphine"].agency
    number = User.objects.count()
    User.objects.create_user(
        f"person{number}@hollowoak.example", full_name=f"Person {number}", role=Role.PRACTITIONER, agency=agency
    )


def one_key(people: dict[str, User]) -> None:
    make_api_key(people["delphine"], name="Hollow Oak records", by=people["petra"])


def one_question(people: dict[str, User]) -> None:
    ask_for_advice(text="A boy of nine comes hungry. What can we do?", by=people["delphine"])


def one_call(people: dict[str, User]) -> None:
    called(people["asha"])


def one_waiting(people: dict[str, User]) -> None:
    talked_about(sent_referral(people["delphine"]), people["delphine"], people["asha"])


def one_withdrawn(people: dict[str, User]) -> None:
    withdraw(sent_referral(people["delphine"]), reason="twice", words="Sent twice.", by=people["delphine"])


def one_version(people: dict[str, User]) -> None:
    start_draft(current().version, by=people["petra"])


def one_round(people: dict[str, User]) -> None:
    while Referral.objects.decided().count() < 3:
        decided(people, "early_help")
    make_round(name="Autumn", drawing=Drawing(3), by=people["marek"])


def one_hook(people: dict[str, User]) -> None:
    agency = people["delphine"].agency
    assert agency is not None
    address = f"https://records.example/{Webhook.objects.count()}"
    register_webhook(agency, address=address, by=people["petra"])


def one_case(people: dict[str, User]) -> None:
    """One more case in a set of each, so that both lists grow by one."""
    number = PracticeCase.objects.count()
    scheme = Scheme.objects.get(slug="walsall")
    own = CaseSet.objects.filter(slug="own").first()
    own = own or make_set("Our cases", slug="own", scheme=scheme, by=people["petra"])
    add_case(own, {"id": f"OWN-{number}", "text": "Tansy comes hungry.", "level": 2}, by=people["petra"])
    make_set(f"Our set {number}", slug=f"own-{number}", scheme=scheme, by=people["petra"])


LISTS: dict[str, tuple[str, str, Make]] = {
    "forms being written": ("delphine", "/referrals/", one_draft),
    "mine": ("delphine", "/referrals/", one_sent),
    "mine, decided": ("delphine", "/referrals/", one_decided),
    "mine, with words": ("delphine", "/referrals/", one_waiting),
    "queue, waiting for a reply": ("asha", "/queue/?tray=waits", one_waiting),
    "queue, news": ("asha", "/queue/?tray=news", one_withdrawn),
    "versions of the matrix": ("petra", "/administration/matrix/", one_version),
    "webhooks": ("petra", "/administration/webhooks/", one_hook),
    "our agency": ("wilf", "/referrals/agency/", one_sent),
    "our agency, to read": ("wilf", "/referrals/agency/", one_given),
    "our agency, being written": ("wilf", "/referrals/agency/", one_draft),
    "what to learn": ("wilf", "/referrals/agency/learn/", one_decided),
    "rows to learn from": ("wilf", "/referrals/agency/learn/push-back/threshold/", one_decided),
    "colleagues": ("wilf", "/agency/colleagues/", one_invited),
    "invitations": ("petra", "/administration/invitations/", one_invited),
    "agencies": ("petra", "/administration/agencies/", one_agency),
    "queue": ("asha", "/queue/", one_sent),
    "queue, held": ("asha", "/queue/", one_held),
    "queue, to be told": ("asha", "/queue/?tray=tell", one_decided),
    "queue, early help": ("asha", "/queue/?tray=early", one_helped),
    "queue, re-referrals": ("asha", "/queue/?flag=again", one_again),
    "queue for the auditor": ("ola", "/queue/", one_sent),
    "escalations of the referrer": ("delphine", "/escalations/", one_escalated),
    "escalations of the desk": ("marek", "/escalations/", one_escalated),
    "advice": ("delphine", "/advice/", one_question),
    "contacts, waiting": ("asha", "/contacts/", one_question),
    "contacts, all": ("ola", "/contacts/?tray=all", one_call),
    "early help": ("niamh", "/early-help/", one_helped),
    "dashboard": ("marek", "/dashboard/", one_decided),
    "dashboard, open": ("marek", "/dashboard/", one_sent),
    "rows, open": ("marek", "/dashboard/rows/open/", one_sent),
    "rows, being told": ("marek", "/dashboard/rows/telling/", one_decided),
    "people": ("petra", "/administration/people/", one_person),
    "practice cases": ("petra", "/administration/practice/", one_case),
    "rounds": ("marek", "/quality/double/", one_round),
    "keys": ("petra", "/administration/keys/", one_key),
}


def questions(client: Client, address: str) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(asked), len(answer.content)


@pytest.mark.parametrize("name", LISTS)
def test_as_many_questions_for_one_row_as_for_thirty(
    name: str, at_tuesday: datetime, people: dict[str, User], browser_of: Callable[[str], Client]
) -> None:
    who, address, make = LISTS[name]
    client = browser_of(who)
    for _ in range(FEW):
        make(people)
    questions(client, address)  # what is read once for a process: the matrix, content types
    few, short = questions(client, address)
    for _ in range(MANY - FEW):
        make(people)
    many, long = questions(client, address)
    assert many == few
    if name not in {
        "dashboard",
        "dashboard, open",
        "what to learn",
        "our agency, being written",
        "our agency, to read",
    }:
        assert long > short + 5 * (MANY - FEW), "the rows are not on the page"


@pytest.mark.parametrize("name", ["mine", "our agency", "queue", "early help", "rows, open"])
def test_every_row_shown_is_put_on_the_trail_in_one_write(
    name: str, at_tuesday: datetime, people: dict[str, User], browser_of: Callable[[str], Client]
) -> None:
    who, address, make = LISTS[name]
    for _ in range(5):
        make(people)
    with CaptureQueriesContext(connection) as asked:
        browser_of(who).get(address)
    writes = [one for one in asked if one["sql"].startswith('INSERT INTO "trail_entry"')]
    assert len(writes) == 1
    read = Entry.objects.filter(verb="read", actor_id=people[who].pk)
    assert read.count() == 5
    assert read.values("subject_id").distinct().count() == 5
