"""A text with what was found in it, in place, and a sentence for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contacts.identifying import Found, Kind

_SAYS = {
    Kind.NAME: "“{}” looks like a name on their forms. Write “the child” or “the mother”.",
    Kind.BIRTH: "“{}” could be a date of birth. Write an age, or a day without its year.",
    Kind.POSTCODE: "“{}” looks like a postcode. Leave it out.",
    Kind.NHS: "“{}” is an NHS number. Leave it out.",
    Kind.PUPIL: "“{}” is a pupil number. Leave it out.",
    Kind.PHONE: "“{}” looks like a telephone number. Leave it out.",
    Kind.EMAIL: "“{}” looks like an email address. Leave it out.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text; `marked` when it must be taken out."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The whole text in pieces, and what is wrong, each once."""

    parts: Sequence[Part]
    sentences: Sequence[str]


def marked(text: str, found: Sequence[Found]) -> Marked:
    """Cut the text at what was found."""
    sentences = dict.fromkeys(_SAYS[one.kind].format(" ".join(one.text.split())) for one in found)
    return Marked(list(_parts(text, found)), list(sentences))


def _parts(text: str, found: Sequence[Found]) -> Iterator[Part]:
    place = 0
    for one in found:
        if one.start > place:
            yield Part(text[place : one.start])
        yield Part(one.text, marked=True)
        place = one.end
    if text[place:]:
        yield Part(text[place:])
