"""What one has sent, and what one's agency has sent: initials and ages, a trail, and a cost that does not grow."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import fill_draft, sent_referral
from tests.referrals.test_pages import page, signed_in
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.MFA_REQUIRED = False


def test_lists_carry_initials_and_ages_and_leave_a_trail(delphine: User, wilf: User) -> None:
    referral = sent_referral(delphine)
    for who, name in ((delphine, "mine"), (wilf, "agency")):
        text = page(signed_in(who).get(reverse(f"referrals:{name}")))
        assert referral.reference in text
        assert "P. F., 9" in text
        assert "Fablewood" not in text
        assert Entry.objects.filter(verb="read", subject_id=referral.pk, actor_id=who.pk, facts__view=name).count() == 1


def test_lists_show_nobody_elses(delphine: User, bronwen: User, charlie: User, strange_lead: User) -> None:
    referral = sent_referral(delphine)
    assert referral.reference not in page(signed_in(bronwen).get(reverse("referrals:mine")))
    assert referral.reference not in page(signed_in(charlie).get(reverse("referrals:mine")))
    assert referral.reference not in page(signed_in(strange_lead).get(reverse("referrals:agency")))


@pytest.mark.parametrize("name", ["mine", "agency"])
def test_lists_cost_the_same_for_one_and_for_many(
    name: str, wilf: User, django_assert_max_num_queries: Any, request: pytest.FixtureRequest
) -> None:
    client = signed_in(wilf)
    sent_referral(wilf)
    fill_draft(wilf)
    counted = []
    for more in (0, 30):
        for _ in range(more):
            sent_referral(wilf)
        fill_draft(wilf)
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse(f"referrals:{name}"))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_page_after_nonsense_is_the_first_page(delphine: User) -> None:
    for nonsense in ("%00", "a%00b", "FD-0000-00", "x" * 500):
        assert signed_in(delphine).get(f"{reverse('referrals:mine')}?older={nonsense}").status_code == 200


def test_older_referrals_stand_on_the_next_page(delphine: User) -> None:
    sent = [sent_referral(delphine, ago=timedelta(hours=hours)).reference for hours in range(27)]
    client, address = signed_in(delphine), reverse("referrals:mine")
    first = page(client.get(address))
    assert [reference in first for reference in sent] == [True] * 25 + [False] * 2
    second = page(client.get(address, {"older": sent[24]}))
    assert [reference in second for reference in sent] == [False] * 25 + [True] * 2


def test_the_pages_of_a_form_cost_the_same_however_many_children_it_has(
    delphine: User, django_assert_max_num_queries: Any
) -> None:
    client, counted = signed_in(delphine), []
    for children in (1, 12):
        draft = fill_draft(delphine, children=[{}] * children, worries=[{}] * children)
        for name in ("tasks", "worries", "check"):
            with django_assert_max_num_queries(20) as queries:
                client.get(reverse(f"referrals:{name}", args=[draft.pk]))
            counted.append(len(queries))
    assert counted[:3] == counted[3:]
