"""GET the outcome of a referral: what the referrer's page says, and nothing that it does not.

Reading it here does not count as having been told: a system that fetches is not a person who knows. The feedback
clock runs until somebody reads the page and says so, or is told by telephone.
"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api_errors import not_yet, refusals
from mash.forms import lines
from mash.models import Decision
from mash.outcome import Outcome, read_outcome
from referrals.api_access import ActsForAgency, MayRead, person_of
from referrals.door import open_referral
from referrals.models import Referral
from thresholds.published import of_version

NO_OUTCOME = "MASH has not decided yet. Ask again later."


class OutcomeBody(serializers.Serializer[Any]):
    """What MASH decided, in the words of the referrer's page."""

    reference = serializers.CharField()
    decided_at = serializers.DateTimeField(help_text="When the decision in force came to hold")
    replaces_earlier = serializers.BooleanField(help_text="True when it took the place of another decision")
    level = serializers.IntegerField(help_text="The level MASH decided")
    level_shown = serializers.CharField(help_text="The same in the scheme's own word, for people: Level 3, Tier 2A")
    level_name = serializers.CharField(help_text="What that level stands for in the scheme")
    scheme = serializers.CharField(help_text="Whose levels these are; levels of different schemes do not compare")
    scheme_version = serializers.IntegerField()
    outcome = serializers.CharField(help_text="What happens now, in one sentence")
    why = serializers.ListField(
        child=serializers.CharField(), help_text="What MASH wrote to the referrer, line by line"
    )
    next = serializers.ListField(child=serializers.CharField(), help_text="What others do, and what you do")
    advice = serializers.ListField(child=serializers.CharField(), help_text="What MASH suggests that you try")
    gaps = serializers.ListField(child=serializers.CharField(), help_text="What MASH does not know yet")
    would_change = serializers.ListField(
        child=serializers.CharField(), help_text="What would change this answer: tell MASH when it is so"
    )


class OneOutcome(APIView):
    """The outcome in force."""

    permission_classes = (ActsForAgency, MayRead)

    @extend_schema(
        operation_id="read_outcome",
        summary="The outcome of one referral",
        description="404 until MASH has decided. Reading it here does not tell MASH that a person has read it.",
        responses={200: OutcomeBody, **refusals(401, 403, 404, 406)},
    )
    def get(self, request: Request, reference: str) -> Response:
        user = person_of(request)
        referral = open_referral(reference, by=user, view="api outcome")
        decision = referral.decisions.made().with_people().first()
        if decision is None:
            return not_yet(NO_OUTCOME)
        shown = read_outcome(referral, decision, user=user, now=clock.now())
        return Response(OutcomeBody(_body(referral, decision, shown)).data)


def _body(referral: Referral, decision: Decision, shown: Outcome) -> dict[str, Any]:
    published = of_version(decision.matrix_version_id)
    level = published.matrix.levels.get(decision.level)
    return {
        "reference": referral.reference,
        "decided_at": decision.made_at,
        "replaces_earlier": decision.number > 1 and decision.supersedes_id is not None,
        "level": decision.level,
        "level_shown": published.matrix.level_name(decision.level),
        "level_name": level.short_name if level else "",
        "scheme": published.version.scheme.name,
        "scheme_version": published.version.number,
        "outcome": decision.words.headline,
        "why": lines(shown.answer),
        "next": decision.words.next,
        "advice": lines(decision.advice),
        "gaps": [str(gap) for gap in decision.gaps],
        "would_change": shown.would_change or shown.at_once,
    }
