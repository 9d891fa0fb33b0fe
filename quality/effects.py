"""What the overrides of a version do to level, priority and route, as few bits as possible. Pure.

Overrides that do the same share a bit, and those among them that one signal alone can fire share one condition: of
thirty rules about ten conditions remain for the database. An override that may take the route over keeps its own bit.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from quality.packing import WIDTH, TooWide
from thresholds.matrix import Matrix, Override, When


class Effects:
    """The bits of one version's overrides."""

    def __init__(self, matrix: Matrix) -> None:
        self._shared: dict[tuple[int, int, str], list[Override]] = {}
        for guard in matrix.overrides:
            rule = guard.rule
            own = rule.wording.rule if rule.route and rule.takes != "never" else ""
            if own or rule.level or rule.priority:
                self._shared.setdefault((rule.level, rule.priority, own), []).append(rule)
        if len(self._shared) > WIDTH:
            raise TooWide(f"{len(self._shared)} kinds of effect do not fit into one number of {WIDTH} bits.")

    def conditions(self) -> Iterator[tuple[int, list[When]]]:
        """Each bit with the conditions of which one is enough."""
        for place, rules in enumerate(self._shared.values()):
            yield 1 << place, _merged([rule.when for rule in rules])

    def bit(self, rule: Override) -> int:
        """The bit of this rule."""
        return next(1 << place for place, rules in enumerate(self._shared.values()) if rule in rules)

    def by(self, effect: Callable[[Override], int]) -> list[tuple[int, int]]:
        """Each value of this effect, the highest first, with the bits of the overrides that have it."""
        masks: dict[int, int] = {}
        for place, rules in enumerate(self._shared.values()):
            value = effect(rules[0])
            masks[value] = masks.get(value, 0) | 1 << place
        return sorted(masks.items(), reverse=True)


def _merged(whens: list[When]) -> list[When]:
    """Conditions that any one signal fulfils become one; the others stay as they are."""
    single = [when for when in whens if _by_one_signal(when)]
    others = [when for when in whens if not _by_one_signal(when)]
    if not single:
        return others
    mask = 0
    for when in single:
        mask |= when.any_of or when.all_of
    return [replace(single[0], any_of=mask, all_of=0, trigger=mask), *others]


def _by_one_signal(when: When) -> bool:
    if when.same_child:
        return False
    return not when.all_of if when.any_of else when.all_of.bit_count() == 1
