"""A number on the page, with the address of the rows behind it."""

from dataclasses import dataclass

from reporting.asked import Asked


@dataclass(frozen=True, slots=True)
class Figure:
    """`hidden` is read out after the number, to tell it from its neighbours. Without an address it is plain text."""

    text: str
    href: str = ""
    hidden: str = ""


def count_of(count: int, asked: Asked, hidden: str = "") -> Figure:
    """A count that opens its rows; nothing opens nothing."""
    return Figure(str(count), asked.href if count else "", hidden)
