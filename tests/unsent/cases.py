"""Every form that keeps what is typed in it: who types where, and what is sent in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from escalation import actions as escalation
from mash import actions as mash
from quality.double import actions as double
from tests.pages.world import World

# No rule of any form refuses it, and nobody is named in it.
WORDS = "A boy of nine comes hungry to school and says it is often so."
Sent = dict[str, str]


def as_it_is(world: World) -> None:
    """Nothing happens before."""


@dataclass(frozen=True)
class Case:
    """One form. `key` is a place of the world or stands as it is; `typed` are the fields that hold the words."""

    place: str
    who: str
    key: str
    typed: tuple[str, ...]
    other: str  # may open the same page, and sees nothing of it; "" where nobody else may
    stranger: str  # "" where everybody with an account has such a form of their own
    more: Sent = field(default_factory=dict)
    before: Callable[[World], object] = as_it_is
    answer: int = 302
    stands: int = 0  # boxes that hold what was sent afterwards, because it stands there now

    @property
    def sent(self) -> Sent:
        return {**self.more, **dict.fromkeys(self.typed, WORDS)}


def taken(world: World) -> None:
    mash.claim(world.open, by=world.people["asha"])


def asked_further(world: World) -> None:
    escalation.take_further(world.escalation, why=WORDS, by=world.people["delphine"])


def at_an_end(world: World) -> None:
    escalation.close(world.escalation, by=world.people["delphine"])


def blind_over(world: World) -> None:
    double.close_round(world.blind_out.round, by=world.people["marek"])


ONCE = {"key": str(uuid4())}
CALL = {
    "kind": "phone",
    "received_on-day": "17",
    "received_on-month": "11",
    "received_on-year": "2026",
    "received_time": "09:50",
    "source_code": "1B",
    "then": "advice",
    "caller_name": "Odo Marrowick",
    "advice_to": "The caller",
}
DECIDED = {"step": "record", "route": "early_help", "level": "2"}
RULE = {"title": "Several together", "source": "Made up"}
MADE_UP = {"save": "yes", "level": "2", "agreement": "agreed", "sure": "panel"}
CASES = (
    Case("add", "delphine", "{open}", ("happened",), "wilf", "charlie", ONCE),
    Case("write", "wilf", "{decided}", ("text",), "delphine", "bronwen", ONCE),
    Case("withdraw", "delphine", "{open}", ("words",), "wilf", "strange_lead", {"reason": "twice"}),
    Case("give-back", "wilf", "{given}", ("comments",), "", "delphine"),
    Case(
        "escalate",
        "delphine",
        "{helped}",
        ("why", "evidence", "asks_for"),
        "wilf",
        "asha",
        {"immediate_harm": "no", "believes_level": "3"},
    ),
    Case(
        "reply",
        "marek",
        "{escalation}",
        ("words", "would_resolve"),
        "asha",
        "niamh",
        {"answer": "no"},
        before=asked_further,
    ),
    Case("further", "delphine", "{escalation}", ("why",), "wilf", "bronwen"),
    Case("learning", "marek", "{escalation}", ("learning",), "ola", "petra", before=at_an_end),
    Case("ask", "delphine", "new", ("text",), "bronwen", "asha", ONCE),
    Case("go-on", "delphine", "{asked}", ("text",), "", "bronwen"),
    Case("answer", "asha", "{asked}", ("text",), "tomas", "delphine"),
    Case("advise", "asha", "{called}", ("advice",), "tomas", "ola", {"advice_to": "The caller"}),
    Case("record", "asha", "new", ("said", "advice"), "tomas", "delphine", CALL),
    Case("decide", "asha", "{open}", ("rationale", "differs_reason", "reply"), "tomas", "ola", DECIDED, before=taken),
    Case("send-back", "marek", "{proposed}", ("why",), "asha", "niamh", {"step": "return"}),
    Case("talk", "asha", "{open}", ("text",), "tomas", "ola", ONCE),
    Case("reveal", "asha", "{restricted}", ("reason",), "marek", "tomas", answer=200),
    Case("blind-text", "marek", "{blind}", ("text",), "", "tomas", stands=1),
    Case(
        "blind-answer",
        "tomas",
        "{blind_out}",
        ("reason",),
        "marek",
        "asha",
        {"level": "2", "route": "early_help"},
    ),
    Case("blind-remark", "tomas", "{blind_out}", ("text",), "marek", "asha", before=blind_over),
    Case("words", "petra", "L4-cd-14", ("words",), "", "marek"),
    Case(
        "matrix-level",
        "petra",
        "{matrix}.levels.3",
        ("meaning", "assessment", "intervention", "consent_rule", "what_happens_next", "help"),
        "",
        "marek",
        {"name": "Three", "short_name": "Three", "consent": "required", "route": "early_help", "priority": "green"},
        stands=6,
    ),
    Case(
        "matrix-indicator",
        "petra",
        "{matrix}.indicators.L4-cd-14",
        ("guidance",),
        "",
        "marek",
        {"label": "A mark", "level": "4", "where": "child_development health"},
        stands=1,
    ),
    Case(
        "matrix-split",
        "petra",
        "{matrix}.indicators.L4-cd-14",
        ("first_guidance", "second_guidance"),
        "",
        "marek",
        {"first_label": "A mark", "second_label": "A burn"},
        stands=1,
    ),
    Case(
        "matrix-merge",
        "petra",
        "{matrix}.indicators.L4-cd-15",
        ("guidance",),
        "",
        "marek",
        {"into": "indicators.L4-cd-14", "label": "A mark or a burn"},
    ),
    Case(
        "matrix-rule", "petra", "{matrix}.prompts.under_1", ("note",), "", "marek", RULE | {"any": "level:2"}, stands=1
    ),
    Case(
        "matrix-cluster",
        "petra",
        "{matrix}.clusters.cluster_level_3",
        ("note",),
        "",
        "marek",
        RULE | {"at_least": "3", "level": "3", "domains": "2"},
        stands=1,
    ),
    Case(
        "matrix-question",
        "petra",
        "{matrix}.questions.voice",
        ("question", "why"),
        "",
        "marek",
        {"section": "voice", "answered_by": "held:voice"},
        stands=2,
    ),
    Case("matrix-comment", "petra", "{matrix}.prompts.under_1", ("text",), "", "marek"),
    Case("change-case", "petra", "{practised}", ("text", "why"), "", "marek", MADE_UP, stands=2),
    Case("new-case", "petra", "{practised_set}", ("text", "why"), "", "marek", {"id": "OWN-2", **MADE_UP}),
    Case("practice", "delphine", "{practised}", ("words",), "bronwen", "", {"answer": "yes", "level": "2"}),
    Case("reset", "petra", "{person}", ("why",), "", "marek"),
)
