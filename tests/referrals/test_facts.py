"""Several worries told on one page: each with its own sentence, and once for all how it is known and when."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from referrals.models import Draft
from tests.conftest import PASSWORD
from tests.factories import fill_draft
from tests.referrals.test_pages import page, signed_in

pytestmark = pytest.mark.django_db

CODES = ("L2-cd-01", "L2-cd-14", "L2-cd-15")


@pytest.fixture
def draft(delphine: User) -> Draft:
    draft = fill_draft(delphine, worries=[])
    signed_in(delphine).post(reverse("referrals:worries", args=[draft.pk]), {"add": CODES, "take": "yes"})
    return draft


def at(draft: Draft, name: str = "facts") -> str:
    return reverse(f"referrals:{name}", args=[draft.pk])


def worry(draft: Draft, number: int) -> dict[str, list[str]]:
    return dict(draft.sections.get(section="worries", item=number).data)


def carried(client: Client, draft: Draft) -> dict[str, str]:
    beside = client.get(at(draft)).context["beside"]
    return {"_drawn": beside["drawn"], "_window": beside["window"]}


def whole(**more: str) -> dict[str, Any]:
    return {"what_0": "Late.", "what_1": "Hungry.", "what_2": "", "how": "told", "when": "This term", **more}


def test_one_page_tells_all_of_them(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    text = page(client.get(at(draft)))
    assert [f'name="what_{n}"' in text for n in range(4)] == [True, True, True, False]
    way_out = "Different for one? Answer for most of them here, then change that one under “What worries you”."
    assert text.index("For all of these") < text.index(way_out) < text.index('name="how"')
    assert text.count("“What worries you”") == 1
    answer = client.post(at(draft), {**carried(client, draft), **whole()})
    assert answer.headers["Location"] == reverse("referrals:section", args=[draft.pk, "tools"])
    for number, what in enumerate(("Late.", "Hungry.", "")):
        kept = worry(draft, number)
        assert (kept["indicator"], kept["what"]) == ([CODES[number]], [what])
        assert (kept["how"], kept["when"]) == (["told"], ["This term"])
    # They have been gone past: the page has nothing left to ask.
    assert client.get(at(draft)).headers["Location"] == reverse("referrals:worries", args=[draft.pk])


def test_many_are_told_five_at_a_time(delphine: User) -> None:
    draft, client = fill_draft(delphine, worries=[]), signed_in(delphine)
    codes = [*CODES, "L2-cd-29", "L2-cd-21", "L2-pa-09", "L2-fe-15", "L2-cd-09"]
    client.post(at(draft, "worries"), {"add": codes, "take": "yes"})
    text = page(client.get(at(draft)))
    assert [f'name="what_{n}"' in text for n in range(8)] == [True] * 5 + [False] * 3
    assert "Save and go to the next 3" in text
    told = {f"what_{n}": f"Fact {n}" for n in range(5)} | {"how": "told", "when": "This term"}
    answer = client.post(at(draft), {**carried(client, draft), **told})
    assert answer.headers["Location"] == at(draft)
    text = page(client.get(at(draft)))
    assert 'value="told" checked' in text  # as of the five before
    assert 'value="This term"' in text
    assert [f'name="what_{n}"' in text for n in range(8)] == [False] * 5 + [True] * 3
    answer = client.post(at(draft), {**carried(client, draft), **{f"what_{n}": f"Fact {n}" for n in (5, 6, 7)}})
    assert answer.headers["Location"] == reverse("referrals:section", args=[draft.pk, "tools"])
    assert [worry(draft, n)["what"] for n in range(8)] == [[f"Fact {n}"] for n in range(8)]


def test_what_is_typed_is_kept_while_typing_and_stands_there_again(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    drawn = carried(client, draft)
    answer = client.post(at(draft, "facts_save"), {**drawn, "what_1": "Hun", "_shows": "preview", "_number": "1"})
    assert set(answer.json()["parts"]) == {"mark", "preview"}
    client.post(at(draft, "facts_save"), {**drawn, "how": "seen", "_number": "2"})
    client.post(at(draft, "facts_save"), {**drawn, "how": "told", "_number": "3"})
    client.post(at(draft, "facts_save"), {**drawn, "how": "seen", "_number": "2"})  # a slow line
    assert [worry(draft, n).get("how") for n in range(3)] == [["told"]] * 3
    assert [worry(draft, n).get("what") for n in range(3)] == [None, ["Hun"], None]
    text = page(client.get(at(draft)))
    assert ">\nHun</textarea>" in text or ">Hun</textarea>" in text
    assert 'value="told" checked' in text


def test_an_answer_of_its_own_stays(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    for number, how, when in ((1, "seen", "Monday"), (2, "suspected", "Tuesday")):
        row = draft.sections.get(section="worries", item=number)
        row.data = {**row.data, "how": [how], "when": [when]}
        row.save()
    client.post(at(draft), {**carried(client, draft), **whole()})
    assert [worry(draft, n)["how"] for n in range(3)] == [["told"], ["seen"], ["suspected"]]
    assert [worry(draft, n)["when"] for n in range(3)] == [["This term"], ["Monday"], ["Tuesday"]]


def test_one_that_is_added_later_takes_what_was_said_for_all(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    client.post(at(draft), {**carried(client, draft), **whole(), "find": "yes"})
    answer = client.post(at(draft, "worries"), {"add": "L2-cd-29", "take": "yes"})
    assert answer.headers["Location"] == at(draft)
    text = page(client.get(at(draft)))
    assert 'value="told" checked' in text
    assert 'value="This term"' in text
    client.post(at(draft), {**carried(client, draft), **whole(), "what_3": "Smells."})
    assert [worry(draft, 3)[name] for name in ("what", "how", "when")] == [["Smells."], ["told"], ["This term"]]


def test_two_windows_on_the_page_keep_both(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    one, two = carried(client, draft), carried(client, draft)
    client.post(at(draft, "facts_save"), {**one, "what_0": "The first.", "_number": "1"})
    answer = client.post(at(draft, "facts_save"), {**two, "what_0": "The second.", "_number": "1"})
    assert answer.json()["elsewhere"] == {"what_0": ["The first."]}
    text = page(client.get(at(draft)))
    assert "The first." in text
    assert "The second." in text
    sent = client.post(at(draft), {**two, **whole(what_0="The second.")})
    assert sent.headers["Location"] == at(draft)  # both are shown before it goes on
    assert worry(draft, 0)["what"] == ["The first."]


def test_words_for_a_worry_that_another_window_went_past_are_kept(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    one, two = carried(client, draft), carried(client, draft)
    client.post(at(draft), {**two, **whole()})
    assert client.post(at(draft, "facts_save"), {**one, "what_2": "Still typing", "_number": "1"}).status_code == 200
    client.post(at(draft), {**one, **whole(what_2="Still typing."), "_number": "2"})
    assert [worry(draft, n)["what"] for n in range(3)] == [["Late."], ["Hungry."], ["Still typing."]]


def test_words_for_a_worry_that_was_removed_are_not_lost_silently(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    one = carried(client, draft)
    client.post(reverse("referrals:remove", args=[draft.pk, "worries", 2]))
    assert client.post(at(draft, "facts_save"), {**one, "what_2": "Still typing"}).status_code == 404
    answer = client.post(at(draft), {**one, **whole(what_2="Still typing")}, follow=True)
    assert "What you wrote of it is not kept." in page(answer)
    assert [worry(draft, n)["what"] for n in range(2)] == [["Late."], ["Hungry."]]


def test_a_page_sent_after_the_session_ended_comes_back(draft: Draft, delphine: User) -> None:
    drawn, client = carried(signed_in(delphine), draft), Client()
    where = client.post(at(draft), {**drawn, **whole()}).headers["Location"]
    assert where == f"/sign-in/login/?next={at(draft)}"
    client.post("/sign-in/login/", {"login": delphine.email, "password": PASSWORD, "next": at(draft)})
    text = page(client.get(at(draft)))
    assert "Hungry.</textarea>" in text
    assert (worry(draft, 1)["what"], worry(draft, 1)["how"]) == (["Hungry."], ["told"])


def test_too_many_words_are_said_beside_their_box_and_kept(draft: Draft, delphine: User) -> None:
    client, long = signed_in(delphine), "word " * 1001
    answer = client.post(at(draft), {**carried(client, draft), **whole(what_1=long)})
    assert answer.status_code == 200
    assert "There is a problem" in page(answer)
    assert worry(draft, 1)["what"] == [long]


def test_of_several_children_each_worry_may_be_about_one(delphine: User) -> None:
    draft = fill_draft(delphine, children=[{}, {"first_name": ["Teasel"]}], worries=[])
    client = signed_in(delphine)
    client.post(reverse("referrals:worries", args=[draft.pk]), {"add": CODES, "take": "yes"})
    assert "No child ticked means all of them." in page(client.get(at(draft)))
    client.post(at(draft), {**carried(client, draft), **whole(), "children_0": ["1"]})
    assert [worry(draft, n).get("children") for n in range(3)] == [["1"], [], []]


def test_the_other_buttons_keep_it_too(draft: Draft, delphine: User) -> None:
    client = signed_in(delphine)
    for name, leads in (("find", "worries"), ("later", "tasks")):
        answer = client.post(at(draft), {**carried(client, draft), **whole(what_2=name), name: "yes"})
        assert answer.headers["Location"] == at(draft, leads)
        assert worry(draft, 2)["what"] == [name]
        if name == "find":
            assert "Write about 3 of them on one page" in page(client.get(at(draft, "worries")))


def test_each_phrase_of_a_search_has_its_own_heading(draft: Draft, delphine: User) -> None:
    text = page(signed_in(delphine).get(at(draft, "worries"), {"q": "late, zzzqqq, nits"}))
    found = text[text.index('id="q"') : text.index("Your worries")]
    assert found.index(">late<") < found.index("comes late") < found.index(">zzzqqq<") < found.index(">nits<")
    assert found.count("Nothing more on the list matches this.") == 1
    assert ">nits<" not in page(signed_in(delphine).get(at(draft, "worries"), {"q": "nits"}))


def test_one_worry_alone_is_told_on_its_card(delphine: User) -> None:
    draft, client = fill_draft(delphine, worries=[]), signed_in(delphine)
    worries = at(draft, "worries")
    assert client.get(at(draft)).headers["Location"] == worries
    assert client.post(at(draft, "facts_save"), {"what_0": "x"}).status_code == 404
    answer = client.post(worries, {"add": CODES[:1], "take": "yes"})
    assert answer.headers["Location"] == f"{worries}?open=0#worry-0"
