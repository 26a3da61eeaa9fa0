"""What the desk quotes when it explains itself: a rule in a line, and the definition's sentence."""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.quote import chf
from models.rules.service_definition import (
    BLOCK_MINUTES,
    CHARGED_FROM_MINUTES,
    CONSULTING_HOURLY,
    LEVEL,
    NEVER_CHARGED,
    PACK_MONTHS,
    Kind,
)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as a person reads it, and the sentence of the service definition behind it, if any."""

    rule: str
    sentence: str


_HOURS = BLOCK_MINUTES // 60
_FREE = ", ".join(f"`{kind}`" for kind in Kind if kind in NEVER_CHARGED)
_INCLUDED = ", ".join(
    f"{level.title} {'as negotiated' if level.included is None else level.included}"
    for level in LEVEL.values()
)
_ONE_CASE = "Each escalation covers one technical case, up to 5 hours of engineering effort."
_MORE = (
    "If resolution requires more than 5 hours, ProAuth will consume an additional escalation or "
    "propose conversion to a paid consulting engagement at CHF 240.– / hour."
)
_NOT_COUNTED = (
    "Escalations do not count for confirmed product bugs, security issues, or quick clarifications "
    "resolved in under 15 minutes."
)

RULES: dict[str, RuleText] = {
    "E1": RuleText(f"One escalation covers one case up to {_HOURS} hours.", _ONE_CASE),
    "E2": RuleText(f"Never charged: {_FREE}.", _NOT_COUNTED),
    "E3": RuleText(
        f"A case with less than {CHARGED_FROM_MINUTES} minutes in all is never charged.",
        _NOT_COUNTED,
    ),
    "E4": RuleText(
        f"The first escalation falls due on the day the case reaches {CHARGED_FROM_MINUTES} "
        "minutes.",
        _ONE_CASE,
    ),
    "E5": RuleText(
        f"Beyond {_HOURS} hours the account manager decides: another escalation, or consulting at "
        f"{chf(CONSULTING_HOURLY)} excl. VAT an hour by the minute.",
        _MORE,
    ),
    "E6": RuleText(
        "Charges are served by date; each takes from the grant that expires first, by what was "
        "known at the end of that day.",
        "",  # the definition says nothing of the order
    ),
    "E7": RuleText(
        "Time is never refused for lack of balance: what finds no grant is uncovered until it is "
        "settled.",
        "Additional assistance is available via Escalation Packs.",
    ),
    "E9": RuleText(
        "A touchpoint costs nothing while it is a conversation.",
        "Optional scheduled reviews or health checks; when technical work is required, a "
        "touchpoint consumes one escalation.",
    ),
    "G1": RuleText(
        f"Included a contract year: {_INCLUDED}; what is left of them expires with it.",
        "Unused included escalations expire at the end of the contract year.",
    ),
    "G3": RuleText(
        f"A pack is usable for {PACK_MONTHS} months from the day of purchase.",
        "Validity: Escalation Packs are valid for 12 months from the purchase date.",
    ),
    "G5": RuleText(
        "A raise adds what the new level includes beyond what the contract year holds already.",
        "",  # of what happens within a year the definition says nothing
    ),
    "G6": RuleText(
        "What is left is what the grants valid on the day hold, less what was charged to them.",
        "",
    ),
    "S1": RuleText(
        "The target of the first response follows from the support level.",
        "Response times refer to the first response; resolution time depends on complexity.",
    ),
    "R1": RuleText(
        "A Managed Sev-1 rings at any hour.",
        "24×7 for critical incidents (Sev‑1); business hours for other severities",
    ),
    "R2": RuleText(
        "Everything else waits in its level's business-hours queue.",
        "Business hours are 09:00–17:00 CET, Monday–Friday (excluding holidays).",
    ),
}
