"""What a decision is made of, and what is refused in it whoever makes it."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import User
from core.errors import Refused
from core.visible import visible
from mash.routes import BELOW_STATUTORY, STATUTORY, PushBackReason, Route, answers_to
from referrals.models import Referral
from thresholds.published import of_version
from thresholds.scoring import Score as Answer

# Shorter than this no reason says anything. Characters.
LEAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class PushBack:
    """Why a contact goes back, what is missing or what to do instead, and what would change the answer."""

    reason: str
    gaps: tuple[str, ...] = ()
    advice: str = ""
    would_change: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision before it is written. `reply` is what the referrer reads; the other reasons stay in MASH."""

    level: int
    route: str
    rationale: str
    differs_reason: str = ""
    push_back: PushBack | None = None
    reply: str = ""


def check_choice(referral: Referral, choice: Choice, *, by: User) -> None:
    """Refuses what cannot be a decision, with the form field it belongs to."""
    for refusal in problems_of(referral, choice, by=by):
        raise refusal


def problems_of(referral: Referral, choice: Choice, *, by: User) -> Iterator[Refused]:
    """Everything that stands in the way of this choice, so that a form can show all of it at once.

    A choice may be half made: what depends on the level is asked once there is one.
    """
    matrix = of_version(referral.matrix_version_id).matrix
    known = choice.level in matrix.levels
    if choice.route not in Route.values:
        yield Refused("Choose what should happen.", field="route")
    if not known:
        yield Refused("Choose a level.", field="level")
    if len(visible(choice.rationale)) < LEAST_WORDS:
        yield Refused(f"Say why, in at least {LEAST_WORDS} characters.", field="rationale")
    if known and _differs(referral, choice) and len(visible(choice.differs_reason)) < LEAST_WORDS:
        yield Refused(
            f"You chose {matrix.level_words(choice.level)}; {matrix.level_words(referral.level)} was suggested. "
            "Say why it differs.",
            field="differs_reason",
        )
    if known:
        yield from _route_problems(referral, choice, by)
    yield from _push_back_problems(choice)


def needs_manager(referral: Referral, choice: Choice, *, by: User) -> bool:
    """True when a worker's choice waits for a manager: two people look before a child at risk is let go."""
    return not by.is_manager and bool(why_manager(referral, choice))


def why_manager(referral: Referral, choice: Choice) -> str:
    """Why a manager signs this off, in a sentence; nothing when a worker decides it alone.

    A worker alone neither goes below a suggested statutory level nor, where that level is suggested or chosen, gives an
    answer that is neither one of social care's own two nor the one that the matrix itself suggested first.
    """
    matrix = of_version(referral.matrix_version_id).matrix
    statutory, suggested = matrix.statutory.number, referral.level or 0
    if suggested >= statutory > choice.level:
        return f"{matrix.level_name(suggested)} was suggested."
    if max(suggested, choice.level) < statutory or choice.route in STATUTORY | _suggested(referral):
        return ""
    return f"This answer was not suggested, and a child at {matrix.level_words(statutory)} stays with social care."


def _suggested(referral: Referral) -> frozenset[str]:
    """Our answers to the route that the matrix last suggested.

    Of the routes beside it only the child's own social worker: a panel beside social care is not instead of it.
    """
    answer = Answer.from_dict(referral.scores.latest("scored_at").result)
    return answers_to((answer.route,)) | (answers_to(answer.secondary_routes) & {Route.ALLOCATED_WORKER})


def statutory_level(referral: Referral) -> int:
    """The level of the referral's matrix at which social care must act."""
    return of_version(referral.matrix_version_id).matrix.statutory.number


def _differs(referral: Referral, choice: Choice) -> bool:
    return referral.level is not None and choice.level != referral.level


def _route_problems(referral: Referral, choice: Choice, by: User) -> Iterator[Refused]:
    matrix = of_version(referral.matrix_version_id).matrix
    statutory = matrix.statutory.number
    if choice.route in STATUTORY and choice.level < statutory:
        yield Refused(
            f"{Route(choice.route).label} belongs to {matrix.level_words(statutory)}. "
            "Choose that level, or another answer.",
            field="route",
        )
    if choice.route in BELOW_STATUTORY and choice.level >= statutory:
        if not by.is_manager:
            yield Refused(
                f"{matrix.level_name(choice.level)} stays with social care. "
                "Choose another answer, or ask a manager to decide.",
                field="route",
            )
        elif len(visible(choice.differs_reason)) < LEAST_WORDS:
            yield Refused(
                f"Say why a child at {matrix.level_words(choice.level)} does not go to social care.",
                field="differs_reason",
            )
    if choice.route == Route.EARLY_HELP and referral.restricted:
        yield Refused("Early Help cannot open a restricted referral. Choose another answer.", field="route")


def _push_back_problems(choice: Choice) -> Iterator[Refused]:
    given = choice.push_back
    if choice.route != Route.PUSH_BACK:
        if given is not None:
            yield Refused("Only a push-back has gaps or advice.", field="route")
        return
    if given is None or given.reason not in PushBackReason.values:
        yield Refused("Choose why it goes back.", field="push_back_reason")
    if given is None:
        return
    if given.reason == PushBackReason.INFORMATION and not any(map(visible, given.gaps)):
        yield Refused("List what is missing, one thing on each line.", field="gaps")
    elif not any(map(visible, (*given.gaps, given.advice))):
        yield Refused("Say what to do now, or list what is missing.", field="advice")
    if not visible(given.would_change):
        yield Refused("Say what would change this answer.", field="would_change")
