"""Keep what was written of several worries on one page, beside what another window wrote of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from core import clock
from referrals.actions import unsent_draft
from referrals.forms.facts import OWN, SHARED, FactsForm, own
from referrals.merging import Elsewhere, find_row, write_row
from referrals.models import Draft, DraftSection
from referrals.sections import WORRIES
from unsent import posted
from unsent.windows import Drawn, lay_beside, mark_of, read_drawn


@dataclass
class Facts:
    """When they were kept, and what another window had written into the same boxes, by the names of the boxes."""

    saved_at: datetime
    elsewhere: Elsewhere = field(default_factory=dict)


@transaction.atomic
def keep_facts(draft: Draft, form: FactsForm, post: QueryDict, *, finished: bool, by: User) -> Facts:
    """Keep what came, right or wrong, worry by worry; `finished`: somebody went past them.

    An answer that is asked once for all goes to each worry that has none of its own.
    """
    locked, drawn = unsent_draft(draft, by), read_drawn(post)
    typed = posted.typed_in(form.fields, post)
    kept = Facts(clock.now())
    for number in _numbers(form, typed, whole=finished):
        row = find_row(locked, WORRIES, number)
        if row is None:
            continue
        mine = {n: v for n, v in form.answers(typed, number).items() if n not in SHARED or _shares(row, n, drawn)}
        if finished and own("children", number) in form.fields:
            mine.setdefault("children", [])
        laid = lay_beside(row.data, row.beside, mine, _of_one(drawn, number))
        kept.saved_at = write_row(locked, WORRIES, number, laid, finished=finished, by=by).saved_at
        kept.elsewhere |= {own(n, number) if n in OWN else n: values for n, values in laid.elsewhere.items()}
    return kept


def _numbers(form: FactsForm, typed: Mapping[str, list[str]], *, whole: bool) -> list[int]:
    """Of a whole page those that stood on it: one that another window has added since was not shown there."""
    return [number for number in form.numbers if not whole or own("what", number) in typed]


def _shares(row: DraftSection, name: str, drawn: Drawn | None) -> bool:
    """Nothing of its own stands there: it is empty, as it was on the page, or of this very window."""
    there = row.data.get(name, [])
    if mark_of(there) == mark_of([]):
        return True
    own_window = drawn is not None and row.beside.get(name, {}).get("window") == drawn.window
    return own_window or (drawn is not None and mark_of(there) == drawn.before(name))


def _of_one(drawn: Drawn | None, number: int) -> Drawn | None:
    """The page as the one worry knows it: its own names."""
    if drawn is None:
        return None
    names = {own(name, number): name for name in OWN} | {name: name for name in SHARED}
    return replace(
        drawn,
        answers={names[name]: mark for name, mark in drawn.answers.items() if name in names},
        mine=frozenset(names[name] for name in drawn.mine if name in names),
        seen=frozenset(names[name] for name in drawn.seen if name in names),
    )
