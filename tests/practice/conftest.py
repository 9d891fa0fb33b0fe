"""A set of one's own, and people who work through it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from practice.answering import answer_case
from practice.attempts import Attempt
from practice.cases import CaseSet, PracticeCase
from practice.door import pace_in
from practice.loading import add_case, make_set
from thresholds.models import Scheme

Work = Callable[..., list[Attempt]]


@pytest.fixture
def own(petra: User, at_tuesday: datetime) -> CaseSet:
    """Twenty-four cases, each published at level 2 for one worry, level 3 allowed."""
    case_set = make_set("Our cases", slug="own", scheme=Scheme.objects.get(slug="walsall"), by=petra)
    for number in range(24):
        part: dict[str, Any] = {
            "id": f"OWN-{number}", "text": f"Tansy comes hungry on {number + 1} mornings.", "ages": ["7"],
            "level": 2, "acceptable": [2, 3], "indicators": ["L2-cd-14"], "agreement": "agreed",
        }  # fmt: skip
        add_case(case_set, part, by=petra)
    return case_set


@pytest.fixture
def work() -> Work:
    """work(person, case_set, 10, level=2): answers the next cases that are open."""

    def answer(person: User, case_set: CaseSet, count: int, level: int | None = 2) -> list[Attempt]:
        made = []
        for _ in range(count):
            case = PracticeCase.objects.get(pk=pace_in(case_set, by=person).open[0])
            made.append(answer_case(case, indicators=["L2-cd-14"], level=level, words="", by=person))
        return made

    return answer
