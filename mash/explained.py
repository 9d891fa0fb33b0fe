"""Every rule that was tried on a referral, and on demand what would change its level, for whoever decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from referrals.models import Score
from thresholds.changing import Changes, what_would_change
from thresholds.explaining import Tried
from thresholds.published import explainer_of, of_version
from thresholds.scoring import Score as Answer
from thresholds.scoring import case_from_dict


@dataclass(frozen=True, slots=True)
class Explained:
    """The rules in the order they were tried. `changes` is None until somebody asks for it."""

    tried: Sequence[Tried]
    changes: Changes | None

    @property
    def counted(self) -> str:
        """How many there are, and how many held."""
        return f"Every rule that was tried: {len(self.tried)}, of which {sum(one.held for one in self.tried)} held"


def explain_score(kept: Score, answer: Answer, *, change: bool) -> Explained:
    """For a score that was kept, under the version that it was made with. `change`: also what would change it."""
    published, case = of_version(kept.matrix_version_id), case_from_dict(kept.case)
    changes = what_would_change(published.matrix, published.version.document, case) if change else None
    return Explained(explainer_of(published).tried(case, answer), changes)
