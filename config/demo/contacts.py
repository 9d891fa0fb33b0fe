"""Questions without names and calls of the last days, so that the desk's list of contacts is not empty."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from contacts.actions import ask_for_advice, claim_contact, close_consultation, write_message
from contacts.models import Contact
from contacts.recording import Taken, give_advice, record_contact
from contacts.turning import open_form
from core import clock

if TYPE_CHECKING:
    from config.demo.year import Year


@dataclass(frozen=True)
class Question:
    """Somebody asks `hours` ago; somebody at the desk takes it, answers after some hours, or has not yet."""

    asker: str
    hours: float
    text: str
    helper: str = ""
    answer: str = ""
    after: float = 2
    closes: bool = False
    refers: bool = False


@dataclass(frozen=True)
class Call:
    """Something that reached MASH another way. Without advice the form is opened."""

    kind: str
    worker: str
    hours: float
    source: str
    said: str
    name: str = ""
    phone: str = ""
    advice: str = ""


QUESTIONS = (
    Question(
        "Delphine Marchpane",
        75,
        "A boy of seven falls asleep in class on most Mondays. His father says he stays up late. "
        "Is that one for you, or for us?",
        "Asha Inkwell",
        "For you first. Ask his father to come in, agree a bedtime and look again in three weeks. If the boy says anything "
        "that frightens you, ring us the same day.",
        3,
        closes=True,
    ),
    Question(
        "Peregrine Lovage",
        29,
        "A girl of ten has stopped changing for PE and will not say why. Should I ask her?",
        "Leila Starfield",
        "Ask once, openly: “You seem not to like PE at the moment.” Write down her own words. If she "
        "names a person or you see a mark, ring us at once.",
        4,
    ),
    Question(
        "Ines Larkspur",
        27.5,
        "A baby of five months has lost weight twice. The mother is kind and very tired. What would "
        "make this a referral?",
        "Tomas Brightmoor",
        "Two falls in weight are enough to refer. Please do, and tell her why.",
        2,
        refers=True,
    ),
    Question(
        "Juno Tansyfield", 4, "A boy of three bites himself when it is time to go home. Is it too soon to ask for help?"
    ),
    Question(
        "Delphine Marchpane",
        1.2,
        "Two sisters, 8 and 11, were collected by a man nobody here knows. Their mother had "
        "agreed by telephone. What should we have done?",
        "Asha Inkwell",
    ),
)
CALLS = (
    Call("phone", "Tomas Brightmoor", 26, "1B", "Shouting next door every night this week, and a small child crying.",
         "Jo Thistlewick", "01632 960 444", "Ring 101 when it happens. We look at what is known about the address."),
    Call("phone", "Orla Fernshaw", 5, "9", "A toddler alone in the yard behind the flats, twice this week, for an hour."),
    Call("police", "Idris Penrook", 7, "6", "Called to an argument; two children asleep upstairs, not spoken to.",
         "PC Larch Bellweather", "01632 960 445", "No police action. Advice to the officer to see the children next time."),
    Call("out_of_hours", "Femi Hollowbrook", 3, "5A", "The night team found a bed for a girl of 16. She is there until noon.",
         "Night duty, Rue Fennick", "01632 960 446"),
)  # fmt: skip


def plan(year: "Year") -> None:
    """Put them among the events of the year."""
    for question in QUESTIONS:
        moment = year.now - timedelta(hours=question.hours)
        year.at(moment, lambda question=question: _ask(question, year))  # type: ignore[misc]
    for call in CALLS:
        moment = year.now - timedelta(hours=call.hours)
        year.at(moment, lambda call=call: _take(call, year))  # type: ignore[misc]


def _ask(question: Question, year: "Year") -> None:
    contact = ask_for_advice(text=question.text, by=year.people[question.asker])
    for minutes, step in _steps(question, contact, year):
        year.at(clock.now() + timedelta(minutes=minutes), step)


def _steps(question: Question, contact: Contact, year: "Year") -> Iterator[tuple[float, Callable[[], object]]]:
    asker, minutes = year.people[question.asker], question.after * 60
    if question.helper:
        helper = year.people[question.helper]
        yield 30, lambda: claim_contact(contact, by=helper)
        if question.answer:
            yield minutes, lambda: write_message(contact, text=question.answer, by=helper)
    if question.closes:
        yield minutes + 45, lambda: close_consultation(contact, by=asker)
    if question.refers:
        yield minutes + 60, lambda: open_form(contact, by=asker)


def _take(call: Call, year: "Year") -> None:
    worker = year.people[call.worker]
    taken = Taken(call.kind, clock.now(), call.source, call.said, call.name, call.phone)
    contact = record_contact(taken, by=worker)
    if call.advice:
        give_advice(contact, advice=call.advice, advice_to=call.name, by=worker)
    else:
        open_form(contact, by=worker)
