"""Every phrase of a customer's statement, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.phrases.writer import Counted, Phrase
from models.rules.facts import GrantSource
from models.rules.year_lines import WhyFree

# --- at the head and the foot ---------------------------------------------------------------------

TITLE: Final = Phrase("Support statement {year}", "Support-Auszug {year}")
FILE: Final = Phrase("support-statement", "support-auszug")
LEFT_ON: Final = Phrase("{left} on {day}", "{left} am {day}")
OPEN: Final = Phrase(
    "As known on {day}; the books are not closed", "Wie am {day} bekannt; nicht abgeschlossen"
)
CLOSED: Final = Phrase(
    "As known on {day}; the books are closed up to {until}",
    "Wie am {day} bekannt; abgeschlossen bis {until}",
)
NUMBERED: Final = Phrase("Statement {number}", "Auszug {number}")
EXCL_VAT: Final = Phrase("All amounts in CHF, excl. VAT", "Alle Beträge in CHF, exkl. MWST")
PAGE: Final = Phrase("Page {{n}} of {{all}}", "Seite {{n}} von {{all}}")

# --- what is read first ---------------------------------------------------------------------------

OF: Final = Phrase("{n} of {all}", "{n} von {all}")
NUMBER_LEFT: Final = Phrase("escalations left", "Eskalationen übrig")
NUMBER_USED: Final = Counted(
    Phrase("escalation used", "gebraucht"),
    Phrase("escalations used", "gebraucht"),
)
NUMBER_TIME: Final = Phrase("engineering time", "Arbeitszeit")
NUMBER_CONSULTING: Final = Phrase("consulting", "Beratung")
NUMBER_REPLIES: Final = Phrase("responses in time", "rechtzeitig beantwortet")

# --- headings -------------------------------------------------------------------------------------

CASE: Final = Phrase("Case", "Fall")
SUBJECT: Final = Phrase("Subject", "Betreff")
DATE: Final = Phrase("Date", "Datum")
MONTH: Final = Phrase("Month", "Monat")
TIME: Final = Phrase("Time", "Zeit")
REASON: Final = Phrase("Reason", "Grund")
FROM: Final = Phrase("From", "Von")
UNTIL: Final = Phrase("Until", "Bis")
CHF: Final = Phrase("CHF excl. VAT", "CHF exkl. MWST")
TOTAL: Final = Phrase("Total", "Total")

# --- what is agreed -------------------------------------------------------------------------------

AGREED: Final = Phrase("What is agreed", "Vereinbart")
LEVEL: Final = Phrase("Support level", "Support-Stufe")
OPEN_ENDED: Final = Phrase("open-ended", "unbefristet")
A_YEAR: Final = Phrase("Escalations a year", "Eskalationen im Jahr")
FIRST_RESPONSE: Final = Phrase("First response within", "Erstantwort innert")
NO_CONTRACT: Final = Phrase(
    "There is no contract in this year: Basic Support applies.",
    "In diesem Jahr besteht kein Vertrag: Es gilt Basic Support.",
)
OF_SEVERITY: Final = Phrase("Sev-{severity}: {target}", "Sev-{severity}: {target}")

# --- escalations ----------------------------------------------------------------------------------

GRANTS: Final = Phrase("Escalations available", "Verfügbare Eskalationen")
SOURCE: Final = Phrase("Source", "Herkunft")
GRANTED: Final = Phrase("Granted", "Erhalten")
USED_BEFORE: Final = Phrase("Before {year}", "Vor {year}")
USED_IN: Final = Phrase("Used {year}", "Gebraucht {year}")
EXPIRED: Final = Phrase("Expired", "Verfallen")
REMAINING: Final = Phrase("Left", "Übrig")
GRANT: Final[Mapping[GrantSource, Phrase]] = {
    GrantSource.INCLUDED: Phrase("Included {which}", "Inbegriffen {which}"),
    GrantSource.PACK: Phrase("Pack {which}", "Paket {which}"),
    GrantSource.ADJUSTMENT: Phrase("Adjustment {which}", "Anpassung {which}"),
}
RAISED: Final = Phrase("{which}, raised", "{which}, erhöht")

CHARGES: Final = Phrase("Escalations used", "Gebrauchte Eskalationen")
FIRST_BLOCK: Final = Phrase("First {hours} hours", "Erste {hours} Stunden")
LATER_BLOCK: Final = Phrase("Beyond {before} hours, as agreed", "Über {before} Stunden, vereinbart")
SETTLED: Final = Phrase(
    "Worked on {day}, when none was left; settled since",
    "Am {day} geleistet, als keine übrig war; seither beglichen",
)
SETTLED_SINCE: Final = Phrase(
    "None was left; settled on {day} from: {grant}", "Keine war übrig; am {day} beglichen: {grant}"
)
UNCOVERED: Final = Phrase(
    "None was left: still to be settled", "Keine war übrig: noch zu begleichen"
)

# --- time that took none --------------------------------------------------------------------------

UNDECIDED: Final = Phrase("To be decided", "Noch zu entscheiden")
UNDECIDED_NOTE: Final = Phrase(
    "This time goes beyond the hours of an escalation. It takes another escalation, or is "
    "consulting at {price} an hour: whichever you decide with us.",
    "Diese Zeit geht über die Stunden einer Eskalation hinaus. Sie braucht eine weitere "
    "Eskalation oder ist Beratung zu {price} die Stunde: wie Sie es mit uns entscheiden.",
)
IF_CONSULTING: Final = Phrase("As consulting, CHF", "Als Beratung, CHF")
CONSULTING: Final = Phrase("Consulting", "Beratung")
CONSULTING_NOTE: Final = Phrase("{price} an hour, excl. VAT", "{price} die Stunde, exkl. MWST")
FREE: Final = Phrase("Not charged", "Nicht belastet")
WHY_FREE: Final[Mapping[WhyFree, Phrase]] = {
    WhyFree.UNTRIAGED: Phrase("Not classified yet", "Noch nicht eingeordnet"),
    WhyFree.DEFECT: Phrase("Product defect", "Produktfehler"),
    WhyFree.SECURITY: Phrase("Security issue", "Sicherheitsproblem"),
    WhyFree.TOUCHPOINT: Phrase("Touchpoint: a conversation", "Touchpoint: ein Gespräch"),
    WhyFree.SHORT: Phrase("Under {minutes} minutes in all", "Insgesamt unter {minutes} Minuten"),
    WhyFree.CHARGED_BEFORE: Phrase(
        "Within the escalation of {day}", "In der Eskalation vom {day} enthalten"
    ),
}

# --- first responses ------------------------------------------------------------------------------

REPLIES: Final = Phrase("First responses", "Erstantworten")
IN_TIME: Final = Phrase("In time", "In der Frist")
OF_ALL: Final = Phrase("Of", "Von")
RUNNING: Final = Counted(
    Phrase("{n} more is not due yet.", "{n} weitere ist noch nicht fällig."),
    Phrase("{n} more are not due yet.", "{n} weitere sind noch nicht fällig."),
)
LATE: Final = Phrase("Late first responses", "Verspätete Erstantworten")
REPORTED: Final = Phrase("Reported", "Gemeldet")
DUE: Final = Phrase("Due", "Fällig")
GIVEN: Final = Phrase("Given", "Gegeben")

# --- how it is worked out -------------------------------------------------------------------------

NOTES: Final = Phrase("How this is worked out", "So wird gerechnet")
NOTE_ESCALATION: Final = Phrase(
    "An escalation covers one case up to {hours} hours of engineering time. It is dated by the "
    "work: the day on which the case reached {minutes} minutes.",
    "Eine Eskalation deckt einen Fall bis zu {hours} Stunden Arbeit. Sie trägt das Datum der "
    "Arbeit: den Tag, an dem der Fall {minutes} Minuten erreichte.",
)
NOTE_FREE: Final = Phrase(
    "Product defects, security issues, touchpoint conversations and clarifications of under "
    "{minutes} minutes cost nothing.",
    "Produktfehler, Sicherheitsprobleme, Touchpoint-Gespräche und Klärungen unter {minutes} "
    "Minuten kosten nichts.",
)
NOTE_EXPIRY: Final = Phrase(
    "Each escalation is taken from what expires first. What is not used expires on its last day.",
    "Jede Eskalation wird dem entnommen, was zuerst verfällt. Was nicht gebraucht wird, verfällt "
    "mit dem letzten Tag.",
)
NOTE_CONSULTING: Final = Phrase(
    "Consulting costs {price} an hour, excl. VAT, counted by the minute.",
    "Beratung kostet {price} die Stunde, exkl. MWST, auf die Minute gerechnet.",
)
