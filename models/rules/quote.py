"""M1, M2: money as the Swiss write it, and the cheapest packs for so many escalations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from models.rules.service_definition import (
    BLOCK_MINUTES,
    CONSULTING_MINUTE,
    LEVELS,
    PACKS,
    Level,
    PackSize,
    level_rank,
)


def chf(amount: Decimal) -> str:
    """Write an amount the Swiss way: `CHF 1’900.–`, `CHF 320.50` (M1)."""
    rounded = amount.quantize(Decimal("0.01"))
    whole, rappen = divmod(abs(rounded), 1)
    francs = f"{int(whole):,}".replace(",", "’")
    sign = "-" if rounded < 0 else ""
    return f"CHF {sign}{francs}." + (f"{int(rappen * 100):02d}" if rappen else "–")


@dataclass(frozen=True, slots=True)
class Quote:
    """The cheapest set of packs that gives at least `wanted` escalations, for so many minutes of
    work (M2).
    """

    wanted: int
    minutes: int
    packs: tuple[tuple[PackSize, int], ...]  # size and how many, largest first
    price: Decimal

    @property
    def words(self) -> str:
        """The packs as people write them: `M+2×S`."""
        return "+".join(f"{count}×{size}" if count > 1 else size for size, count in self.packs)

    @property
    def consulting_price(self) -> Decimal:
        """What as many minutes cost as consulting."""
        return self.minutes * CONSULTING_MINUTE


def quote(wanted: int) -> Quote:
    """Return the cheapest packs for at least `wanted` (1 or more) escalations (M2).

    On the same price the set with fewer packs is taken.
    """
    if wanted < 1:
        raise ValueError("a quote is for one escalation or more")
    price, _, sizes = _cheapest(wanted)
    counts = Counter(sizes)
    ordered = sorted(counts.items(), key=lambda item: -PACKS[item[0]].escalations)
    return Quote(wanted, wanted * BLOCK_MINUTES, tuple(ordered), price)


def quote_for(minutes: int) -> Quote:
    """Return the quote for so many minutes (1 or more) of work on one case (M2, E1)."""
    return replace(quote(-(-minutes // BLOCK_MINUTES)), minutes=minutes)


_LARGEST = max(PACKS.values(), key=lambda pack: pack.escalations)


def _cheapest(wanted: int) -> tuple[Decimal, int, tuple[PackSize, ...]]:
    # The largest pack is the cheapest by the piece, so far beyond it nothing else is worth a look.
    bulk = max(0, wanted // _LARGEST.escalations - 1)
    price, count, sizes = _search(wanted - bulk * _LARGEST.escalations)
    return price + bulk * _LARGEST.price, count + bulk, sizes + (_LARGEST.size,) * bulk


@lru_cache
def _search(wanted: int) -> tuple[Decimal, int, tuple[PackSize, ...]]:
    if wanted <= 0:
        return Decimal(0), 0, ()
    options = []
    for pack in PACKS.values():
        price, count, sizes = _search(wanted - pack.escalations)
        options.append((price + pack.price, count + 1, (*sizes, pack.size)))
    return min(options)


def next_level(level: Level) -> Level | None:
    """Return the level above, for whoever might be better served by it (M2)."""
    above = LEVELS[level_rank(level) + 1 :]
    return above[0] if above else None
