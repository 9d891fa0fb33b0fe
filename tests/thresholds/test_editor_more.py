"""The editor through its pages: a version that is thrown away, what names a part, where one lands, what is said."""

import copy
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import Refused
from quality.simulating import start_simulation
from tests.thresholds.builders import walsall_document
from tests.thresholds.editor import Pages, at, form_on, page, send
from thresholds.checking import read_document
from thresholds.editing.actions import comment_on
from thresholds.editing.parts import mark_of, part_at, places
from thresholds.editing.words import HELD
from thresholds.models import MatrixComment, MatrixEdit, MatrixVersion
from thresholds.published import current
from thresholds.versions import check_version, discard_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]
FIRST = walsall_document()["version"]
FIXTURES = settings.BASE_DIR / "fixtures"


# A version that is thrown away


def test_what_is_discarded_is_not_tried(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, trials = as_person(petra), reverse("simulation:versions")
    assert reverse("simulation:simulation", args=[draft.pk]) in page(client, trials)
    discard_version(draft, digest=draft.document_sha256, by=petra)
    assert reverse("simulation:simulation", args=[draft.pk]) not in page(client, trials)
    with pytest.raises(Refused, match="is discarded"):
        start_simulation(draft, by=petra)


def test_discarding_says_what_is_lost_and_keeps_every_row(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    client, address = as_person(petra), at(draft, "discard")
    assert "Nobody has changed anything in it." in page(client, address)
    assert send(client, at(draft, "indicator", "indicators.L4-cd-14"), guidance="Other words.").status_code == 302
    comment_on(draft, "levels.1", text="Why so?", by=quentin)
    text = page(client, address)
    assert "<li>1 change by Petra Quillon</li><li>1 comment by Quentin Larkspur</li>" in text
    kept = (MatrixEdit.objects.count(), MatrixComment.objects.count())
    digest = re.search(r'name="digest" value="(\w+)"', text)[1]  # type: ignore[index]
    assert client.post(address, {"digest": digest})["Location"] == reverse("matrix:list")
    draft.refresh_from_db()
    assert (draft.status, draft.discarded_by) == ("discarded", petra)
    assert (MatrixEdit.objects.count(), MatrixComment.objects.count()) == kept
    listed = page(client, reverse("matrix:list"))
    table, below = listed.split("</table>")
    assert at(draft, "version") not in table
    assert f'{at(draft, "version")}">Walsall, version {FIRST + 1}</a>, discarded by Petra Quillon' in below


def test_what_is_discarded_is_read_and_started_from_and_nothing_else(
    draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    client = as_person(petra)
    assert client.post(at(draft, "discard"), {"digest": draft.document_sha256}).status_code == 302
    text = page(client, at(draft, "version"))
    assert "Discarded by Petra Quillon" in text
    for name in ("discard", "checks", "approve"):
        assert f'href="{at(draft, name)}"' not in text, name
    assert "is discarded, so it is only read here" in page(client, at(draft, "indicator", "indicators.L4-cd-14"))
    assert "govuk-button--warning" not in page(client, at(draft, "discard"))
    assert client.post(at(draft, "discard"), {"digest": draft.document_sha256}).status_code == 200
    comment = client.post(at(draft, "comment", "overrides.fgm"), {"text": "Too late"})
    assert "Comments belong to a draft" in unescape(comment.content.decode())
    assert client.post(at(draft, "start")).status_code == 302
    again = MatrixVersion.objects.get(number=FIRST + 2)
    assert (again.status, again.based_on_id) == ("draft", draft.pk)


def test_what_somebody_changed_meanwhile_is_not_thrown_away_unseen(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    digest = draft.document_sha256
    place = at(draft, "indicator", "indicators.L4-cd-14")
    assert send(as_person(quentin), place, guidance="Other words.").status_code == 302
    answer = as_person(petra).post(at(draft, "discard"), {"digest": digest})
    text = unescape(answer.content.decode())
    assert (answer.status_code, "Somebody changed this version after the page was drawn" in text) == (200, True)
    assert "1 change by Quentin Larkspur" in text
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_what_is_in_force_cannot_be_discarded(petra: User, as_person: Pages, draft: MatrixVersion) -> None:
    client, first = as_person(petra), current().version
    check_version(draft, by=petra)
    assert at(first, "discard") not in page(client, at(first, "version"))
    assert at(draft, "discard") in page(client, at(draft, "version"))
    assert "Only a version that nobody has approved" in page(client, at(first, "discard"))
    assert client.post(at(first, "discard"), {"digest": first.document_sha256}).status_code == 200
    assert current().version.pk == first.pk


# What names an indicator


def links_in(text: str) -> dict[str, str]:
    """The words of each link with its address."""
    return {words: href for href, words in re.findall(r'<a class="govuk-link" href="([^"]*)">([^<]*)</a>', text)}


def test_removing_an_indicator_says_first_what_names_it(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client = as_person(petra)
    text = page(client, at(draft, "remove", "indicators.L4-cd-22"))
    tool = "Child sexual exploitation screening tool, “High”"
    assert links_in(text)[tool] == at(draft, "tool", "tools.cse")
    assert at(draft, "merge", "indicators.L4-cd-22") in text
    assert "Remove it from the draft" not in text
    text = page(client, at(draft, "remove", "indicators.L2-pa-05"))
    assert at(draft, "rule", "prompts.dv_young_or_disabled") in links_in(text).values()
    free = page(client, at(draft, "remove", "indicators.L4-cd-14"))
    assert free.index("No rule, tool or question names it.") < free.index("Remove it from the draft")
    assert "names it" not in page(client, at(draft, "remove", "prompts.under_1"))


def test_splitting_and_merging_say_first_what_names_it(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, place = as_person(petra), "indicators.L4-cd-22"
    for name, says in (("split", "They will name the first only:"), ("merge", "They will name the other:")):
        text = page(client, at(draft, name, place))
        assert says in text
        assert links_in(text)["Child sexual exploitation screening tool, “High”"] == at(draft, "tool", "tools.cse")


def test_merging_shows_what_it_changes_before_it_does(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, address, digest = as_person(petra), at(draft, "merge", "indicators.L4-cd-22"), draft.document_sha256
    into = {"into": "indicators.L4-cd-08", "label": "Both of them", "guidance": "Either."}
    assert "What merging them changes" not in page(client, address)
    answer = send(client, address, **into, look="yes")
    text = " ".join(unescape(answer.content.decode()).split())
    before = text[: text.index(">Merge them</button>")]
    assert "What merging them changes" in before
    assert "Changed: Child sexual exploitation screening tool" in before
    assert "Now</span> Both of them" in before
    assert "Removed: " in before
    draft.refresh_from_db()
    assert draft.document_sha256 == digest
    assert client.post(address, form_on(text)).status_code == 302
    draft.refresh_from_db()
    assert part_at(draft.document, "indicators.L4-cd-08")["label"] == "Both of them"


# Where one lands


def landed(client: Client, answer: Any) -> tuple[str, str]:
    """The row that a browser would go to, with its mark, and the message at the top of the page."""
    address, _, row = answer["Location"].partition("#")
    text = page(client, address)
    found = re.search(rf'<(?:li|tr|section)[^>]* id="{row}" tabindex="-1"[^>]*>(.*?)</(?:li|tr|section)>', text)
    return found[1] if row and found else "", re.search(r'moj-alert__content">([^<]*)<', text)[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "place", "changed"),
    [
        ("level", "levels.3", {"meaning": "Other words."}),
        ("rule", "prompts.dv_young_or_disabled", {"note": "Other words."}),
        ("cluster", "clusters.cluster_level_3", {"at_least": "3"}),
        ("urgency", "priorities.1", {"priority": "amber"}),
        ("tool", "tools.graded_care", {"name": "Another name"}),
        ("question", "questions.voice", {"why": "Other words."}),
        ("indicator", "indicators.L4-cd-14", {"guidance": "Other words."}),
    ],
)
def test_one_lands_at_the_part_that_was_saved(
    name: str, place: str, changed: dict[str, str], draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    client = as_person(petra)
    answer = send(client, at(draft, name, place), **changed)
    assert answer["Location"].endswith(f"#{place.replace('.', '-')}")
    row, said = landed(client, answer)
    assert 'class="fd-state">Saved</strong>' in row
    assert at(draft, name, place) in row
    assert said == f"Saved in version {FIRST + 1}. It is a draft."


def test_a_list_of_indicators_stays_as_it_was_asked_for(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, listed = as_person(petra), at(draft, "indicators")
    text = page(client, f"{listed}?level=4&q=&domain=&age=&from=25")
    address = re.search(rf'href="(/administration/matrix/indicator/{draft.pk}\.indicators\.L[^"]*)"', text)[1]  # type: ignore[index]
    assert address.endswith("?level=4&from=25")
    part = page(client, address)
    place = address.split(".", 1)[1].split("/")[0]
    back = f"{listed}?level=4&from=25#{place.replace('.', '-')}"
    assert f'href="{back}"' in part
    for name in ("split", "merge", "remove", "comment"):
        assert f'href="{at(draft, name, place)}?level=4&from=25"' in part, name
    answer = send(client, address, guidance="Other words.")
    assert answer["Location"] == back
    assert "Other words." not in landed(client, answer)[0]
    assert "Saved</strong>" in landed(client, send(client, address, guidance="More words."))[0]
    # What is no longer among them is said to be saved, and the list stays.
    answer = send(client, address, level="3")
    assert answer["Location"] == f"{listed}?level=4&from=25"
    assert landed(client, answer)[1].endswith("It is not among those you asked for.")


def test_what_is_new_split_or_merged_is_landed_at_too(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client = as_person(petra)
    given = {"label": "Sleeps in a car", "guidance": "No home.", "level": "4", "where": "parenting basic_care_safety"}
    where = str(part_at(draft.document, "indicators.L4-cd-14")["domain"])
    sub = str(part_at(draft.document, "indicators.L4-cd-14")["subdomain"])
    answer = client.post(at(draft, "indicator", "indicators._new"), {**given, "where": f"{where} {sub}"})
    draft.refresh_from_db()
    made = f"indicators.{draft.document['indicators'][-1]['id']}"
    assert answer["Location"] == f"{at(draft, 'indicators')}?from=200#{made.replace('.', '-')}"
    assert "Sleeps in a car" in landed(client, answer)[0]
    halves = {"second_label": "Sleeps in a tent", "second_guidance": "A tent."}
    assert send(client, at(draft, "split", made), **halves)["Location"].endswith(f"#{made.replace('.', '-')}")
    into = "indicators.L4-cd-14"
    merged = send(client, at(draft, "merge", made), into=into, label="Either", guidance="Of the two.")
    assert merged["Location"].endswith("#indicators-L4-cd-14")


def test_a_rule_that_is_moved_is_landed_at_where_it_now_stands(
    draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    client = as_person(petra)
    for place, now in (("priorities.1", "priorities-0"), ("prompts.dv_young_or_disabled", None)):
        stood = mark_of(part_at(draft.document, place))
        answer = client.post(at(draft, "move", place), {"way": "earlier", "stood": stood})
        assert answer["Location"] == f"{at(draft, 'rules')}#{now or place.replace('.', '-')}", place


# No code stands on a screen

CODE = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b|\bL\d-[a-z]{2}-\d+|\b(?:flag|fact|held|age|history|tool|level|consent):\w")


def visible(text: str) -> str:
    """What a person reads: the text of the page, without addresses, values and scripts."""
    return re.sub(r"<script.*?</script>|<[^>]*>", " ", text, flags=re.DOTALL)


def test_no_code_stands_on_any_page_of_a_part(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client = as_person(petra)
    named = {"levels": "level", "tools": "tool", "questions": "question", "overrides": "rule", "hints": "rule",
             "prompts": "rule", "clusters": "cluster", "priorities": "urgency"}  # fmt: skip
    asked = [(name, place) for listed, name in named.items() for place, _ in places(draft.document, listed)]
    asked += [(name, "indicators.L4-cd-22") for name in ("indicator", "split", "merge", "remove", "comment")]
    asked += [(name, "prompts.dv_young_or_disabled") for name in ("remove", "comment")]
    for name, place in asked:
        text = page(client, at(draft, name, place))
        assert CODE.findall(visible(text)) == [], (name, place)


def test_no_code_stands_on_any_page_of_a_version(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client = as_person(petra)
    assert send(client, at(draft, "question", "questions.cse_tool"), why="Other words.").status_code == 302
    assert send(client, at(draft, "rule", "overrides.fgm"), note="Other words.").status_code == 302
    place = "indicators.L4-cd-14"
    assert send(client, at(draft, "indicator", place), level="3", flags=["harm"]).status_code == 302
    names = ("version", "levels", "indicators", "rules", "tools", "questions", "compare", "changes", "checks",
             "approve", "discard")  # fmt: skip
    for name in names:
        assert CODE.findall(visible(page(client, at(draft, name)))) == [], name
    assert CODE.findall(visible(page(client, reverse("matrix:list")))) == []


def test_a_fault_and_what_only_a_file_changes_are_told_without_codes(
    draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    document = copy.deepcopy(draft.document)
    document["routes"][0]["name"] = "Ring 999"
    document["evidence"]["suspicion_counts_for"].append("homeless")
    document["flags"]["harm"] = "Serious harm"
    document["actions"][0]["by"] = "at once"
    document["rules"]["own_consent"]["from_months"] = 180
    document["rules"]["protection"]["any"].append("fact:missing_now")
    document["rules"]["information"]["route"] = "pushback_advice"
    document["questions"][0]["answered_by"] = ["flag:harm"]
    for part in document["indicators"]:
        part["flags"] = [flag for flag in part.get("flags", []) if flag != "fgm"]
    MatrixVersion.objects.filter(pk=draft.pk).update(document=document)
    client = as_person(petra)
    text = visible(page(client, at(draft, "compare")))
    assert CODE.findall(text) == []
    assert "Homeless or nearly so" in text
    assert "yes to “Is a child missing now?”" in text
    text = visible(page(client, at(draft, "checks")))
    assert "Only what the form holds can answer this." in text
    assert "Nothing raises a worry about “Female genital mutilation”, so it can never hold." in text
    assert CODE.findall(text) == []


def test_what_the_form_holds_has_words(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    text = page(as_person(petra), at(draft, "questions"))
    assert "says “Disclosure”; the form says what the screening for exploitation found</p>" in text
    for name in ("walsall", "hackney", "oxfordshire"):
        assert set(read_document(FIXTURES / f"matrix_{name}.yaml")["held"]) <= set(HELD), name


def test_a_question_that_is_only_reworded_is_told_as_reworded(
    draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    """What answers it is not told in its own words."""
    client = as_person(petra)
    for place in ("questions.cse_tool", "questions.voice"):
        assert send(client, at(draft, "question", place), question="What else is there?").status_code == 302
    text = page(client, at(draft, "compare"))
    assert text.count("Reworded: What else is there?") == 2
    assert "Changed: What else" not in text


# What the checks only note


def test_results_that_stand_for_nothing_are_noted_and_are_no_fault(
    draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    client = as_person(petra)
    text = page(client, at(draft, "checks"))
    assert "No fault is left" in text
    before = text[: text.index("Mark it as checked")]
    for name, place, results in (
        ("Child sexual exploitation screening tool", "tools.cse", "“Low”, “Medium” (a rule asks for it)"),
        ("Times missing in the last 12 months", "tools.missing_episodes", "“Once” (a question is asked because of it)"),
        (
            "Neglect checklist",
            "tools.neglect_checklist",
            "“Low”, “Medium” (a rule asks for it), “High” (a rule asks for it)",
        ),
    ):
        assert f'<li><a class="govuk-link" href="{at(draft, "tool", place)}">{name}</a>: {results}</li>' in before
    assert "Graded care profile" not in before
    assert send(client, at(draft, "tool", "tools.missing_episodes"), stands_0="level 2").status_code == 302
    assert "Times missing" not in page(client, at(draft, "checks"))


def test_a_rule_without_a_name_is_told_once(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    text = visible(page(as_person(petra), at(draft, "urgency", "priorities.0")))
    assert text.count("and a child is under 1, all about one child: priority red at least.") == 1


def test_words_for_a_part_that_somebody_removed_come_back(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    one, other, place = as_person(petra), as_person(quentin), "prompts.under_1"
    drawn = form_on(page(one, at(draft, "rule", place)))
    stood = mark_of(part_at(draft.document, place))
    assert other.post(at(draft, "remove", place), {"stood": stood}).status_code == 302
    answer = one.post(at(draft, "rule", place), {**drawn, "note": "Half a thought"})
    text = " ".join(unescape(answer.content.decode()).split())
    assert answer.status_code == 404
    assert "Not saved: Quentin Larkspur removed this" in text
    assert "Half a thought" in text
    assert one.post(at(draft, "rule", place), {"stood": stood}).status_code == 404  # nothing was written
    assert other.post(at(draft, "discard"), {"digest": MatrixVersion.objects.get(pk=draft.pk).document_sha256})
    answer = one.post(at(draft, "indicator", "indicators.L4-cd-14"), {"label": "Half a label"})
    assert "this version is no draft any more" in answer.content.decode()
    assert "Half a label" in answer.content.decode()


def test_what_is_new_has_no_level_until_somebody_chooses(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, address = as_person(petra), at(draft, "indicator", "indicators._new")
    sent = form_on(page(client, address))
    assert (sent["level"], sent["where"]) == ([""], [""])
    answer = client.post(address, {**sent, "label": "New", "guidance": "New."})
    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    assert [f"Choose {name}" in text for name in ("level", "domain")] == [True, True]


def test_the_words_of_what_was_taken_out_stand_among_the_changes(
    draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    client, place = as_person(petra), "prompts.under_1"
    part = part_at(draft.document, place)
    assert client.post(at(draft, "remove", place), {"stood": mark_of(part)}).status_code == 302
    text = page(client, at(draft, "changes"))
    assert "Its words" in text
    assert part["note"] in text
