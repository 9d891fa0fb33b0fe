"""What is wrong with a matrix document, where, and what to do about it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """Where in the document, what is wrong, and what to do about it. `line`: in the file it is from, or 0."""

    path: str
    problem: str
    fix: str
    line: int = 0

    @property
    def sentence(self) -> str:
        """All of it in one line: "Line 12, levels[0].route: … Choose …"."""
        where = f"Line {self.line}, {self.path}" if self.line else self.path
        return f"{where}: {self.problem} {self.fix}"
