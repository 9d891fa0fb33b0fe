"""Rubbish in every field of every section: never a fault, a sentence beside the field, and nothing typed is lost."""

import html
import re
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.forms import GovDateField, NotKnownDateField
from referrals.models import Draft
from referrals.posted import typed_in
from referrals.protecting import FIELD, KEPT
from referrals.sections import SECTIONS, Section
from tests.factories import fill_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]

RUBBISH = {
    "long": "x" * 5001,
    "nul": "a\x00b",
    "emoji": "\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f \u202eright to left",
    "markup": "<script>alert(1)</script><img src=x onerror=y>",
    "template": "{{ 7*7 }}{% now 'Y' %}",
    "number": "-99999999999999999999",
    "lines": "one\r\ntwo\n\n\nthree",
    "quotes": "' OR 1=1 -- \"; DROP TABLE referrals_draft",
}


def address_of(draft: Draft, section: Section) -> str:
    if section.slug == "worries":
        return reverse("referrals:worries", args=[draft.pk])
    args = [draft.pk, section.slug, 0] if section.repeats else [draft.pk, section.slug]
    return reverse("referrals:section", args=args)


def filled_with(section: Section, rubbish: str) -> dict[str, Any]:
    """The same rubbish in every control of a section."""
    found: dict[str, Any] = {"save": "yes", "item": "0"} if section.slug == "worries" else {}
    for name, field in section.form.base_fields.items():
        if isinstance(field, GovDateField | NotKnownDateField):
            found |= {f"{name}-{part}": rubbish for part in ("day", "month", "year")}
        else:
            found[name] = [rubbish, rubbish] if isinstance(field, forms.MultipleChoiceField) else rubbish
    return found


@pytest.fixture
def client(delphine: User) -> Client:
    client = Client()
    client.force_login(delphine)
    return client


@pytest.mark.parametrize("kind", RUBBISH)
@pytest.mark.parametrize("slug", SECTIONS)
def test_rubbish_is_kept_and_answered_with_sentences(slug: str, kind: str, delphine: User, client: Client) -> None:
    section, rubbish = SECTIONS[slug], RUBBISH[kind]
    draft = fill_draft(delphine, household={"name": ["Mara"]})
    posted = filled_with(section, rubbish)
    response = client.post(address_of(draft, section), posted)
    assert response.status_code in (200, 302)
    kept = draft.sections.get(section=slug, item=0).data
    for name, value in posted.items():
        if name not in ("save", "item"):
            plain = rubbish.replace("\x00", "")
            assert kept[name][0] == (KEPT if name == FIELD and plain.strip() else plain), name
            assert len(kept[name]) == (len(value) if isinstance(value, list) else 1)
    if response.status_code == 200:
        _assert_every_error_has_its_control(response.content.decode())
    for name in ("tasks", "check", "worries"):
        assert client.get(reverse(f"referrals:{name}", args=[draft.pk])).status_code == 200
    assert client.get(address_of(draft, section)).status_code == 200


def _assert_every_error_has_its_control(text: str) -> None:
    summary = text.split("govuk-error-summary__list")[1].split("</ul>", maxsplit=1)[0]
    lines = re.findall(r'<a href="#([^"]+)">(.*?)</a>', summary, re.DOTALL)
    assert lines
    ids = set(re.findall(r'id="([^"]+)"', text))
    for place, sentence in lines:
        assert place in ids
        assert html.unescape(sentence)[0].isupper() or not sentence[0].isalpha()
        assert text.count(sentence) >= 2, f"“{sentence}” does not stand beside its field"
    assert "<script>alert" not in text
    assert ">49<" not in text


def test_long_text_comes_back_whole(delphine: User, client: Client) -> None:
    draft = fill_draft(delphine)
    text = "Word " * 1200
    response = client.post(address_of(draft, SECTIONS["voice"]), {"words": text})
    assert text.strip() in response.content.decode()
    assert "use 4000 characters or fewer" in response.content.decode()


def test_names_that_the_section_does_not_ask_for_are_not_kept() -> None:
    posted = QueryDict("words=hello&owner=mallory&__proto__=x&words-day=1&indicator=L4")
    assert typed_in(SECTIONS["voice"], posted, {}) == {"words": ["hello"], "words-day": ["1"]}


@pytest.mark.parametrize("slug", ["nothing", "worries-x", "gate%00"])
def test_a_section_that_does_not_exist_is_nothing(slug: str, delphine: User, client: Client) -> None:
    draft = fill_draft(delphine)
    assert client.get(f"/referrals/draft/{draft.pk}/{slug}/").status_code == 404


@pytest.mark.parametrize("number", [7, 31, 99999, 10**12])
def test_an_item_that_does_not_exist_is_nothing(number: int, delphine: User, client: Client) -> None:
    draft = fill_draft(delphine)
    for name in ("section", "autosave"):
        address = reverse(f"referrals:{name}", args=[draft.pk, "children", number])
        assert client.post(address, {"first_name": "x"}).status_code == 404
    assert client.post(reverse("referrals:remove", args=[draft.pk, "children", number])).status_code == 302
    assert draft.sections.filter(section="children").count() == 1


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 3000, "open=-1", "open=%F0%9F%98%80", "open=" + "9" * 40, "q=%27%29%28%26"]
)
def test_the_search_answers_anything(query: str, delphine: User, client: Client) -> None:
    draft = fill_draft(delphine)
    assert client.get(f"{reverse('referrals:worries', args=[draft.pk])}?{query}").status_code == 200


@pytest.mark.parametrize("reference", ["FD-AAAA-AA", "nonsense", "FD-7Q2K-4M%00", "x" * 300])
def test_a_reference_that_is_nobodys_is_nothing(reference: str, client: Client) -> None:
    for page in ("", "copy/", "pdf/"):
        assert client.get(f"/referrals/{reference}/{page}").status_code == 404


def test_the_thirty_first_child_is_refused_with_a_sentence(delphine: User, client: Client) -> None:
    draft = fill_draft(delphine, children=[{}] * 30)
    response = client.post(reverse("referrals:add", args=[draft.pk, "children"]), follow=True)
    assert "A form holds at most 30 of these." in response.content.decode()
    assert draft.sections.filter(section="children").count() == 30
