"""What is different between two versions, in words: added, removed, moved, reworded, changed. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from thresholds.editing.describing import describe, differences, title_of
from thresholds.editing.parts import RULE_LISTS, Document, Part, mark_of, places
from thresholds.editing.words import KINDS, code_words, high, plain, shown, signals_in_words

_TITLES = {"levels": "Levels", "indicators": "Indicators", **KINDS, "tools": "Tools", "questions": "Questions"}
_MOVED = frozenset({"Level", "Domain"})
_WORDING = frozenset({"Wording", "Guidance", "Shown as", "Says", "Question", "Why it is asked", "Name", "Meaning"})
_COMPARED = frozenset({"levels", "indicators", "tools", "questions", "rules", "version", "format"})


class Difference(NamedTuple):
    """One label of a part: what it said, and what it says."""

    label: str
    old: str
    new: str


# The same words stand for other codes: it still has to be seen.
_UNSEEN = (Difference("What it names", "As it was", "Something else that is called the same"),)


class Change(NamedTuple):
    """One part that is not the same: what happened to it, what it is called, where it stands now, what is different."""

    what: str
    title: str
    place: str
    differences: tuple[Difference, ...]


class Section(NamedTuple):
    """All that changed in one list of the document."""

    title: str
    changes: tuple[Change, ...]


def compare(old: Document, new: Document) -> list[Section]:
    """Every change from the old document to the new one, by lists in the order of the document."""
    names = (signals_in_words(old), signals_in_words(new))
    found = [Section(_TITLES[listed], tuple(_changes(old, new, listed, names))) for listed in _TITLES]
    found.append(Section("Everything else", tuple(_others(old, new))))
    return [section for section in found if section.changes]


def count(sections: list[Section]) -> int:
    return sum(len(section.changes) for section in sections)


def _changes(old: Document, new: Document, listed: str, names: tuple[dict[str, str], ...]) -> Iterator[Change]:
    before, after = _by_place(old, listed), _by_place(new, listed)
    for place, part in after.items():
        if place not in before:
            yield Change("Added", title_of(new, place, part), place, _all("", describe(new, place, part, names[1])))
        elif before[place] != part:
            was, now = describe(old, place, before[place], names[0]), describe(new, place, part, names[1])
            lines = tuple(Difference(*one) for one in differences(was, now)) or _UNSEEN
            yield Change(_what(lines), title_of(new, place, part), place, lines)
    for place, part in before.items():
        if place not in after:
            gone = describe(old, place, part, names[0]).items()
            yield Change("Removed", title_of(old, place, part), "", tuple(Difference(k, v, "") for k, v in gone))
    yield from _order(old, new, listed, before, after)


def _by_place(document: Document, listed: str) -> dict[str, dict[str, Any]]:
    """The parts by what names them. A rule of priority has no name, so what it says is its name."""
    if listed == "priorities":
        return {f"priorities.{mark_of(part)}": part for _, part in places(document, listed)}
    return dict(places(document, listed))


def _all(old: str, lines: Mapping[str, str]) -> tuple[Difference, ...]:
    return tuple(Difference(label, old, words) for label, words in lines.items())


def _what(lines: tuple[Difference, ...]) -> str:
    labels = {line.label for line in lines}
    said = [word for word, of in (("Moved", _MOVED), ("Reworded", _WORDING)) if labels & of]
    return (
        " and ".join([said[0], *(one.lower() for one in said[1:])])
        if said and labels <= _MOVED | _WORDING
        else ("Moved and changed" if labels & _MOVED else "Changed")
    )


def _order(
    old: Document, new: Document, listed: str, before: Mapping[str, Part], after: Mapping[str, Part]
) -> Iterator[Change]:
    """The order of rules is the order of their reasons: those that stand in both, each in its new place."""
    if listed not in RULE_LISTS:
        return
    was = [place for place in before if place in after]
    now = [place for place in after if place in before]
    if was != now:
        said = (
            "; ".join(title_of(old, place, before[place]) for place in was),
            "; ".join(title_of(new, place, after[place]) for place in now),
        )
        yield Change("Moved", "The order of these rules", "", (Difference("Order", *said),))


def _others(old: Document, new: Document) -> Iterator[Change]:
    """Names, domains, routes, flags and the rest: by their own words."""
    names = (code_words(old), code_words(new))
    for name in {**old, **new}:
        if name not in _COMPARED and old.get(name) != new.get(name):
            yield _other(high(plain(name)), old.get(name), new.get(name), names)
    for name in {**old["rules"], **new["rules"]}:
        before, after = old["rules"].get(name), new["rules"].get(name)
        if name not in RULE_LISTS and before != after:
            yield _other(f"Rules: {plain(name)}", before, after, names)


def _other(title: str, before: Any, after: Any, names: tuple[dict[str, str], ...]) -> Change:
    labels = {**names[1], **names[0]}  # one label on both sides, also where the name itself is what changed
    was, now = _lines(before, names[0], labels), _lines(after, names[1], labels)
    lines = tuple(Difference(*one) for one in differences(was, now))
    return Change("Changed", title, "", lines or _UNSEEN)


def _lines(value: Any, names: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """Each entry of a mapping, and each part of a list, on a line of its own."""
    if isinstance(value, Mapping):
        return {high(plain(str(name), labels)): shown(one, names) for name, one in value.items()}
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return {"All of them": shown(value, names)}
    if isinstance(value, list):
        return {_name_of(one, index): shown(one, names) for index, one in enumerate(value)}
    return {} if value is None else {"Value": shown(value, names)}


def _name_of(one: Any, index: int) -> str:
    if isinstance(one, Mapping):
        return str(one.get("name") or one.get("question") or one.get("title") or one.get("what") or index + 1)
    return str(index + 1)
