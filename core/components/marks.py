"""The small marks: priority is colour and a word, level is steps and a number, how a worry is known is a circle."""

from dataclasses import dataclass
from typing import Literal

STEPS = 4
_WORDS = {"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"}
_KNOWN = {"seen": "Seen", "told": "Told", "suspected": "Suspected"}


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the level mark, in the units of its 36 by 18 picture."""

    x: str
    y: str
    height: str
    on: bool


@dataclass(frozen=True, slots=True)
class LevelMark:
    """A level beside its words. `filled` is 0 (not decided) to 4; `text` is the scheme's own, "Tier 2B"."""

    filled: int
    text: str
    scheme: str = ""
    says: str = ""  # for screen readers, before the text: "Suggested"

    @property
    def steps(self) -> list[Step]:
        return [
            Step(f"{0.75 + 9 * n}", f"{12.75 - 4 * n}", f"{4.5 + 4 * n}", n < min(max(self.filled, 0), STEPS))
            for n in range(STEPS)
        ]


@dataclass(frozen=True, slots=True)
class PriorityTag:
    """Red, amber, green or blue; anything else is no tag."""

    code: str

    @property
    def known(self) -> bool:
        return self.code in _WORDS

    @property
    def text(self) -> str:
        return _WORDS.get(self.code, "")

    @property
    def letter(self) -> str:
        return self.text[:1]


@dataclass(frozen=True, slots=True)
class How:
    """How a worry is known: seen, told or suspected. `text` may put it in the reader's words: "I saw it"."""

    code: Literal["seen", "told", "suspected"] | str
    said: str = ""

    @property
    def text(self) -> str:
        return self.said or _KNOWN.get(self.code, "")


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose level it is: the referrer's, the suggested one, the decided one."""

    who: str
    mark: LevelMark
