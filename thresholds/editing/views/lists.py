"""The parts of a version as lists: levels, indicators to search and filter, rules as sentences, tools, questions."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.views import administrator_only
from core.addresses import read_number
from core.components.lists import Link, Pages
from thresholds.editing.addresses import address_of
from thresholds.editing.describing import describe, differences, facts_of, title_of
from thresholds.editing.door import open_version
from thresholds.editing.finding import PAGE, FindForm, find
from thresholds.editing.parts import NEW, mark_of, places
from thresholds.editing.returning import query_of, row_of
from thresholds.editing.words import KINDS, high, level_word, place_words, rule_sentence, signals_in_words, stands_for
from thresholds.models import MatrixEdit, MatrixVersion
from thresholds.states import OPEN


def _base(request: HttpRequest, version: MatrixVersion) -> dict[str, Any]:
    """What every list knows: also the row of what was saved just now."""
    saved = next((one.extra_tags for one in get_messages(request) if one.extra_tags), "")
    return {"version": version, "is_open": version.status in OPEN, "saved": saved}


def _comments(version: MatrixVersion) -> Counter[str]:
    return Counter(version.comments.values_list("place", flat=True))


@administrator_only
@require_safe
def levels(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every level with what it means, what agreement it needs and where it goes."""
    version = open_version(pk)
    rows = [
        {
            "title": title_of(version.document, place, part),
            "facts": describe(version.document, place, part).items(),
            "href": address_of(pk, place),
            "row": row_of(place),
        }
        for place, part in places(version.document, "levels")
    ]
    return render(request, "thresholds/editor/levels.html", {**_base(request, version), "rows": rows})


@administrator_only
@require_safe
def indicators(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The indicators that fit what is asked, a page at a time."""
    version = open_version(pk)
    form = FindForm(request.GET or None, document=version.document)
    asked = form.cleaned_data if form.is_valid() else {}
    found = list(find(version.document, asked))
    start = min((read_number(request.GET.get("from", "")) or 0) // PAGE * PAGE, max(len(found) - 1, 0) // PAGE * PAGE)
    said = _comments(version)
    query = query_of({name: value for name, value in {**asked, "from": start}.items() if value})
    rows = [
        {
            "label": part["label"],
            "level": high(level_word(version.document, part["level"])),
            "domain": place_words(version.document, part),
            "comments": said[place],
            "href": address_of(pk, place) + query,
            "row": row_of(place),
        }
        for place, part in found[start : start + PAGE]
    ]
    context = {
        **_base(request, version), "form": form, "rows": rows, "total": len(found), "first": start + 1,
        "last": start + len(rows), "pages": _pages(asked, start, len(found)), "narrowed": any(asked.values()),
        "new": address_of(pk, f"indicators.{NEW}") + query,
    }  # fmt: skip
    return render(request, "thresholds/editor/indicators.html", context)


def _pages(asked: dict[str, Any], start: int, total: int) -> Pages:
    def link(text: str, at: int) -> Link:
        wanted = {name: value for name, value in asked.items() if value}
        return Link(text, f"?{urlencode({**wanted, 'from': at})}", f"{at + 1} to {min(at + PAGE, total)}")

    before = link(f"{PAGE} before", start - PAGE) if start else None
    return Pages(before, link("Next", start + PAGE) if start + PAGE < total else None)


@administrator_only
@require_safe
def rules(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every rule as a sentence, by kinds, in the order in which they are tried."""
    version = open_version(pk)
    names, said = signals_in_words(version.document), _comments(version)
    kinds = [
        {
            "title": title,
            "listed": listed,
            "new": address_of(pk, f"{listed}.{NEW}"),
            "rules": [
                {
                    "sentence": rule_sentence(version.document, listed, part, names),
                    "title": part.get("title", ""),
                    "href": address_of(pk, place),
                    "row": row_of(place),
                    "key": f"{pk}.{place}",
                    "stood": mark_of(part),
                    "comments": said[place],
                }
                for place, part in places(version.document, listed)
            ],
        }
        for listed, title in KINDS.items()
    ]
    return render(request, "thresholds/editor/rules.html", {**_base(request, version), "kinds": kinds})


@administrator_only
@require_safe
def tools(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every tool with what each of its results stands for."""
    version = open_version(pk)
    rows = [
        {
            "name": part["name"],
            "href": address_of(pk, place),
            "row": row_of(place),
            "readings": [
                {
                    "label": reading["label"],
                    "means": reading.get("means", ""),
                    "stands": high(stands_for(version.document, reading)),
                }
                for reading in part["readings"]
            ],
        }
        for place, part in places(version.document, "tools")
    ]
    return render(request, "thresholds/editor/tools.html", {**_base(request, version), "rows": rows})


@administrator_only
@require_safe
def questions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every question with when it is asked, in the order in which they are asked."""
    version = open_version(pk)
    names = signals_in_words(version.document)
    rows = [
        {
            "question": part["question"],
            "lines": _asked_of(describe(version.document, place, part, names)),
            "must": part.get("must"),
            "href": address_of(pk, place),
            "row": row_of(place),
            "key": f"{pk}.{place}",
            "stood": mark_of(part),
        }
        for place, part in places(version.document, "questions")
    ]
    context = {**_base(request, version), "rows": rows, "new": address_of(pk, f"questions.{NEW}")}
    return render(request, "thresholds/editor/questions.html", context)


def _asked_of(facts: dict[str, str]) -> list[tuple[str, str]]:
    """What stands below a question in the list: not what its heading says already."""
    return [(label, words) for label, words in facts.items() if label not in {"Question", "Must be answered"}]


@administrator_only
@require_safe
def changes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who changed what, the last first, with the words before and after."""
    version = open_version(pk)
    before = read_number(request.GET.get("before", ""), digits=15)
    found = version.edits.select_related("by")
    listed = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    shown = [{"edit": edit, "lines": _lines(version, edit), "facts": _whole(version, edit)} for edit in listed[:PAGE]]
    after = Link("Earlier changes", f"?before={listed[PAGE - 1].pk}") if len(listed) > PAGE else None
    pages = Pages(Link("Back to the latest", "?") if before else None, after)
    return render(request, "thresholds/editor/changes.html", {**_base(request, version), "rows": shown, "pages": pages})


def _whole(version: MatrixVersion, edit: MatrixEdit) -> list[tuple[str, str]]:
    """All the words of a part that was added or taken out."""
    if edit.before is not None and edit.after is not None:
        return []
    part = edit.after if edit.before is None else edit.before
    return list(facts_of(version.document, edit.place, part).items())


def _lines(version: MatrixVersion, edit: MatrixEdit) -> list[tuple[str, str, str]]:
    """The words before and after. Codes are told in the words of the version as it stands now."""
    old, new = (facts_of(version.document, edit.place, part) for part in (edit.before, edit.after))
    return list(differences(old, new)) if edit.before is not None and edit.after is not None else []
