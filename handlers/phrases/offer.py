"""Every phrase of an offer that is sent to a customer (M2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.phrases.writer import Counted, Phrase
from models.rules.service_definition import Level

HEAD: Final = Phrase("Offer for {name}, {day}", "Offerte für {name}, {day}")
FOR: Final = Phrase("For {what}:", "Für {what}:")
ESCALATIONS: Final = Counted(
    Phrase(
        "{n} escalation, each for one technical case of up to {block}",
        "{n} Eskalation für einen technischen Fall von bis zu {block}",
    ),
    Phrase(
        "{n} escalations, each for one technical case of up to {block}",
        "{n} Eskalationen, je für einen technischen Fall von bis zu {block}",
    ),
)
TIME: Final = Counted(
    Phrase(
        "{time} on one technical case: {n} escalation of up to {block}",
        "{time} an einem technischen Fall: {n} Eskalation von bis zu {block}",
    ),
    Phrase(
        "{time} on one technical case: {n} escalations of up to {block}",
        "{time} an einem technischen Fall: {n} Eskalationen von bis zu {block}",
    ),
)
PACKS: Final = Phrase(
    "Escalation Packs ({packs}): {price}, usable for {months} months from the purchase",
    "Eskalationspakete ({packs}): {price}, ab dem Kauf {months} Monate nutzbar",
)
PACK: Final = Counted(
    Phrase("pack {size}", "Paket {size}"), Phrase("{n} packs {size}", "{n} Pakete {size}")
)
AND: Final = Phrase(" and ", " und ")
CONSULTING: Final = Phrase(
    "Consulting: {price} for {time}, {hourly} an hour by the minute",
    "Beratung: {price} für {time}, {hourly} die Stunde, auf die Minute gerechnet",
)
LEVEL: Final = Phrase(
    "Enterprise {level}: {price} a year with {included} escalations a year ({brings} more in this "
    "contract year), first response within {target}, {queue}",
    "Enterprise {level}: {price} im Jahr mit {included} Eskalationen im Jahr ({brings} mehr in "
    "diesem Vertragsjahr), Erstantwort innert {target}, {queue}",
)
LEVEL_ON_REQUEST: Final = Phrase(
    "Enterprise {level}: on request, 24×7 for Sev-1, first response within {target} for Sev-1, "
    "{queue}",
    "Enterprise {level}: auf Anfrage, 24×7 für Sev-1, Erstantwort innert {target} für Sev-1, "
    "{queue}",
)
QUEUE: Final[Mapping[Level, Phrase]] = {
    Level.STANDARD: Phrase("standard queue", "Standard-Warteschlange"),
    Level.PREMIUM: Phrase("priority queue", "Prioritäts-Warteschlange"),
    Level.MANAGED: Phrase("managed queue", "Managed-Warteschlange"),
}
TOUCHPOINTS: Final = Phrase(", touchpoints", ", Touchpoints")
TERMS: Final = Phrase(
    "Escalations that are not used expire, and are neither refundable nor transferable. All prices "
    "exclude VAT.",
    "Nicht gebrauchte Eskalationen verfallen; sie werden weder erstattet noch übertragen. Alle "
    "Preise exkl. MWST.",
)
