"""The guide: always from the published version, open to all, cheap, and nothing that was looked for is kept."""

import io
import re
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import User
from core import clock
from practice import printing
from practice.printed import PrintedGuide
from practice.tasks import print_guide
from tests.referrals.pdf_ua import faults_of
from tests.thresholds.builders import walsall_document
from thresholds.actions import digest_of, publish_matrix
from thresholds.compiling import signal_names
from thresholds.everyday import set_everyday_words
from thresholds.guide import guide_of
from thresholds.guide_rules import rules_of
from thresholds.models import MatrixVersion
from thresholds.published import current
from trail.models import Entry

pytestmark = pytest.mark.django_db

PAGES = (
    "/guide/",
    "/guide/level/4/",
    "/guide/part/parenting/",
    "/guide/rules/",
    "/guide/agreement/",
    "/guide/whole/",
)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def published(**changes: Any) -> MatrixVersion:
    """A second version in force: the first with its first level 4 worry, its level 2 and its abuse rule reworded."""
    before = current().version
    document = deepcopy(before.document)
    document["version"] = before.number + 1
    next(one for one in document["indicators"] if one["id"] == "L4-cd-14")["label"] = "A mark like a lantern"
    document["levels"][1]["meaning"] = "A lantern shows the way."
    next(one for one in document["rules"]["overrides"] if one["id"] == "abuse")["title"] = "Lantern harm goes on"
    version = MatrixVersion.objects.create(
        scheme=before.scheme, number=document["version"], document=document, document_sha256=digest_of(document)
    )
    return publish_matrix(version, by=User.objects.system())


def test_the_whole_guide_has_every_worry_rule_and_level() -> None:
    page, document = read(Client(), "/guide/whole/"), walsall_document()
    ids = set(re.findall(r'class="fd-guide__entry" id="([^"]+)"', page))
    rules = document["rules"]
    kinds = ("overrides", "hints", "clusters", "prompts")
    assert ids == {one["id"] for one in document["indicators"]} | {
        f"rule-{one['id']}" for kind in kinds for one in rules[kind]
    }
    for level in document["levels"]:
        for name in ("meaning", "assessment", "intervention", "consent_rule", "what_happens_next"):
            assert level[name] in page
    assert "203 worries" in page


def test_levels_and_domains_each_have_their_own() -> None:
    document = walsall_document()
    four = re.findall(r'entry" id="([^"]+)"', read(Client(), "/guide/level/4/"))
    assert four == [one["id"] for one in document["indicators"] if one["level"] == 4]
    parenting = re.findall(r'entry" id="([^"]+)"', read(Client(), "/guide/part/parenting/"))
    assert sorted(parenting) == sorted(one["id"] for one in document["indicators"] if one["domain"] == "parenting")
    assert parenting[0].startswith("L4")
    assert parenting[-1].startswith("L1")


