"""The road once, with a canary in every field; then every place where words can end up is searched for them.

`MAY_HOLD` says by hand what may stand where. Anything else is a leak.
"""

import logging
from collections.abc import Callable
from io import BytesIO

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from config.celery import app
from core import clock
from mash.actions import accept_early_help, mark_read, sign_off, tell_by_phone
from mash.models import Decision
from notifications.models import Message
from notifications.sweep import deliver_due
from quality.double_models import Case
from referrals.copies import ask_for_pdf, make_copies
from referrals.models import PdfCopy
from referrals.protecting import reveal_addresses
from referrals.sections import SECTIONS
from sla.sweep import sweep
from tests.pages import canaries
from tests.pages.canaries import found_in, token
from tests.pages.test_access_matrix import body_of
from tests.pages.world import World

pytestmark = pytest.mark.django_db

TITLE = {"rworriestitle"}  # the worry in one line, with every name cut to its initial
MAY_HOLD: dict[tuple[str, str], set[str]] = {
    # (who, list): the fields that may stand in it
    # her own forms, by their family
    ("delphine", "/referrals/"): {
        "wchildrenfirstname",
        "wchildrensurname",
        "gchildrenfirstname",
        "gchildrensurname",
    },
    ("wilf", "/referrals/agency/"): set(),
    ("asha", "/queue/"): TITLE,
    ("tomas", "/queue/"): TITLE,
    ("marek", "/queue/"): TITLE,
    ("ola", "/queue/"): TITLE,
    ("marek", "/early-help/"): TITLE,
    ("niamh", "/early-help/"): TITLE,
    ("marek", "/dashboard/rows/open/"): TITLE,
    ("ola", "/dashboard/rows/open/"): TITLE,
}
LISTS = {
    "/": "delphine bronwen wilf charlie strange_lead asha tomas marek niamh ola petra",
    "/referrals/": "delphine bronwen wilf charlie strange_lead",
    "/referrals/agency/": "wilf strange_lead",
    "/referrals/agency/learn/": "wilf strange_lead",
    "/referrals/agency/learn/push-back/threshold/": "wilf strange_lead",
    "/administration/agencies/": "petra",
    "/administration/invitations/": "petra",
    "/agency/colleagues/": "wilf strange_lead",
    "/escalations/": "delphine bronwen wilf charlie strange_lead asha tomas marek ola",
    "/queue/": "asha tomas marek ola",
    "/queue/news/": "asha tomas marek ola",
    "/early-help/": "niamh marek",
    "/dashboard/": "marek ola",
    "/dashboard/rows/open/": "marek ola",
    "/administration/people/": "petra",
    "/administration/keys/": "petra",
}
# Tables that are the record itself. Every other table may hold no word that somebody typed.
# What a case of a blind round tells of a form: what was seen, said and tried. Of who and where, nothing.
TOLD_WITHOUT_NAMES = {
    *("rworrieswhat", "rworrieswhen", "rworrieseffect", "rworriesopinion", "rvoicewords", "rvoiceday"),
    *("rstrengthsstrengths", "rstrengthsprotective", "rstrengthsunknowns"),
    *("rhelptried", "rhelphistory"),
}
THE_RECORD = {
    "referrals_draftsection",
    "referrals_referral",
    "referrals_attachment",  # the label
    "referrals_child",
    "referrals_score",
    "referrals_addressreveal",  # why it was opened
    "referrals_supplement",
    "referrals_threadmessage",
    "mash_decision",
    "escalation_escalation",
    "escalation_stagerow",
    "contacts_contact",
    "contacts_message",
    "quality_case",
}


@pytest.fixture
def walked(world: World, caplog: pytest.LogCaptureFixture) -> World:
    """Whatever can still happen to the records of the world, happened, with the log written in full."""
    caplog.set_level(logging.DEBUG)
    people = world.people
    mark_read(world.decided, by=people["delphine"])
    tell_by_phone(world.helped, spoke_to="The school office", by=people["asha"])
    accept_early_help(world.helped, by=people["niamh"])
    sign_off(Decision.objects.proposed().get(), by=people["marek"])
    opened = reveal_addresses(world.open, reason=token("v", "", "reason"), by=people["asha"])
    assert {one.address for one in opened} == {token("r", slug, "secret_address") for slug in ("children", "household")}
    ask_for_pdf(world.open, by=people["delphine"])
    assert make_copies(clock.now()) == 1
    later = clock.now().replace(year=2027)
    with clock.moved_to(later):
        sweep(later, sweeper="beat")
        deliver_due(later, limit=500)
    return world


def test_lists(walked: World, browser_of: Callable[[str], Client]) -> None:
    leaks = {}
    for address, readers in LISTS.items():
        for who in readers.split():
            answer = browser_of(who).get(address, follow=True)
            assert answer.status_code == 200
            extra = found_in([body_of(answer).decode()]) - MAY_HOLD.get((who, address), set())
            if extra and address != "/":
                leaks[who, address] = extra
    assert leaks == {}


def test_letters_and_their_envelopes(walked: World) -> None:
    assert len(mail.outbox) > 20
    assert Message.objects.exclude(status="sent").count() == 0
    parts = [str(letter.message()) for letter in mail.outbox]
    assert found_in(parts) == set()


