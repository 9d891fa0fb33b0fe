"""What a safeguarding lead can learn from a year of their own agency: outcomes, push-backs, and what MASH asked.

Small numbers stand as they are: the lead may open every one of these referrals anyway.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from core.components import Link
from mash.models import Decision
from mash.routes import WORDS, PushBackReason, Route, words_for
from referrals.models import Referral, Score
from referrals.querysets import ReferralQuerySet
from referrals.states import OPEN, Status

PERIOD = timedelta(days=365)
_MOST_GAPS = 10
# What has no outcome, so that the lines add up to what was sent.
_NO_OUTCOME = {"open": "MASH has not decided yet", "withdrawn": "Withdrawn"}


@dataclass(frozen=True, slots=True)
class Counted:
    """One line: what, how many, and the page that lists them."""

    link: Link
    count: int


@dataclass(frozen=True, slots=True)
class Learning:
    """The three tables, and how many referrals they are about. The outcomes add up to what was sent."""

    sent: int
    outcomes: Sequence[Counted]
    push_backs: Sequence[Counted]
    gaps: Sequence[Counted]


def of_the_year(lead: User, now: datetime) -> ReferralQuerySet:
    """What the lead's agency sent in the last twelve months."""
    return Referral.objects.visible_to(lead).filter(agency=lead.agency_id, received_at__gte=now - PERIOD)


def read_learning(lead: User, now: datetime) -> Learning:
    """All three tables in four queries, however many referrals there are."""
    sent = of_the_year(lead, now)
    stands = Counter(sent.order_by().values_list("status", flat=True))
    undecided = Counter({which: count for which in _NO_OUTCOME if (count := _without(which, stands))})
    made = Decision.objects.made().filter(referral__in=sent)
    decided = list(made.values_list("route", "push_back_reason"))
    routes = Counter(_first_that_reads_alike(route) for route, _ in decided)
    reasons = Counter(reason for _, reason in decided if reason)
    asked, questions = _asked(sent)
    return Learning(
        sent=stands.total(),
        outcomes=[
            *_counted("outcome", routes, {route: outcome_words(route) for route in routes}),
            *_counted("outcome", undecided, _NO_OUTCOME),
        ],
        push_backs=_counted("push-back", reasons, dict(PushBackReason.choices)),
        gaps=_counted("gap", asked, questions)[:_MOST_GAPS],
    )


def rows_behind(lead: User, what: str, which: str, now: datetime) -> tuple[str, ReferralQuerySet] | None:
    """The title and the referrals behind one number; None for a number that there is not."""
    sent = of_the_year(lead, now)
    made = Decision.objects.made().filter(referral=OuterRef("pk"))
    if what == "outcome" and which in _NO_OUTCOME:
        return _NO_OUTCOME[which], sent.open() if which == "open" else sent.filter(status=Status.WITHDRAWN.value)
    if what == "outcome" and which in Route.values:
        return outcome_words(which), sent.filter(Exists(made.filter(route__in=_read_alike(which))))
    if what == "push-back" and which in PushBackReason.values:
        return PushBackReason(which).label, sent.filter(Exists(made.filter(push_back_reason=which)))
    if what == "gap":
        _, questions = _asked(sent)
        scores = Score.objects.filter(referral=OuterRef("pk"), result__gaps__contains=[{"code": which}])
        return (questions[which], sent.filter(Exists(scores))) if which in questions else None
    return None


def _without(which: str, stands: Counter[str]) -> int:
    return stands[Status.WITHDRAWN.value] if which == "withdrawn" else sum(stands[one.value] for one in OPEN)


def outcome_words(route: str) -> str:
    """The headline that the referrer read; a push-back's depends on its reason, which has a table of its own."""
    return "Sent back to your agency" if route == Route.PUSH_BACK else words_for(route, "").headline.rstrip(".")


def _read_alike(route: str) -> list[str]:
    """Every route with this headline: whether a child was already known stays unsaid."""
    if route == Route.PUSH_BACK:
        return [route]
    others = (one for one in Route.values if one != Route.PUSH_BACK and one in WORDS)
    return sorted({route, *(one for one in others if WORDS[one].headline == words_for(route, "").headline)})


def _first_that_reads_alike(route: str) -> str:
    return _read_alike(route)[0]


def _asked(sent: ReferralQuerySet) -> tuple[Counter[str], dict[str, str]]:
    """How many referrals left each question open, and the question as it was last put. One query."""
    scores = Score.objects.filter(referral__in=sent).order_by("scored_at")
    asked: dict[str, set[object]] = {}
    questions: dict[str, str] = {}
    for referral, gaps in scores.values_list("referral_id", "result__gaps"):
        for gap in gaps or ():
            asked.setdefault(gap["code"], set()).add(referral)
            questions[gap["code"]] = gap["question"]
    return Counter({code: len(them) for code, them in asked.items()}), questions


def _counted(what: str, counts: Counter[str], words: Mapping[str, str]) -> list[Counted]:
    """The most first; the words part those that are equal."""
    ordered: Iterable[tuple[str, int]] = sorted(counts.items(), key=lambda one: (-one[1], words[one[0]]))
    return [
        Counted(Link(str(words[which]), reverse("mash:learn_rows", args=[what, which])), count)
        for which, count in ordered
    ]
