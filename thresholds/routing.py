"""Where a scored case should go: the base route of its level, and the routes of the overrides that fired.

The base is MASH at the statutory level or on any hint of harm; below it, the first that applies of: too little
information, agreement missing, the route of the level. No lack of agreement or of facts ever moves a MASH case.
"""

from typing import NamedTuple

from thresholds.case import Case, Consent, Reason
from thresholds.matrix import Matrix, Override
from thresholds.reading import Reading


class Routing(NamedTuple):
    """The suggested route, the routes beside it, and the reasons that set them."""

    route: str
    detail: str
    secondary: tuple[str, ...]
    reasons: list[Reason]
    primary: Override | None
    stays_with_mash: bool


def choose_route(
    matrix: Matrix, case: Case, reading: Reading, fired: list[Override], *, level: int, hint: bool
) -> Routing:
    """The route for a case at `level` (0: none). `hint`: something keeps it with MASH whatever its level."""
    base, detail, reasons = _base(matrix, case, reading, level=level, hint=hint)
    sides = [rule for rule in fired if rule.route]
    primary = _taking_over(matrix, reading, fired, sides, hint=hint)
    route = primary.route if primary else base
    beside = [rule.route for rule in sides]
    beside.extend(code for rule in fired for code in rule.secondary)
    kind = matrix.route_kinds[base]
    if primary and (kind == "mash" or (kind == "early_help" and primary.keeps_base)):
        beside.insert(0, base)
    if primary:
        reasons = []
    secondary = tuple(dict.fromkeys(code for code in beside if code != route))
    return Routing(
        route, detail, secondary, reasons, primary, matrix.route_kinds[route] not in ("push_back", "early_help")
    )


def _base(matrix: Matrix, case: Case, reading: Reading, *, level: int, hint: bool) -> tuple[str, str, list[Reason]]:
    statutory = matrix.statutory
    if level >= statutory.number:
        return statutory.route, "s47" if reading.signals & matrix.protection else "s17", []
    if hint:
        return statutory.route, "", []
    if not level:
        return matrix.information_route, "", []
    here = matrix.levels[level]
    if here.needs_information and reading.missing:
        return matrix.information_route, "", [matrix.wording["information"].reason("decides")]
    consent, own = agreed(matrix, case)
    if here.needs_consent and consent in ("refused", "not_asked"):
        return matrix.consent_route, "", [here.consent.reason("decides", (), (f"consent:{consent}",))]
    reasons = [matrix.wording["own_consent"].reason("look")] if own and here.needs_consent else []
    return here.route, here.route_detail, reasons


def agreed(matrix: Matrix, case: Case) -> tuple[Consent, bool]:
    """The agreement that governs; True when it is the young person's own, old enough, in place of their parent's."""
    if case.consent in ("refused", "not_asked") and case.young_person_consent == "agreed" and case.ages_months:
        oldest_enough = all(m is not None and m >= matrix.own_consent_from for m in case.ages_months)
        if oldest_enough:
            return "agreed", True
    return case.consent, False


def _taking_over(
    matrix: Matrix, reading: Reading, fired: list[Override], sides: list[Override], *, hint: bool
) -> Override | None:
    """The override whose route comes first: one that always does, else one that stands alone at the statutory level."""
    for rule in sides:
        if rule.takes == "always":
            return rule
    if hint:
        return None
    for rule in sides:
        if rule.takes == "alone" and _alone(matrix, reading, fired, rule):
            return rule
    return None


def _alone(matrix: Matrix, reading: Reading, fired: list[Override], rule: Override) -> bool:
    """Nothing but this rule's own triggers puts the case at the statutory level."""
    top = matrix.statutory.number
    if any(other.level >= top and other is not rule for other in fired):
        return False
    counted = (one for number, ones in reading.at_level.items() if number >= top for one in ones)
    return all(one.entry.signals & rule.when.trigger for one in counted)
