"""What a figure of agreement means, in a sentence. Pure but for the names of pairs."""

from collections.abc import Mapping, Sequence

from quality.agreement.afterwards import After, Next
from quality.agreement.asked import Pair
from quality.kappa import LEAST_PAIRS, Kappa, said
from quality.shares import LEAST_CASES, Share, out_of_order

# Who gave the second level, and what they did with it.
_SECOND = {
    Pair.ENGINE_MASH: "MASH decided",
    Pair.REFERRER_MASH: "MASH decided",
    Pair.REFERRER_ENGINE: "it was suggested",
}
_FIRST = {
    Pair.ENGINE_MASH: "suggested",
    Pair.REFERRER_MASH: "the referrer said",
    Pair.REFERRER_ENGINE: "the referrer said",
}
_MOST_NAMED = 3


def figure(kappa: Kappa | None) -> str:
    """0.52 (0.46 to 0.58); words where there is no figure, or no interval as all are alike."""
    if kappa is None or kappa.too_few:
        return "too few"
    if kappa.value is None or kappa.low is None or kappa.high is None:
        return "no spread"
    if kappa.all_alike:
        return "all alike"
    return f"{_two(kappa.value)} ({_two(kappa.low)} to {_two(kappa.high)})"


def _two(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def alike_words(kappa: Kappa) -> str:
    """How often the two were the same, and how much of that is more than chance."""
    if kappa.too_few:
        noun = "referral has" if kappa.pairs == 1 else "referrals have"
        return f"{kappa.pairs} {noun} both levels. Under {LEAST_PAIRS} there is no figure."
    same = f"The same level in {round(100 * kappa.alike / kappa.pairs)}% of {kappa.pairs}."
    if kappa.value is None:
        return f"{same} One of the two gave one level only, so there is nothing to compare."
    if kappa.all_alike:
        return f"{same} All alike."
    return f"{same} {said(kappa.value)}: {figure(kappa)}."


def direction_words(pair: Pair, kappa: Kappa, *, own: bool = False) -> str:
    """Which way they differ."""
    if kappa.too_few or not kappa.higher + kappa.lower:
        return ""
    higher, lower = f"higher than {_FIRST[pair]} in {kappa.higher}", f"lower in {kappa.lower}"
    who = "You decided" if own else _SECOND[pair]
    return f"{who[0].upper()}{who[1:]} {higher} and {lower}."


def drift_words(names: Sequence[str], kappas: Sequence[Kappa]) -> str:
    """The first and the last period that have a figure."""
    known = [(name, kappa) for name, kappa in zip(names, kappas, strict=True) if kappa.value is not None]
    if len(known) < 2:
        return "There are not enough quarters with a figure to see a change."
    (first, was), (last, now) = known[0], known[-1]
    moved = f"{figure(was)} in {first}, {figure(now)} in {last}"
    if apart(was, now):
        return f"{moved}: more of a change than chance explains."
    return f"{moved}: chance alone may explain the difference."


def apart(one: Kappa, other: Kappa) -> bool:
    """Their intervals do not meet."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.high < other.low or other.high < one.low


def cut_words(less: Sequence[str], *, any_figure: bool, whole: Kappa) -> str:
    """Who agrees less than all together, by more than chance."""
    if whole.value is None:
        return "There are too few referrals to compare."
    if not any_figure:
        return "No row has the referrals that a figure needs."
    if not less:
        return "Of those that are shown, none agrees less than all together by more than chance."
    return f"Less agreement than all together, by more than chance: {named(less)}."


def share_figure(share: Share) -> str:
    """86% (77% to 92%)."""
    if share.value is None or share.low is None or share.high is None:
        return "too few"
    return f"{round(100 * share.value)}% ({round(100 * share.low)}% to {round(100 * share.high)}%)"


def named(names: Sequence[str]) -> str:
    """A, B and 2 more."""
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


AFTER_TITLES = {
    Next.CAME_BACK: "Pushed back, and here again within 12 months",
    Next.STEPPED_UP: "Stepped up within 6 months",
    Next.ACCEPTED: "Taken on by Early Help",
}
_AFTER_DID = {
    Next.CAME_BACK: "of those pushed back were here again",
    Next.STEPPED_UP: "of those decided below social care went up a level",
    Next.ACCEPTED: "of those given to Early Help were taken on",
}


def share_words(share: Share) -> str:
    """12% of 85; how many when they are too few."""
    if not share.cases:
        return "none"
    return f"too few ({share.cases})" if share.value is None else f"{round(100 * share.value)}% of {share.cases}"


def after_words(after: After, levels: Mapping[int, str]) -> str:
    """All levels together, the level with the most, and what stands the wrong way round."""
    cases = sum(share.cases for share in after.decided.values())
    if cases < LEAST_CASES:
        return f"{cases} in these months. Under {LEAST_CASES} there is no figure."
    happened = sum(share.happened for share in after.decided.values())
    told = f"{round(100 * happened / cases)}% {_AFTER_DID[after.what]}: {happened} of {cases}."
    return f"{told} {_order(after, levels)}".strip()


def _order(after: After, levels: Mapping[int, str]) -> str:
    """At a higher level more should come again and go up; for Early Help there is no such order."""
    if after.what is Next.ACCEPTED:
        return ""
    wrong = out_of_order(after.suggested, rises=True)
    if not wrong:
        return "No lower suggested level has more of it than a higher one, by more than chance."
    low, high = wrong[0]
    low_name, high_name = levels[low].lower(), levels[high].lower()
    return f"Suggested {low_name} has more of it than {high_name}: look at what is read too low there."
