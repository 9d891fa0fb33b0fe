"""The telephone call that whoever sends still owes, from what they answered at the gate."""

from collections.abc import Mapping
from typing import Any

from referrals.sections import GATE

CALL_999, CALL_MASH = "999", "mash"


def call_owed(document: Mapping[str, Any]) -> str:
    """CALL_999 when a child was said to be in danger, CALL_MASH when MASH should have been rung and was not; or ""."""
    gate = document.get(GATE) or {}
    if gate.get("danger") == "yes":
        return CALL_999
    called = gate.get("phoned_on") and gate.get("phoned_at")
    return CALL_MASH if gate.get("urgent") == "yes" and not called else ""


def nobody_must_act(document: Mapping[str, Any]) -> bool:
    """At the gate nobody was said to be in danger, and nobody to have to act today."""
    gate = document.get(GATE) or {}
    return "yes" not in (gate.get("danger"), gate.get("urgent"))
