"""The figure of a body map: its outline and its named regions, ours. Pure numbers in a field 100 wide and 220 high.

Left and right are the child's own: on the front they stand mirrored, as when one faces the child.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

Figure = Literal["child", "baby"]
Side = Literal["front", "back"]
Point = tuple[float, float]
MIDDLE = 50
BABY_UNTIL = 24  # months


class Region(NamedTuple):
    """A named place on one side, with where it is on each figure."""

    code: str
    label: str
    side: Side
    places: Mapping[Figure, tuple[int, int]]


class Outline(NamedTuple):
    """A head and half a body, which is mirrored."""

    head: tuple[int, int, int, int]  # middle x and y, half width, half height
    half: tuple[Point, ...]


OUTLINES: dict[Figure, Outline] = {
    "child": Outline(
        (50, 22, 14, 17),
        (
            *((54, 38), (55, 42), (66, 46), (72, 55), (77, 82), (82, 106), (85, 118), (79, 122), (76, 109), (70, 85)),
            *((65, 62), (63, 82), (66, 104), (64, 150), (60, 194), (65, 206), (53, 207), (54, 194), (53, 150)),
            (50, 114),
        ),
    ),
    "baby": Outline(
        (50, 38, 22, 25),
        (
            *((55, 62), (57, 65), (67, 69), (79, 90), (86, 107), (84, 115), (78, 111), (71, 98), (65, 84), (66, 110)),
            *((71, 130), (72, 158), (67, 180), (71, 190), (58, 192), (57, 180), (56, 158), (50, 143)),
        ),
    ),
}

# code, label, then (x from the middle, y) on the child and on the baby. Pairs have a left and a right.
_FRONT = (
    ("forehead", "Forehead", (0, 12), (0, 22)),
    ("nose", "Nose", (0, 25), (0, 43)),
    ("mouth", "Mouth", (0, 31), (0, 51)),
    ("chin", "Chin", (0, 37), (0, 59)),
    ("throat", "Front of the neck", (0, 42), (0, 66)),
    ("tummy", "Tummy", (0, 84), (0, 112)),
    ("private", "Private parts", (0, 109), (0, 138)),
)
_FRONT_PAIRS = (
    ("eye", "eye", (6, 19), (9, 35)),
    ("cheek", "cheek", (8, 27), (13, 47)),
    ("ear", "ear", (14, 23), (22, 40)),
    ("shoulder", "shoulder", (15, 48), (15, 71)),
    ("chest", "side of the chest", (8, 58), (8, 84)),
    ("upper_arm_outer", "upper arm, outer side", (22, 64), (24, 83)),
    ("upper_arm_inner", "upper arm, inner side", (17, 69), (18, 90)),
    ("forearm", "forearm, palm side", (26, 96), (29, 101)),
    ("palm", "palm", (31, 116), (33, 110)),
    ("hip", "hip", (13, 102), (17, 128)),
    ("thigh", "thigh, front", (10, 130), (15, 147)),
    ("thigh_inner", "thigh, inner side", (5, 126), (8, 150)),
    ("knee", "knee", (8, 151), (14, 161)),
    ("shin", "shin", (7, 174), (12, 174)),
    ("foot", "foot, top", (9, 203), (14, 188)),
)
_BACK = (
    ("back_of_head", "Back of the head", (0, 18), (0, 32)),
    ("nape", "Back of the neck", (0, 41), (0, 65)),
    ("middle_back", "Middle of the back", (0, 70), (0, 95)),
    ("lower_back", "Lower back", (0, 91), (0, 116)),
)
_BACK_PAIRS = (
    ("behind_ear", "ear, behind", (12, 25), (19, 43)),
    ("shoulder_blade", "shoulder blade", (9, 56), (9, 80)),
    ("flank", "side of the back", (11, 82), (13, 106)),
    ("upper_arm_back", "upper arm, back", (21, 65), (23, 85)),
    ("elbow", "elbow", (24, 83), (26, 96)),
    ("forearm_back", "forearm, back", (27, 98), (30, 103)),
    ("hand_back", "hand, back", (31, 116), (33, 111)),
    ("buttock", "buttock", (8, 105), (9, 131)),
    ("thigh_back", "thigh, back", (9, 130), (14, 148)),
    ("knee_back", "knee, back", (8, 151), (14, 161)),
    ("calf", "calf", (7, 174), (12, 174)),
    ("sole", "sole or heel", (9, 203), (14, 188)),
)


def _regions() -> Iterator[Region]:
    """Front before back, each from the head down: the order of the list on the page."""
    for side, singles, pairs in (("front", _FRONT, _FRONT_PAIRS), ("back", _BACK, _BACK_PAIRS)):
        left = 1 if side == "front" else -1
        found = [_region(code, label, side, child, baby, 1) for code, label, child, baby in singles]
        for code, label, child, baby in pairs:
            found.append(_region(f"left_{code}", f"Left {label}", side, child, baby, left))
            found.append(_region(f"right_{code}", f"Right {label}", side, child, baby, -left))
        yield from sorted(found, key=lambda one: one.places["child"][1])


def _region(code: str, label: str, side: str, child: tuple[int, int], baby: tuple[int, int], way: int) -> Region:
    places: dict[Figure, tuple[int, int]] = {
        "child": (MIDDLE + way * child[0], child[1]),
        "baby": (MIDDLE + way * baby[0], baby[1]),
    }
    return Region(code, label, "front" if side == "front" else "back", places)


REGIONS: dict[str, Region] = {region.code: region for region in _regions()}


def figure_of(months: int | None) -> Figure:
    """A baby until two; a child when the age is not known."""
    return "baby" if months is not None and months < BABY_UNTIL else "child"


def place_of(region: Region, figure: Figure, at: tuple[int, int] | None) -> tuple[int, int]:
    """Where a mark is drawn: where it was put, when that is in its region; otherwise in the middle of the region."""
    if at is not None and nearest(region.side, figure, at).code == region.code:
        return at
    return region.places[figure]


def nearest(side: Side, figure: Figure, at: tuple[int, int]) -> Region:
    """The region of that side whose middle is nearest."""
    there = [region for region in REGIONS.values() if region.side == side]
    return min(there, key=lambda one: _square(one.places[figure], at))


def _square(one: tuple[int, int], other: tuple[int, int]) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def outline_path(figure: Figure) -> str:
    """The body as the path of an SVG: the half and its mirror, rounded through every point."""
    half = OUTLINES[figure].half
    whole = [*half, *((2 * MIDDLE - x, y) for x, y in reversed(half[:-1]))]
    parts = [f"M{whole[0][0]:g} {whole[0][1]:g}"]
    for place in range(len(whole) - 1):
        before, start, end = whole[max(place - 1, 0)], whole[place], whole[place + 1]
        after = whole[min(place + 2, len(whole) - 1)]
        out = (start[0] + (end[0] - before[0]) / 7, start[1] + (end[1] - before[1]) / 7)
        back = (end[0] - (after[0] - start[0]) / 7, end[1] - (after[1] - start[1]) / 7)
        parts.append(f"C{out[0]:.1f} {out[1]:.1f} {back[0]:.1f} {back[1]:.1f} {end[0]:g} {end[1]:g}")
    return " ".join(parts)
