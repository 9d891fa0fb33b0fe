"""How often which levels met, counted by the database: one query for each table, whatever the number of referrals."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import Case, CharField, Count, Value, When
from django.db.models.functions import TruncMonth

from accounts.models import User
from core.clock import LONDON
from quality.agreement.asked import LEVELS, Cut, Pair
from quality.terms import Stretch, month_of, stretches
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet
from thresholds.published import current

# The bands that children's services report by, in months, after the unborn: (code, words, from, up to and not with).
AGES: Sequence[tuple[str, str, int, int]] = (
    ("0", "Under 1", 0, 12),
    ("1", "1 to 4", 12, 60),
    ("5", "5 to 9", 60, 120),
    ("10", "10 to 15", 120, 192),
    ("16", "16 and 17", 192, 216),
    ("18", "18 and over", 216, 10_000),
)
UNBORN, UNKNOWN_AGE = "unborn", "unknown"
AGE_WORDS = {UNBORN: "Unborn", **{code: words for code, words, _, _ in AGES}, UNKNOWN_AGE: "Age not known"}

Levels = tuple[int, int]


@dataclass(slots=True)
class Met:
    """For each pair of givers: how often (first level, second level) came. What has one level only is in none."""

    counts: dict[Pair, dict[Levels, int]] = field(default_factory=lambda: {pair: defaultdict(int) for pair in Pair})

    def add(self, levels: Sequence[int | None], count: int) -> None:
        """`levels`: the referrer's, the engine's and MASH's; None for one that was not given."""
        for pair, (one, other) in LEVELS.items():
            first, second = levels[one], levels[other]
            if first is not None and second is not None:
                self.counts[pair][first, second] += count

    def join(self, other: "Met") -> None:
        """Both together."""
        for pair, counts in other.counts.items():
            for levels, count in counts.items():
                self.counts[pair][levels] += count


@dataclass(frozen=True, slots=True)
class Item:
    """What a row is about: its key, its words, and the group that it stands in, if any."""

    key: str
    name: str
    group: str = ""


def decided(user: User, since: datetime, until: datetime | None = None) -> ReferralQuerySet:
    """Decided from then on, and before `until` if given, under this partnership's scheme: others are not comparable.

    Through the one door, each once: a restricted referral is counted only for those who may open it.
    """
    seen = Referral.objects.filter(pk__in=Referral.objects.visible_to(user).values("pk"))
    rows = _of_scheme(seen).filter(decided_at__gte=since).order_by()
    return rows.filter(decided_at__lt=until) if until else rows


def _of_scheme(rows: ReferralQuerySet) -> ReferralQuerySet:
    return rows.decided().filter(matrix_version__scheme__slug=settings.MATRIX_SCHEME)


def told_stretches(now: datetime) -> list[Stretch]:
    """The stretches of months that figures are told of. The same for every reader: all referrals are counted for it."""
    months = _of_scheme(Referral.objects.all()).annotate(month=TruncMonth("decided_at", tzinfo=LONDON)).order_by()
    counts = months.values_list("month").annotate(count=Count("pk"))
    return stretches({month_of(month): count for month, count in counts}, now)


def levels_in_use() -> dict[int, str]:
    """The levels of the matrix in force in their order, with their words."""
    matrix = current().matrix
    return {number: matrix.level_name(number) for number in sorted(matrix.levels)}


def met_in(rows: ReferralQuerySet) -> Met:
    """All together."""
    found = Met()
    for *levels, count in rows.values_list("referrer_level", "level", "decided_level").annotate(count=Count("pk")):
        found.add(levels, count)
    return found


def met_by_month(rows: ReferralQuerySet) -> dict[date, Met]:
    """By the first day of the month of the decision, London's, oldest first; a month without any is not there."""
    parted = rows.annotate(month=TruncMonth("decided_at", tzinfo=LONDON)).order_by("month")
    found: dict[date, Met] = {}
    for month, *levels, count in parted.values_list("month", "referrer_level", "level", "decided_level").annotate(
        count=Count("pk")
    ):
        found.setdefault(month_of(month), Met()).add(levels, count)
    return found


def met_by(cut: Cut, rows: ReferralQuerySet) -> dict[date, dict[Item, Met]]:
    """By month, one query. A referral about two children counts once in each band or group that one of them is in, and
    once for each indicator that was chosen."""
    parted, columns, item_of = _CUTS[cut]
    found: dict[date, dict[Item, Met]] = defaultdict(dict)
    months = parted(rows).annotate(month=TruncMonth("decided_at", tzinfo=LONDON))
    counted = months.values_list("month", *columns, "referrer_level", "level", "decided_level")
    for month, *row, count in counted.annotate(count=Count("pk", distinct=True)):
        item, levels = item_of(*row[: len(columns)]), row[len(columns) :]
        found[month_of(month)].setdefault(item, Met()).add(levels, count)
    return found


def met_in_stretch(months: Mapping[date, Mapping[Item, Met]], stretch: Stretch) -> dict[Item, Met]:
    """Those of its months together."""
    found: dict[Item, Met] = {}
    for month, parts in months.items():
        if stretch.first <= month < stretch.end:
            for item, met in parts.items():
                found.setdefault(item, Met()).join(met)
    return found


def _by_worker(rows: ReferralQuerySet) -> ReferralQuerySet:
    """Whoever made the decision in force; a manager who agreed to it did not choose its level."""
    return rows.filter(decisions__state="made")


def _by_age(rows: ReferralQuerySet) -> ReferralQuerySet:
    bands = [
        When(children__age_months__gte=low, children__age_months__lt=high, then=Value(code))
        for code, _, low, high in AGES
    ]
    return rows.annotate(
        band=Case(
            When(children__unborn=True, then=Value(UNBORN)),
            *bands,
            default=Value(UNKNOWN_AGE),
            output_field=CharField(),
        )
    )


def _same(rows: ReferralQuerySet) -> ReferralQuerySet:
    return rows


_Parted = tuple[Callable[[ReferralQuerySet], ReferralQuerySet], Sequence[str], Callable[..., Item]]
_CUTS: Mapping[Cut, _Parted] = {
    Cut.AGENCY: (
        _same,
        ("agency_id", "agency__name", "agency__kind"),
        lambda key, name, kind: Item(str(key), name, kind),
    ),
    Cut.WORKER: (
        _by_worker,
        ("decisions__decided_by_id", "decisions__decided_by__full_name", "decisions__decided_by__agency_id"),
        lambda key, name, agency: Item(str(key), name, str(agency)),
    ),
    Cut.INDICATOR: (_same, ("worries__indicator",), lambda code: Item(code or "", code or "")),
    Cut.AGE: (_by_age, ("band",), lambda band: Item(band, AGE_WORDS[band])),
    Cut.ETHNICITY: (_same, ("children__ethnicity",), lambda code: Item(code or "NOBT", code or "NOBT")),
}


def made_by(rows: ReferralQuerySet, worker: User) -> ReferralQuerySet:
    """Only those whose decision in force this person made."""
    return rows.filter(decisions__state="made", decisions__decided_by=worker)
