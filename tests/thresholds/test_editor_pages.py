"""The editor through its pages: a draft from start to publication by two people; two who change one part at once."""

import re
from datetime import datetime
from html import unescape

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import clock
from tests.thresholds.builders import walsall_document
from tests.thresholds.editor import Pages, at, form_on, only, page, send
from thresholds.editing.actions import comment_on, set_part
from thresholds.editing.parts import mark_of, part_at
from thresholds.models import MatrixEdit, MatrixVersion
from thresholds.published import current
from thresholds.versions import mark_simulated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_tuesday")]
GUIDANCE = "Often late, or away without a reason that anybody knows."
FIRST = walsall_document()["version"]  # the number that the file has


def test_from_a_draft_to_what_is_in_force_by_two_people(
    petra: User, quentin: User, as_person: Pages, delphine: User
) -> None:
    writer, second = as_person(petra), as_person(quentin)
    first = current().version
    assert f"Walsall, version {FIRST}" in page(writer, reverse("matrix:list"))
    answer = writer.post(at(first, "start"))
    draft = MatrixVersion.objects.get(number=FIRST + 1)
    assert answer["Location"] == at(draft, "version")

    # One rule and one indicator.
    rules = page(writer, at(draft, "rules"))
    assert "When 2 or more indicators at level 3 stand in 2 or more domains, ask a person to look." in rules
    assert "cluster_level_3" not in re.sub(r'(href|action|name|value|id)="[^"]*"', "", rules)
    assert send(writer, at(draft, "cluster", "clusters.cluster_level_3"), at_least="3").status_code == 302
    found = page(writer, at(draft, "indicators") + "?q=school&level=2")
    code = re.search(rf"{draft.pk}\.(indicators\.L2-[a-z0-9-]+)/", found)[1]  # type: ignore[index]
    assert send(writer, at(draft, "indicator", code), guidance=GUIDANCE).status_code == 302
    draft.refresh_from_db()
    assert part_at(draft.document, "clusters.cluster_level_3")["at_least"] == 3
    assert part_at(draft.document, code)["guidance"] == GUIDANCE
    assert part_at(draft.document, code) == {**part_at(first.document, code), "guidance": GUIDANCE}

    # The difference, in words.
    difference = page(writer, at(draft, "compare"))
    assert "2 parts are not the same" in difference
    assert f"Now</span> {GUIDANCE}" in difference
    assert (
        page(writer, at(first, "compare") + f"?with={draft.pk}").count(f"Now</span> {GUIDANCE}") == 1
    )  # never backwards
    assert "Now</span> When 3 or more indicators at level 3 stand in 2 or more domains" in difference

    # Checked, tried, approved by somebody else, published.
    assert writer.post(at(draft, "checks"))["Location"] == at(draft, "version")
    draft.refresh_from_db()
    mark_simulated(draft, digest=draft.document_sha256, by=petra)
    refused = page(writer, at(draft, "approve"))
    assert "You started this draft, so somebody else approves it" in refused
    assert f"It may be {quentin.full_name}." in refused
    day = {"publish_from-day": "17", "publish_from-month": "11", "publish_from-year": "2026"}
    assert writer.post(at(draft, "approve"), {**day, "digest": draft.document_sha256}).status_code == 200
    assert "Publish now" not in page(second, at(draft, "version"))
    assert f"Now</span> {GUIDANCE}" in page(second, at(draft, "approve"))
    assert send(second, at(draft, "approve"), **day)["Location"] == at(draft, "version")
    assert "Publish now" in page(writer, at(draft, "version"))
    assert writer.post(at(draft, "publish")).status_code == 302
    assert current().version.pk == draft.pk
    assert current().version.number == FIRST + 1
    assert "only read here" in page(writer, at(draft, "indicator", code))


