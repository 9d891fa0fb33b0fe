"""What came with a request, as a draft keeps it: only the names of the section's own form, and no NUL."""

from django.http import QueryDict

from accounts.models import User
from referrals.filled import Typed, first
from referrals.sections import CHILDREN, MARKS, REFERRER, WORRIES, Section
from unsent import posted

# The indicator of a worry and the place of a mark are chosen on a page of their own, never typed: they are carried
# over, not read from the request.
CHOSEN = {WORRIES: ("indicator",), MARKS: ("x", "y", "figure")}


def typed_in(section: Section, post: QueryDict, kept: Typed, page: str = "") -> dict[str, list[str]]:
    """The section's own values out of a request. What stands on another page of it was not shown, and stays."""
    found = posted.typed_in(section.form.base_fields, post)
    chosen = CHOSEN.get(section.slug, ())
    elsewhere = {name for name in kept if section.form.page_of(name.partition("-")[0]) != page}
    stays = {name for name in kept if name in chosen or (name in elsewhere and name not in found)}
    return found | {name: list(kept[name]) for name in stays}


_SHARED = ("surname", "address", "postcode", "gp", "language")
_UNKNOWN = {"sex", "ethnicity", "social_worker", "disabilities", "school", "where_now"}
_NOT_KNOWN = frozenset({"u", "nobt", "not_known", "not known"})


def beforehand(section: Section, user: User, siblings: list[Typed]) -> dict[str, list[str]]:
    """What an empty section starts with: who is signed in, and the address that brothers and sisters share.

    What is not known of one child is seldom known of the next, so that stands there too; nothing that is known does.
    """
    if section.slug == REFERRER:
        known = {"job_title": user.job_title, "phone": user.phone, "secure_email": user.email}
        return {name: [value] for name, value in known.items() if value}
    if section.slug == CHILDREN and siblings:
        last = siblings[-1]
        found = {name: [first(last, name)] for name in _SHARED if first(last, name)}
        return found | {n: [first(last, n)] for n in _UNKNOWN if first(last, n).strip().lower() in _NOT_KNOWN}
    return {}
