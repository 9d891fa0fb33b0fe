"""Numbers of a trial for administrators, who may not read referrals: moved by chance, then rounded to fives. Pure.

A draft can be written so that one child alone makes the difference to another draft. A number that is only rounded
still tells it, at the edge between two fives. So chance moves each number first, by at most four. The same text of the
matrix over the same days always gives the same numbers: to start a trial again tells nothing new.
"""

import hmac

from core.suppression import LEAST_SHOWN, UNDER

# Of fewer referrals that move nothing is told but that.
LEAST_MOVED = 20
STEP = 5
MOST_SHIFT = 4


class Rounding:
    """The numbers of one trial, named by its text and days. A cell is named by words too. Nobody knows the secret."""

    def __init__(self, trial: str, *, secret: str) -> None:
        self._trial = trial
        self._secret = f"quality.simulation_rounding {secret}".encode()

    def shift(self, *cell: str) -> int:
        """By how many chance moves this cell, from -MOST_SHIFT to MOST_SHIFT."""
        drawn = hmac.digest(self._secret, "\n".join((self._trial, *cell)).encode(), "sha256")
        return int.from_bytes(drawn[:8]) % (2 * MOST_SHIFT + 1) - MOST_SHIFT

    def near(self, count: float, *cell: str, parts: int = 1) -> int:
        """The number to show, a multiple of five; 0 for what is shown as under five.

        A mean over so many `parts` is moved by as much less. What is under five is never shown as five.
        """
        moved = count + self.shift(*cell) / parts
        return 0 if min(count, moved) < LEAST_SHOWN else STEP * int(moved / STEP + 0.5)

    def told(self, count: int, *cell: str) -> str:
        """The number in words."""
        return in_words(self.near(count, *cell))

    def at_least(self, least: int, count: float, *cell: str) -> bool:
        """Whether it is so many, both as it is and as chance moved it."""
        return min(count, count + self.shift(*cell)) >= least


def in_words(near: int) -> str:
    """A rounded number, or that it is under five."""
    return str(near) if near else UNDER
