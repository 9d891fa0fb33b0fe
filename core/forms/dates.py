"""Dates typed as day, month and year, and a date that may honestly be "not known"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError

from core.clock import LONDON, now
from core.forms.options import subject_of

PARTS = ("day", "month", "year")
When = Literal["past", "past_or_today", "future", "future_or_today", ""]
EARLIEST = 1900
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_TYPED = re.compile(r"([0-9]{1,2})[\s/.,-]+([0-9]{1,2}|[A-Za-z]{3,9})[\s/.,-]+([0-9]{2,4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class DateParts:
    """What stands in the three boxes, and in "not known" where there is one."""

    day: str = ""
    month: str = ""
    year: str = ""
    not_known: bool = False

    @property
    def empty(self) -> bool:
        return not (self.day or self.month or self.year)


@dataclass(frozen=True, slots=True)
class DateOrNotKnown:
    """The answer of NotKnownDateField. Both empty: not answered (only where the field is not required)."""

    value: date | None
    not_known: bool


def read_date(typed: str) -> DateParts | None:
    """The parts of 17/11/2026, 17 November 2026, 17-11-2026 or 2026-11-17; None for anything else."""
    text = typed.strip()
    if found := _ISO.fullmatch(text):
        return DateParts(day=str(int(found[3])), month=str(int(found[2])), year=found[1])
    if found := _TYPED.fullmatch(text):
        return DateParts(day=found[1], month=found[2], year=found[3])
    return None


def parts_of(value: object) -> DateParts:
    """Boxes for anything a form may hold: a date, typed text, what was saved of a draft, nothing."""
    if isinstance(value, DateParts):
        return value
    if isinstance(value, DateOrNotKnown):
        return DateParts(not_known=True) if value.not_known else parts_of(value.value)
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    if isinstance(value, date):
        return DateParts(day=str(value.day), month=str(value.month), year=str(value.year))
    if isinstance(value, Mapping):
        typed = {part: str(value.get(part) or "").strip() for part in PARTS}
        return DateParts(**typed, not_known=bool(value.get("not_known")))
    if isinstance(value, str) and value.strip():
        return read_date(value) or DateParts(day=value.strip())
    return DateParts()


class GovDateWidget(forms.Widget):
    """Three boxes named `<name>-day`, `<name>-month`, `<name>-year`; one typed `<name>` is understood too."""

    template_name = "govuk/widgets/date_input.html"
    use_fieldset = True
    has_not_known = False

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts:
        typed = {part: str(data.get(f"{name}-{part}") or "").strip() for part in PARTS}
        not_known = self.has_not_known and bool(data.get(f"{name}-not-known"))
        if not any(typed.values()) and data.get(name):
            return parts_of(data.get(name))
        return DateParts(**typed, not_known=not_known)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        names = [name, f"{name}-not-known", *(f"{name}-{part}" for part in PARTS)]
        return not any(each in data for each in names)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-day" if id_ else ""


class NotKnownDateWidget(GovDateWidget):
    """The three boxes and a tick, `<name>-not-known`."""

    has_not_known = True


class DateFieldBase(forms.Field):
    """What both date fields share: reading the boxes and saying what is wrong with them."""

    def __init__(
        self, *, when: When = "", not_before: date | None = None, not_after: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.when = when
        self.not_before = not_before
        self.not_after = not_after

    def prepare_value(self, value: Any) -> DateParts:
        return parts_of(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and parts_of(initial) != parts_of(data)

    def read(self, parts: DateParts) -> date | None:
        """The date in the boxes, None when all are empty. Refuses half a date, an unreal one, one out of bounds."""
        if parts.empty:
            return None
        self._check_complete(parts)
        found = self._real(parts)
        self._check_bounds(found)
        return found

    @property
    def _subject(self) -> str:
        subject = subject_of("date", self)
        start = subject[:1].upper() + subject[1:]
        return f"{start} The date" if subject.endswith("?") else start

    def _check_complete(self, parts: DateParts) -> None:
        missing = [part for part in PARTS if not getattr(parts, part)]
        if missing:
            raise _wrong(f"{self._subject} must include a {' and '.join(missing)}", missing)

    def _real(self, parts: DateParts) -> date:
        if not re.fullmatch(r"[0-9]{4}", parts.year):
            raise _wrong("Year must include 4 numbers", ["year"])
        try:
            found = date(int(parts.year), _month_number(parts.month), _number(parts.day))
        except ValueError:
            raise _wrong(f"{self._subject} must be a real date", _unreal(parts)) from None
        if found.year < EARLIEST:
            raise _wrong(f"Check the year: it must be {EARLIEST} or later", ["year"])
        return found

    def _check_bounds(self, found: date) -> None:
        today = now().astimezone(LONDON).date()
        rules = {
            "past": (found < today, "in the past"),
            "past_or_today": (found <= today, "today or in the past"),
            "future": (found > today, "in the future"),
            "future_or_today": (found >= today, "today or in the future"),
        }
        kept, words = rules.get(self.when, (True, ""))
        if not kept:
            raise _wrong(f"{self._subject} must be {words}", PARTS)
        if self.not_before and found < self.not_before:
            raise _wrong(f"{self._subject} must be the same as or after {written(self.not_before)}", PARTS)
        if self.not_after and found > self.not_after:
            raise _wrong(f"{self._subject} must be the same as or before {written(self.not_after)}", PARTS)


class GovDateField(DateFieldBase):
    """A date. Cleans to `datetime.date`, or None when it is not required and left empty."""

    widget = GovDateWidget

    def to_python(self, value: Any) -> date | None:
        return self.read(parts_of(value))


class NotKnownDateField(DateFieldBase):
    """A date, or an honest "not known". Cleans to DateOrNotKnown."""

    widget = NotKnownDateWidget
    default_error_messages = {"both": "Enter the date, or tick “Not known”. Not both"}

    def to_python(self, value: Any) -> DateOrNotKnown:
        parts = parts_of(value)
        if parts.not_known and not parts.empty:
            raise ValidationError(self.error_messages["both"], code="both", params={"parts": PARTS})
        return DateOrNotKnown(value=self.read(parts), not_known=parts.not_known)

    def validate(self, value: DateOrNotKnown) -> None:
        if self.required and value.value is None and not value.not_known:
            raise ValidationError(self.error_messages["required"], code="required")


def written(day: date) -> str:
    """17 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _number(typed: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", typed):
        raise ValueError(typed)
    return int(typed)


def _month_number(typed: str) -> int:
    """1 to 12 from a number or an English name; ValueError for anything else."""
    word = typed.lower()
    if word in _NAMES or word in _MONTHS:
        return _MONTHS.index(word[:3]) + 1
    if word == "sept":
        return 9
    return _number(typed)


def _unreal(parts: DateParts) -> list[str]:
    """The box that is plainly wrong by itself, or else the day."""
    wrong = []
    for part, read, most in (("day", _number, 31), ("month", _month_number, 12)):
        try:
            fits = 1 <= read(getattr(parts, part)) <= most
        except ValueError:
            fits = False
        if not fits:
            wrong.append(part)
    return wrong or ["day"]


def _wrong(sentence: str, parts: Any) -> ValidationError:
    return ValidationError(sentence, code="date", params={"parts": tuple(parts)})
