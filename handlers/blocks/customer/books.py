"""A customer's books: closed, opened again, what was kept, and what does not hold (E10)."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.wording import as_typed, counted, left, long_day, person
from models.rules.written_time import Wall
from models.usecases.books.closing import Books, Closed, Reopened, number_of
from models.usecases.books.verifying import NotProven

MOST_KEPT = 30


def closed(done: Closed) -> Answer:
    """Say up to when a customer's books are closed, and what was kept.

    It is undone as E10 has it: by an admin, who is asked why.
    """
    customer, kept = done.customer, done.kept
    first = min(each.day for each in (kept, *done.anew))
    anew = ", ".join(f"`{number_of(customer, each)}`" for each in done.anew)
    return answer(
        f"{customer.key}'s books are closed up to {long_day(kept.day)}.",
        lines(
            [
                f"Kept as issued: `{number_of(customer, kept)}`, {left(done.statement)} (E10)",
                f"Kept anew, for they had been reopened: {anew}" if anew else None,
            ]
        ),
        small(
            "What would change a kept statement is refused from now on; an admin can reopen them "
            f"with a reason · `/balance {customer.key} books` shows what was kept"
        ),
        buttons([("Reopen…", f"/balance {customer.key} reopen {first}")]),
    )


def reopened(done: Reopened) -> Answer:
    """Say that a customer's books are open again, and of which days."""
    customer = done.customer
    days = ", ".join(map(long_day, done.days))
    until = customer.closed_until
    still = f"They stay closed up to {long_day(until)}." if until else "None stay closed."
    return answer(
        f"{customer.key}'s books are open again from {long_day(done.days[0])} on.",
        lines([f"What was kept of {days} stays, and may be corrected now (E10). {still}"]),
        small(f"`/balance {customer.key} close {done.days[-1]}` keeps the corrected statements"),
    )


def books(found: Books, wall: Wall) -> Answer:
    """Show what was kept of a customer, and when its books were reopened, and why."""
    customer, until = found.customer, found.customer.closed_until
    said = f"closed up to {long_day(until)}" if until else "open"
    return answer(f"{customer.key}'s books are {said}.", lines(_kept(found, wall)))


def _kept(found: Books, wall: Wall) -> Iterator[str]:
    happened = [
        (each.at, f"• `{number_of(found.customer, each)}` kept", each.by, "") for each in found.kept
    ]
    happened += [
        (each.at, f"• {long_day(each.day)} and later reopened", each.by, each.reason)
        for each in found.reopenings
    ]
    if (earlier := len(happened) - MOST_KEPT) > 0:
        yield f"{earlier} earlier not shown"
    for at, told, by, reason in sorted(happened)[-MOST_KEPT:]:
        why = f" – {as_typed(reason)}" if reason else ""
        yield f"{told} {wall.instant(at)} by {person(by)}{why}"


def not_proven(letter: NotProven) -> Answer:
    """Tell the admins what the daily look at the books found."""
    more = letter.faults - len(letter.first)
    one = letter.faults == 1
    return answer(
        f":warning: The daily look at the books found {counted(letter.faults, 'thing')} that "
        f"{'does' if one else 'do'} not hold (E10).",
        lines(f"• {as_typed(fault)}" for fault in letter.first),
        small(
            f"{f'{more} more · ' if more > 0 else ''}`python -m slackapp verify` shows all of it, "
            "whenever it is run"
        ),
    )
