"""What is said the same way in a customer's channel, in an offer and in a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.phrases.writer import Counted, Phrase
from models.rules.service_definition import TargetKind

LEFT: Final = Phrase(
    "{left} of {granted} escalations left", "{left} von {granted} Eskalationen übrig"
)
EARLIER: Final = Phrase("{n} earlier not shown", "{n} frühere nicht gezeigt")
FURTHER: Final = Phrase("{n} more not shown", "{n} weitere nicht gezeigt")
HOURS: Final = Counted(Phrase("{n} hour", "{n} Stunde"), Phrase("{n} hours", "{n} Stunden"))
MINUTES: Final = Counted(Phrase("{n} minute", "{n} Minute"), Phrase("{n} minutes", "{n} Minuten"))
TARGET: Final[Mapping[TargetKind, Counted]] = {
    TargetKind.ELAPSED: HOURS,
    TargetKind.BUSINESS_HOURS: Counted(
        Phrase("{n} business hour", "{n} Geschäftsstunde"),
        Phrase("{n} business hours", "{n} Geschäftsstunden"),
    ),
    TargetKind.BUSINESS_DAY: Counted(
        Phrase("{n} business day", "{n} Arbeitstag"),
        Phrase("{n} business days", "{n} Arbeitstagen"),
    ),
}
