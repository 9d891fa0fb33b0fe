"""The forms of the editor that keep what is typed in them."""

from thresholds.editing.door import FindPart
from thresholds.editing.forms import CommentForm, IndicatorForm, LevelForm, MergeForm, SplitForm
from thresholds.editing.rule_forms import ClusterForm, QuestionForm, RuleForm
from unsent.places import Place

WITH_WORDS = ("overrides", "hints", "prompts")


def _place(name: str, label: str, form: type, find: FindPart) -> Place:
    page = f"matrix:{name}"
    return Place(f"matrix-{name}", label, form, page, page, find=find)


LEVEL = _place("level", "a level", LevelForm, FindPart("levels"))
INDICATOR = _place("indicator", "an indicator", IndicatorForm, FindPart("indicators", new=True))
SPLIT = _place("split", "splitting an indicator", SplitForm, FindPart("indicators"))
MERGE = _place("merge", "merging indicators", MergeForm, FindPart("indicators"))
RULE = _place("rule", "a rule", RuleForm, FindPart(*WITH_WORDS, new=True))
CLUSTER = _place("cluster", "a rule", ClusterForm, FindPart("clusters", new=True))
QUESTION = _place("question", "a question", QuestionForm, FindPart("questions", new=True))
COMMENT = _place(
    "comment",
    "a comment",
    CommentForm,
    FindPart("levels", "indicators", "clusters", "tools", "questions", *WITH_WORDS),
)
PLACES = (LEVEL, INDICATOR, SPLIT, MERGE, RULE, CLUSTER, QUESTION, COMMENT)
