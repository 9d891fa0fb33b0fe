"""Who may do what in a round. `check_can_x` refuses with a sentence; `can_x` asks, for the button of that thing."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from accounts.roles import Role
from core.errors import Conflict, Refused
from quality.double_models import Asking, BlindAnswer, Case, Round, RoundStatus


def reads_rounds(user: User) -> bool:
    """Whether there is anything here for this person at all."""
    return user.is_active and (user.is_mash or user.role == Role.AUDITOR)


def check_can_make(by: User) -> None:
    """A manager."""
    if not (by.is_active and by.is_manager):
        raise Refused("Only a MASH manager makes a round.")


def check_can_prepare(round_: Round, *, by: User) -> None:
    """A manager, until it is sent."""
    check_can_make(by)
    if round_.status != RoundStatus.PREPARING:
        raise Conflict("This round was sent. Its texts can no longer be changed.")


def check_can_close(round_: Round, *, by: User) -> None:
    """A manager, while it is out."""
    check_can_make(by)
    if round_.status != RoundStatus.SENT:
        raise Conflict("This round is not out for answers.")


def check_can_answer(case: Case, *, by: User) -> None:
    """Whoever was asked, once, while the round is out."""
    if not Asking.objects.filter(case=case, person=by).exists():
        raise Refused("You were not asked about this case.")
    if case.round.status != RoundStatus.SENT:
        raise Conflict("This round is over. Answers are no longer taken.")
    if BlindAnswer.objects.filter(asking__case=case, asking__person=by).exists():
        raise Conflict("You have answered this case. An answer is not changed.")


def check_can_say(case: Case, *, by: User) -> None:
    """A manager, and whoever was asked in the round, once it is over: nobody learns of an answer before that."""
    if case.round.status != RoundStatus.CLOSED:
        raise Conflict("A case is talked about once the round is over.")
    if not (by.is_active and by.is_mash):
        raise Refused("Only those who were asked, and managers, write here.")
    if not by.is_manager and not Asking.objects.filter(case__round=case.round_id, person=by).exists():
        raise Refused("Only those who were asked, and managers, write here.")


def _asking(check: Callable[..., None]) -> Callable[..., bool]:
    def ask(subject: Any, *, by: User) -> bool:
        try:
            check(subject, by=by)
        except Refused:
            return False
        return True

    return ask


can_prepare = _asking(check_can_prepare)
can_close = _asking(check_can_close)
can_answer = _asking(check_can_answer)
can_say = _asking(check_can_say)
