"""The pages of rounds made ready in Python: lists, and the spread once a round is over."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from mash.routes import Route
from quality.alpha import Alpha, alpha
from quality.double.numbers import common_numbers, own_numbers
from quality.double.sending import asked_about, cases_named
from quality.double_models import Asking, BlindAnswer, Case, Round, RoundStatus
from quality.kappa import LEAST_PAIRS, said
from thresholds.published import of_version

_SLOT = 25.0


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round in the list."""

    round: Round
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list of a round that is not over."""

    key: UUID
    number: int
    state: str
    done: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked: how many of how many they have answered, and never what."""

    name: str
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class Dot:
    x: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The levels from left to right, a dot for each answer; a frame stands for suggested, a line for decided."""

    width: float
    dots: Sequence[Dot]
    suggested: float | None
    decided: float


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One case with all that was answered."""

    key: UUID
    number: int
    spread: Spread
    levels: str
    suggested: str
    decided: str
    apart: str
    remarks: int


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it is shown: to whoever gave it at once, to the others when the round is over."""

    who: str
    level: str
    route: str
    reason: str


def round_rows(user: User) -> list[RoundRow]:
    """The newest first. Three queries, however many there are."""
    rounds = list(Round.objects.visible_to(user).select_related("made_by"))
    asked = Asking.objects.filter(case__round__in=rounds, case__left_out=False, case__referral__restricted=False)
    mine = Counter(asked.filter(person=user, answer__isnull=True).values_list("case__round", flat=True))
    waiting = Counter(asked.filter(answer__isnull=True).values_list("case__round", flat=True))
    return [RoundRow(one, RoundStatus(one.status).label, _words(one, user, mine, waiting)) for one in rounds]


def _words(round_: Round, user: User, mine: Mapping[UUID, int], waiting: Mapping[UUID, int]) -> str:
    if round_.status != RoundStatus.SENT:
        return ""
    if owed := mine.get(round_.pk, 0):
        return "1 case waits for you" if owed == 1 else f"{owed} cases wait for you"
    if not user.is_manager:
        return "You have answered"
    left = waiting.get(round_.pk, 0)
    return "1 answer is still to come" if left == 1 else f"{left} answers are still to come"


def texts_to_read(round_: Round) -> list[CaseRow]:
    """For the manager who prepares it."""
    cases = round_.cases.filter(referral__restricted=False)
    return [CaseRow(case.pk, case.number, *_prepared(case)) for case in cases]


def _prepared(case: Case) -> tuple[str, bool]:
    if case.left_out:
        return "Left out", True
    return ("Read and confirmed", True) if case.confirmed_at else ("To read", False)


def would_answer(round_: Round, people: Collection[User]) -> list[tuple[int, int]]:
    """The number of each case, and how many of these people would be asked about it."""
    return [(case.number, len(some)) for case, some in asked_about(round_.cases.open(), people).items()]


def cases_to_answer(round_: Round, user: User) -> list[CaseRow]:
    """For somebody who was asked: their own cases and nobody else's, by their own numbers."""
    numbers = own_numbers(round_, user)
    answered = BlindAnswer.objects.filter(asking__case__in=list(numbers), asking__person=user)
    done = set(answered.values_list("asking__case", flat=True))
    return [
        CaseRow(key, number, "Answered" if key in done else "To answer", key in done) for key, number in numbers.items()
    ]


def who_was_asked(round_: Round) -> list[Asked]:
    """How far each has come."""
    rows = Asking.objects.filter(case__in=round_.cases.open()).values_list("person__full_name", "answer")
    total, done = Counter[str](), Counter[str]()
    for name, answer in rows:
        total[name] += 1
        done[name] += answer is not None
    return [Asked(name, done[name], total[name]) for name in sorted(total)]


@dataclass(frozen=True, slots=True)
class Over:
    """A round that is over."""

    words: str
    columns: Sequence[str]
    rows: Sequence[SpreadRow]


