"""What pages and attempts can be: why somebody is paged, how a page ends, how it was tried (O4)."""

from __future__ import annotations

from models.rules.closed_sets import Named


class PageCause(Named, called="a cause of a page"):
    """Why somebody is paged."""

    SEV1 = "sev1"  # R1
    ASKED = "asked"  # somebody asked by hand
    DRILL = "drill"


class PageEnd(Named, called="an end of a page"):
    """How a page ended (R7)."""

    ACKNOWLEDGED = "acknowledged"  # and there is no first response to wait for
    RESPONDED = "responded"
    STOPPED = "stopped"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # the case was opened by mistake, or twice
    LOWERED = "lowered"
    LEFT = "left"  # of old pages: the customer is not Managed any more
    MOVED = "moved"  # of old pages: the case went to a customer who is not Managed
    SEV1 = "sev1"  # the case became a Managed Sev-1, which has a page of its own


class AttemptWay(Named, called="a way to reach somebody"):
    """How it is tried to reach somebody."""

    DIRECT = "direct"  # a message to a person
    CHANNEL = "channel"
    OUTSIDE = "outside"  # at an address outside Slack
    NOBODY = "nobody"  # a rung had nobody to reach


class AttemptOutcome(Named, called="an outcome of an attempt"):
    """What became of an attempt."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    NEEDLESS = "needless"  # the page was taken before it was made


class ContactKind(Named, called="a kind of contact"):
    """How somebody is reached outside Slack."""

    SEND = "send"  # an address that messages are sent to
    CALL = "call"  # a telephone number, for calling by hand
