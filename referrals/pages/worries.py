"""The worries page: what was found, the whole list, the worries so far and the one that is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from core.components import How
from referrals.document import letter
from referrals.filled import Item, bound_form, first
from referrals.forms.base import SectionForm
from referrals.pages.beside import carried
from referrals.pages.clocks import draft_panel
from referrals.pages.preview import preview_of
from referrals.pages.reading import Reading
from referrals.pages.words import family_name
from referrals.sections import WORRIES
from thresholds.models import Indicator
from thresholds.search import find_by_phrase

WORDS = 200  # characters of a search
SHOWN = 8
AS_WRITTEN = "As written, this reads as"
NO_FACTS = "No facts yet."


@dataclass(frozen=True, slots=True)
class Found:
    """One indicator that may be added. One of the lowest level says that something is going well."""

    code: str
    label: str
    guidance: str
    added: bool
    is_strength: bool


@dataclass(frozen=True, slots=True)
class LevelList:
    """The indicators of one domain at one level."""

    title: str
    found: Sequence[Found]


@dataclass(frozen=True, slots=True)
class DomainList:
    """One domain of the matrix."""

    title: str
    levels: Sequence[LevelList]


@dataclass(frozen=True, slots=True)
class WorryCard:
    """One worry of the referrer's own. `form` is there when it is open."""

    number: int
    ref: str
    title: str
    note: str
    how: How | None
    where: str
    quote: str
    missing: str
    form: SectionForm | None


def worries_context(reading: Reading, query: QueryDict) -> dict[str, Any]:
    """Everything on the page. Names of people do not belong in a search, so what is looked for stays short."""
    words = query.get("q", "")[:WORDS].replace("\x00", "").strip()
    opened = _opened(reading, query.get("open", ""))
    cards = list(_cards(reading, opened))
    added = {first(item.typed, "indicator") for item in reading.filled.items(WORRIES)}
    form = next((card.form for card in cards if card.form), None)
    key = reading.draft.pk
    results = _results(reading, words, added) if words else []
    return {
        "draft": reading.draft,
        "caption": family_name(reading.filled),
        "words": words,
        "results": results,
        "matches": sum(len(found) for _, found in results),
        "total": len(reading.published.version.document["indicators"]),
        "whole": list(_whole(reading, added)) if "all" in query else None,
        "cards": cards,
        "form": form,
        "opened": opened,
        "left": len(left_to_tell(reading)),
        "next_worry": next_worry(reading, opened) is not None,
        "autosave_url": reverse("referrals:autosave", args=[key, WORRIES, opened]) if form else "",
        "beside": carried(reading.draft, WORRIES, opened, reading.filled.typed[WORRIES, opened], form)
        if form and opened is not None
        else None,
        "preview": preview_of(reading),
        "as_written": AS_WRITTEN,
        "panel": draft_panel(reading.draft),
    }


def left_to_tell(reading: Reading) -> list[Item]:
    """Worries that were added and that nobody has gone past yet."""
    return [item for item in reading.filled.items(WORRIES) if not item.finished]


def live_parts(reading: Reading, number: int | None = None) -> dict[str, str]:
    """What follows the words typed into a worry, as HTML, by the name that the page gives each part."""
    preview = preview_of(reading)
    parts: dict[str, str] = {
        "mark": render_to_string("components/level_mark.html", {"mark": preview.mark}),
        "preview": render_to_string("referrals/preview.html", {"preview": preview, "title": AS_WRITTEN}),
    }
    if number is None:
        return parts
    what = next((first(item.typed, "what") for item in reading.filled.items(WORRIES) if item.number == number), "")
    return {**parts, "missing": "" if what.strip() else render_to_string("referrals/no_facts.html")}


def next_worry(reading: Reading, number: int | None) -> int | None:
    """Another worry without facts that nobody has gone past yet. None: there is none to go on to."""
    if number is None:
        return None
    left = [one for one in reading.filled.items(WORRIES) if one.number != number and not one.finished]
    return next((one.number for one in left if not first(one.typed, "what").strip()), None)


def _opened(reading: Reading, asked: str) -> int | None:
    """The worry that was asked for; otherwise the first that has no facts yet."""
    items = reading.filled.items(WORRIES)
    numbers = {str(item.number): item.number for item in items}
    if asked in numbers:
        return numbers[asked]
    return next((item.number for item in items if not first(item.typed, "what").strip()), None)


def _cards(reading: Reading, opened: int | None) -> Iterator[WorryCard]:
    names = dict(reading.filled.children)
    for place, item in enumerate(reading.filled.items(WORRIES)):
        label = reading.filled.choices.labels.get(
            first(item.typed, "indicator"), "A worry that is no longer on the list"
        )
        title = first(item.typed, "title").strip()
        what = first(item.typed, "what").strip()
        known = first(item.typed, "how")
        yield WorryCard(
            number=item.number,
            ref=letter(place),
            title=title or label,
            note=label if title else "",
            how=How(known) if known else None,
            where=_where(item, names),
            quote=what,
            missing="" if what else NO_FACTS,
            form=_form(reading, item) if item.number == opened else None,
        )


def _where(item: Item, names: dict[str, str]) -> str:
    """Pip and Clover, most days, 16 November."""
    often = dict(item.form.fields["often"].choices).get(first(item.typed, "often"), "")  # type: ignore[attr-defined]
    children = [names[number] for number in item.typed.get("children") or [] if number in names]
    said = [" and ".join(children), str(often).lower() if first(item.typed, "often") else "", first(item.typed, "when")]
    return ", ".join(part for part in said if part)


def _form(reading: Reading, item: Item) -> SectionForm:
    if item.finished:
        return item.form
    return bound_form(item.section, item.number, item.typed, children=reading.filled.children).as_typed()


def _results(reading: Reading, words: str, added: set[str]) -> list[tuple[str, list[Found]]]:
    """What answers each phrase, phrase by phrase; what is going well stands after its worries and says so."""
    found = find_by_phrase(reading.published.version, words, SHOWN)
    return [(phrase, [_found(one, added, reading) for one in results]) for phrase, results in found]


def _found(indicator: Indicator, added: set[str], reading: Reading) -> Found:
    lowest = min(reading.published.matrix.levels)
    return Found(
        indicator.code, indicator.label, indicator.guidance, indicator.code in added, indicator.level == lowest
    )


def _whole(reading: Reading, added: set[str]) -> Iterator[DomainList]:
    """All indicators by domain and level, in the order of the matrix."""
    document, names = reading.published.version.document, reading.published.matrix.levels
    indicators = list(reading.published.version.indicators.all())
    for domain in document["domains"]:
        levels = [
            LevelList(
                f"{names[level['level']].name}: {level['short_name']}",
                [
                    _found(one, added, reading)
                    for one in indicators
                    if (one.domain, one.level) == (domain["code"], level["level"])
                ],
            )
            for level in document["levels"]
        ]
        yield DomainList(domain["name"], [one for one in levels if one.found])
