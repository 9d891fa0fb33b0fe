"""Fifty different faults, each planted into its own place of a copy of the published file."""

import re
from typing import NamedTuple


class Planted(NamedTuple):
    """Replace the first `old` at or after the first `after` by `new`; the fault then says `says` at `new`'s line.

    `down`: the fault stands so many lines below the first changed line.
    """

    after: str
    old: str
    new: str
    says: str
    down: int = 0


FAULTS = [
    # Shape: what is missing, unknown, of the wrong kind, too long, or no choice.
    Planted("levels:", "    meaning: The", "    colour: blue\n    meaning: The", "“colour” is not known"),
    Planted("  - level: 2", "    priority: green", "    priority: purple", "“purple” is not one of the choices"),
    Planted("  - level: 2", "    needs_information: true", "    needs_information: maybe", "true or false should"),
    Planted(
        "  - level: 3", "    consent: required_and_engagement", "    consent: ask_nicely", "“ask_nicely” is not one of"
    ),
    Planted("  - level: 4", "graded_care_grades: [5]", "graded_care_grades: [9]", "9 is too large. The maximum is 5"),
    Planted(
        "routes:",
        "  - { code: lado,",
        "  - { code: Moon Base, name: Moon, kind: side }\n  - { code: lado,",
        "“Moon Base” cannot be",
    ),
    Planted("flags:", "  lac: Looked after", "  lac: yes #", "“True” stands where text should. Put it in quotes"),
    Planted("facts:", "- { code: disabled, question:", "- { code: disabled, questoin:", "Did you mean “question”?"),
    Planted("age_bands:", "from_months: 192, to_months: 215", "from_months: 192, to_months: 999", "999 is too large"),
    Planted("history:", "at_least: 3", "at_least: 0", "0 is too small"),
    Planted("history:", "counts: referrals_12_months", "counts: referrals_ever", "“referrals_ever” is not one of"),
    Planted("L1-cd-02", "label: ", "label: " + "very " * 40, "too long. Use at most 160"),
    Planted("L1-cd-04", "    guidance: ", "    guidence: ", "“guidence” is not known here. Did you mean “guidance”?"),
    Planted("L1-cd-05", "synonyms: [", "synonyms: [7, ", "“7” stands where text should. Put it in quotes"),
    Planted("L1-cd-06", "level: 1", "level: one", "“one” stands where a whole number should"),
    Planted("evidence:", "counts_when: [seen, told]", "counts_when: [seen, heard]", "“heard” is not one of"),
    Planted("  - id: unborn\n", "when: { any: [flag:harm,", "when: { any: [harm,", "“harm” is no code for a rule"),
    Planted("actions:", "- { code: call_999, who:", "- { code: call_999, whom:", "Did you mean “who”?"),
    # Names that stand twice.
    Planted(
        "levels:",
        "    name: Universal",
        "    name: Universal\n    name: Again",
        "“name” stands here twice (also at line ",
        1,
    ),
    Planted(
        "domains:",
        "- { code: health, name: Health }",
        "- { code: health, name: Health }\n      - { code: health, name: Again }",
        "“health” stands here twice",
        1,
    ),
    Planted(
        "age_bands:",
        "  - { code: under_7,",
        "  - { code: under_1, name: Again, from_months: 0, to_months: 9 }\n  - { code: under_7,",
        "“under_1” stands here twice",
    ),
    Planted(
        "tools:", "- { value: 3, indicator: L4-pa-02", "- { value: 2, indicator: L4-pa-02", "“2” stands here twice", -3
    ),
    Planted(
        "actions:",
        "  - { code: nrm_check,",
        "  - { code: nrm, who: x, what: x, by: x }\n  - { code: nrm_check,",
        "“nrm” stands here twice",
    ),
    Planted("indicators:", "- id: L1-cd-08", "- id: L1-cd-07", "“L1-cd-07” stands here twice"),
    Planted("  overrides:", "- id: forced_marriage", "- id: fgm", "“fgm” stands here twice"),
    # Codes that nothing defines.
    Planted("L1-cd-09", "subdomain: ", "subdomain: no_such_", "is not in domains"),
    Planted("L1-cd-10", "level: 1", "level: 7", "There is no level 7"),
    Planted("L1-cd-11", "synonyms: ", "flags: [moon]\n    synonyms: ", "“moon” is not in flags"),
    Planted("L1-cd-12", "synonyms: ", "duplicate_of: L9-xx-01\n    synonyms: ", "There is no “L9-xx-01”"),
    Planted("tools:", "domain: parenting", "domain: kitchen", "“kitchen” is not in domains"),
    Planted("tools:", "indicator: L4-cd-22", "indicator: L4-zz-22", "There is no “L4-zz-22”"),
    Planted("suspicion_counts_for:", "- uasc", "- sun", "“sun” is not in flags"),
    Planted("  - id: fii\n", "flag:fii", "flag:fig", "“flag:fig” is not defined"),
    Planted("  - id: trafficking\n", "secondary: [police]", "secondary: [coastguard]", "“coastguard” is not in routes"),
    Planted(
        "  - id: missing_now\n",
        "actions: [report_missing,",
        "actions: [report_found,",
        "“report_found” is not in actions",
    ),
    Planted("  - id: exploitation_now\n", "route: mash_statutory", "route: mash_stat", "“mash_stat” is not in routes"),
    Planted("  - id: no_recourse\n", "level: 4", "level: 8", "There is no level 8"),
    Planted("protection:", "- flag:hsb", "- flag:hsbc", "“flag:hsbc” is not in the codes defined"),
    Planted("- code: sisters", "answered_by: [fact:sisters]", "answered_by: [fact:sister]", "“fact:sister” is not in"),
    # Wrong numbers, and words with a gap that nothing fills.
    Planted("L1-cd-13", "synonyms: ", "weak_alone: { counts_as: 1 }\n    synonyms: ", "must count as a lower level"),
    Planted("L1-cd-14", "synonyms: ", "age_from: 20\n    age_to: 10\n    synonyms: ", "wrong way round", 1),
    Planted("age_bands:", "from_months: 0, to_months: 155", "from_months: 160, to_months: 155", "wrong way round"),
    Planted("  - id: overtaken", "title: The most", "title: The {colour} most", "“{colour}” is no gap"),
    Planted("wording:", "- id: no_facts", "- id: no_fact", "The words of the rule “no_facts” are missing", -33),
    # Rules that nothing reaches, and rules that could lower a case.
    Planted("cluster_level_3\n", "domains: 2", "domains: 9", "There are 3 domains, so this can never hold"),
    Planted("cluster_level_2\n", "at_least: 3", "at_least: 300", "Level 2 has 58 indicators, so this can never hold"),
    Planted(
        "  - id: homeless_16_17\n", "when: { any: [flag:homeless_16_17] }", "when: {}", "This rule has no condition"
    ),
    Planted("  - id: allegation_against_staff\n", "fact:allegation_against_staff", "level:2", "could lower a case"),
    Planted("  - id: disabled_child\n", "route: disabled_children_team", "route: early_help", "could lower a case"),
    Planted(
        "- code: child_identifiable\n",
        "answered_by: [held:child_identifiable]",
        "answered_by: [fact:unborn]",
        "Only what the form holds can answer this",
    ),
]


def plant(text: str, faults: list[Planted]) -> tuple[str, list[tuple[int, str]]]:
    """The text with the faults in it, and for each the line it must name and the words it must say."""
    marks: list[str] = []
    for number, fault in enumerate(faults):
        start = text.index(fault.after)
        at = text.index(fault.old, start)
        mark = f"\x01{number}\x01"
        marks.append(mark)
        text = text[:at] + mark + fault.new + text[at + len(fault.old) :]
    expected = [
        (text[: text.index(mark)].count("\n") + 1 + fault.down, fault.says)
        for mark, fault in zip(marks, faults, strict=True)
    ]
    return re.sub("\x01\\d+\x01", "", text), expected
