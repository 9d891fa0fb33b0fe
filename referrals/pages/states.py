"""How far each part of a draft has come, in the words of the task list."""

from typing import Literal, NamedTuple

from referrals.filled import Item
from unsent.posted import has_words


class State(NamedTuple):
    """One status: the words, and which frame they get."""

    words: str
    kind: Literal["done", "part", "none", "ready"]


DONE = State("Done", "done")
NOT_STARTED = State("Not started", "none")
PUT_RIGHT = State("Put right", "part")


def state_of(item: Item | None) -> State:
    """Not started, N questions left, Put right (it was said to be finished, and something in it is wrong) or Done."""
    if item is None or not (has_words(item.typed) or item.finished):
        return NOT_STARTED
    if item.finished and item.form.errors:
        return PUT_RIGHT
    left = item.form.questions_left() + len(item.form.errors)
    if not left:
        return DONE
    return State("1 question left" if left == 1 else f"{left} questions left", "part")


def together(states: list[State]) -> State:
    """One status for several items, such as all worries: the most urgent one, with the questions added up."""
    if not states:
        return NOT_STARTED
    if PUT_RIGHT in states:
        return PUT_RIGHT
    if all(state == DONE for state in states):
        return DONE
    left = sum(int(state.words.split()[0]) if state.words[0].isdigit() else 1 for state in states if state != DONE)
    return State("1 question left" if left == 1 else f"{left} questions left", "part")