def test_the_log(walked: World, caplog: pytest.LogCaptureFixture, browser_of: Callable[[str], Client]) -> None:
    """Refusals and faults are logged too; the words of the SQL that runs are not, outside a debugger."""
    for address in ("/queue/FD-0000-00/", f"/queue/{walked.restricted.reference}/"):
        browser_of("tomas").get(address)
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert lines
    assert found_in(lines) == set()


def test_every_table_that_is_not_the_record(walked: World) -> None:
    """The trail, sessions, messages, deadlines, the cache: ids, codes and times, and nobody's words."""
    leaks = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in THE_RECORD:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT t::text FROM {table} t")
                if found := found_in(row for (row,) in cursor.fetchall()):
                    leaks[table] = found
    assert leaks == {}


def test_a_text_without_names_holds_what_was_seen_and_nobody(walked: World) -> None:
    """Of all that was written in the form, only words about the child: none says who, where, or the answer."""
    assert found_in(Case.objects.values_list("text", flat=True)) == TOLD_WITHOUT_NAMES


def test_what_is_sent_to_the_worker() -> None:
    """Tasks are rung with nothing: what is to be done, the database says."""
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert len(ours) == 13
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in ours
        assert not entry.get("args")
        assert not entry.get("kwargs")
    assert [name for name, task in ours.items() if task.run.__code__.co_argcount] == []


def test_the_printed_copy(walked: World) -> None:
    """The whole form but what the family must not be told; nothing of it in the file's properties or its name."""
    reader = PdfReader(BytesIO(bytes(PdfCopy.objects.get().content or b"")))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert token("r", "consent", "confidential") not in text
    assert token("r", "children", "first_name") in text
    assert token("r", "worries", "what") in text
    assert found_in([str(reader.metadata), str(reader.attachments)]) == set()


def test_what_the_family_must_not_be_told_goes_to_whoever_wrote_it_and_mash(
    walked: World, browser_of: Callable[[str], Client]
) -> None:
    secret = token("r", "consent", "confidential")
    pages = ("/referrals/{helped}/copy/", "/queue/{helped}/", "/early-help/{helped}/", "/referrals/{helped}/outcome/")
    for who in ("delphine", "wilf", "asha", "marek", "niamh", "ola"):
        shown = [_page(browser_of(who), address.format(**walked.places())) for address in pages]
        assert any(secret in page for page in shown) is (who in {"delphine", "asha", "marek"}), who


def test_a_secret_address_stands_nowhere_but_where_it_was_opened(
    walked: World, browser_of: Callable[[str], Client]
) -> None:
    """Not in the record, the draft it was typed in, any page of it, or the file; and on one page after a reason."""
    secret = {token("r", slug, "secret_address") for slug in ("children", "household")}
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")
            assert not secret & {f"zq{word}zq" for word in found_in(row for (row,) in cursor.fetchall())}
    for address in ("/referrals/{open}/copy/", "/referrals/{open}/", "/queue/{open}/", "/queue/{open}/address/"):
        for who in ("delphine", "wilf", "asha", "marek", "ola"):
            assert not [w for w in secret if w in _page(browser_of(who), address.format(**walked.places()))]
    place = "/queue/{open}/address/".format(**walked.places())
    refused = browser_of("asha").post(place, {"reason": " "}).content.decode()
    opened = browser_of("asha").post(place, {"reason": "A visit tonight"}).content.decode()
    assert [word in refused for word in secret] == [False, False]
    assert [word in opened for word in secret] == [True, True]


def test_the_referrer_reads_nothing_of_the_record_of_mash(walked: World, browser_of: Callable[[str], Client]) -> None:
    kept = {token("d", "", "rationale"), token("d", "", "differsreason")}
    for who in ("delphine", "wilf", "bronwen", "charlie"):
        for reference in (walked.decided.reference, walked.helped.reference, walked.proposed.reference):
            for address in ("", "copy/", "outcome/", "escalate/"):
                page = _page(browser_of(who), f"/referrals/{reference}/{address}")
                assert [word for word in kept if word in page] == []


def _page(client: Client, address: str) -> str:
    return body_of(client.get(address, follow=True)).decode("utf-8", "replace")


def test_the_canaries_are_alive(walked: World, browser_of: Callable[[str], Client]) -> None:
    """A sweep that finds nothing must be able to: every field of every section is seeded and seen on its own page."""
    typed = [canaries.filled("r", section) for section in SECTIONS.values()]
    seeded = found_in(word for section in typed for values in section.values() for word in values)
    whole = found_in([_page(browser_of("delphine"), f"/referrals/{walked.open.reference}/copy/")])
    secret = {"rchildrensecretaddress", "rhouseholdsecretaddress"}
    assert seeded - whole <= {"rgatepolicelog", "rgatephonedto", "rconsentwhoagreed"} | secret
    assert not secret & whole


def test_a_fault_says_nothing(
    walked: World, browser_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that breaks half-way shows the page for faults, and its log line names the fault, not the family."""

    def break_down(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("mash.views.referral.read_desk", break_down)
    client = browser_of("asha")
    client.raise_request_exception = False
    answer = client.get(f"/queue/{walked.open.reference}/")
    assert answer.status_code == 500
    assert found_in([answer.content.decode(), str(answer.headers)]) == set()
