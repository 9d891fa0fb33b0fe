"""The engine as one statement: packed rows of any number of cases in, level, route, detail and priority of each out.

Pure: a `Matrix` in, SQL out. The answer equals `thresholds.scoring.score`; the order of the steps is that of
`thresholds.reading`, `scoring` and `routing`, and tests hold the two together field by field. Every value that stands
in the text is a whole number made here or a code of the document, quoted by `quoted`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from quality.effects import Effects
from quality.packing import Block, Packed, Packing, side_routes
from thresholds.matrix import Level, Matrix, Override, When


class Rows(NamedTuple):
    """Where the packed rows are: each the name of a table or a query in brackets.

    `forms` (case_id, w0, w1, ...): one row or several for each case, at least one.
    `worries` (case_id, indicator, solid, ages): `solid` is true with an example or when the way it is known is enough;
    `ages` is null when it is about all children, else which age rules the children it names meet.
    `tools` (case_id, tool, value): the value as JSON text.
    """

    forms: str
    worries: str
    tools: str


def quoted(text: str) -> str:
    """A text as SQL: quotes doubled, and percent signs too, for the driver reads those."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


class SimulationSql:
    """The statement of one version. `select(rows)` is the whole of it."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.packing = Packing(matrix)
        self.effects = Effects(matrix)
        self.names = [f"w{place}" for place in range(self.packing.count)]

    def select(self, rows: Rows, *, before: str = "") -> str:
        """Columns: case_id, level (null: nothing to go on), route, detail, priority (0 blue to 3 red), stays.

        `before`: common tables that the rows read, with a comma at the end.
        """
        words = ", ".join(self.names)
        stays = [code for code, kind in self.matrix.route_kinds.items() if kind not in ("push_back", "early_help")]
        step = (
            f"SELECT case_id, {words}, lo < hi AS two, {self._seen()} AS seen FROM ({self._gathered(rows)}) q OFFSET 0"
        )
        step = f"SELECT case_id, {words}, two, seen, {self._fired()} AS fired FROM ({step}) q OFFSET 0"
        step = f"SELECT case_id, {words}, two, fired, {self._level()} AS level FROM ({step}) q OFFSET 0"
        step = f"SELECT *, {self._missing()} AS missing FROM ({step}) q OFFSET 0"
        step = f"SELECT *, {self._hint()} AS hint FROM ({step}) q OFFSET 0"
        step = (
            f"SELECT case_id, nullif(level, 0) AS level, {self._route()} AS route, {self._detail()} AS detail, "
            f"{self._priority()} AS priority FROM ({step}) q OFFSET 0"
        )
        return f"WITH {before}{self._lookups()} SELECT *, route IN ({_listed(stays)}) AS stays FROM ({step}) q"

    # What the rows say, gathered.

    def _gathered(self, rows: Rows) -> str:
        """One row a case: every bit that any of its rows sets, and the lowest and highest number of a strong entry."""
        sums = ", ".join(f"bit_or({name}) AS {name}" for name in self.names)
        forms = f"SELECT case_id, {', '.join(self.names)}, NULL::integer AS strong FROM {rows.forms} f"
        worries = (
            f"SELECT w.case_id, {', '.join(self._worry_word(place) for place in range(self.packing.count))}, e.strong "
            f"FROM {rows.worries} w LEFT JOIN entry e ON e.code = w.indicator AND e.solid = w.solid"
        )
        tools = (
            f"SELECT t.case_id, {', '.join(self._tool_word(place) for place in range(self.packing.count))}, e.strong "
            f"FROM {rows.tools} t LEFT JOIN reading e ON e.tool = t.tool AND e.value = t.value"
        )
        return (
            f"SELECT case_id, {sums}, min(strong) AS lo, max(strong) AS hi "
            f"FROM ({forms} UNION ALL {worries} UNION ALL {tools}) every GROUP BY case_id"
        )

    def _worry_word(self, place: int) -> str:
        """A worry about all children triggers age rules for any of them; one that names children, only for those."""
        packing, word = self.packing, f"e.w{place}"
        triggered, met = packing.triggered, packing.met
        if packing.pairs and place == triggered.word:
            word = f"(CASE WHEN w.ages IS NULL THEN {word} ELSE {word} & {~triggered.mask} END)"
        if packing.pairs and place == met.word:
            word = f"({word} | CASE WHEN w.ages IS NULL THEN 0 ELSE (e.same_child & w.ages) << {met.shift} END)"
        return self._or_unknown(word, place)

    def _tool_word(self, place: int) -> str:
        return self._or_unknown(f"e.w{place}", place)

    def _or_unknown(self, word: str, place: int) -> str:
        unknown = self.packing.unknown
        return f"coalesce({word}, {unknown.mask})" if place == unknown.word else word

    def _lookups(self) -> str:
        """What each indicator and each tool result stands for, as two small tables inside the statement."""
        packing, matrix = self.packing, self.matrix
        entries: list[tuple[tuple[str | bool, ...], Packed]] = [
            ((code, True), packing.counted(entry)) for code, entry in matrix.entries.items()
        ]
        entries += [
            ((code, False), packing.counted(entry) if entry.suspicion_counts else packing.suspected(entry))
            for code, entry in matrix.entries.items()
        ]
        shape = ", ".join(self.names)
        return (
            f"entry (code, solid, {shape}, same_child, strong) AS ({_values(entries, packing.count)}), "
            f"reading (tool, value, {shape}, same_child, strong) AS ({self._readings()})"
        )

    def _readings(self) -> str:
        packing = self.packing
        rows: list[tuple[tuple[str | bool, ...], Packed]] = []
        for tool, values in self.matrix.readings.items():
            known = dict(values)
            for count in range(self.matrix.largest.get(tool, -1) + 1):
                known.setdefault(count, (None, 0))
            for value, (entry, signal) in known.items():
                plain = Packed(tuple(packing.words(signal)), 0, None)
                text = str(value) if isinstance(value, int) else f'"{value}"'
                rows.append(((tool, text), packing.counted(entry, signal) if entry else plain))
        return _values(rows, packing.count)

    # Conditions.

    def test(self, signals: int, *, levels: bool = True) -> str:
        """True when any of these signals is set. `levels`: the level is known by now and counts as a signal too."""
        tests = [f"({name} & {mask}) <> 0" for name, mask in self._masks(signals)]
        numbers = [str(one.number) for one in self.matrix.levels.values() if one.bit & signals]
        if levels and numbers:
            tests.append(f"level IN ({', '.join(numbers)})")
        return f"({' OR '.join(tests)})" if tests else "false"

    def fires(self, when: When, *, levels: bool = True) -> str:
        """The condition of a rule, for one child where the rule says so. See `Reading.one_child`."""
        tests = [self.test(when.any_of, levels=levels)] if when.any_of else []
        tests += [f"({name} & {mask}) = {mask}" for name, mask in self._masks(when.all_of)]
        for level in self.matrix.levels.values():
            if when.all_of & level.bit:
                tests.append(f"level = {level.number}" if levels else "false")
        if when.same_child:
            tests.append(self._one_child(when, levels=levels))
        return f"({' AND '.join(tests)})" if tests else "true"

    def _one_child(self, when: When, *, levels: bool) -> str:
        packing, bit = self.packing, 1 << self.packing.pair_of(when)
        triggered, of_age, met = (_shifted(block) for block in (packing.triggered, packing.of_age, packing.met))
        child = f"((({triggered} & {of_age}) | {met}) & {bit}) <> 0"
        if when.any_of & when.ages:
            return f"({self.test(when.any_of & ~when.ages, levels=levels)} OR {child})"
        return child

    def _masks(self, signals: int) -> list[tuple[str, int]]:
        return [(name, mask) for name, mask in zip(self.names, self.packing.words(signals), strict=True) if mask]

    def is_set(self, block: Block) -> str:
        """True when this single bit is set."""
        return f"(w{block.word} & {block.mask}) <> 0"

    # The steps of the engine.

    def _seen(self) -> str:
        """The highest level that stands. What is weak alone stands lower until two different strong ones are there."""
        full, reduced = self._highest(self.packing.full), self._highest(self.packing.reduced)
        return f"CASE WHEN lo < hi THEN {full} ELSE {reduced} END"

    def _highest(self, blocks: Mapping[int, Block]) -> str:
        cases = [f"WHEN {self.is_set(blocks[number])} THEN {number}" for number in sorted(blocks, reverse=True)]
        return f"CASE {' '.join(cases)} ELSE 0 END"

    def _fired(self) -> str:
        """One bit for each kind of effect of which some override fired. No level is known yet."""
        known = [
            f"CASE WHEN {' OR '.join(self.fires(when, levels=False) for when in whens)} THEN {bit} ELSE 0 END"
            for bit, whens in self.effects.conditions()
        ]
        return f"({' | '.join(known)})::bigint" if known else "0::bigint"

    def _level(self) -> str:
        by_level = self.effects.by(lambda rule: rule.level)
        cases = " ".join(f"WHEN fired & {mask} <> 0 THEN {level}" for level, mask in by_level if level)
        return f"greatest(seen, CASE {cases} ELSE 0 END)" if cases else "seen"

    def _missing(self) -> str:
        must = [
            f"({self.fires(one.rule.when)} AND NOT {self.test(one.rule.answered_by)})"
            for one in self.matrix.questions
            if one.rule.must
        ]
        return " OR ".join(must) or "false"

    def _hint(self) -> str:
        packing = self.packing
        hints = [self.is_set(block) for block in (packing.unproved, packing.unknown, packing.harm_if_asked)]
        hints.append(f"(missing AND {self.is_set(packing.referrer_sees_harm)})")
        hints += [self.fires(one.rule.when) for one in self.matrix.hints]
        return " OR ".join(hints)

    def _route(self) -> str:
        always = [
            f"WHEN fired & {self.effects.bit(rule)} <> 0 THEN {quoted(rule.route)}"
            for rule in side_routes(self.matrix, "always")
        ]
        alone = [
            f"WHEN NOT hint AND fired & {self.effects.bit(rule)} <> 0 AND {self._alone(place, rule)} "
            f"THEN {quoted(rule.route)}"
            for place, rule in enumerate(self.packing.alone)
        ]
        return f"CASE {' '.join(always + alone + self._base())} END"

    def _alone(self, place: int, rule: Override) -> str:
        """Nothing but this rule's own triggers puts the case at the statutory level."""
        packing = self.packing
        others = sum(mask for level, mask in self.effects.by(lambda one: one.level) if level >= packing.top)
        others &= ~self.effects.bit(rule)
        full, reduced = _shifted(packing.miss_full), _shifted(packing.miss_reduced)
        missed = f"((CASE WHEN two THEN {full} ELSE {reduced} END) & {1 << place}) = 0"
        return f"(fired & {others}) = 0 AND {missed}"

    def _base(self) -> list[str]:
        matrix, levels = self.matrix, self.matrix.levels.values()
        asks = [str(one.number) for one in levels if one.needs_information]
        agrees = [str(one.number) for one in levels if one.needs_consent]
        route = [f"WHEN level >= {self.packing.top} OR hint THEN {quoted(matrix.statutory.route)}"]
        route.append(f"WHEN level = 0 THEN {quoted(matrix.information_route)}")
        if asks:
            route.append(f"WHEN missing AND level IN ({', '.join(asks)}) THEN {quoted(matrix.information_route)}")
        if agrees:
            refused = self.is_set(self.packing.not_agreed)
            route.append(f"WHEN {refused} AND level IN ({', '.join(agrees)}) THEN {quoted(matrix.consent_route)}")
        return route + [f"WHEN level = {one.number} THEN {quoted(one.route)}" for one in levels]

    def _detail(self) -> str:
        """As for the base route: it stands even when another route takes over."""
        protection = self.test(self.matrix.protection)
        statutory = f"WHEN level >= {self.packing.top} THEN CASE WHEN {protection} THEN 's47' ELSE 's17' END"
        below = [one for one in self.matrix.levels.values() if one.route_detail and one.number < self.packing.top]
        return f"CASE {' '.join([statutory, *map(self._level_detail, below)])} ELSE '' END"

    def _level_detail(self, level: Level) -> str:
        tests = [f"level = {level.number}", "NOT hint"]
        tests += ["NOT missing"] if level.needs_information else []
        tests += [f"NOT {self.is_set(self.packing.not_agreed)}"] if level.needs_consent else []
        return f"WHEN {' AND '.join(tests)} THEN {quoted(level.route_detail)}"

    def _priority(self) -> str:
        matrix = self.matrix
        ranks = " ".join(f"WHEN {one.number} THEN {one.priority}" for one in matrix.levels.values())
        parts = [f"CASE level {ranks} ELSE {matrix.no_level_priority} END"]
        fired = " ".join(
            f"WHEN fired & {mask} <> 0 THEN {rank}" for rank, mask in self.effects.by(lambda one: one.priority) if rank
        )
        parts += [f"CASE {fired} ELSE 0 END"] if fired else []
        parts += [f"CASE WHEN {self.fires(o.rule.when)} THEN {o.rule.priority} ELSE 0 END" for o in matrix.priorities]
        parts.append(f"CASE WHEN hint THEN {matrix.hint_priority} ELSE 0 END")
        return f"greatest({', '.join(parts)})"


def _shifted(block: Block) -> str:
    return f"(w{block.word} >> {block.shift})"


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(quoted(code) for code in codes) or "NULL"


def _values(rows: Sequence[tuple[tuple[str | bool, ...], Packed]], count: int) -> str:
    """A small table: the key, the words, which age rules it can trigger, and its number where it is strong."""
    if not rows:
        rows = [(("", ""), Packed((0,) * count, 0, None))]
    return "VALUES " + ", ".join(f"({_key(key)}, {_numbers(packed)})" for key, packed in rows)


def _key(key: tuple[str | bool, ...]) -> str:
    return ", ".join(str(part).lower() if isinstance(part, bool) else quoted(part) for part in key)


def _numbers(packed: Packed) -> str:
    words = ", ".join(f"{word}::bigint" for word in packed.words)
    return f"{words}, {packed.same_child}::bigint, {'NULL' if packed.strong is None else packed.strong}::integer"
