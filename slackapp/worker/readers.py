"""Who reads where a letter goes, and what they may be told."""

from __future__ import annotations

import time
from dataclasses import dataclass

from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import NEVER, Said
from handlers.slack.audience import NO_CHANNEL, Audience
from models.usecases.outcomes import NotSent
from slackapp.worker.refusals import slack_answers

NOBODY_SAYS = "Slack does not say who reads that channel"
SAYS_SLOWLY = "Slack took long to say who reads that channel"
ASKS_WITHIN = 5.0  # seconds; with the post, which may take 20, that lies within a claim


@dataclass(frozen=True)
class Fit:
    """What whoever reads a channel may be told; `cautious` if nobody knows who that is."""

    answer: Answer
    cautious: bool = False


def fit_for_readers(audience: Audience, recipient: str, said: Said) -> Fit | None:
    """Return what whoever reads there may be told, None if that is nothing.

    While Slack does not say who reads a channel, it is told what outsiders may know; an edit waits.
    NotSent for what may not be said there, or where too little of the claim is left: then Slack's
    answer is known by the next attempt, and another sender posts nothing twice.
    """
    if recipient[:1] not in "CG":
        return Fit(said.answer)
    brief, began, cautious = said.to_outsiders, time.monotonic(), False
    try:
        from_outside = _is_from_outside(audience, recipient)
    except NotSent as silence:
        fits = isinstance(brief, Answer) and said.edits is None
        if not fits or str(silence) == NO_CHANNEL:
            raise
        from_outside = cautious = True
    if time.monotonic() - began > ASKS_WITHIN:
        raise NotSent(SAYS_SLOWLY)
    if not from_outside:
        return Fit(said.answer)
    if brief is NEVER:
        raise NotSent("people from outside read that channel", hopeless=True)
    return Fit(brief, cautious) if isinstance(brief, Answer) else None


def _is_from_outside(audience: Audience, channel: str) -> bool:
    try:
        with slack_answers():
            return audience.is_from_outside(channel)
    except NotSent as silence:
        if str(silence) == NO_CHANNEL:  # a post would be refused for the same reason
            raise
        raise NotSent(NOBODY_SAYS, away=silence.away, retry_after=silence.retry_after) from silence
