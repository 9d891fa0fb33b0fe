"""The real matrix without a database, and small matrices that Hypothesis makes up."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from thresholds.benchmark import CONSENTS, HOWS
from thresholds.case import Case, ToolResult, Worry
from thresholds.checking import ENGINE_WORDING, read_document
from thresholds.compiling import compile_matrix
from thresholds.matrix import Matrix

FILE = Path(__file__).parents[2] / "fixtures" / "matrix_walsall.yaml"
HELD = frozenset({"child_identifiable", "factual_concern"})


@cache
def _read() -> dict[str, Any]:
    return read_document(FILE)


def walsall_document() -> dict[str, Any]:
    """The document of the file, a copy for each caller: what one test changes in it, no other meets."""
    return deepcopy(_read())


@cache
def walsall() -> Matrix:
    """The same, ready to score."""
    return compile_matrix(walsall_document())


def cases(matrix: Matrix) -> st.SearchStrategy[Case]:
    """Any case that a form could make for this matrix, odd ones too."""
    codes = sorted(matrix.entries)
    worries = st.lists(
        st.tuples(
            st.sampled_from(codes),
            st.sampled_from(HOWS),
            st.booleans(),
            st.lists(st.integers(0, 3), max_size=2, unique=True),
        ),
        max_size=8,
    )
    readings = sorted(((tool, value) for tool, values in matrix.readings.items() for value in values), key=str)
    return st.builds(
        lambda ticks, tools, **rest: Case(
            worries=tuple(
                Worry(chr(ord("A") + place), code, how, evidence, tuple(children))
                for place, (code, how, evidence, children) in enumerate(ticks)
            ),
            tools=tuple(ToolResult(tool, value) for tool, value in tools),
            **rest,
        ),
        ticks=worries,
        tools=st.lists(st.sampled_from(readings), max_size=2) if readings else st.just([]),
        ages_months=st.lists(st.none() | st.integers(0, 215), max_size=3).map(tuple),
        facts=st.frozensets(st.sampled_from(sorted(matrix.fact_bits)), max_size=2),
        held=st.frozensets(st.sampled_from(sorted(matrix.held_bits))),
        consent=st.sampled_from(CONSENTS),
        young_person_consent=st.none() | st.sampled_from(CONSENTS),
        harm_if_asked=st.booleans(),
        contacts_7_days=st.integers(0, 3),
        contacts_12_months=st.integers(0, 5),
        referrals_12_months=st.integers(0, 2),
        referrer_level=st.none() | st.sampled_from(sorted(matrix.levels)),
    )


def _rule(code: str, **rest: Any) -> dict[str, Any]:
    return {"id": code, "title": f"Title of {code}", "note": "Note", "source": "Made up", **rest}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A small matrix of its own: two to four levels, a few flags, any overrides and hints that the checks allow."""
    count = draw(st.integers(2, 4))
    flags = ["one", "two", "three"]
    facts = ["danger", "worker"]
    routes = ["advice", "helped", "social_care"]
    cut = draw(st.integers(1, count - 1))
    levels = [
        {
            "level": number, "name": f"Level {number}", "short_name": f"Short {number}", "meaning": "m",
            "assessment": "a", "intervention": "i", "consent_rule": "c", "what_happens_next": "w", "help": ["h"],
            "consent": draw(st.sampled_from(["agency_decides", "required", "required_unless_significant_harm"])),
            "route": "social_care" if number == count else ("helped" if number > cut else "advice"),
            "priority": draw(st.sampled_from(["blue", "green", "amber"])),
            "needs_information": draw(st.booleans()),
        }
        for number in range(1, count + 1)
    ]  # fmt: skip
    indicators = []
    for place in range(draw(st.integers(2, 7))):
        level = draw(st.integers(1, count))
        part: dict[str, Any] = {
            "id": f"I{place}", "level": level, "domain": draw(st.sampled_from(["child", "home"])), "subdomain": "all",
            "label": f"Indicator {place}", "guidance": "g", "synonyms": [],
            "flags": draw(st.lists(st.sampled_from(flags), max_size=2, unique=True)),
        }  # fmt: skip
        if level > 1 and draw(st.booleans()):
            part["weak_alone"] = {"counts_as": draw(st.integers(1, level - 1))}
        if draw(st.booleans()):
            part["evidence"] = "suspicion"
        if draw(st.booleans()):
            part["merged_from"] = [f"OLD{place}"]
        indicators.append(part)
    indicators[0]["flags"] = flags
    at_level_1 = sum(part["level"] == 1 for part in indicators)
    names = st.sampled_from(
        [f"flag:{flag}" for flag in flags] + [f"fact:{fact}" for fact in facts] + ["age:baby", "tool:count:2"]
    )
    when = st.fixed_dictionaries(
        {"any": st.lists(names, min_size=1, max_size=2, unique=True)},
        optional={"all": st.lists(names, max_size=2, unique=True), "same_child": st.booleans()},
    )
    overrides = [
        _rule(
            f"override_{place}",
            when=draw(when),
            takes_over=draw(st.sampled_from(["always", "alone", "never"])),
            **draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "level": st.integers(1, count),
                        "route": st.sampled_from(["side_one", "side_two", "social_care"]),
                        "priority": st.sampled_from(["amber", "red"]),
                    },
                )
            ),
        )
        for place in range(draw(st.integers(0, 4)))
    ]
    return {
        "format": 1, "scheme": {"slug": "made_up", "name": "Made up"}, "version": 1,
        "source": {"title": "Made up", "short": "Made up"},
        "levels": levels,
        "routes": [
            *({"code": code, "name": code, "kind": kind} for code, kind in zip(
                routes, ["push_back", "early_help", "mash"], strict=True)),
            {"code": "side_one", "name": "s", "kind": "side"}, {"code": "side_two", "name": "s", "kind": "side"},
            {"code": "ask_family", "name": "s", "kind": "push_back"},
            {"code": "ask_more", "name": "s", "kind": "push_back"},
        ],
        "domains": [{"code": c, "name": c, "subdomains": [{"code": "all", "name": "All"}]} for c in ("child", "home")],
        "flags": {flag: flag for flag in flags},
        "facts": [{"code": fact, "question": "q"} for fact in facts],
        "held": ["who"],
        "age_bands": [{"code": "baby", "name": "Baby", "from_months": 0, "to_months": 11}],
        "history": [{"code": "two", "name": "Two", "counts": "contacts_7_days", "at_least": 2}],
        "tools": [{
            "code": "count", "name": "Count", "domain": "child", "counted": True, "source": "s",
            "readings": [
                {"at_least": 1, "label": "l"},
                {"at_least": 2, "label": "l", "level": draw(st.integers(1, count)), "flags": ["two"]},
            ],
        }],
        "evidence": {"counts_when": ["seen", "told"], "suspicion_counts_for": draw(st.lists(st.sampled_from(flags)))},
        "wording": [_rule(code) for code in ENGINE_WORDING],
        "rules": {
            "information": {"route": "ask_more"}, "consent": {"route": "ask_family"},
            "own_consent": {"from_months": 192}, "no_level": {"priority": "green"}, "hint": {"priority": "amber"},
            "protection": {"any": ["flag:one"]},
            "overrides": overrides,
            "hints": [_rule(f"hint_{place}", when=draw(when)) for place in range(draw(st.integers(0, 2)))],
            "clusters": [_rule("cluster", level=1, at_least=2, domains=2)] if at_level_1 >= 2 else [],
            "prompts": [_rule("prompt", when={"all": ["history:two"]})],
            "priorities": [{"priority": "red", "when": {"any": ["flag:two"], "all": ["age:baby"], "same_child": True}}],
            "evidence_question": {"code": "example", "question": "{label}?", "why": "w", "section": "worries"},
        },
        "questions": [
            {"code": "who", "question": "q", "why": "w", "section": "s", "answered_by": ["held:who"], "must": True}
        ],
        "actions": [],
        "indicators": indicators,
    }  # fmt: skip
