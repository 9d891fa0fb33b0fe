"""Each form where somebody types more than a line: typed, kept, there on another device, sent, gone."""

import re
from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.forms import GovForm
from referrals.forms.base import SectionForm
from tests.conftest import PASSWORD
from tests.pages.world import World
from tests.unsent.cases import CASES, WORDS, Case
from thresholds.editing.parts import mark_of, part_at
from trail.models import Entry
from unsent.keeping import words_of
from unsent.models import Unsent
from unsent.places import all_places, place_called

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[str], Client]
CARRIED = re.compile(r'name="(_drawn|_window|_writer)" value="(\{[^}]*\}|[^"]*)"')
# One box, beside what is chosen: refused for its length.
AT_MOST = {"add", "write", "ask", "talk", "send-back", "blind-answer"} | {
    f"matrix-{name}" for name in ("indicator", "merge", "rule", "cluster")
}
# Decided; answered; no longer the lead's to read; gone.
LATE = {"decide": 409, "blind-answer": 409, "give-back": 404, "matrix-merge": 404, "practice": 404}
each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)


def key_of(case: Case, world: World) -> str:
    return case.key.format(**world.places())


def save(client: Client, case: Case, world: World, words: str = WORDS, **more: str) -> int:
    address = reverse("unsent:keep", args=[case.place, key_of(case, world)])
    return client.post(address, {**dict.fromkeys(case.typed, words), **more}).status_code


def browser(browser_of: BrowserOf, case: Case, who: str | None = None) -> Client:
    """Signed in; where the sign-in must be fresh, freshly."""
    client = browser_of(who or case.who)
    if case.place == "reset":
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def page_of(client: Client, case: Case, world: World) -> str:
    return unescape(client.get(place_called(case.place).page_of(key_of(case, world))).content.decode())


def in_boxes(page: str) -> int:
    """How many boxes hold the words."""
    return len(re.findall(rf"<textarea[^>]*>\s*{re.escape(WORDS)}\s*</textarea>", page))


def send(client: Client, case: Case, world: World, **more: str) -> int:
    key = key_of(case, world)
    place = place_called(case.place)
    sent = {**case.sent, **stood(case, world), **more}
    return client.post(reverse(place.sends, args=[] if key == "new" else [key]), sent).status_code


def stood(case: Case, world: World) -> dict[str, str]:
    """What a form of the matrix carries of the part as it was drawn."""
    if not case.key.startswith("{matrix}."):
        return {}
    world.matrix.refresh_from_db()
    return {"stood": mark_of(part_at(world.matrix.document, case.key.removeprefix("{matrix}.")))}


def carried(page: str, case: Case) -> dict[str, str]:
    """What the page carries for this form, of the forms that stand on it."""
    start = page.index(f'data-autosave-url="/unsent/{case.place}/')
    return dict(CARRIED.findall(page[start : page.index("</form>", start)]))


def test_no_form_with_a_box_to_write_in_is_left_out() -> None:
    """The sections of the form keep themselves; what is searched for is typed in a line."""

    def all_of(kind: type) -> set[type]:
        return {one for sub in kind.__subclasses__() for one in {sub, *all_of(sub)}}

    writing = {
        form
        for form in all_of(GovForm)
        if any(isinstance(field.widget, forms.Textarea) for field in form.base_fields.values())
        and not issubclass(form, SectionForm)
        and not form.__module__.startswith("tests.")
    }
    kept = {place.form for place in all_places()}
    assert {form.__name__ for form in writing - kept} == set()
    assert {case.place for case in CASES} == {place.name for place in all_places()}
    assert len({place.sends for place in all_places()}) == len(all_places())


@each
def test_typed_kept_seen_elsewhere_sent_gone(case: Case, world: World, browser_of: BrowserOf) -> None:
    case.before(world)
    assert in_boxes(page_of(browser(browser_of, case), case, world)) == 0
    assert save(browser_of(case.who), case, world) == 200
    row = Unsent.objects.get()
    assert words_of(row).data == {name: [WORDS] for name in case.typed}
    other_device = browser(browser_of, case)
    page = page_of(other_device, case, world)
    assert in_boxes(page) == len(case.typed)
    assert send(other_device, case, world, **carried(page, case)) == case.answer
    assert not Unsent.objects.exclude(sealed="").exists()
    assert in_boxes(page_of(other_device, case, world)) == case.stands


@each
def test_nobody_else_reads_or_saves(case: Case, world: World, browser_of: BrowserOf) -> None:
    case.before(world)
    save(browser_of(case.who), case, world)
    stands = Unsent.objects.get()
    if case.stranger:
        assert save(browser_of(case.stranger), case, world, "Other words") == 404
        assert WORDS not in page_of(browser_of(case.stranger), case, world)
    if case.other:
        assert in_boxes(page_of(browser_of(case.other), case, world)) == 0
        assert save(browser_of(case.other), case, world, "Other words") in ({409} if case.place == "decide" else {200})
    assert words_of(Unsent.objects.get(pk=stands.pk)).data == {name: [WORDS] for name in case.typed}


