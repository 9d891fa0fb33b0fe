"""How old a child is: in whole months for the rules, in words for people."""

from datetime import date, datetime
from typing import Any

from core.clock import LONDON


def months_between(born: date, on: date) -> int:
    """Whole months lived; somebody born on the 31st is a month old on the last day of a shorter month's next."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def months_old(child: dict[str, Any], at: datetime) -> int | None:
    """Months at that time; from the rough age in years when no date is known; None for unborn and not known."""
    if child["unborn"] == "yes":
        return None
    born = child["date_of_birth"]
    if born and born != "not_known":
        return max(0, months_between(date.fromisoformat(born), at.astimezone(LONDON).date()))
    about = child.get("about_age")
    return int(about) * 12 if about not in (None, "") else None


def age_in_words(months: int | None, *, unborn: bool = False) -> str:
    """ "10 weeks" is not kept: under two years in months, then in years."""
    if unborn:
        return "unborn"
    if months is None:
        return "age not known"
    if months < 1:
        return "under 1 month"
    if months < 24:
        return "1 month" if months == 1 else f"{months} months"
    return str(months // 12)


def age_told(child: dict[str, Any], at: datetime) -> str:
    """The age as it was told: a rough age in years is never made into months that nobody said."""
    months = months_old(child, at)
    is_rough = child.get("date_of_birth") in ("", None, "not_known")
    if months is not None and is_rough and months < 24:
        return "about 1" if months else "under 1"
    return age_in_words(months)
