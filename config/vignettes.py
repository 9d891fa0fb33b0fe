"""A published case example as somebody would fill in the form: for `manage.py run_vignettes`.

Only what is tagged becomes an answer: indicators, ages, agreement and the yes/no phrases of thresholds.vignettes. The
summary is the words of each worry, as a referrer would write them; no rule reads words. Names are made up.
"""

from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from accounts.models import Agency, User
from accounts.roles import Role
from referrals.actions import fill_from_system
from referrals.models import Referral
from referrals.submission import submit_referral
from thresholds.case import Case
from thresholds.scoring import Score
from thresholds.vignettes import Outcome, Vignette, case_of, outcome_of

Typed = dict[str, list[str]]
Sections = dict[tuple[str, int], Typed]

NAMES = ("Pip", "Wren", "Bram", "Tansy", "Jory", "Linnet")
# Facts that the section of tools asks for, by their own codes.
TICKED = ("allegation_against_staff", "missing_now", "sexual_activity")


class Run(NamedTuple):
    """What came of one vignette."""

    outcome: Outcome
    reference: str


def stand_in() -> User:
    """Somebody who refers, made for the run."""
    agency, _ = Agency.objects.get_or_create(
        name="Vignette Hall", defaults={"kind": "school", "source_code": "2A", "email_domain": "vignettes.example"}
    )
    person = User.objects.filter(email="examples@vignettes.example").first()
    return person or User.objects.create_user(
        "examples@vignettes.example",
        None,
        full_name="Ottilie Pageturner",
        role=Role.PRACTITIONER,
        agency=agency,
        job_title="Teacher",
    )


def run(vignette: Vignette, *, by: User, today: date) -> Run:
    """Through form, score and route, by the same actions as any referral."""
    draft = fill_from_system(uuid4(), sections=form_of(vignette, today), by=by)
    referral: Referral = submit_referral(draft, by=by)
    answer = Score.from_dict(referral.scores.get().result)
    return Run(outcome_of(vignette, answer), referral.reference)


def form_of(vignette: Vignette, today: date) -> Sections:
    """The sections of the form, as typed."""
    case = case_of(vignette)
    sections: Sections = {
        ("gate", 0): {"danger": ["yes" if "immediate_danger" in case.facts else "no"], "urgent": ["no"]},
        ("referrer", 0): {"job_title": [str(vignette["referrer"] or "Practitioner")], "phone": ["01632 960 350"]},
        ("consent", 0): {"family": [case.consent]},
        ("tools", 0): {"facts": [code for code in TICKED if code in case.facts] or ["none"]},
    }
    if "early_help_failed" in case.facts:
        sections["help", 0] = {"early_help": ["no_change"]}
    for place, months in enumerate(case.ages_months):
        sections["children", place] = _child(case, place, months, today)
    for place, worry in enumerate(case.worries):
        words = str(vignette["summary"]) if "factual_concern" in case.held else ""
        sections["worries", place] = {"indicator": [worry.indicator], "how": ["seen"], "what": [words]}
    return sections


def _child(case: Case, place: int, months: int | None, today: date) -> Typed:
    """One child. What is said of "the child" is said of the first."""
    known = "child_identifiable" in case.held
    typed: Typed = {
        "unborn": ["no"],
        "first_name": [NAMES[place % len(NAMES)] if known else "not known"],
        "surname": ["Fablewood"] if known else [],
        "address": ["4 Acorn Row, Larkhaven"] if known else [],
        **_born(months, today),
    }
    if place:
        return typed
    answers: dict[str, Any] = {
        "unborn": ("unborn", "yes"),
        "non_mobile": ("can_move", "no"),
        "social_worker": ("social_worker", "yes"),
        "looked_after": ("legal_status", "looked_after"),
        "out_of_area": ("other_council", "Wyvernshire"),
    }
    typed |= {name: [answer] for fact, (name, answer) in answers.items() if fact in case.facts}
    return typed | {"due_date": [today.isoformat()]} if "unborn" in case.facts else typed


def _born(months: int | None, today: date) -> Typed:
    """A date of birth that makes the child just so old today."""
    if months is None:
        return {"date_of_birth-not-known": ["on"]}
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return {"date_of_birth": [date(years, month + 1, 1).isoformat()]}
