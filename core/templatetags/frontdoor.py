"""Tags and filters for every page: forms, moments in London, spans of time."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.safestring import SafeString

from core.clock import LONDON, now
from core.forms.summary import error_summary
from core.wording import humanise_gap, london_day, london_moment, london_short, london_time

register = template.Library()


@register.simple_tag(name="error_summary")
def error_summary_tag(*forms: Any) -> SafeString:
    """The error summary of one or more forms or formsets; nothing when all is well."""
    return error_summary(*forms)


@register.simple_tag
def gov_form(form: Any) -> SafeString:
    """Every field of the form; those under a choice stay under it."""
    rendered: SafeString = form.render("govuk/form.html")
    return rendered


@register.filter
def london(moment: datetime | None, style: str = "") -> str:
    """A moment in words: in full, or in the style "short" (Wed 08:52), "time" (08:52) or "day" (17 November 2026)."""
    if moment is None:
        return ""
    if style == "short":
        return london_short(moment, now())
    if style == "time":
        return london_time(moment)
    if style == "day":
        return london_day(moment)
    return london_moment(moment, now())


@register.filter
def gap(span: timedelta | None) -> str:
    """1 h 32 min."""
    return "" if span is None else humanise_gap(span)


@register.filter
def iso(moment: datetime | None) -> str:
    """For attributes that scripts read: 2026-11-17T11:20:00+00:00."""
    return "" if moment is None else moment.astimezone(LONDON).isoformat(timespec="seconds")


@register.filter
def per_cent(part: float | None) -> str:
    """A share as people say it: 0.625 is 63%."""
    return "" if part is None else f"{part * 100:.0f}%"


@register.filter
def points(part: float | None) -> str:
    """A change of a share in percentage points, with its sign: +12 points."""
    return f"{signed(part)} points" if part is not None else ""


@register.filter
def signed(part: float | None) -> str:
    """The same without the word, for the ends of a range: −4."""
    return "" if part is None else f"{part * 100:+.0f}".replace("-", "−")


@register.filter
def tenths(number: float | None) -> str:
    """A number with one place, and a minus as it is printed: −0.8."""
    return "" if number is None else f"{number:.1f}".replace("-0.0", "0.0").replace("-", "−")