def test_every_form_that_is_sent_unchanged_changes_nothing(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, before = as_person(petra), MatrixEdit.objects.count()
    for name, place in (
        ("level", "levels.3"),
        ("indicator", "indicators.L4-cd-14"),
        ("indicator", "indicators.L2-pa-05"),
        ("rule", "overrides.non_mobile_injury"),
        ("rule", "overrides.fgm"),
        ("rule", "hints.exploitation_perhaps"),
        ("rule", "prompts.dv_young_or_disabled"),
        ("cluster", "clusters.cluster_level_2"),
        ("urgency", "priorities.0"),
        ("tool", "tools.graded_care"),
        ("tool", "tools.missing_episodes"),
        ("question", "questions.consent"),
        ("question", "questions.cse_tool"),
        ("question", "questions.child_identifiable"),
    ):
        assert send(client, at(draft, name, place)).status_code == 302, place
        draft.refresh_from_db()
        assert part_at(draft.document, place) == part_at(current().version.document, place), place
    assert MatrixEdit.objects.count() == before


def test_two_who_change_one_part_at_once_both_see_both(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    one, other, address = as_person(petra), as_person(quentin), at(draft, "indicator", "indicators.L4-cd-14")
    drawn = [form_on(unescape(client.get(address).content.decode())) for client in (one, other)]
    assert one.post(address, {**drawn[0], "guidance": "The words of the first."}).status_code == 302
    answer = other.post(address, {**drawn[1], "guidance": "The words of the second."})
    text = " ".join(unescape(answer.content.decode()).split())
    assert answer.status_code == 200
    assert "Petra Quillon changed this while you were writing" in text
    assert "The words of the first." in text
    assert "The words of the second.</textarea>" in text
    draft.refresh_from_db()
    assert part_at(draft.document, "indicators.L4-cd-14")["guidance"] == "The words of the first."
    assert MatrixEdit.objects.filter(by=quentin).count() == 0
    # Having read both, the second saves.
    assert other.post(address, form_on(unescape(answer.content.decode()))).status_code == 302
    draft.refresh_from_db()
    assert part_at(draft.document, "indicators.L4-cd-14")["guidance"] == "The words of the second."
    # Another part of the same draft was never in the way.
    assert one.post(at(draft, "remove", "prompts.under_1"), {"stood": "0" * 32}).status_code == 200
    draft.refresh_from_db()
    assert part_at(draft.document, "prompts.under_1")["id"] == "under_1"


def test_words_kept_from_an_earlier_day_do_not_silently_replace_a_change_made_since(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages, at_tuesday: datetime
) -> None:
    address, client = at(draft, "indicator", "indicators.L4-cd-14"), as_person(petra)
    key = f"{draft.pk}.indicators.L4-cd-14"
    carried = {name: value for name, value in form_on(page(client, address)).items() if name in {"_drawn", "_window"}}
    keep = reverse("unsent:keep", args=["matrix-indicator", key])
    assert client.post(keep, {**carried, "guidance": "Half a sentence"}).status_code == 200
    with clock.moved_to(at_tuesday.replace(hour=12)):
        assert send(as_person(quentin), address, guidance="Somebody else’s words.").status_code == 302
    text = page(client, address)
    assert "Quentin Larkspur changed this while you were writing" in text
    assert "Somebody else’s words." in text
    assert "Half a sentence" in text


def test_whoever_saves_again_puts_back_nothing_they_did_not_touch(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    for name, place, one_writes, other_writes in (
        ("indicator", "indicators.L4-cd-14", ("label", "A new wording"), ("guidance", "New guidance.")),
        ("tool", "tools.graded_care", ("name", "Another name"), ("means_0", "Something else.")),
        ("urgency", "priorities.1", ("priority", "amber"), ("same_child", "on")),
    ):
        one, other, address = as_person(petra), as_person(quentin), at(draft, name, place)
        drawn = [form_on(unescape(client.get(address).content.decode())) for client in (one, other)]
        assert one.post(address, {**drawn[0], one_writes[0]: one_writes[1]}).status_code == 302, name
        answer = other.post(address, {**drawn[1], other_writes[0]: other_writes[1]})
        assert (answer.status_code, MatrixEdit.objects.filter(by=quentin, place=place).count()) == (200, 0), name
        again = form_on(unescape(answer.content.decode()))
        assert [only(again[one_writes[0]]), only(again[other_writes[0]])] == [one_writes[1], other_writes[1]], name
        assert other.post(address, again).status_code == 302, name
        steps = MatrixEdit.objects.filter(place=place).order_by("pk")
        assert [step.by for step in steps] == [petra, quentin], name
        changed = {key for key in steps[1].after if steps[1].after[key] != steps[1].before.get(key)}
        assert changed == {{"means_0": "readings", "same_child": "when"}.get(other_writes[0], other_writes[0])}, name


def test_a_form_that_is_wrong_and_older_is_told_both(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    one, other, address = as_person(petra), as_person(quentin), at(draft, "indicator", "indicators.L4-cd-14")
    drawn = [form_on(unescape(client.get(address).content.decode())) for client in (one, other)]
    assert one.post(address, {**drawn[0], "guidance": "The words of the first."}).status_code == 302
    answer = unescape(other.post(address, {**drawn[1], "label": ""}).content.decode())
    assert "Petra Quillon changed this while you were writing" in answer
    assert form_on(answer)["guidance"] == "The words of the first."
    assert form_on(answer)["label"] == [""]
    assert "Enter wording" in answer


def test_words_that_are_kept_say_so_and_can_be_thrown_away(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    address, client = at(draft, "indicator", "indicators.L4-cd-14"), as_person(petra)
    sent = form_on(page(client, address))
    assert client.post(address, {**sent, "guidance": "Half a sentence", "label": ""}).status_code == 200
    text = page(client, address)
    assert "You have not saved these yet: Wording, Guidance" in text
    assert form_on(text)["label"] == [""]
    assert client.post(address, {"drop": "yes"}).status_code == 302
    text = page(client, address)
    assert "You have not saved these yet" not in text
    again = form_on(text)
    assert {name for name in sent if again[name] != sent[name]} <= {"_window", "csrfmiddlewaretoken"}
    draft.refresh_from_db()
    assert part_at(draft.document, "indicators.L4-cd-14")["guidance"] == sent["guidance"]


def test_a_part_somebody_removed_keeps_what_was_typed(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, place = as_person(petra), "prompts.under_1"
    drawn = form_on(page(client, at(draft, "rule", place)))
    stood = mark_of(part_at(draft.document, place))
    assert client.post(at(draft, "remove", place), {"stood": stood}).status_code == 302
    assert client.post(at(draft, "rule", place), drawn).status_code == 404


def test_a_file_out_and_in_again_is_the_same_draft(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client = as_person(petra)
    answer = client.get(at(draft, "download"))
    assert answer["Content-Disposition"] == f'attachment; filename="matrix_walsall_{FIRST + 1}.yaml"'
    assert yaml.safe_load(answer.content) == draft.document
    upload = SimpleUploadedFile("matrix.yaml", answer.content)
    made = client.post(reverse("matrix:import"), {"file": upload})
    third = MatrixVersion.objects.get(number=FIRST + 2)
    assert made["Location"] == at(third, "version")
    assert {**third.document, "version": FIRST + 1} == draft.document


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"format: [1", "not readable YAML at line"),
        (b"\xff\xfe", "not UTF-8"),
        (b"only words", "holds no matrix"),
        (b"format: &a [1, 2]\nlevels: [*a, *a]\n", "aliases"),
        (b"[" * 3000, "The file"),
        (b"format: 1\nlevels: []\n", "Nothing was imported"),
    ],
)
def test_a_file_with_faults_says_so_and_writes_nothing(
    content: bytes, says: str, petra: User, as_person: Pages
) -> None:
    before = MatrixVersion.objects.count()
    answer = as_person(petra).post(reverse("matrix:import"), {"file": SimpleUploadedFile("m.yaml", content)})
    assert answer.status_code == 200
    assert says in unescape(answer.content.decode())
    assert MatrixVersion.objects.count() == before


def test_a_fault_leads_to_the_page_that_mends_it(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client, label = as_person(petra), part_at(draft.document, "indicators.L4-cd-14")["label"]
    assert send(client, at(draft, "indicator", "indicators.L4-cd-14"), guidance=label).status_code == 302
    text = page(client, at(draft, "checks"))
    assert "1 fault to mend" in text
    assert "has no guidance of its own" in text
    assert at(draft, "indicator", "indicators.L4-cd-14") in text
    assert "Mark it as checked" not in text
    assert client.post(at(draft, "checks")).status_code == 200
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_rules_are_added_moved_and_removed(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client = as_person(petra)
    new = at(draft, "rule", "overrides._new")
    words = {"title": "A child sleeps in a car", "note": "Find a bed", "source": "Made up"}
    assert "Say when the rule holds" in unescape(client.post(new, words).content.decode())
    given = {**words, "any": ["flag:homeless", ""], "level": "4", "priority": "red", "actions": ["safe_bed_tonight"]}
    assert client.post(new, given).status_code == 302
    draft.refresh_from_db()
    assert draft.document["rules"]["overrides"][-1] == {
        "id": "a_child_sleeps_in_a_car", **words, "when": {"any": ["flag:homeless"]}, "level": 4,
        "priority": "red", "actions": ["safe_bed_tonight"],
    }  # fmt: skip
    place = "overrides.a_child_sleeps_in_a_car"
    stood = mark_of(part_at(draft.document, place))
    assert client.post(at(draft, "move", place), {"way": "earlier", "stood": stood}).status_code == 302
    draft.refresh_from_db()
    assert draft.document["rules"]["overrides"][-2]["id"] == "a_child_sleeps_in_a_car"
    assert client.post(at(draft, "remove", place), {"stood": stood}).status_code == 302
    draft.refresh_from_db()
    assert draft.document["rules"] == current().version.document["rules"]
    assert [edit.what for edit in draft.edits.all()[:3]] == [
        "Removed the rule “A child sleeps in a car”",
        "Moved the rule “A child sleeps in a car” one place earlier",
        "Added the rule “A child sleeps in a car”",
    ]


def test_an_indicator_is_added_split_merged_and_not_removed_while_it_is_named(
    draft: MatrixVersion, petra: User, as_person: Pages
) -> None:
    client = as_person(petra)
    given = {"label": "Sleeps in a car", "guidance": "Where the family has no home.", "level": "4",
             "where": "family_environment housing_employment_finance", "synonyms": "lives in car\nlives in car",
             "age_from": "0", "age_to": "155", "flags": ["homeless"]}  # fmt: skip
    assert client.post(at(draft, "indicator", "indicators._new"), given).status_code == 302
    draft.refresh_from_db()
    made = draft.document["indicators"][-1]
    assert made["id"] not in {part["id"] for part in walsall_document()["indicators"]}
    assert (made["age_from"], made["age_to"], made["synonyms"], made["flags"]) == (
        0, 155, ["lives in car"], ["homeless"],
    )  # fmt: skip
    place = f"indicators.{made['id']}"
    halves = {"second_label": "Sleeps in a tent", "second_guidance": "A tent, in any season."}
    assert send(client, at(draft, "split", place), **halves).status_code == 302
    draft.refresh_from_db()
    second = draft.document["indicators"][-1]
    assert (second["label"], second["level"], second["flags"]) == ("Sleeps in a tent", 4, ["homeless"])
    into = f"indicators.{second['id']}"
    both = {"into": into, "label": "Sleeps in a car or tent", "guidance": "No home at all."}
    assert send(client, at(draft, "merge", place), **both).status_code == 302
    draft.refresh_from_db()
    assert [part["label"] for part in draft.document["indicators"][203:]] == ["Sleeps in a car or tent"]
    # A tool leans on this one.
    named = "indicators.L4-cd-22"
    stood = mark_of(part_at(draft.document, named))
    text = unescape(client.post(at(draft, "remove", named), {"stood": stood}).content.decode())
    assert "Child sexual exploitation screening tool, “High”" in text
    draft.refresh_from_db()
    assert part_at(draft.document, named)
    # Merged, the tool leans on the other.
    merge = at(draft, "merge", named)
    assert send(client, merge, into="indicators.L4-cd-08", label="L", guidance="G").status_code == 302
    draft.refresh_from_db()
    assert part_at(draft.document, "tools.cse")["readings"][2]["indicator"] == "L4-cd-08"


def test_a_code_is_never_given_twice(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    """An old referral still speaks of it, and so may another draft."""
    client = as_person(petra)
    given = {"label": "One", "guidance": "Of a kind.", "level": "4", "where": "parenting emotional_warmth_stability"}
    codes = []
    for _ in range(2):
        assert client.post(at(draft, "indicator", "indicators._new"), given).status_code == 302
        draft.refresh_from_db()
        code = draft.document["indicators"][-1]["id"]
        codes.append(code)
        stood = {"stood": mark_of(draft.document["indicators"][-1])}
        assert client.post(at(draft, "remove", f"indicators.{code}"), stood).status_code == 302
    assert len(set(codes)) == 2


def test_a_comment_stands_on_its_line_and_changes_nothing(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    digest, client = draft.document_sha256, as_person(quentin)
    address = at(draft, "comment", "overrides.fgm")
    assert client.post(address, {"text": "Is 101 still the number?"})["Location"] == address
    text = page(as_person(petra), address)
    assert "Quentin Larkspur</strong> Is 101 still the number?" in text
    assert "Comments (1)" in page(as_person(petra), at(draft, "rule", "overrides.fgm"))
    assert "Female genital mutilation, done or feared</a>: Is 101 still" in page(client, at(draft, "version"))
    draft.refresh_from_db()
    assert (draft.document_sha256, draft.status, draft.edits.filter(by=quentin).count()) == (digest, "draft", 0)


def test_a_list_asks_as_often_for_one_row_as_for_thirty(
    draft: MatrixVersion, petra: User, quentin: User, as_person: Pages
) -> None:
    client, counts = as_person(petra), []
    pages = [at(draft, "changes"), at(draft, "version"), at(draft, "rules"), at(draft, "indicators"),
             at(draft, "comment", "overrides.fgm"), at(draft, "rule", "overrides.fgm")]  # fmt: skip
    for many in (1, 30):
        for number in range(many):
            by = quentin if number % 2 else petra
            comment_on(draft, "overrides.fgm", text=f"Comment {number}", by=by)
            stood = mark_of(part_at(MatrixVersion.objects.get(pk=draft.pk).document, "levels.1"))
            set_part(draft, "levels.1", {"name": f"Name {many} {number}"}, stood=stood, by=by)
        for address in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[: len(pages)] == counts[len(pages) :]


def test_nothing_on_the_pages_is_a_code(draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    """What a person reads: the text of the page, without addresses, values and scripts."""
    client = as_person(petra)
    codes = {name for name in (*walsall_document()["flags"], "pushback_advice", "mash_statutory", "L4-cd-22")
             if "_" in name or "-" in name}  # fmt: skip
    for name, place in (
        ("rules", ""), ("levels", ""), ("tools", ""), ("questions", ""), ("indicators", ""), ("changes", ""),
        ("rule", "overrides.fgm"), ("indicator", "indicators.L4-cd-22"), ("tool", "tools.cse"),
    ):  # fmt: skip
        text = re.sub(r"<[^>]*>", " ", page(client, at(draft, name, place)))
        assert {code for code in codes if code in text} == set(), (name, place)


@pytest.mark.parametrize(
    "address",
    ["indicator/{pk}.indicators.none/", "indicator/{pk}.levels.1/", "rule/{pk}.clusters.cluster_level_2/",
     "level/{pk}.levels._new/", "level/{pk}.levels.9/", "tool/{pk}.tools._new/", "remove/{pk}.levels.1/",
     "comment/{pk}.priorities.0/", "urgency/{pk}.priorities.99/", "split/{pk}.indicators._new/",
     "indicators/", "rule/00000000-0000-4000-8000-000000000007.overrides.fgm/"],
)  # fmt: skip
def test_what_is_not_there_is_not_there(address: str, draft: MatrixVersion, petra: User, as_person: Pages) -> None:
    client = as_person(petra)
    target = f"/administration/matrix/{address.format(pk=draft.pk)}"
    assert client.get(target).status_code == 404
    assert client.post(target, {}).status_code == 404
