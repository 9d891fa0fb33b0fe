"""Keep what was typed beside what another window wrote: nothing is overwritten silently."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from referrals.actions import save_section, unsent_draft
from referrals.models import Draft, DraftSection
from referrals.posted import CHOSEN
from referrals.protecting import FIELD
from unsent.windows import Drawn, Kept, lay_beside

Elsewhere = dict[str, list[str]]


@transaction.atomic
def merge_section(
    draft: Draft, *, section: str, item: int, changed: Mapping[str, list[str]], drawn: Drawn | None = None, by: User
) -> tuple[DraftSection, Elsewhere]:
    """Keep the answers that changed while typing, beside those that stand there.

    Also returns what another window has written into them since the page was drawn; then both are kept.
    """
    locked = unsent_draft(draft, by)
    row = find_row(locked, section, item)
    kept = lay_beside(row.data if row else {}, row.beside if row else {}, changed, drawn)
    return write_row(locked, section, item, kept, finished=False, by=by), kept.elsewhere


@transaction.atomic
def keep_page(
    draft: Draft,
    *,
    section: str,
    item: int,
    typed: Mapping[str, list[str]],
    drawn: Drawn | None,
    finished: bool,
    by: User,
) -> Elsewhere:
    """Keep a whole page as typed, right or wrong; returns what another window has written into the same answers.

    An answer that stands there and did not come was cleared, unless this page never had it.
    """
    locked = unsent_draft(draft, by)
    row = find_row(locked, section, item)
    stored = row.data if row else {}
    if drawn is None:
        kept = Kept(dict(typed), {})
    else:
        cleared: Elsewhere = {name: [] for name in stored if name not in typed and name not in CHOSEN.get(section, ())}
        kept = lay_beside(stored, row.beside if row else {}, {**cleared, **typed}, drawn)
    write_row(locked, section, item, kept, finished=finished, by=by)
    return kept.elsewhere


def find_row(draft: Draft, section: str, item: int) -> DraftSection | None:
    """One item of a section as it is kept."""
    return draft.sections.filter(section=section, item=item).first()


def write_row(draft: Draft, section: str, item: int, kept: Kept, *, finished: bool, by: User) -> DraftSection:
    """Write one item, with what its windows have to do with it. With two versions of an answer it is not finished."""
    row = save_section(
        draft, section=section, item=item, data=kept.data, finished=finished and not kept.elsewhere, by=by
    )
    # A second version of a secret address is not kept: it would stand here unsealed.
    beside = {name: known for name, known in kept.beside.items() if name != FIELD}
    if row.beside != beside:
        row.beside = beside
        row.save(update_fields=["beside"])
    return row
