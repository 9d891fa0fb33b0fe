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
OPTIONAL = State("Optional", "done")
PUT_RIGHT = State("Put right", "part")


def state_of(item: Item | None) -> State:
    """Not started, N questions left, Put right (it was said to be finished, and something in it is wrong) or Done."""
    if item is None or not (has_words(item.typed) or item.finished):
        return NOT_STARTED
    if item.finished and item.form.errors:
        return PUT_RIGHT
    return _left(item.form.questions_left() + len(item.form.errors))


def _left(count: int) -> State:
    if not count:
        return DONE
    return State("1 question left" if count == 1 else f"{count} questions left", "part")


def state_of_page(item: Item, page: str) -> State:
    """One page of an item. What MASH asks for stands on the first; the others are for whoever knows more."""
    whole = state_of(item)
    if whole == PUT_RIGHT:
        wrong = any(item.form.page_of(name) == page for name in item.form.errors)
        return PUT_RIGHT if wrong else _left(0 if page else item.form.questions_left())
    if not page:
        return whole
    typed = {name: values for name, values in item.typed.items() if item.form.page_of(name.partition("-")[0]) == page}
    return DONE if has_words(typed) else OPTIONAL


def together(states: list[State]) -> State:
    """One status for several items, such as all worries: the most urgent one, with the questions added up."""
    if not states:
        return NOT_STARTED
    if PUT_RIGHT in states:
        return PUT_RIGHT
    if all(state == DONE for state in states):
        return DONE
    return _left(sum(int(one.words.split()[0]) if one.words[0].isdigit() else 1 for one in states if one != DONE))
