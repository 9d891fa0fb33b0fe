"""Cases as they are kept (JSON by `thresholds.case.case_to_dict`) made into the packed rows of `simulation_sql`. Pure.

Nothing is loaded into Python: the database takes the JSON apart, for one chunk of cases at a time.
"""

from collections.abc import Mapping

from quality.packing import Packing
from quality.simulation_sql import Rows, quoted
from thresholds.matrix import OLDEST_MONTHS, Matrix


class CaseRows:
    """The queries that take kept cases apart under one version.

    They read a table or query `kept` (case_id, body): the JSON of a case, one row each.
    """

    def __init__(self, packing: Packing) -> None:
        self.packing = packing
        self.matrix: Matrix = packing.matrix

    def rows(self, kept: str = "kept") -> Rows:
        """The packed rows. They need `lookups()` among the statement's common tables."""
        forms = " UNION ALL ".join((self._answers(kept), self._codes(kept), self._ages(kept)))
        return Rows(f"({forms})", f"({self._worries(kept)})", f"({self._tools(kept)})")

    def lookups(self) -> str:
        """What each fact, each thing held and each age stands for, as small tables inside the statement."""
        names = ", ".join(f"w{place}" for place in range(self.packing.count))
        ages = [(months, *self.packing.ages(months)) for months in range(OLDEST_MONTHS + 1)]
        aged = ", ".join(f"({months}, {_words(words)}, {met}::bigint)" for months, words, met in ages)
        codes = [("facts", code, bit) for code, bit in self.matrix.fact_bits.items()]
        codes += [("held", code, bit) for code, bit in self.matrix.held_bits.items()]
        known = ", ".join(f"({quoted(k)}, {quoted(c)}, {_words(self.packing.words(b))})" for k, c, b in codes)
        nothing = f"('', '', {_words(self.packing.one())})"
        return (
            f"age (months, {names}, met) AS (VALUES {aged}), code (kind, code, {names}) AS (VALUES {known or nothing})"
        )

    def _answers(self, kept: str) -> str:
        """Consent, harm if asked, what went before and the referrer's own level: one row for each case."""
        packing = self.packing
        sees_harm = f"(k.body->>'referrer_level')::integer >= {packing.top}"
        cases = [
            self._when(sees_harm, packing.one(packing.referrer_sees_harm)),
            self._when("(k.body->>'harm_if_asked')::boolean", packing.one(packing.harm_if_asked)),
            self._when(self._not_agreed(), packing.one(packing.not_agreed)),
        ]
        for consent, bit in self.matrix.consent_bits.items():
            cases.append(self._when(f"k.body->>'consent' = {quoted(consent)}", packing.words(bit)))
        for counts, at_least, bit in self.matrix.history:
            cases.append(self._when(f"(k.body->>{quoted(counts)})::integer >= {at_least}", packing.words(bit)))
        for number in self.matrix.levels:
            signal = packing.words(self.matrix.bits.get(f"referrer_level:{number}", 0))
            cases.append(self._when(f"(k.body->>'referrer_level')::integer = {number}", signal))
        words = [" | ".join(filter(None, (case.get(p) for case in cases))) or "0" for p in range(packing.count)]
        return (
            f"SELECT k.case_id, {', '.join(f'({word})::bigint AS w{p}' for p, word in enumerate(words))} FROM {kept} k"
        )

    @staticmethod
    def _when(test: str, words: tuple[int, ...] | list[int]) -> Mapping[int, str]:
        return {p: f"CASE WHEN {test} THEN {word} ELSE 0 END" for p, word in enumerate(words) if word}

    def _not_agreed(self) -> str:
        """Refused or not asked, and no young person old enough agreed for themselves. See `routing.agreed`."""
        youngest = self.matrix.own_consent_from
        return (
            "k.body->>'consent' IN ('refused', 'not_asked') AND NOT (coalesce(k.body->>'young_person_consent', '') = "
            "'agreed' AND jsonb_array_length(k.body->'ages_months') > 0 AND NOT EXISTS (SELECT FROM "
            "jsonb_array_elements_text(k.body->'ages_months') x (months) "
            f"WHERE x.months IS NULL OR x.months::integer < {youngest}))"
        )

    def _codes(self, kept: str) -> str:
        words = ", ".join(f"c.w{place}" for place in range(self.packing.count))
        return (
            f"SELECT k.case_id, {words} FROM {kept} k CROSS JOIN (VALUES ('facts'), ('held')) part (kind) "
            "CROSS JOIN LATERAL jsonb_array_elements_text(k.body->part.kind) x (code) "
            "JOIN code c ON c.kind = part.kind AND c.code = x.code"
        )

    def _ages(self, kept: str) -> str:
        words = ", ".join(f"a.w{place}" for place in range(self.packing.count))
        return (
            f"SELECT k.case_id, {words} FROM {kept} k "
            "CROSS JOIN LATERAL jsonb_array_elements_text(k.body->'ages_months') x (months) "
            f"JOIN age a ON a.months = {_in_table('x.months')}"
        )

    def _worries(self, kept: str) -> str:
        """`ages`: null when the worry names no children; else the age rules that the children it names meet."""
        enough = ", ".join(quoted(how) for how in sorted(self.matrix.counts_when)) or "NULL"
        age = _in_table("(k.body->'ages_months'->>c.place::integer)")
        ages = (
            "CASE WHEN jsonb_array_length(x.worry->'children') = 0 THEN NULL ELSE (SELECT coalesce(bit_or(a.met), 0) "
            f"FROM jsonb_array_elements_text(x.worry->'children') c (place) JOIN age a ON a.months = {age}) END"
        )
        solid = f"((x.worry->>'has_evidence')::boolean OR coalesce(x.worry->>'how' IN ({enough}), false))"
        return (
            f"SELECT k.case_id, x.worry->>'indicator' AS indicator, {solid} AS solid, {ages} AS ages FROM {kept} k "
            "CROSS JOIN LATERAL jsonb_array_elements(k.body->'worries') x (worry)"
        )

    def _tools(self, kept: str) -> str:
        """A counted tool goes up to its largest step; below nothing it says nothing."""
        steps = " ".join(
            f"WHEN x.result->>'tool' = {quoted(tool)} AND jsonb_typeof(x.result->'value') = 'number' "
            f"THEN greatest(0, least((x.result->>'value')::integer, {largest}))::text"
            for tool, largest in self.matrix.largest.items()
        )
        value = f"CASE {steps} ELSE (x.result->'value')::text END" if steps else "(x.result->'value')::text"
        return (
            f"SELECT k.case_id, x.result->>'tool' AS tool, {value} AS value FROM {kept} k "
            "CROSS JOIN LATERAL jsonb_array_elements(k.body->'tools') x (result)"
        )


def _in_table(months: str) -> str:
    """Null stays null: greatest and least would pass it over, and a child whose age is not known would be a baby."""
    return f"CASE WHEN {months} IS NOT NULL THEN least(greatest({months}::integer, 0), {OLDEST_MONTHS}) END"


def _words(words: tuple[int, ...] | list[int]) -> str:
    return ", ".join(f"{word}::bigint" for word in words)
