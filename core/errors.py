"""What an action says when it will not do what it was asked."""


class Refused(Exception):
    """A rule stands in the way. `sentence` is written for the person; `field` names the form field it belongs to."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Conflict(Refused):
    """Somebody else got there first, or the same key came with other content. Nothing was written."""
