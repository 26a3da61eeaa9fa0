"""The files that a desk's past comes and goes in, each with lines of one kind."""

from __future__ import annotations

from models.rules.closed_sets import Named


class Sheet(Named, called="a file"):
    """What the lines of a file are, in the order in which they need each other."""

    CUSTOMERS = "customers"
    CONTRACTS = "contracts"
    PACKS = "packs"
    CASES = "cases"
    TIME = "time"
