"""Changes of a document, as pure functions: the document in, another out, with what was done to which part."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from core.errors import Refused
from thresholds.editing.describing import title_of
from thresholds.editing.parts import (
    RULE_LISTS,
    Document,
    code_of,
    index_of,
    part_at,
    rows,
    split_place,
)
from thresholds.editing.using import users_of

Part = dict[str, Any]
Draft = dict[str, Any]
_SINGULAR = {"levels": "level", "indicators": "indicator", "tools": "tool", "questions": "question"}
_TICKED = frozenset({"flags", "secondary", "actions"})
_NUMBERED = re.compile(r"^(.*?)(\d+)$")


class Step(NamedTuple):
    """One part that changed: what was done in words, where, and the part before and after."""

    what: str
    place: str
    before: Any
    after: Any


def set_part(document: Draft, place: str, fields: Mapping[str, Any]) -> list[Step]:
    """Give a part new values; a value of None takes the entry out. What the part holds besides stays."""
    listed = split_place(place)[0]
    index = index_of(document, place)
    before = rows(document, listed)[index]
    after = with_values(before, fields)
    if before == after:
        return []
    rows(document, listed)[index] = after
    return [Step(f"Changed the {_kind(listed)} “{title_of(document, place, after)}”"[:400], place, before, after)]


def with_values(part: Part, fields: Mapping[str, Any]) -> Part:
    """The part with these values; None takes an entry out, and what is not named stays."""
    given = {name: _in_order(part.get(name), value) if name in _TICKED else value for name, value in fields.items()}
    return {name: value for name, value in {**part, **given}.items() if value is not None}


def _in_order(before: Any, after: Any) -> Any:
    """What was ticked, in the order in which it stood: ticks know none."""
    if not isinstance(before, list) or not isinstance(after, list):
        return after
    return [*(one for one in before if one in after), *(one for one in after if one not in before)]


def add_part(document: Draft, listed: str, part: Part, *, at: int | None = None) -> list[Step]:
    """Put a part at the end of its list, or at a place in it."""
    found = rows(document, listed)
    found.insert(len(found) if at is None else at, part)
    place = f"{listed}.{code_of(listed, part, len(found) - 1)}"
    return [Step(f"Added the {_kind(listed)} “{title_of(document, place, part)}”"[:400], place, None, part)]


def remove_part(document: Draft, place: str) -> list[Step]:
    """Take a part out. Refuses an indicator or a tool that something else still names, and says what."""
    listed, code = split_place(place)
    part = part_at(document, place)
    title = title_of(document, place, part)
    if listed in {"indicators", "tools"}:
        users = "; ".join(one.words for one in users_of(document, listed, code))
        if users:
            raise Refused(f"It cannot be removed while it is named in: {users}. Change that first.")
    if len(rows(document, listed)) == 1 and listed == "indicators":
        raise Refused("A matrix has at least one indicator.")
    rows(document, listed).remove(part)
    return [Step(f"Removed the {_kind(listed)} “{title}”"[:400], place, part, None)]


def move_part(document: Draft, place: str, by: int) -> list[Step]:
    """Put a rule or a question one place earlier (-1) or later (1). At the end of its list nothing happens."""
    listed = split_place(place)[0]
    found, index = rows(document, listed), index_of(document, place)
    if not 0 <= index + by < len(found):
        return []
    title = title_of(document, place, found[index])
    before = [_said(document, listed, part, number) for number, part in enumerate(found)]
    found[index], found[index + by] = found[index + by], found[index]
    after = [_said(document, listed, part, number) for number, part in enumerate(found)]
    way = "earlier" if by < 0 else "later"
    return [Step(f"Moved the {_kind(listed)} “{title}” one place {way}"[:400], place, before, after)]


def split_indicator(document: Draft, place: str, *, first: Part, second: Part, taken: Iterable[str]) -> list[Step]:
    """One indicator becomes two: the first keeps the code, the second starts with all that the first had."""
    old = part_at(document, place)
    steps = set_part(document, place, first)
    made = {**old, **second, "id": new_code(document, level=old["level"], domain=old["domain"], taken=taken)}
    for own in ("duplicate_of", "merged_from"):
        made.pop(own, None)
    return [*steps, *add_part(document, "indicators", made, at=index_of(document, place) + 1)]


def merge_indicators(document: Draft, place: str, *, into: str, fields: Mapping[str, Any]) -> list[Step]:
    """The indicator goes, and another takes its everyday words, what it is about, and its place in rules and tools.

    The one that stays answers to the code of the other as well: forms and past referrals speak of it.
    """
    gone, kept = part_at(document, place), part_at(document, into)
    flags = list(dict.fromkeys([*kept.get("flags", []), *gone.get("flags", [])]))
    words = list(dict.fromkeys([*kept["synonyms"], *gone["synonyms"]]))
    codes = [*kept.get("merged_from", []), gone["id"], *gone.get("merged_from", [])]
    taken = {"synonyms": words, "merged_from": codes, **({"flags": flags} if flags else {})}
    steps = set_part(document, into, {**fields, **taken})
    steps += list(_named_instead(document, gone["id"], kept["id"]))
    return [*steps, *remove_part(document, place)]


def _named_instead(document: Draft, old: str, new: str) -> Iterator[Step]:
    """Every part that named the one names the other."""
    for listed in (*RULE_LISTS, "tools", "questions", "indicators"):
        for index, part in enumerate(rows(document, listed)):
            place = f"{listed}.{code_of(listed, part, index)}"
            changed = _renamed(part, listed, old, new)
            if changed != part and part.get("id") != old:
                yield from set_part(document, place, {**dict.fromkeys(part), **changed})
    protection = document["rules"]["protection"]["any"]
    document["rules"]["protection"]["any"] = _without_repeats(
        f"indicator:{new}" if name == f"indicator:{old}" else name for name in protection
    )


def _renamed(part: Part, listed: str, old: str, new: str) -> Part:
    if listed == "indicators":
        twin = part.get("duplicate_of")
        if twin != old:
            return part
        return {k: v for k, v in part.items() if k != "duplicate_of"} if part["id"] == new else {
            **part, "duplicate_of": new
        }  # fmt: skip
    if listed == "tools":
        readings = [{**r, "indicator": new} if r.get("indicator") == old else r for r in part["readings"]]
        return {**part, "readings": readings}
    renamed: Part = _replaced(part, f"indicator:{old}", f"indicator:{new}")
    return renamed


def _replaced(part: Any, old: str, new: str) -> Any:
    if isinstance(part, str):
        return new if part == old else part
    if isinstance(part, list):
        replaced = [_replaced(one, old, new) for one in part]
        return _without_repeats(replaced) if all(isinstance(one, str) for one in replaced) else replaced
    if isinstance(part, Mapping):
        return {name: _replaced(one, old, new) for name, one in part.items()}
    return part


def _without_repeats(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def new_code(document: Document, *, level: int, domain: str, taken: Iterable[str]) -> str:
    """A code after the last of its level and domain. One that any version had is never given again."""
    used = {part["id"] for part in document["indicators"]} | set(taken)
    near = [p["id"] for p in document["indicators"] if p["level"] == level and p["domain"] == domain]
    found = _NUMBERED.match(near[-1]) if near else None
    start, width = (found[1], len(found[2])) if found else (f"L{level}-{domain[:2]}-", 2)
    return next(code for number in range(1, 10_000) if (code := f"{start}{number:0{width}}") not in used)


def new_rule_code(document: Document, title: str) -> str:
    """A code out of the title that no rule has."""
    used = {part.get("id") for listed in RULE_LISTS for part in rows(document, listed)}
    return _free(title, used)


def new_question_code(document: Document, question: str) -> str:
    return _free(question, {part["code"] for part in document["questions"]})


def _free(words: str, used: set[Any]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:50] or "rule"
    return next(
        code for number in range(1, 10_000) if (code := plain if number == 1 else f"{plain}_{number}") not in used
    )


def _kind(listed: str) -> str:
    return _SINGULAR.get(listed, "rule")


def _said(document: Document, listed: str, part: Part, number: int) -> str:
    return title_of(document, f"{listed}.{code_of(listed, part, number)}", part)


Edit = Callable[[Draft], list[Step]]
