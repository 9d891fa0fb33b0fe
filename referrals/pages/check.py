"""Check your answers: what stands in the way first, then every section with a way to change it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.components import Link, SummaryRow
from core.forms.summary import SummaryError
from referrals.case import choices_of
from referrals.pages.answers import Answers, Entry, answers_of
from referrals.pages.places import field_place, section_page
from referrals.pages.reading import Reading


@dataclass(frozen=True, slots=True)
class Card:
    """One child, person or worry, or a whole section, with one way to change it."""

    title: str
    note: str
    change: Link
    rows: Sequence[SummaryRow]


@dataclass(frozen=True, slots=True)
class CheckPart:
    """One group of the task list."""

    title: str
    cards: Sequence[Card]


def problems_of(reading: Reading) -> list[SummaryError]:
    """What must be put right before it can be sent, each leading to its control."""
    return [
        SummaryError(
            _sentence(problem.sentence, problem.section.repeats, problem.section.title),
            field_place(reading.draft.pk, problem, reading.filled),
        )
        for problem in reading.filled.problems()
    ]


def _sentence(sentence: str, repeats: bool, title: str) -> str:
    return (
        f"{title}: {sentence[:1].lower()}{sentence[1:]}" if repeats and not sentence.startswith("Fill in") else sentence
    )


def check_parts(reading: Reading) -> list[CheckPart]:
    """Every section in order, under the headings of the task list."""
    groups: dict[str, list[Card]] = {}
    for answers in answers_of(reading.document, choices_of(reading.published)):
        numbers = [item.number for item in reading.filled.items(answers.section.slug)]
        cards = groups.setdefault(answers.section.group, [])
        cards.extend(card for entry in answers.entries for card in _cards(reading, answers, entry, numbers))
        if not answers.entries:
            cards.append(_nothing(reading, answers))
    return [CheckPart(title, cards) for title, cards in groups.items()]


def _cards(reading: Reading, answers: Answers, entry: Entry, numbers: list[int]) -> Iterator[Card]:
    """One for each page of the section; of a page behind the first only when something stands there."""
    section = answers.section
    number = numbers[entry.number] if section.repeats else None
    for page in ("", *section.form.more_pages):
        rows = [
            SummaryRow(answer.question, answer.text, empty="Not answered")
            for answer in entry.answers
            if section.form.page_of(answer.name) == page and (answer.text or answer.name in section.form.asks)
        ]
        if rows or not page:
            title = entry.title or section.title
            title = f"{title}: {section.form.more_pages[page].title.lower()}" if page else title
            change = Link("Change", section_page(reading.draft.pk, section.slug, number, page), title)
            yield Card(title, "" if page else entry.note, change, rows)


def _nothing(reading: Reading, answers: Answers) -> Card:
    section = answers.section
    return Card(
        section.title,
        "Nobody added yet." if section.slug == "household" else "Nothing added yet.",
        Link("Add", section_page(reading.draft.pk, section.slug), section.title),
        [],
    )
