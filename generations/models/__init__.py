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
from generations.models.library import (
    Collection,
    Favourite,
    Placement,
    Step,
    Tag,
    Tagging,
)
from generations.models.listing import (
    Colour,
    Flag,
    Fold,
    Listing,
    Shelf,
    shelf_fact,
)
from generations.models.places import first_place_at, moment_of, place_of
from generations.models.position import Position, Purse, month_of, position_of
from generations.models.review import Comment, Mention
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
    "Collection",
    "Colour",
    "Comment",
    "Draft",
    "EntryKind",
    "Favourite",
    "Flag",
    "Fold",
    "Gate",
    "GatewayKey",
    "Generation",
    "Lane",
    "LedgerEntry",
    "Listing",
    "Mention",
    "Output",
    "OutputState",
    "OverBudget",
    "PauseReason",
    "Placement",
    "Position",
    "Purse",
    "Reference",
    "Shelf",
    "Spending",
    "StaleToken",
    "Standing",
    "Step",
    "StoredImage",
    "Tag",
    "Tagging",
    "Verdict",
    "WaitReason",
    "Wish",
    "first_place_at",
    "moment_of",
    "month_of",
    "place_of",
    "position_of",
    "shelf_fact",
]
