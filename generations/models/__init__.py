"""Rows, their states and the guards of those states."""

from generations.models.attempt import Attempt, AttemptState, WaitReason
from generations.models.draft import Draft
from generations.models.generation import Generation, Reference, StaleToken, Wish
from generations.models.images import Output, OutputState, StoredImage

__all__ = [
    "Attempt",
    "AttemptState",
    "Draft",
    "Generation",
    "Output",
    "OutputState",
    "Reference",
    "StaleToken",
    "StoredImage",
    "WaitReason",
    "Wish",
]
