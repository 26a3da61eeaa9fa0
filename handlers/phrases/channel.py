"""Every phrase that a customer's people read in their channel (I9).

A line may begin with what was asked or with a case's number, so parts of sentences begin in lower
case; a sentence of its own ends with its full stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.phrases.writer import Counted, Phrase
from models.rules.standing import Standing

# --- a case, at the head of its thread ------------------------------------------------------------

TITLE: Final = Phrase("“{title}”", "«{title}»")
SOMEBODY: Final = Phrase("somebody of ours", "jemand von uns")
IS_OPEN: Final = Phrase(
    "#{number} is open: {comes}; {due}.", "#{number} ist offen: {comes}; {due}."
)
IS_OPEN_CRITICAL: Final = Phrase(
    "#{number} is open, critical: {comes}; {due}.", "#{number} ist offen, kritisch: {comes}; {due}."
)
CRITICAL: Final = Phrase(", critical", ", kritisch")
IS_BEING_RUNG: Final = Phrase("an engineer is being rung", "der Pikettdienst wird alarmiert")
NOBODY_RUNG_NOW: Final = Phrase(
    "nobody is rung at this hour", "um diese Zeit wird niemand alarmiert"
)
NOBODY_RUNG: Final = Phrase(
    "nobody is rung, an engineer takes it in turn",
    "niemand wird alarmiert, der Fall kommt der Reihe nach dran",
)
IN_TURN: Final = Phrase("an engineer takes it in turn", "der Fall kommt der Reihe nach dran")
REPLY_BY: Final = Phrase("first reply by {due}", "erste Antwort bis {due}")
REPLY_OVERDUE: Final = Phrase(
    "a first reply was due {due} and is overdue",
    "eine erste Antwort war bis {due} fällig und ist überfällig",
)
REPLY_GIVEN: Final = Phrase("First reply given {at}.", "Erste Antwort gegeben {at}.")
CLOSED: Final = Phrase("closed {at}.", "geschlossen {at}.")
WITHDRAWN: Final = Phrase("withdrawn {at}.", "zurückgezogen {at}.")
WITHDRAWN_FOR: Final = Phrase(
    "withdrawn {at}: please see #{double}.", "zurückgezogen {at}: bitte sehen Sie #{double}."
)
MOVED: Final = Phrase(
    "#{number} was moved and is not followed here any more. Questions about it are welcome here "
    "all the same.",
    "#{number} wurde verschoben und wird hier nicht weiter geführt. Fragen dazu sind hier trotzdem "
    "willkommen.",
)

# --- the lines of its thread ----------------------------------------------------------------------

HAS_IT: Final = Phrase("{who} has it.", "{who} kümmert sich darum.")
HAS_REPLIED: Final = Phrase("{who} has replied.", "{who} hat geantwortet.")
HAS_CLOSED: Final = Phrase("{who} closed it.", "{who} hat den Fall geschlossen.")
HAS_REOPENED: Final = Phrase("{who} reopened it.", "{who} hat den Fall wieder geöffnet.")
HAS_WITHDRAWN: Final = Phrase("{who} withdrew it.", "{who} hat den Fall zurückgezogen.")
HAS_WITHDRAWN_DOUBLE: Final = Phrase(
    "{who} withdrew it, a double of #{double}.",
    "{who} hat den Fall zurückgezogen, ein Doppel von #{double}.",
)
REPLY_COMES: Final = Phrase(
    "a first reply comes by {due} now", "eine erste Antwort kommt nun bis {due}"
)

# --- buttons, and what is asked -------------------------------------------------------------------

CALL_CRITICAL: Final = Phrase("This is critical", "Das ist kritisch")
OPEN_A_CASE: Final = Phrase("Open a case", "Fall eröffnen")
NOBODY_HAS_SEEN: Final = Phrase(
    "Nobody of ours has seen this yet: a reply is due by {due}. Is it critical? Please say so "
    "here, or if it should be a case.",
    "Von uns hat das noch niemand gesehen: Eine Antwort ist fällig bis {due}. Ist es kritisch? "
    "Bitte sagen Sie es hier, oder ob es ein Fall werden soll.",
)

SAYS_CRITICAL: Final = Phrase(
    "{who} says that this is critical: it is #{number}.",
    "{who} sagt, dass das kritisch ist: Es ist #{number}.",
)
OPENED_IT: Final = Phrase(
    "{who} opened a case: it is #{number}.", "{who} hat einen Fall eröffnet: Es ist #{number}."
)
HAS_SEEN: Final = Phrase("{who} has seen this.", "{who} hat das gesehen.")
HAS_ANSWERED: Final = Phrase(
    "{who} has answered. Is it critical, or should it be a case? Please say so here.",
    "{who} hat geantwortet. Ist es kritisch, oder soll es ein Fall werden? Bitte sagen Sie es "
    "hier.",
)

# --- answers --------------------------------------------------------------------------------------

HOW_TO_REPORT: Final = Phrase(
    "Tell the desk what is wrong, in your own words, and it becomes a case.",
    "Sagen Sie dem Desk in Ihren Worten, was nicht geht: Daraus wird ein Fall.",
)
HELP_CRITICAL: Final = Phrase(
    "`@desk critical: login is down for everybody`, or :rotating_light: on your message: what "
    "can't wait",
    "`@desk kritisch: Login geht für niemanden`, oder :rotating_light: auf Ihrer Nachricht: was "
    "nicht warten kann",
)
HELP_REPORT: Final = Phrase(
    "`@desk the export fails since the update`: everything else",
    "`@desk der Export geht seit dem Update nicht`: alles andere",
)
HELP_STATUS: Final = Phrase("`@desk status`: your open cases", "`@desk Stand`: Ihre offenen Fälle")
HELP_BALANCE: Final = Phrase(
    "`@desk balance`: what is left of your escalations",
    "`@desk Guthaben`: was von Ihren Eskalationen übrig ist",
)
HELP_OTHERWISE: Final = Phrase(
    "Auf Deutsch geht es auch: `kritisch`, `dringend`, `Notfall`, `Stand`, `Hilfe`.",
    "English works too: `critical`, `urgent`, `emergency`, `status`, `help`.",
)
NONE_OPEN: Final = Phrase("No case of yours is open.", "Keiner Ihrer Fälle ist offen.")
ARE_OPEN: Final = Counted(
    Phrase("{n} case of yours is open.", "{n} Ihrer Fälle ist offen."),
    Phrase("{n} cases of yours are open.", "{n} Ihrer Fälle sind offen."),
)
YOU_HAVE: Final = Phrase("You have {left}.", "Sie haben {left}.")
CONTACT_TELLS_LEFT: Final = Phrase(
    "Your contact at ProAuth will gladly tell you what is left.",
    "Ihre Kontaktperson bei ProAuth sagt Ihnen gern, was übrig ist.",
)
CLOSED_RINGS_NOBODY: Final = Phrase(
    "Nobody is rung for it any more. If it can't wait, write `@desk critical: …`, and what is "
    "wrong: that opens another.",
    "Dafür wird niemand mehr alarmiert. Wenn es nicht warten kann, schreiben Sie "
    "`@desk kritisch: …` und was nicht geht: Das eröffnet einen neuen Fall.",
)
NOT_KNOWN: Final = Phrase(
    "The desk does not know yet whose channel this is. If it can't wait, please call your contact "
    "at ProAuth.",
    "Der Desk weiss noch nicht, wessen Kanal das ist. Wenn es nicht warten kann, rufen Sie bitte "
    "Ihre Kontaktperson bei ProAuth an.",
)
IS_KEPT: Final = Phrase(
    "What you wrote is kept: our people are asked whose it is.",
    "Was Sie geschrieben haben, ist aufbewahrt: Unsere Leute werden gefragt, wessen es ist.",
)
NOBODY_LISTENS: Final = Phrase(
    "The desk takes no reports in this channel. Please turn to your contact at ProAuth, and call "
    "if it can't wait.",
    "Der Desk nimmt in diesem Kanal keine Meldungen entgegen. Bitte wenden Sie sich an Ihre "
    "Kontaktperson bei ProAuth, und rufen Sie an, wenn es nicht warten kann.",
)
DOES_NOTHING: Final = Phrase(
    "That does nothing here. Please write `@desk`, and what is wrong.",
    "Das bewirkt hier nichts. Bitte schreiben Sie `@desk` und was nicht geht.",
)
ONLY_OURS_DO: Final = Phrase(
    "Our people close and change cases: they read what you wrote at #{number}.",
    "Fälle schliessen und ändern unsere Leute: Sie lesen bei #{number}, was Sie geschrieben haben.",
)
OURS_CLOSE: Final = Phrase(
    "Our people close cases: they are told that you would like that.",
    "Fälle schliessen unsere Leute: Ihr Wunsch ist ihnen gemeldet.",
)
EDIT_CHANGES_NOTHING: Final = Phrase(
    "An edit changes nothing that was said to the desk. If it is critical, please write "
    "`@desk critical: …` as a new message, press *This is critical*, or put :rotating_light: on "
    "this one.",
    "Eine Bearbeitung ändert nichts daran, was dem Desk gesagt wurde. Wenn es kritisch ist, "
    "schreiben Sie bitte `@desk kritisch: …` als neue Nachricht, drücken Sie *Das ist kritisch*, "
    "oder setzen Sie :rotating_light: auf diese.",
)
WHAT_THEY_CAN_SAY: Final = Phrase(
    "`@desk status` shows your open cases, `@desk help` what you can say.",
    "`@desk Stand` zeigt Ihre offenen Fälle, `@desk Hilfe`, was Sie sagen können.",
)
NOT_NOW: Final = Phrase(
    ":warning: The desk could not note this just now, and tries again by itself. If it can't wait, "
    "please call your contact at ProAuth too.",
    ":warning: Der Desk konnte das gerade nicht festhalten und versucht es von selbst wieder. Wenn "
    "es nicht warten kann, rufen Sie bitte auch Ihre Kontaktperson bei ProAuth an.",
)
NOT_DONE: Final = Phrase(
    ":warning: The desk could not note this just now. Please press it again in a few minutes. If "
    "it can't wait, please call your contact at ProAuth.",
    ":warning: Der Desk konnte das gerade nicht festhalten. Bitte drücken Sie in ein paar Minuten "
    "noch einmal. Wenn es nicht warten kann, rufen Sie bitte Ihre Kontaktperson bei ProAuth an.",
)
DONE_LATER: Final = Phrase(
    "This takes longer than usual: it is noted, and done by itself. If it can't wait, please call "
    "your contact at ProAuth too.",
    "Das dauert länger als sonst: Es ist notiert und wird von selbst erledigt. Wenn es nicht "
    "warten kann, rufen Sie bitte auch Ihre Kontaktperson bei ProAuth an.",
)
NOT_FOR: Final[Mapping[str, Phrase]] = {
    Standing.GUEST: Phrase(
        "The support desk is for full members of the ProAuth workspace; guests can't use it. "
        "Please ask your contact at ProAuth.",
        "Der Support-Desk ist für volle Mitglieder des Workspace von ProAuth; Gäste können ihn "
        "nicht benutzen. Bitte fragen Sie Ihre Kontaktperson bei ProAuth.",
    ),
    Standing.OUTSIDER: Phrase(
        "The support desk is for people at ProAuth. Please ask your contact there: they will "
        "gladly help.",
        "Der Support-Desk ist für die Leute von ProAuth. Bitte fragen Sie Ihre Kontaktperson dort: "
        "Sie hilft gern.",
    ),
}
A_PROGRAM: Final = Phrase("a program", "einem Programm")
MESSAGE_OF: Final = Phrase("Message of {who}, {at}", "Nachricht von {who}, {at}")
WITHOUT_WORDS: Final = Phrase("(without words)", "(ohne Worte)")
STAYS_AWAY: Final = Phrase(
    "{name} stays away: it is expected every {every}", "{name} bleibt aus: erwartet alle {every}"
)

# --- what they are told without asking (N1) -------------------------------------------------------

EXPIRE_ON: Final = Counted(
    Phrase(
        "{n} of your escalations expires on {day}, {when}.",
        "{n} Ihrer Eskalationen verfällt am {day}, {when}.",
    ),
    Phrase(
        "{n} of your escalations expire on {day}, {when}.",
        "{n} Ihrer Eskalationen verfallen am {day}, {when}.",
    ),
)
TODAY: Final = Phrase("today", "heute")
IN_DAYS: Final = Counted(Phrase("in {n} day", "in {n} Tag"), Phrase("in {n} days", "in {n} Tagen"))
CONTACT_HELPS: Final = Phrase(
    "Your contact at ProAuth will gladly help.", "Ihre Kontaktperson bei ProAuth hilft gern weiter."
)
