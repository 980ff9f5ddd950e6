"""Rows, their states and the guards of those states."""

from generations.models.attempt import Attempt, AttemptState, WaitReason
from generations.models.generation import Generation, Reference, StaleToken, Wish
from generations.models.images import Output, OutputState, StoredImage

__all__ = [
    "Attempt",
    "AttemptState",
    "Generation",
    "Output",
    "OutputState",
    "Reference",
    "StaleToken",
    "StoredImage",
    "WaitReason",
    "Wish",
]
