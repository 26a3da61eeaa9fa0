"""What comes in by itself: by which doors, how customers are listened to, what comes of it (I)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.rules.closed_sets import Named

MOST_A_MINUTE: Final = 120  # reports by one key, or of one customer by mail
WITHOUT_WORDS: Final = "(without words)"  # what was reported, or attached, with nothing beside it


class ReportDoor(Named, called="a door for reports"):
    """The way something came in (I1)."""

    MENTION = "mention"
    MESSAGE = "message"
    REACTION = "reaction"
    PRESS = "press"
    EVENT = "event"
    SIGN_OF_LIFE = "sign of life"
    MAIL = "mail"


class Listens(Named, called="a way to listen"):
    """To what of a customer's people the desk listens in its channel."""

    EVERYTHING = "everything"  # a message that begins a thread waits (I12)
    MENTIONS = "mentions"  # and reactions, and presses
    NOTHING = "nothing"


class Reply(Named, called="a reply to people from outside"):
    """What people from outside are told in a thread, beside the headline of a case there (I9)."""

    STANDS = "how a case stands"
    NOT_KNOWN = "nobody knows whose channel it is"
    KEPT = "it is kept until that is known"
    NOBODY_LISTENS = "no reports are taken here"
    DOES_NOTHING = "that does nothing here"
    FOR_OURS = "only our own people do that"
    OURS_CLOSE = "how a case stands, and whom to tell that it be closed"
    EDITED = "an edit changes nothing"
    STATUS = "their open cases"
    BALANCE = "what is left"
    HELP = "how to report"


class ShutBy(Named, called="what shuts a channel"):
    """Why nobody reaches the desk in a channel."""

    ARCHIVING = "archived"
    DELETION = "deleted"
    LEAVING = "left"  # the desk was taken out of it
    NOBODY_KNOWS = "not found"  # Slack knows it no more, or not for the desk


class CameOf(Named, called="what came of an arrival"):
    """What came of something that came in."""

    OPENED = "opened a case"
    SEEN_AGAIN = "seen again"
    RAISED = "raised to critical"
    LOWERED = "recovered, and lowered"
    RECOVERED = "recovered, and said so"
    NOTHING_OPEN = "recovered, with no case open"
    HELD = "held for the change window"
    PASSED = "held, and recovered within the change window"
    WAITS = "waits"
    ADDED = "added to what waits"
    ASKED = "asked whose it is"
    ACKNOWLEDGED = "acknowledged by them, which ends no page"
    ALIVE = "alive"
    AUTOMATIC = "left alone, an automatic answer"
    LEFT_ALONE = "left alone"
    REFUSED = "refused, to be treated again"


BY_RULE: Final[Mapping[CameOf, str]] = {
    CameOf.OPENED: "I2",
    CameOf.SEEN_AGAIN: "I3",
    CameOf.RAISED: "I2",
    CameOf.LOWERED: "I6",
    CameOf.RECOVERED: "I6",
    CameOf.NOTHING_OPEN: "I6",
    CameOf.HELD: "I8",
    CameOf.PASSED: "I8",
    CameOf.WAITS: "I12",
    CameOf.ADDED: "I12",
    CameOf.ASKED: "I5",
    CameOf.ACKNOWLEDGED: "R7",
    CameOf.ALIVE: "I11",
    CameOf.AUTOMATIC: "I1",
    CameOf.LEFT_ALONE: "I12",
    CameOf.REFUSED: "I10",
}
