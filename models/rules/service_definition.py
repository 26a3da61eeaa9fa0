"""The numbers of ProAuth's support and service definition, each once.

Mirrors sections 1 to 4 of the definition; everything else asks here. Durations are in minutes,
prices in CHF without VAT (M1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from models.rules.closed_sets import Named, Numbered


class TargetKind(Enum):
    """How a response target is counted."""

    ELAPSED = "elapsed"  # T5: day and night
    BUSINESS_HOURS = "business hours"  # T3
    BUSINESS_DAY = "business day"  # T4


@dataclass(frozen=True, slots=True)
class Target:
    """A first-response target (S1). `rank` orders targets from short to long (S4)."""

    kind: TargetKind
    amount: int  # hours, or days for a business day
    rank: int
    rule: str

    @property
    def words(self) -> str:
        """The target as people say it: "4 business hours"."""
        if self.kind is TargetKind.ELAPSED:
            return f"{self.amount} hours"
        if self.kind is TargetKind.BUSINESS_HOURS:
            return f"{self.amount} business hours"
        return "1 business day"


TWO_HOURS = Target(TargetKind.ELAPSED, 2, 0, "T5")
FOUR_BUSINESS_HOURS = Target(TargetKind.BUSINESS_HOURS, 4, 1, "T3")
EIGHT_BUSINESS_HOURS = Target(TargetKind.BUSINESS_HOURS, 8, 2, "T3")
ONE_BUSINESS_DAY = Target(TargetKind.BUSINESS_DAY, 1, 3, "T4")


class Severity(Numbered, called="a severity"):
    """How bad it is for the customer, from the worst."""

    SEV1 = 1
    SEV2 = 2
    SEV3 = 3


SEVERITIES = tuple(Severity)
DEFAULT_SEVERITY = Severity.SEV3


class Level(Named, called="a support level"):
    """What a contract is for, from the lowest to the highest."""

    BASIC = "basic"
    STANDARD = "standard"
    PREMIUM = "premium"
    MANAGED = "managed"


LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class SupportLevel:
    """What a level includes a contract year, costs, and promises (G1, S1)."""

    title: str
    included: int | None  # None: negotiated
    annual_price: Decimal | None  # None: included in the licence, or negotiated
    targets: tuple[Target, Target, Target]  # by severity 1, 2, 3

    def target(self, severity: Severity) -> Target:
        """The first-response target for a severity (S1: it matters for Managed only)."""
        return self.targets[severity - 1]


LEVEL: Final[Mapping[Level, SupportLevel]] = {
    Level.BASIC: SupportLevel("Basic", 0, None, (ONE_BUSINESS_DAY,) * 3),
    Level.STANDARD: SupportLevel("Standard", 4, Decimal(6000), (EIGHT_BUSINESS_HOURS,) * 3),
    Level.PREMIUM: SupportLevel("Premium", 8, Decimal(10000), (FOUR_BUSINESS_HOURS,) * 3),
    Level.MANAGED: SupportLevel(
        "Managed", None, None, (TWO_HOURS, FOUR_BUSINESS_HOURS, ONE_BUSINESS_DAY)
    ),
}


def level_rank(level: Level) -> int:
    """The place of a level from `basic` (0) to `managed` (3)."""
    return LEVELS.index(level)


class PackSize(Named, called="a pack"):
    """An Escalation Pack by its size."""

    S = "S"
    M = "M"
    L = "L"


@dataclass(frozen=True, slots=True)
class Pack:
    """An Escalation Pack as it is sold (section 3; G3)."""

    size: PackSize
    escalations: int
    price: Decimal


PACKS: Final[Mapping[PackSize, Pack]] = {
    PackSize.S: Pack(PackSize.S, 1, Decimal(720)),
    PackSize.M: Pack(PackSize.M, 3, Decimal(1900)),
    PackSize.L: Pack(PackSize.L, 6, Decimal(3700)),
}
PACK_MONTHS = 12


class Kind(Named, called="a kind"):
    """What a case is about (E2, E9)."""

    UNTRIAGED = "untriaged"
    DEFECT = "defect"
    SECURITY = "security"
    CONFIGURATION = "configuration"
    INTEGRATION = "integration"
    DEPLOYMENT = "deployment"
    UPGRADE = "upgrade"
    MIGRATION = "migration"
    CLARIFICATION = "clarification"
    TOUCHPOINT = "touchpoint"
    TOUCHPOINT_WORK = "touchpoint-work"


KINDS = tuple(Kind)
NEVER_CHARGED = frozenset({Kind.UNTRIAGED, Kind.DEFECT, Kind.SECURITY, Kind.TOUCHPOINT})  # E2
TOUCHPOINT_KINDS = frozenset({Kind.TOUCHPOINT, Kind.TOUCHPOINT_WORK})
TOUCHPOINT_LEVELS = frozenset({Level.PREMIUM, Level.MANAGED})


def kinds_of(level: Level | None) -> tuple[Kind, ...]:
    """Return what a case of a customer with a level can turn out to be; None: it is not known."""
    never = {Kind.UNTRIAGED} | (set() if level in TOUCHPOINT_LEVELS else TOUCHPOINT_KINDS)
    return tuple(kind for kind in Kind if kind not in never)


BLOCK_MINUTES = 5 * 60  # E1: one escalation covers up to 5 hours
CHARGED_FROM_MINUTES = 15  # E3: "quick clarifications resolved in under 15 minutes"
CONSULTING_HOURLY = Decimal(240)  # E5
CONSULTING_MINUTE = CONSULTING_HOURLY / 60  # CHF 4.– a minute

OPENING_HOUR, CLOSING_HOUR = 9, 17  # T2
DEFAULT_ZONE = "Europe/Zurich"  # T1
DEFAULT_CANTON = "ZH"  # T2
