"""Rows, their states and the guards of those states."""

from generations.models.attempt import Attempt
from generations.models.budget import Budget, OverBudget, Standing
from generations.models.checkup import Checkup
from generations.models.draft import Draft
from generations.models.gate import ALL, Gate, PauseReason
from generations.models.gateway_key import GatewayKey
from generations.models.generation import Generation, Reference, StaleToken, Wish
from generations.models.images import Output, StoredImage
from generations.models.ledger import EntryKind, LedgerEntry
from generations.models.position import Position, Purse, month_of, position_of
from generations.models.spending import Spending
from generations.models.states import (
    DELIVERED,
    AttemptState,
    Cause,
    Lane,
    OutputState,
    Verdict,
    WaitReason,
)

__all__ = [
    "ALL",
    "DELIVERED",
    "Attempt",
    "AttemptState",
    "Budget",
    "Cause",
    "Checkup",
    "Draft",
    "EntryKind",
    "Gate",
    "GatewayKey",
    "Generation",
    "Lane",
    "LedgerEntry",
    "Output",
    "OutputState",
    "OverBudget",
    "PauseReason",
    "Position",
    "Purse",
    "Reference",
    "Spending",
    "StaleToken",
    "Standing",
    "StoredImage",
    "Verdict",
    "WaitReason",
    "Wish",
    "month_of",
    "position_of",
]
