"""What the on-call check says (O7), and how late the desk is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from handlers.blocks.oncall.rotation import ADMIN_MAKES_ONE
from handlers.blocks.pieces.answer import (
    Answer,
    answer,
    divider,
    lasting_buttons,
    lines,
    small,
)
from handlers.blocks.pieces.slack_errors import remedy
from handlers.blocks.pieces.wording import as_typed, counted, duration, escaped, person
from models.rules.written_time import Wall
from models.usecases.oncall.check import Finding, Trouble
from models.usecases.restoring import Restored
from models.usecases.self_watch import Delays, Overdue, Telephones, TelephonesAlarm

LEARNED = "From a customer's message to when the desk learned of it"
IN_ORDER = ":white_check_mark: On call is in order for the next 14 days."


def checked(
    found: Sequence[Finding],
    wall: Wall,
    delays: Sequence[tuple[str, Delays | None]] = (),
    late: Overdue | None = None,
    tried: Telephones | None = None,
) -> Answer:
    """Report what would go wrong in the next 14 days (O7), and how the desk does."""
    sentence = (
        f":warning: The on-call check found {counted(len(found), 'thing')} to mend."
        if found
        else IN_ORDER
    )
    return answer(
        sentence,
        lines(f"• {finding_words(item, wall)}" for item in found[:30]),
        divider() if delays else None,
        lines(delay_words(what, measured) for what, measured in delays),
        lines([late_words(late)]) if late else None,
        lines([silent_words(tried.failed, tried.error)]) if tried and tried.silent else None,
    )


def finding_words(item: Finding, wall: Wall) -> str:
    """Say one thing that is wrong with the next 14 days (O7)."""
    match item.what:
        case Trouble.GAP:
            start = wall.instant(item.start or wall.now)
            return (
                f"Nobody is on call for `{item.rotation}` from {start} "
                f"to {wall.instant(item.end or wall.now)}."
            )
        case Trouble.UNREACHABLE:
            return (
                f"{person(item.person)} (`{item.rotation}`) can't be reached outside Slack: "
                "`/oncall contact`."
            )
        case Trouble.KEY:
            return (
                f"{counted(item.count, 'address', 'addresses')} outside Slack can't be read: "
                "CONTACTS_KEY was lost or changed. An admin can set the former one beside it."
            )
        case Trouble.GONE:
            return f"{person(item.person)} (`{item.rotation}`) is {item.detail}."
        case Trouble.ALONE:
            return f"`{item.rotation}` has only {person(item.person)}: nobody takes over."
        case Trouble.RUNG:
            return f"A rung can never be reached: {as_typed(item.detail)}."
        case Trouble.NOTHING:
            return f"There is no rotation yet. {ADMIN_MAKES_ONE}"
        case _:
            assert_never(item.what)


def delay_words(what: str, measured: Delays | None) -> str:
    """Say how long something took in the last 30 days."""
    if measured is None:
        return f"{what}: nothing measured in the last 30 days."
    return (
        f"{what}, last 30 days ({measured.count}): p50 {_delay(measured.p50)}, "
        f"p99 {_delay(measured.p99)}, worst {_delay(measured.worst)}."
    )


def _delay(seconds: float) -> str:
    """Write a delay as people read it: `0.4 s`, from two minutes on `3m` or `143h13`."""
    return f"{seconds:.1f} s" if seconds < 120 else duration(round(seconds / 60))


def how_much(late: Overdue) -> str:
    """Say how many rungs and messages are overdue, as far as any are."""
    those = [(late.rungs, "rung"), (late.messages, "message")]
    said = " and ".join(counted(number, what) for number, what in those if number)
    return f"Overdue by more than a minute: {said}."


def late_words(late: Overdue) -> str:
    """Say how much is overdue by more than a minute, and what most of the messages met."""
    if not late.any:
        return "The desk itself is on time: no rung and no message of its own is late."
    said = [f":warning: {how_much(late)}"]
    if late.error:
        met = f"Not delivered: `{escaped(late.error)}`."
        said += [met, remedy(late.error), "All are kept, and tried again."]
    return " ".join(filter(None, said))


def silent_words(failed: int, error: str | None) -> str:
    """Say that telephones can't be reached, and what the latest met."""
    tried = f"All {failed} that were" if failed > 1 else "The one that was"
    said = (
        f":warning: Telephones can't be reached: whoever is paged is rung in Slack only. {tried} "
        "tried in the last hour failed at last."
    )
    return f"{said} The latest: {escaped(error)}" if error else said


def telephones(alarm: TelephonesAlarm) -> Answer:
    """Tell the admins that telephones can't be reached, or that one was again."""
    if not alarm.in_vain:
        return answer(":white_check_mark: Telephones are reached again.")
    return answer(
        silent_words(alarm.in_vain, alarm.error),
        small("Call by hand who is needed. `/oncall test` rings your own."),
    )


def clock_set(seconds: int) -> Answer:
    """Tell the admins that the clock of the desk's machine was set, and what that did."""
    minutes, rest = divmod(abs(seconds), 60)
    by = duration(minutes) if minutes else f"{rest} seconds"
    if seconds < 0:
        return answer(
            f":warning: The clock of the desk's machine was set back by {by}. "
            "What was due later by that is due now.",
            small(
                "What was recorded by the clock that was ahead is known from then on, as the clock "
                "shows it now: look at the level of cases that are opened until then."
            ),
        )
    return answer(
        f":warning: The clock of the desk's machine was set forward by {by}: "
        "pages may have climbed too early."
    )


def restored(told: Restored, wall: Wall) -> Answer:
    """Tell the admins what the desk no longer knows, what is held, and what that does."""
    at, until = wall.dated(told.backed_up_at), wall.dated(told.at)
    return answer(
        f":warning: The desk was restored from a backup of {at}. It knows "
        f"nothing of what was recorded from then until {until}: please record it again.",
        lines(_held(told)),
        lasting_buttons([(f"Page {each}", f"/oncall pages {each}") for each in told.pages]),
        small(
            "Numbers go on further up, so that none is given away twice; messages and buttons of "
            "before stay where they are, and the buttons do nothing."
        ),
    )


def _held(told: Restored) -> Iterator[str]:
    if told.pages:
        pages = ", ".join(map(str, told.pages))
        yield (
            f"*Held:* what rang at that time, page {pages}. It rings when it is handed up: please "
            "do if nobody has answered since, and else stop it."
        )
    if told.messages:
        yield f"*Held:* {counted(told.messages, 'message')}. Your Home lets you send them."
    if told.reports:
        yield (
            f"*Held:* {counted(told.reports, 'report')} from a change window that has ended. "
            "`/case arrivals` shows them, and *Treat again* does what follows."
        )
    if told.asked:
        who = ", ".join(map(person, told.asked))
        yield f"*Not done:* what {who} had asked for and had no answer to yet."


def overdue(late: Overdue) -> Answer:
    """Tell the admins that something is overdue, or that all is well again."""
    if not late.any:
        return answer(":white_check_mark: The desk is on time again.")
    return answer(late_words(late), small("`/oncall check` shows how the desk does."))
