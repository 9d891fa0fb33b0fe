"""Where a contact goes once MASH has decided, and what each answer says to whoever sent it.

A referrer never learns from an answer whether a child was already known: an allocated worker and a new assessment
therefore read the same.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import TextChoices


class Route(TextChoices):
    """Every answer MASH can give. Source: Working Together to Safeguard Children, and the lists of several MASHs."""

    STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion today, s47"
    CHILD_IN_NEED = "child_in_need", "Child in need assessment, s17"
    EARLY_HELP = "early_help", "Early Help"
    PUSH_BACK = "push_back", "Push back to the referrer"
    ALLOCATED_WORKER = "allocated_worker", "The child’s own social worker"
    DISABLED_CHILDREN = "disabled_children", "Disabled children’s team"
    OTHER_AUTHORITY = "other_authority", "Another council"
    LADO = "lado", "Designated officer for allegations (LADO)"
    PREVENT = "prevent", "Prevent"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering assessment"
    PRE_BIRTH = "pre_birth", "Pre-birth assessment"
    HOMELESS = "homeless", "Homeless at 16 or 17, joint assessment"
    EXPLOITATION = "exploitation", "Exploitation panel"


class PushBackReason(TextChoices):
    """Why a contact goes back to the agency that sent it."""

    THRESHOLD = "threshold", "Help nearer to the family fits better"
    CONSENT = "consent", "The family has to agree first"
    INFORMATION = "information", "There is too little to decide on"


# The four answers that stand first on the form; the others are "another route".
MAIN = (Route.STRATEGY_DISCUSSION, Route.CHILD_IN_NEED, Route.EARLY_HELP, Route.PUSH_BACK)
SIDE = tuple(route for route in Route if route not in MAIN)
# Statutory answers make sense only at the statutory level; help below it only beneath.
STATUTORY = frozenset({Route.STRATEGY_DISCUSSION, Route.CHILD_IN_NEED})
BELOW_STATUTORY = frozenset({Route.EARLY_HELP, Route.PUSH_BACK})
# Our answer for each route beside MASH that a matrix suggests. Where the codes are the same, none is needed.
_OF_MATRIX: dict[str, Route] = {
    "prevent_channel": Route.PREVENT,
    "disabled_children_team": Route.DISABLED_CHILDREN,
    "exploitation_panel": Route.EXPLOITATION,
}


class Words(NamedTuple):
    """What the referrer reads: the headline, why in general, and what happens next."""

    headline: str
    why: str
    next: tuple[str, ...]


_KEEP = "Keep supporting the child as you do now. Tell us at once if anything changes."
_SOCIAL_WORKER = Words(
    "A social worker is taking this on.",
    "What you sent needs a social worker to look at what help the child and family need.",
    ("A social worker will see the family.", "They may ring you for more. Please answer the same day.", _KEEP),
)

WORDS: dict[str, Words] = {
    Route.STRATEGY_DISCUSSION: Words(
        "MASH is acting on this today.",
        "What you sent says that a child may be at risk of significant harm.",
        (
            "Police, health and social care talk today about what to do.",
            "We may ring you to take part. Please stay reachable.",
            "Do not question the child further, and do not tell the family before you have spoken to us.",
        ),
    ),
    Route.CHILD_IN_NEED: _SOCIAL_WORKER,
    Route.ALLOCATED_WORKER: _SOCIAL_WORKER,
    Route.EARLY_HELP: Words(
        "Early Help is taking this on.",
        "The family can be helped best by services that work together with their agreement.",
        ("An Early Help worker will ring the family.", "You may be asked to a meeting with the family.", _KEEP),
    ),
    Route.DISABLED_CHILDREN: Words(
        "The disabled children’s team is taking this on.",
        "The child’s needs are best looked at by the team that knows disability.",
        ("A worker from that team will contact the family.", _KEEP),
    ),
    Route.OTHER_AUTHORITY: Words(
        "We have passed this to another council.",
        "The council where the child lives answers for this.",
        ("We have sent them what you sent us.", "They may contact you.", _KEEP),
    ),
    Route.LADO: Words(
        "The designated officer for allegations is taking this on.",
        "The worry is about somebody who works with children.",
        ("The designated officer will ring you.", "Do not speak to the person about it before then.", _KEEP),
    ),
    Route.PREVENT: Words(
        "We have passed this to Prevent.",
        "The worry is about being drawn into extremism.",
        ("A Prevent officer may ring you.", _KEEP),
    ),
    Route.PRIVATE_FOSTERING: Words(
        "A private fostering assessment will start.",
        "The child lives with somebody who is not a close relative.",
        ("A social worker will visit the child and the carer.", _KEEP),
    ),
    Route.PRE_BIRTH: Words(
        "A pre-birth assessment will start.",
        "The baby may need help or protection from birth.",
        ("A social worker will see the parents.", "Keep all midwife visits going.", _KEEP),
    ),
    Route.HOMELESS: Words(
        "A joint housing and social care assessment will start today.",
        "A young person of 16 or 17 has nowhere safe to stay.",
        ("Somebody will see the young person today.", "If they have nowhere to go tonight, ring us.", _KEEP),
    ),
    Route.EXPLOITATION: Words(
        "The exploitation panel is taking this on.",
        "What you sent suggests that somebody may be exploiting the child.",
        ("Police and social care plan together. They may ring you.", _KEEP),
    ),
}

PUSH_BACK_WORDS: dict[str, Words] = {
    PushBackReason.THRESHOLD: Words(
        "MASH is not taking this on. We think help nearer to the family fits best.",
        "Nothing in what you sent needs a social worker now.",
        (),
    ),
    PushBackReason.CONSENT: Words(
        "MASH is not taking this on yet. The family has to agree first.",
        "At this level help works only with the family’s agreement.",
        ("Talk to the family and ask for their agreement. Then send it again.",),
    ),
    PushBackReason.INFORMATION: Words(
        "MASH cannot decide on this yet. We need to know more.",
        "What you sent does not say enough to decide on.",
        ("Find out what is listed on this page. Then send it again.",),
    ),
}


def answers_to(suggested: Iterable[str]) -> frozenset[str]:
    """The answers that do what a matrix suggests. A code that we do not know is no answer, so a person looks twice."""
    return frozenset(str(_OF_MATRIX.get(code, code)) for code in suggested) & frozenset(SIDE)


def words_for(route: str, push_back_reason: str = "") -> Words:
    """What the referrer reads for this answer."""
    return PUSH_BACK_WORDS[push_back_reason] if route == Route.PUSH_BACK else WORDS[route]
