"""docs/scoring.md shows the rules as they are."""

from pathlib import Path

from tests.thresholds.builders import walsall_document
from thresholds.rule_table import rule_table


def test_the_table_in_the_docs_is_fresh() -> None:
    text = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text()
    shown = text.split("<!-- rules -->\n")[1].split("\n<!-- end of rules -->")[0]
    assert shown.strip() == rule_table(walsall_document())


def test_a_row_says_when_what_and_whence() -> None:
    assert (
        "| `fgm` | `flag:fgm` | level 4, `mash_statutory`, `police`, red, owes `fgm_police_101`, `do_not_tell_family`, "
        "`check_sisters`, `strategy_discussion` | Female Genital Mutilation Act 2003, section 5B |"
    ) in rule_table(walsall_document())
