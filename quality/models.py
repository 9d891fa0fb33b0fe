"""Trying a change of the matrix on what was sent before, and how evenly the matrix is applied."""

from quality.double_models import Asking, BlindAnswer, Case, Remark, Round, RoundStatus
from quality.simulation_models import RunState, SimulationChange, SimulationCount, SimulationRun, Story

__all__ = [
    "Asking",
    "BlindAnswer",
    "Case",
    "Remark",
    "Round",
    "RoundStatus",
    "RunState",
    "SimulationChange",
    "SimulationCount",
    "SimulationRun",
    "Story",
]
