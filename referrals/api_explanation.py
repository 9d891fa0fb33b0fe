"""GET how a referral was scored: the reasons, every rule that was tried, and what would change the level."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api_errors import refusals
from referrals.api_access import ActsForAgency, MayRead, person_of
from referrals.door import open_referral
from referrals.models import Score as Kept
from thresholds.changing import what_would_change
from thresholds.evidence import letters_of, with_tools
from thresholds.published import explainer_of, of_version
from thresholds.scoring import Score, case_from_dict


class ReasonBody(serializers.Serializer[Any]):
    """One reason that is kept with the score."""

    kind = serializers.ChoiceField(
        choices=["decides", "agrees", "look", "out"],
        help_text="It decides, agrees, asks a person to look and moves nothing, or was tried and not counted",
    )
    title = serializers.CharField()
    note = serializers.CharField()
    worries = serializers.ListField(child=serializers.CharField(), help_text="The letters of the worries it stands on")
    rule_source = serializers.CharField(source="source", help_text="Where the rule is from")


class TriedBody(serializers.Serializer[Any]):
    """One rule that was tried."""

    rule = serializers.CharField(help_text="Its code in the matrix; empty for a rule of priority")
    title = serializers.CharField()
    held = serializers.BooleanField()
    why = serializers.CharField(help_text="What fulfilled it, or what was missing")
    does = serializers.CharField(help_text="What it does when it holds")
    rule_source = serializers.CharField(source="source", help_text="Where the rule is from")


class NeedBody(serializers.Serializer[Any]):
    """An open question."""

    question = serializers.CharField()
    why = serializers.CharField(help_text="Why it is asked")
    section = serializers.CharField(help_text="The section of the form that asks it")
    moves = serializers.ListField(child=serializers.CharField(), help_text="What an answer would move; may be nothing")


class ExplanationBody(serializers.Serializer[Any]):
    """How the latest score came about. A suggestion: a person decides."""

    reference = serializers.CharField()
    scheme = serializers.CharField(help_text="Whose levels these are; levels of different schemes do not compare")
    scheme_version = serializers.IntegerField()
    level = serializers.IntegerField(allow_null=True, help_text="Null when there was nothing to go on")
    level_shown = serializers.CharField(help_text="The level in the scheme's own word, for people: Level 3, Tier 2A")
    reasons = ReasonBody(many=True)
    tried = TriedBody(many=True, help_text="Every rule of the version, in the order they are tried")
    would_raise = serializers.ListField(child=serializers.CharField(), help_text="What alone would raise the level")
    would_lower = serializers.ListField(child=serializers.CharField(), help_text="What alone would lower it")
    to_know = NeedBody(many=True, help_text="The open questions, first those that could move something")


class OneExplanation(APIView):
    """How one referral was scored."""

    permission_classes = (ActsForAgency, MayRead)

    @extend_schema(
        operation_id="explain_referral",
        summary="How one referral was scored",
        description="The reasons that the pages show, every rule that was tried, and what would change the level.",
        responses={200: ExplanationBody, **refusals(401, 403, 404, 406)},
    )
    def get(self, request: Request, reference: str) -> Response:
        referral = open_referral(reference, by=person_of(request), view="api explanation")
        kept = referral.scores.latest("scored_at")
        return Response(ExplanationBody({"reference": referral.reference, **_body(kept)}).data)


def _body(kept: Kept) -> dict[str, Any]:
    published, case, made = of_version(kept.matrix_version_id), case_from_dict(kept.case), Score.from_dict(kept.result)
    document = published.version.document
    changes = what_would_change(published.matrix, document, case)
    return {
        "scheme": published.version.scheme.name,
        "scheme_version": published.version.number,
        "level": made.level,
        "level_shown": published.matrix.level_name(made.level),
        "reasons": [
            {
                "kind": one.kind,
                "title": one.title,
                "note": with_tools(one.note, one.refs, document),
                "worries": letters_of(one.refs),
                "source": one.source,
            }
            for one in made.reasons
        ],
        "tried": [one._asdict() for one in explainer_of(published).tried(case, made)],
        "would_raise": [line.sentence for line in changes.up],
        "would_lower": [line.sentence for line in changes.down],
        "to_know": [need._asdict() for need in changes.to_know],
    }
