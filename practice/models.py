"""What teaching keeps: the printed guide, the cases, what people answered, and who is asked again."""

from practice.attempts import Attempt, Round, Stage
from practice.cases import ROUND, Agreement, CaseSet, PracticeCase, Sure
from practice.printed import PrintedGuide

__all__ = ["ROUND", "Agreement", "Attempt", "CaseSet", "PracticeCase", "PrintedGuide", "Round", "Stage", "Sure"]
