"""The frozen referral as it is read and printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.components import LevelMark, Reason, SummaryRow
from core.wording import london_day, london_time
from referrals.case import choices_of
from referrals.codes import How
from referrals.models import Referral, Score, Supplement
from referrals.pages.answers import Answers, Entry, answers_of
from referrals.pages.body_maps import BodyMap, body_maps
from referrals.pages.files import printed_files
from referrals.pages.preview import level_mark, reasons_of
from referrals.sections import MARKS
from thresholds.case import Score as Answer
from thresholds.case import case_from_dict
from thresholds.explaining import Tried
from thresholds.published import explainer_of, of_version


@dataclass(frozen=True, slots=True)
class CopyEntry:
    """One child, person or worry with the answers that were given."""

    anchor: str
    title: str
    note: str
    rows: Sequence[SummaryRow]


@dataclass(frozen=True, slots=True)
class CopyPart:
    """One section."""

    title: str
    entries: Sequence[CopyEntry]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """The whole referral, with what was suggested when it came in and what was added since, oldest first."""

    parts: Sequence[CopyPart]
    added: Sequence[CopyEntry]
    mark: LevelMark
    scheme: str
    reasons: Sequence[Reason]
    tried: Sequence[Tried]
    kept_apart: bool
    maps: Sequence[BodyMap]
    printed: Sequence[tuple[str, str]]


def copy_of(referral: Referral, *, leave_out: frozenset[str], edition: int | None = None) -> Copy:
    """The copy under the matrix it was scored with, so that it reads the same for ever.

    `edition`: how many additions it holds; all of them when it is not said.
    """
    published = of_version(referral.matrix_version_id)
    answers = answers_of(referral.document, choices_of(published), leave_out=leave_out)
    kept = Score.objects.filter(referral=referral).earliest("scored_at")
    answer = Answer.from_dict(kept.result)
    added = referral.supplements.select_related("added_by")
    return Copy(
        parts=[_part(one) for one in answers if one.entries or one.section.slug != MARKS],
        added=[_added(one) for one in (added if edition is None else added.filter(number__lte=edition))],
        mark=level_mark(referral.level, published),
        scheme=published.name,
        reasons=reasons_of(answer, published, lambda ref: f"#worry-{ref.lower()}"),
        tried=explainer_of(published).tried(case_from_dict(kept.case), answer),
        kept_apart=_keeps_apart(referral.document, leave_out),
        maps=body_maps(referral.document, referral.received_at),
        printed=printed_files(referral.document.get("files", ())),
    )


def _keeps_apart(document: Mapping[str, Any], leave_out: frozenset[str]) -> bool:
    """Something was written that this reader is not shown."""
    sections = [document.get("consent") or {}, *document.get("children", ()), *document.get("household", ())]
    return any(values.get(name) for values in sections for name in leave_out)


def _added(one: Supplement) -> CopyEntry:
    """Facts that came later, each worry by the letter it has everywhere else."""
    told = (
        ("What happened", one.happened),
        ("When", one.happened_when),
        ("Who saw or said it", one.by_whom),
        *((f"Worry {w['letter']}", f"{w['label']} ({How(w['how']).label.lower()})") for w in one.worries),
    )
    letters = [worry["letter"].lower() for worry in one.worries]
    return CopyEntry(
        f"worry-{letters[0]}" if letters else "",
        f"{london_day(one.added_at)}, {london_time(one.added_at)}, {one.added_by}",
        "After the decision" if one.after_decision else "",
        [SummaryRow(question, text) for question, text in told if text],
    )


def _part(answers: Answers) -> CopyPart:
    entries = [entry for entry in (_entry(answers, one) for one in answers.entries) if entry.rows or entry.title]
    return CopyPart(answers.section.title, entries, "" if entries else "Nothing was written here.")


def _entry(answers: Answers, entry: Entry) -> CopyEntry:
    anchor = f"worry-{entry.title.partition('.')[0].lower()}" if answers.section.slug == "worries" else ""
    return CopyEntry(anchor, entry.title, entry.note, list(_rows(answers, entry)))


def _rows(answers: Answers, entry: Entry) -> Iterator[SummaryRow]:
    """What was answered, and what was asked and stayed empty: a reader must see that it was asked."""
    for answer in entry.answers:
        if answer.text:
            yield SummaryRow(answer.question, answer.text)
        elif answer.name in answers.section.form.asks:
            yield SummaryRow(answer.question, "", empty="Not answered")
