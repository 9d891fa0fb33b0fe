"""Plain functions that make what tests need, through the real actions."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from core import clock
from referrals.actions import add_item, start_draft
from referrals.models import Draft, DraftSection, Referral
from referrals.submission import submit_referral

Typed = dict[str, list[str]]

GATE: Typed = {"danger": ["no"], "urgent": ["no"]}
REFERRER: Typed = {"job_title": ["Teacher"], "phone": ["01632 960 301"], "lead_name": ["Wilf Candlemas"]}
CHILD: Typed = {
    "unborn": ["no"],
    "first_name": ["Pip"],
    "surname": ["Fablewood"],
    "date_of_birth-day": ["4"],
    "date_of_birth-month": ["3"],
    "date_of_birth-year": ["2017"],
    "sex": ["M"],
    "ethnicity": ["WBRI"],
    "disabilities": ["NONE"],
    "address": ["4 Acorn Row, Larkhaven"],
    "school": ["Hollow Oak Primary"],
    "where_now": ["In school until 15:15"],
    "social_worker": ["no"],
}
WORRY: Typed = {
    "indicator": ["L2-cd-14"],
    "title": ["Hungry most mornings"],
    "how": ["seen"],
    "what": ["Asked for toast on six mornings since 1 November."],
}
VOICE: Typed = {"asked": ["yes"], "words": ["“Is there more toast?”"]}
HELP: Typed = {"tried": ["Breakfast club since September"], "early_help": ["none"]}
RESPONSE: Typed = {"wanted": ["Advice about breakfast"], "own_level": ["2"]}
CONSENT: Typed = {"family": ["agreed"], "who_agreed": ["Mother, for Pip"], "young_person": ["agreed"]}
SINGLES: dict[str, Typed] = {
    "gate": GATE,
    "referrer": REFERRER,
    "voice": VOICE,
    "help": HELP,
    "response": RESPONSE,
    "consent": CONSENT,
    "strengths": {"strengths": ["Grandmother helps at weekends"]},
}


def fill_draft(
    owner: User,
    *,
    children: list[Typed] | None = None,
    worries: list[Typed | tuple[str, str, str]] | None = None,
    **sections: Typed,
) -> Draft:
    """A draft with every section answered. `consent={"family": ["refused"]}` and the like replace a section whole."""
    draft = start_draft(by=owner)
    # Written at once: hundreds of tests start here, and each section saved by its action is six statements.
    rows = {"draft": draft, "item": 0, "saved_at": clock.now(), "finished": True}
    DraftSection.objects.bulk_create(
        DraftSection(section=section, data=data, **rows) for section, data in {**SINGLES, **sections}.items()
    )
    for child in [CHILD] if children is None else children:
        add_item(draft, section="children", data={**CHILD, **child}, by=owner)
    for worry in [WORRY] if worries is None else worries:
        add_item(draft, section="worries", data=_worry(worry), by=owner)
    return draft


def _worry(worry: Typed | tuple[str, str, str]) -> Typed:
    if isinstance(worry, dict):
        return {**WORRY, **worry}
    indicator, how, what = worry
    return {"indicator": [indicator], "how": [how], "what": [what], "title": [what[:60]]}


def sent_referral(owner: User, *, ago: timedelta | None = None, **form: Any) -> Referral:
    """A referral sent by `owner`, now or so long ago."""
    if ago is None:
        return submit_referral(fill_draft(owner, **form), by=owner)
    with clock.moved_to(clock.now() - ago):
        return submit_referral(fill_draft(owner, **form), by=owner)
