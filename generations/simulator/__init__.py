"""A Seedream gateway on loopback: the contract, drawn pictures, its own ledger."""

from generations.simulator.server import Simulator

__all__ = ["Simulator"]
