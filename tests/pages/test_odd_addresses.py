"""Whatever stands behind the question mark, or in a part of a page that carries itself: an answer, never a fault."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import User
from core.addresses import read_moment, read_number
from referrals.models import DraftSection, Referral
from tests.factories import fill_draft, sent_referral
from thresholds.published import current

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]

MOMENTS = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-28T00:00:00+23:59:59.999999",
    "2026-11-28T00:00:00-00:00:01",
    "2026-11-28T00:00:00",
    "2026-W48-6",
    "20261128T00Z",
)
ODD = (
    *MOMENTS, "²", "٣", "-1", "1e9", "9" * 30, "0", "", "\x00", "a\x00b", "\ud800", "%", "'", "\u200b",
    "[" * 3000, "x" * 5000, "None", "nan", "5f0c7f0e-0000-4000-8000-000000000000",
)  # fmt: skip
# Each list, who reads it, and all that its address may say.
LISTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("asha", "/queue/", ("after", "tray", "priority", "flag", "agency", "route", "level")),
    ("asha", "/queue/news/", ("since",)),
    ("asha", "/queue/{ref}/trail/", ("before",)),
    ("asha", "/contacts/", ("after", "tray", "kind", "start", "end")),
    ("asha", "/escalations/", ("after", "show", "stage")),
    ("niamh", "/early-help/", ("after", "accepted")),
    ("delphine", "/referrals/", ("older", "carried")),
    ("delphine", "/advice/", ("older",)),
    ("delphine", "/referrals/draft/{draft}/worries/", ("q", "open")),
    ("delphine", "/referrals/draft/{draft}/children/0/", ("at",)),
    ("delphine", "/referrals/draft/{draft}/children/0/page/more/", ("at",)),
    ("petra", "/administration/matrix/{matrix}/indicators/", ("q", "level", "domain", "age", "from")),
    ("petra", "/administration/matrix/{matrix}/changes/", ("before",)),
    ("petra", "/administration/matrix/{matrix}/compare/", ("with",)),
    ("wilf", "/referrals/agency/", ("older", "show", "by", "who")),
    ("wilf", "/referrals/agency/learn/", ("older", "span", "set")),
    *(
        ("marek", f"/dashboard/rows/{group}/", ("start", "end", "agency", "holder", "page", "kind", "route", "clock"))
        for group in ("arrived", "due", "decided")
    ),
)


@pytest.fixture
def places(delphine: User) -> dict[str, Any]:
    ref, draft = sent_referral(delphine).reference, fill_draft(delphine).pk
    return {"ref": ref, "draft": draft, "matrix": current().version.pk}


@pytest.mark.parametrize(("who", "path", "names"), LISTS, ids=lambda one: one if isinstance(one, str) else None)
def test_no_list_falls_over_what_its_address_says(
    who: str, path: str, names: tuple[str, ...], places: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """All names at once, each with another value; one by one where the page does not stand for all of them."""
    client = Client(raise_request_exception=False)
    client.force_login(request.getfixturevalue(who))

    def status(said: dict[str, str]) -> int:
        sent = {name: value.encode("utf-8", "surrogatepass") for name, value in said.items()}
        return client.get(path.format(**places), sent).status_code

    values = {
        name: [*ODD, *(f"{odd}~{places['ref']}" for odd in ODD)] if name == "after" else list(ODD) for name in names
    }
    wrong = {}
    for turn in range(max(map(len, values.values()))):
        said = {name: of[(turn + 3 * place) % len(of)] for place, (name, of) in enumerate(values.items())}
        if status(said) != 200:
            for name, value in said.items():
                if (alone := status({name: value})) not in {200, 302, 404}:
                    wrong[f"{name}={value[:40]!r}"] = alone
    assert wrong == {}


@pytest.mark.parametrize("text", [one for one in MOMENTS if one != "20261128T00Z"])
def test_what_is_no_moment_here_is_none(text: str) -> None:
    found = read_moment(text)
    assert found is None or (found.utcoffset() is not None and found.isoformat().endswith("+00:00"))


def test_moments_and_numbers_that_are_ours() -> None:
    moment = read_moment("2026-11-17T11:20:00+01:00")
    assert moment is not None
    assert moment.isoformat() == "2026-11-17T10:20:00+00:00"
    assert [read_number(text) for text in ("0", "7", "0012", "²", "٣", "-1", "", "12345", "1.0", " 1")] == [
        0, 7, 12, None, None, None, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["remove", "open", "item", "add", "_number"])
@pytest.mark.parametrize("value", ODD, ids=lambda value: ascii(value)[:20])
def test_the_worries_page_takes_any_button(name: str, value: str, places: dict[str, Any], delphine: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(delphine)
    sent = urlencode({"q": "hungry", name: value}, errors="surrogatepass")
    page = f"/referrals/draft/{places['draft']}/worries/"
    answer = client.post(page, sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {200, 302, 404}


CARRIED: tuple[dict[str, str], ...] = (
    {"_drawn": "{}", "_window": "a\x00b"},
    {"_drawn": "{}", "_window": "²"},
    {"_drawn": "[" * 3000, "_window": "w"},
    {"_drawn": '{"a":' * 3000, "_window": "w"},
    {"_drawn": "[" * 100_000, "_window": "w"},
    {"_drawn": json.dumps({"words": "\x00"}), "_window": "w", "_mine": "a\x00b", "_seen": "\x00"},
    {"_drawn": '{"\\ud800": "\\ud800"}', "_window": "w"},
    {"_drawn": "1e999", "_window": "w", "_number": "²"},
)


@pytest.mark.parametrize("carried", CARRIED, ids=lambda one: ascii(one)[:40])
@pytest.mark.parametrize("end", ["", "0/save/"])
def test_a_section_takes_whatever_it_seems_to_carry_and_keeps_what_was_typed(
    carried: dict[str, str], end: str, places: dict[str, Any], delphine: User
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(delphine)
    sent = {"asked": "yes", "words": "“No more toast.”", "later": "yes", **carried}
    answer = client.post(f"/referrals/draft/{places['draft']}/voice/{end}", sent)
    assert answer.status_code in {200, 302}
    kept = DraftSection.objects.get(draft_id=places["draft"], section="voice")
    assert ["“No more toast.”"] in (kept.data["words"], kept.beside.get("words", {}).get("other"))
    assert Referral.objects.count() == 1
