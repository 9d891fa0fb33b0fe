"""A child stands on two pages: each keeps what the other holds, and says only its own errors."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from referrals.actions import save_section
from referrals.models import Draft
from tests.factories import CHILD, fill_draft

pytestmark = pytest.mark.django_db

LESS: dict[str, list[str]] = {"gp": ["Fernhill Surgery"], "health": ["Asthma"], "legal_status": ["none"]}
BAD_NUMBER = {"nhs_number": ["123 456 7890"]}


@pytest.fixture
def draft(delphine: User, client: Client) -> Draft:
    client.force_login(delphine)
    return fill_draft(delphine, children=[LESS])


def first(draft: Draft) -> str:
    return reverse("referrals:section", args=[draft.pk, "children", 0])


def second(draft: Draft) -> str:
    return reverse("referrals:section", args=[draft.pk, "children", 0, "more"])


def kept(draft: Draft) -> dict[str, list[str]]:
    return dict(draft.sections.get(section="children").data)


def test_the_first_page_keeps_what_stands_on_the_second(draft: Draft, client: Client) -> None:
    answer = client.post(first(draft), {**CHILD, "first_name": "Pippin"})
    assert answer["Location"] == reverse("referrals:section", args=[draft.pk, "household"])
    assert kept(draft) == CHILD | LESS | {"first_name": ["Pippin"]}


def test_the_second_page_keeps_the_first_and_clears_only_its_own(draft: Draft, client: Client) -> None:
    assert client.post(second(draft), {"gp": "Marsh Lane Surgery"}).status_code == 302
    assert kept(draft) == CHILD | {"gp": ["Marsh Lane Surgery"]}


def test_each_page_shows_its_own_fields(draft: Draft, client: Client) -> None:
    one, two = client.get(first(draft)).content.decode(), client.get(second(draft)).content.decode()
    assert 'name="first_name"' in one
    assert 'name="gp"' not in one
    assert 'name="gp"' in two
    assert 'name="first_name"' not in two
    assert "Pip: health, school, language and law" in unescape(two)


def test_another_child_says_whose_answers_it_starts_with_until_it_is_saved(draft: Draft, client: Client) -> None:
    says = "Filled in as for Pip."
    added = client.post(reverse("referrals:add", args=[draft.pk, "children"]))["Location"]
    page = client.get(added).content.decode()
    assert says in page
    assert f'value="{CHILD["surname"][0]}"' in page
    assert says not in client.get(first(draft)).content.decode()
    client.post(added, {"first_name": "Wren"})
    assert says not in client.get(added).content.decode()
    draft.sections.filter(section="children", item=0).update(data={"first_name": ["Pip"]})
    empty = client.post(reverse("referrals:add", args=[draft.pk, "children"]))["Location"]
    assert says not in client.get(empty).content.decode()


def test_a_button_leads_from_the_first_to_the_second(draft: Draft, client: Client) -> None:
    assert 'name="more" value="more"' in client.get(first(draft)).content.decode()
    assert client.post(first(draft), {**CHILD, "more": "more"})["Location"] == second(draft)
    assert client.post(first(draft), {**CHILD, "more": "elsewhere"})["Location"] != second(draft)


def test_another_child_is_added_from_the_page_of_one(draft: Draft, client: Client) -> None:
    answer = client.post(first(draft), {**CHILD, "another": "yes"})
    assert answer["Location"] == reverse("referrals:section", args=[draft.pk, "children", 1])
    assert draft.sections.get(section="children", item=1).data == {
        "surname": ["Fablewood"],
        "address": ["4 Acorn Row, Larkhaven"],
        "gp": ["Fernhill Surgery"],
    }
    wrong = client.post(first(draft), {**CHILD, "first_name": "", "surname": "", "another": "yes"})
    assert "There is a problem" in wrong.content.decode()
    assert draft.sections.filter(section="children").count() == 2


def test_an_error_is_said_on_its_own_page(draft: Draft, client: Client) -> None:
    page = client.post(second(draft), LESS | BAD_NUMBER)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert kept(draft)["nhs_number"] == BAD_NUMBER["nhs_number"]
    assert "There is a problem" not in client.get(first(draft)).content.decode()
    assert client.post(first(draft), CHILD).status_code == 302
    assert kept(draft)["nhs_number"] == BAD_NUMBER["nhs_number"]


def test_an_error_is_found_from_the_lists(draft: Draft, delphine: User, client: Client) -> None:
    data = CHILD | LESS | BAD_NUMBER
    save_section(draft, section="children", item=0, data=data, finished=True, by=delphine)
    check = client.get(reverse("referrals:check", args=[draft.pk])).content.decode()
    assert f'href="{second(draft)}?at=nhs_number#children-0-nhs_number"' in check
    for page in ("tasks", "section"):
        args = [draft.pk] if page == "tasks" else [draft.pk, "children"]
        rows = (
            client.get(reverse(f"referrals:{page}", args=args))
            .content.decode()
            .split('<li class="govuk-task-list__item')
        )
        states = {
            address: next(row for row in rows if f'href="{address}"' in row)
            for address in (first(draft), second(draft))
        }
        assert "Put right" in states[second(draft)]
        assert "Done" in states[first(draft)]


def test_what_stands_on_the_second_page_has_a_card_of_its_own(draft: Draft, delphine: User, client: Client) -> None:
    check = reverse("referrals:check", args=[draft.pk])
    assert f'href="{second(draft)}"' in client.get(check).content.decode()
    save_section(draft, section="children", item=0, data=CHILD, finished=True, by=delphine)
    assert f'href="{second(draft)}"' not in client.get(check).content.decode()


def test_saving_while_typing_keeps_a_field_of_either_page(draft: Draft, client: Client) -> None:
    save = reverse("referrals:autosave", args=[draft.pk, "children", 0])
    assert client.post(save, {"gp": "Marsh Lane Surgery"}).status_code == 200
    assert client.post(save, {"surname": "Fablewood-Moss"}).status_code == 200
    assert kept(draft) == CHILD | LESS | {"gp": ["Marsh Lane Surgery"], "surname": ["Fablewood-Moss"]}


@pytest.mark.parametrize(("slug", "page"), [("children", "less"), ("household", "more"), ("referrer", "more")])
def test_there_is_no_other_page(slug: str, page: str, draft: Draft, client: Client) -> None:
    address = f"/referrals/draft/{draft.pk}/{slug}/0/page/{page}/"
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 404