@each
def test_the_trail_says_who_began_and_ended_and_the_table_says_no_word(
    case: Case, world: World, browser_of: BrowserOf
) -> None:
    case.before(world)
    reads = Entry.objects.filter(verb="read").count()
    for words in ("A boy", WORDS):
        save(browser_of(case.who), case, world, words)
    assert Entry.objects.filter(verb="read").count() == reads
    send(browser(browser_of, case), case, world)
    rows = Entry.objects.filter(subject="unsent").order_by("pk")
    person = world.people[case.who]
    assert [(row.verb, row.actor_id, row.facts) for row in rows] == [
        ("created", person.pk, {"place": case.place}),
        ("erased", person.pk, {"place": case.place, "sent": True}),
    ]


@each
def test_a_post_that_is_refused_is_kept_without_scripts(case: Case, world: World, browser_of: BrowserOf) -> None:
    case.before(world)
    client, name = browser(browser_of, case), case.typed[0]
    key, place = key_of(case, world), place_called(case.place)
    if len(case.sent) == 1 or case.place in AT_MOST:
        limit = getattr(place.form.base_fields[name], "max_length", None) or 100
        words = f"{(WORDS * 600)[:limit]}xx"
    else:
        words = WORDS
    posted = {**case.more, name: words}
    posted.pop("advice_to", None)
    posted.pop("believes_level", None)
    posted.pop("reason", None) if case.place == "withdraw" else None
    posted.pop("level", None) if case.place in {"practice", "change-case", "new-case"} else None
    answer = client.post(reverse(place.sends, args=[] if key == "new" else [key]), posted)
    assert answer.status_code == 200
    assert words_of(Unsent.objects.get()).data[name] == [words]


@each
def test_sent_after_signing_out_comes_back_to_its_writer_alone(case: Case, world: World, browser_of: BrowserOf) -> None:
    case.before(world)
    drawn = carried(page_of(browser(browser_of, case), case, world), case)
    key, place = key_of(case, world), place_called(case.place)
    address, page = reverse(place.sends, args=[] if key == "new" else [key]), place.page_of(key)
    client = Client()
    assert client.post(address, {**case.sent, **drawn})["Location"] == f"/sign-in/login/?next={page}"
    assert WORDS not in str(dict(client.session))
    sign_in(client, world.people[case.who])
    client.get("/help/")
    assert words_of(Unsent.objects.get()).data.items() >= {name: [WORDS] for name in case.typed}.items()
    # Somebody else who signs in there gets nothing, and it waits no more.
    Unsent.objects.all().delete()
    elsewhere = Client()
    elsewhere.post(address, {**case.sent, **drawn})
    sign_in(elsewhere, world.people[case.other or case.stranger])
    elsewhere.get("/help/")
    assert Unsent.objects.count() == 0
    # A page that does not say whose it is, or says it in another hand, waits for nobody.
    for writer in ({}, {"_writer": f"{world.people[case.who].pk}:{'x' * 43}"}):
        nobody = Client()
        nobody.post(address, {**case.sent, **writer})
        assert "typed_while_out" not in nobody.session


def sign_in(client: Client, person: AbstractBaseUser) -> None:
    client.force_login(person)


@each
def test_words_another_window_wrote_are_not_sent_away(case: Case, world: World, browser_of: BrowserOf) -> None:
    """Two tabs on one form: what one sends, the other's different words outlive."""
    case.before(world)
    client = browser(browser_of, case)
    first = carried(page_of(client, case, world), case)
    second, first_words = carried(page_of(client, case, world), case), "Words of the first tab, which nobody has sent."
    assert save(client, case, world, first_words, **first) == 200
    assert send(client, case, world, **second) == case.answer
    # A decision is made for everybody: there is nothing left to decide, by whomever.
    left = {} if case.place == "decide" else {name: [first_words] for name in case.typed}
    assert words_of(Unsent.objects.first()).data == left


@each
def test_a_save_that_comes_after_the_sending_brings_nothing_back(
    case: Case, world: World, browser_of: BrowserOf
) -> None:
    case.before(world)
    client = browser(browser_of, case)
    drawn = carried(page_of(client, case, world), case)
    save(client, case, world, _number="1", **drawn)
    assert send(client, case, world, _number="2", **drawn) == case.answer
    late = save(client, case, world, "A boy of nine", _number="2", **drawn)
    assert late == LATE.get(case.place, 200)
    assert not Unsent.objects.exclude(sealed="").exists()
    # The same page, back with the Back button: what is typed then is new.
    if late == 200:
        save(client, case, world, "Something new.", _number="3", **drawn)
        assert words_of(Unsent.objects.get()).data == {name: ["Something new."] for name in case.typed}


def test_the_table_holds_no_word_in_clear(world: World, browser_of: BrowserOf) -> None:
    for case in CASES:
        if case.place not in {"decide", "reply", "learning", "blind-remark"}:
            save(browser_of(case.who), case, world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT u::text FROM unsent_unsent u")
        rows = [row for (row,) in cursor.fetchall()]
    assert len(rows) == len(CASES) - 4
    assert [row for row in rows if "boy " in row] == []  # with its space: ciphertext has none


def test_a_double_click_sends_once_and_leaves_nothing(world: World, browser_of: BrowserOf) -> None:
    case = CASES[0]
    client, key = browser_of(case.who), {"key": str(uuid4())}
    save(client, case, world)
    assert (send(client, case, world, **key), send(client, case, world, **key)) == (302, 302)
    assert world.open.supplements.count() == 2  # one stood there before
    assert Unsent.objects.get().sealed == ""
