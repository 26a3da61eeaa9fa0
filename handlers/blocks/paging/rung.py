"""Who was rung for a page and when, who is next, and whom to call by hand where no way did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slackblocks import Block

from handlers.blocks.oncall.ladder import reaches_words
from handlers.blocks.paging.about import when
from handlers.blocks.paging.tried import begun, rounds
from handlers.blocks.pieces.answer import section, small
from handlers.blocks.pieces.wording import escaped, person
from models.rows.pages import Attempt
from models.rules.ladder import Ladder, ReachKind, read_ladder
from models.rules.paging import AttemptOutcome, AttemptWay
from models.usecases.paging.pages import PageFacts

_NEWEST_ROUNDS = 4  # that the line fits a telephone
_MOST_NAMES = 2  # of a round; of more its rung is named


def rang(facts: PageFacts) -> Block | None:
    """Say who was rung when, and who is next: `Rang Ben 10:05 → Ada 10:10 · next everyone 10:20`.

    In small print; nothing where somebody had the page before anybody was rung.
    """
    page = facts.shown.page
    ladder = read_ladder(page.ladder)
    told = list(_rounds(facts, ladder))
    folded = ["…"] if len(told) > _NEWEST_ROUNDS else []
    said = [f"Rang {' → '.join([*folded, *told[-_NEWEST_ROUNDS:]])}"] if told else []
    if page.next_at is not None:
        said.append(f"next {_means(ladder, page.step)} {when(facts, page.next_at)}")
    if lost := _not_reached(facts):
        said.append(f":warning: no way reached {' or '.join(map(person, lost))}")
    return small(" · ".join(said)) if said else None


def _rounds(facts: PageFacts, ladder: Ladder) -> Iterator[str]:
    """Yield whom each round rang, and when; of the repeats beyond the last rung the newest."""
    found = rounds(facts.shown.attempts)
    for step, attempts in found.items():
        if ladder.repeats(step) and step != max(found):
            continue
        made = [each for each in attempts if each.outcome != AttemptOutcome.NEEDLESS]
        if whom := _whom(ladder, step, made):
            yield f"{whom} {when(facts, begun(made))}"


def _whom(ladder: Ladder, step: int, made: Sequence[Attempt]) -> str | None:
    """Name whom a step rang, or say that it rang nobody (O4); None if that is still to come."""
    channels = ladder.named(ReachKind.CHANNEL)  # the Sev-1 channel stands beside the ladder
    names = dict.fromkeys(
        _name(each)
        for each in made
        if each.way in _TO_PEOPLE or (each.way == AttemptWay.CHANNEL and each.recipient in channels)
    )
    passed = [each for each in made if each.way == AttemptWay.NOBODY]
    if names and not ladder.repeats(step) and len(names) <= _MOST_NAMES:
        return " and ".join(names)
    if names:
        return _means(ladder, step)
    if passed:
        return f"nobody ({', '.join(_passed(ladder, each) for each in passed)})"
    return None


_TO_PEOPLE = (AttemptWay.DIRECT, AttemptWay.OUTSIDE)


def _name(attempt: Attempt) -> str:
    to = attempt.recipient
    return f"<#{to}>" if attempt.way == AttemptWay.CHANNEL else person(to)


def _passed(ladder: Ladder, attempt: Attempt) -> str:
    if attempt.recipient:
        return f"{person(attempt.recipient)}: {attempt.error}"
    return _means(ladder, attempt.step)


def _means(ladder: Ladder, step: int) -> str:
    """Say whom a step means: a rung of the ladder, or beyond the last all of them again."""
    if ladder.repeats(step) and len(ladder.whole) > 1:
        return "all again"
    again = " again" if ladder.repeats(step) else ""
    return f"{reaches_words(ladder.reaches(step))}{again}"


# --- whom no way reached --------------------------------------------------------------------------


def by_hand(facts: PageFacts) -> Iterator[Block]:
    """Name people and numbers for calling by hand, where every way of a step has failed."""
    numbers = [
        f"{person(who)} {escaped(number)}" if number else f"{person(who)} (no number known)"
        for who, number in facts.by_hand.items()
    ]
    if numbers and facts.shown.rings and _failed(facts):
        yield section(":telephone_receiver: *Please call by hand:* " + ", ".join(numbers))


def _not_reached(facts: PageFacts) -> Sequence[str]:
    """Return those of the steps that failed whom no other step has reached."""
    if not facts.shown.rings:
        return ()
    reached = {
        each.recipient for each in facts.shown.attempts if each.outcome == AttemptOutcome.DELIVERED
    }
    tried = dict.fromkeys(each.recipient for each in _failed(facts))
    return [who for who in tried if who not in reached]


def _failed(facts: PageFacts) -> Sequence[Attempt]:
    """Return the attempts of steps whose every way to people failed; who was passed did not."""
    to_people = [each for each in facts.shown.attempts if each.way in _TO_PEOPLE]
    return [
        each
        for attempts in rounds(to_people).values()
        if all(attempt.outcome == AttemptOutcome.FAILED for attempt in attempts)
        for each in attempts
    ]