def spread_of(round_: Round, levels: Mapping[int, str]) -> Over:
    """Each case with every answer beside what was suggested and decided, by the numbers that all know. Four queries."""
    numbers = common_numbers(round_)
    cases = list(round_.cases.open().select_related("referral").prefetch_related("remarks"))
    cases = sorted((case for case in cases if case.pk in numbers), key=lambda case: numbers[case.pk])
    answers: dict[UUID, list[int]] = {case.pk: [] for case in cases}
    given = BlindAnswer.objects.filter(asking__case__in=cases).values_list("asking__case", "level")
    for key, level in given:
        answers[key].append(level)
    return Over(
        words=round_words(alpha(answers.values()), {numbers[case.pk]: answers[case.pk] for case in cases}),
        columns=list(levels.values()),
        rows=[_spread_row(case, numbers[case.pk], sorted(answers[case.pk]), list(levels)) for case in cases],
    )


def round_words(found: Alpha, answers: Mapping[int, Sequence[int]]) -> str:
    """How alike the answers to each case are, by its number. Under LEAST_PAIRS cases nothing is said beyond chance."""
    paired = [some for some in answers.values() if len(some) > 1]
    dropped = "".join(f" {words}" for words in _dropped(answers))
    if not paired:
        return f"No case has two answers, so there is nothing to compare.{dropped}"
    gaps = [max(some) - min(some) for some in paired]
    told = f"All gave the same level in {gaps.count(0)} of {len(paired)} {'case' if len(paired) == 1 else 'cases'}."
    if near := gaps.count(1):
        told += f" In {near} they were one level apart."
    if wide := sum(gap > 1 for gap in gaps):
        told += f" In {wide} they were two levels or more apart."
    told += dropped
    if len(paired) < LEAST_PAIRS:
        return told
    if found.value is None:
        return f"{told} Only one level was ever given, so there is no figure beyond chance."
    return f"{told} {said(found.value)}: {found.value:.2f}.".replace("-", "−")


def _dropped(answers: Mapping[int, Sequence[int]]) -> Iterator[str]:
    """The cases that have nothing to compare."""
    for count, words in ((1, "had one answer."), (0, "had no answer.")):
        if numbers := [number for number, some in answers.items() if len(some) == count]:
            yield f"{cases_named(numbers)} {words}"


def _spread_row(case: Case, number: int, given: list[int], levels: list[int]) -> SpreadRow:
    referral = case.referral
    decided = referral.decided_level or 0
    gap = max(given) - min(given) if given else 0
    return SpreadRow(
        key=case.pk,
        number=number,
        spread=_picture(given, referral.level, decided, levels),
        levels=", ".join(map(str, given)) or "none",
        suggested=str(referral.level or "none"),
        decided=str(decided),
        apart={0: "", 1: "1 level"}.get(gap, f"{gap} levels"),
        remarks=len(case.remarks.all()),
    )


def _picture(given: Sequence[int], suggested: int | None, decided: int, levels: list[int]) -> Spread:
    dots = []
    for level, count in Counter(given).items():
        if level in levels:
            step = min(5.0, 20 / count)
            first = _middle(level, levels) - step * (count - 1) / 2
            dots += [Dot(round(first + step * place, 1)) for place in range(count)]
    frame = _middle(suggested, levels) - 11 if suggested in levels else None
    return Spread(_SLOT * len(levels), dots, frame, _middle(decided, levels) - 11 if decided in levels else 0.0)


def _middle(level: int | None, levels: list[int]) -> float:
    return levels.index(level or 0) * _SLOT + _SLOT / 2


def answers_to(case: Case, reader: User) -> list[Given]:
    """Every answer. Managers read who gave which; to the others a colleague is a letter."""
    rows = BlindAnswer.objects.filter(asking__case=case).select_related("asking__person").order_by("level", "pk")
    return [_given(row, case, _who(row.asking.person, place, reader)) for place, row in enumerate(rows)]


def _given(row: BlindAnswer, case: Case, who: str) -> Given:
    level = of_version(case.referral.matrix_version_id).matrix.level_name(row.level)
    return Given(who, level, str(Route(row.route).label), row.reason)


def _who(person: User, place: int, reader: User) -> str:
    if person.pk == reader.pk:
        return "You"
    return person.full_name if reader.is_manager else f"Colleague {chr(ord('A') + place % 26)}"


def own_answer(case: Case, user: User) -> Given | None:
    """What this person answered."""
    row = BlindAnswer.objects.filter(asking__case=case, asking__person=user).first()
    return _given(row, case, "You") if row else None


def next_to_answer(round_: Round, user: User) -> UUID | None:
    """The first case that this person has not answered."""
    return next((row.key for row in cases_to_answer(round_, user) if not row.done), None)
