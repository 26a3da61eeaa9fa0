"""Who was tried for a page in which round, by which ways, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from handlers.blocks.oncall.ladder import reaches_words
from handlers.blocks.pieces.wording import escaped, person
from models.rows.pages import Attempt
from models.rules.ladder import read_ladder
from models.rules.paging import AttemptOutcome, AttemptWay
from models.rules.written_time import Wall
from models.usecases.paging.pages import NOT_ON_THE_LADDER, PageFacts

_WAYS = {
    AttemptWay.DIRECT: "direct message",
    AttemptWay.CHANNEL: "post",
    AttemptWay.OUTSIDE: "outside Slack",
}


def tried(facts: PageFacts) -> Iterator[str]:
    """Yield a line for each recipient of each round."""
    for attempts in rounds(facts.shown.attempts).values():
        yield from _round(facts, attempts)


def rounds(attempts: Sequence[Attempt]) -> dict[int, list[Attempt]]:
    """Return attempts by the step of the ladder that made them, in order."""
    found: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        found.setdefault(attempt.step, []).append(attempt)
    return found


def begun(attempts: Sequence[Attempt]) -> datetime:
    """Return when the first of some attempts was made, or is due."""
    return min(attempt.tried_at or attempt.due_at for attempt in attempts)


def _round(facts: PageFacts, attempts: Sequence[Attempt]) -> Iterator[str]:
    """Yield a line for each recipient of a step; what was passed has one of its own."""
    by_recipient: dict[tuple[str, bool], list[Attempt]] = {}
    for attempt in attempts:
        key = (attempt.recipient, attempt.way == AttemptWay.NOBODY)
        by_recipient.setdefault(key, []).append(attempt)
    for (_, passed), found in by_recipient.items():
        head = f"• {facts.wall.short(begun(found))}  {_rung(facts, found[0].step)}"
        yield f"{head} · {_passed(facts, found[0]) if passed else _reached(facts, found)}"


def _rung(facts: PageFacts, step: int) -> str:
    if step == NOT_ON_THE_LADDER:
        return "beside the ladder (O5)"
    again = read_ladder(facts.shown.page.ladder).repeats(step)
    return "again" if again else f"rung {step + 1}"


def _passed(facts: PageFacts, attempt: Attempt) -> str:
    if attempt.recipient:
        return f"{person(attempt.recipient)}: {attempt.error}, passed at once (O4)"
    rung = reaches_words(read_ladder(facts.shown.page.ladder).reaches(attempt.step))
    return f"{rung}: nobody is on call, passed at once (O4)"


def _reached(facts: PageFacts, attempts: Sequence[Attempt]) -> str:
    """Say by which ways somebody, or a channel, was tried, and what became of each."""
    to, channel = attempts[0].recipient, attempts[0].way == AttemptWay.CHANNEL
    outside = {each.contact_id for each in attempts if each.way == AttemptWay.OUTSIDE}
    several = facts.outside if len(outside) > 1 else {}
    ways = (f"{_way(each, several)} {_outcome(each, facts.wall)}" for each in attempts)
    return f"{f'<#{to}>' if channel else person(to)}: {', '.join(ways)}"


def _way(attempt: Attempt, several: Mapping[int, str]) -> str:
    """Name the way of an attempt; outside Slack by its service too, if there are `several`."""
    service = several.get(attempt.contact_id or 0)
    return f"{_WAYS[attempt.way]}{f' ({escaped(service)})' if service else ''}"


def _outcome(attempt: Attempt, wall: Wall) -> str:
    if attempt.outcome == AttemptOutcome.DELIVERED and attempt.error:
        at = wall.short(attempt.ended_at or wall.now)
        return f"delivered {at}, at first failed ({escaped(attempt.error)})"
    if attempt.outcome == AttemptOutcome.DELIVERED:
        return "delivered"
    if attempt.outcome == AttemptOutcome.FAILED:
        return f":warning: failed ({escaped(attempt.error or 'no reason given')})"
    return "not needed any more" if attempt.outcome == AttemptOutcome.NEEDLESS else "under way"