@pytest.mark.parametrize("address", ["/guide/level/5/", "/guide/level/0/", "/guide/part/nothing/"])
def test_what_the_version_does_not_have_is_not_there(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_a_changed_version_changes_the_guide_at_once() -> None:
    old = current().version
    assert "lantern" not in read(Client(), "/guide/whole/").lower()
    version = published()
    page = read(Client(), "/guide/whole/")
    assert "A mark like a lantern" in page
    assert "A lantern shows the way." in page
    assert "Lantern harm goes on" in page
    assert "A mark like a lantern" in read(Client(), "/guide/level/4/")
    assert f"version {version.number}, in force since" in page
    assert "lantern" not in str(guide_of(old)).lower()


def test_the_rules_are_sentences_with_who_must_do_what() -> None:
    page = read(Client(), "/guide/rules/")
    assert "What always goes to social care" in page
    assert "When: A bruise" not in page
    for words in (
        "An injury to a child who cannot move about alone",
        "Age: under 6 months; and An injury or a mark on the body, of the same child.",
        "<strong>MASH:</strong> Have a paediatrician see the child (today).",
        "Goes to: MASH: social work assessment. Priority red.",
        "Missing three times or more",
    ):
        assert words in page, words
    assert not re.search(r">[^<]*\b(?:flag|fact|age|history|tool|level|indicator):\w+", page)


def test_a_search_is_posted_and_leads_into_the_guide_and_to_the_check() -> None:
    answer = Client().post("/guide/", {"q": "bruises"})
    page = answer.content.decode()
    assert 'href="/guide/level/4/#L4-cd-14"' in page
    assert 'name="add" value="L4-cd-14"' in page
    assert 'action="/threshold/"' in page
    several = Client().post("/guide/", {"q": "hungry, bruises, won’t go home"}).content.decode()
    assert "Abuse or neglect suspected" in several
    assert "bruises" not in Client().get("/guide/?q=bruises").content.decode().replace("everyday words: bruises", "")


@pytest.mark.parametrize(("typed", "says"), [("", "Say in a word or two"), ("zzqx", "Nothing in the guide matches")])
def test_a_search_without_an_answer_says_so(typed: str, says: str) -> None:
    answer = Client().post("/guide/", {"q": typed})
    assert answer.status_code == 200
    assert says in answer.content.decode()


def test_a_machine_that_searches_too_often_is_held_off(settings: Any) -> None:
    settings.ANONYMOUS_SEARCHES = 1
    client = Client()
    assert client.post("/guide/", {"q": "hungry"}).status_code == 200
    answer = client.post("/guide/", {"q": "hungry"})
    assert answer.status_code == 429
    assert "too many searches" in answer.content.decode()


def test_everyday_words_of_today_are_shown(petra: User) -> None:
    set_everyday_words(current().version, code="L1-cd-05", phrases=["wants to be a lighthouse keeper"], by=petra)
    assert "wants to be a lighthouse keeper" in read(Client(), "/guide/level/1/")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_a_handful_of_questions(address: str) -> None:
    client = Client()
    read(client, address)
    with CaptureQueriesContext(connection) as asked:
        read(client, address)
    questions = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    # The version in force, the office hours; its everyday words; on the first page the printed file.
    assert len(questions) == (4 if address == "/guide/" else 3)


def test_the_number_answered_now_stands_on_the_page(at_tuesday: Any, settings: Any) -> None:
    assert f'telephone MASH on <a class="govuk-link" href="tel:{settings.MASH_PHONE.replace(" ", "")}' in read(
        Client(), "/guide/"
    )
    with clock.moved_to(at_tuesday.replace(hour=3)):
        number = settings.MASH_PHONE_OUT_OF_HOURS.replace(" ", "")
        assert f'telephone MASH on <a class="govuk-link" href="tel:{number}' in read(Client(), "/guide/")


def test_what_is_printed_by_night_has_both_numbers_and_a_whole_address(at_tuesday: Any, settings: Any) -> None:
    """Paper is read at another hour than it was printed."""
    settings.SITE_URL = "https://frontdoor.example"
    with clock.moved_to(at_tuesday.replace(hour=3)):
        page = read(Client(), "/guide/whole/")
    now = " ".join(re.sub(r"<[^>]+>", "", page.split("What to do now")[1].split("</ul>")[0]).split())
    assert (
        f"telephone MASH on {settings.MASH_PHONE} in office hours, {settings.MASH_PHONE_OUT_OF_HOURS} at night" in now
    )
    assert "write a referral at https://frontdoor.example/referrals/start/." in now


def test_the_threshold_page_and_the_front_page_lead_to_the_guide() -> None:
    assert 'href="/guide/"' in read(Client(), "/threshold/")
    assert 'href="/guide/"' in read(Client(), "/")
    answer = Client().post("/threshold/", {"picked": ["L4-cd-14"], "show": "yes"})
    assert 'href="/guide/level/4/"' in answer.content.decode()


def test_guide_and_practice_lead_to_each_other_for_whoever_is_signed_in(delphine: User, wilf: User) -> None:
    for address in ("/guide/", "/guide/rules/"):
        assert "Practise on cases" not in read(Client(), address)
    for person in (delphine, wilf):
        client = Client()
        client.force_login(person)
        for address in ("/guide/", "/guide/rules/"):
            assert 'href="/practice/">Practise on cases<' in read(client, address)
        page = read(client, "/practice/")
        assert '<a class="govuk-service-navigation__link" href="/guide/">Guide</a>' in page


def test_the_guide_is_printed_once_as_an_accessible_file() -> None:
    assert Client().get("/guide/pdf/").status_code == 404
    assert "/guide/pdf/" not in read(Client(), "/guide/")
    assert print_guide() is True
    assert print_guide() is False
    row = PrintedGuide.objects.get()
    content = bytes(row.content or b"")
    assert faults_of(content) == []
    squeezed = "".join(pages_of(content))
    for one in walsall_document()["indicators"]:
        assert one["label"].replace(" ", "") in squeezed, one["label"]
    answer = Client().get("/guide/pdf/")
    assert answer.content == content
    assert answer["Content-Type"] == "application/pdf"
    assert 'href="/guide/pdf/"' in read(Client(), "/guide/")
    assert Entry.objects.filter(subject="printed_guide").count() == 1


def pages_of(content: bytes) -> list[str]:
    """The words of each page, without spaces: a line may break anywhere."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_the_first_printed_page_is_enough_to_act_on(settings: Any) -> None:
    settings.SITE_URL = "https://frontdoor.example"
    guide = guide_of(current().version)
    first, *rest = pages_of(printing.print_guide(current().version))
    wanted = [rule.title for rule in guide.always] + [level.meaning for level in guide.levels]
    wanted += [settings.MASH_PHONE, settings.MASH_PHONE_OUT_OF_HOURS, "at night, at weekends", "call 999"]
    wanted += ["You are worried: write a referral at https://frontdoor.example/referrals/start/"]
    for words in wanted:
        assert words.replace(" ", "") in first, words
    assert rest[0].split("version1")[-1].lstrip("2").startswith("Level4:")
    later = "".join(rest)
    order = [later.index(f"{level.text}:{level.name}".replace(" ", "")) for level in guide.levels]
    assert order == sorted(order, reverse=True)
    assert min(len(page) for page in rest[:-1]) > 1200  # no page is nearly empty
    for words in (
        "Moderate",
        "Never wait for agreement",
        "Say on the form why you did not",
        "agreement counts from 16",
    ):
        assert words.replace(" ", "") in later, words
    assert later.count("Gradedcareprofile") == 1


def test_a_new_version_has_no_file_until_it_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "print_page", lambda page: page.encode())
    print_guide()
    version = published()
    assert Client().get("/guide/pdf/").status_code == 404
    print_guide()
    assert b"A mark like a lantern" in Client().get("/guide/pdf/").content
    assert PrintedGuide.objects.filter(version=version, made_at__isnull=False).count() == 1


def test_a_file_that_cannot_be_made_is_tried_five_times_and_taken_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fails(page: str) -> bytes:
        tried.append(page)
        assert printing.print_missing(now) is False  # another worker finds it taken
        raise OSError

    monkeypatch.setattr(printing, "print_page", fails)
    now = clock.now()
    for _ in range(7):
        now += timedelta(minutes=6)
        assert printing.print_missing(now) is False
    assert len(tried) == 5
    assert PrintedGuide.objects.get().made_at is None


def test_other_telephone_numbers_are_printed_anew(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Nobody may ring a number that is no longer answered: until the new file is there, there is none."""
    version = current().version
    monkeypatch.setattr(printing, "print_page", lambda page: page.encode())
    assert printing.print_missing(clock.now()) is True
    assert printing.print_missing(clock.now()) is False
    settings.MASH_PHONE = "01632 960 888"
    assert printing.printed(version) is None
    assert printing.print_missing(clock.now()) is True
    assert b"01632 960 888" in bytes(PrintedGuide.objects.get(version=version).content or b"")
    assert printing.printed(version) is not None


def test_no_code_of_the_document_stands_where_a_rule_is_told() -> None:
    """Whatever a rule may name has words: also what the form holds, and what the referrer asks for."""
    document = walsall_document()
    names = list(signal_names(document))
    document["rules"]["prompts"][0]["when"] = {"any": names}
    told = next(rule for rule in rules_of(document) if rule.code == document["rules"]["prompts"][0]["id"])
    assert len(told.any_of) == len(names)
    assert set(told.any_of).isdisjoint(names)
    assert not [words for words in told.any_of if re.match(r"[a-z_]+:", words)]
