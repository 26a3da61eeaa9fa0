"""What is said of messages that wait in customers' channels (I12): to us, and to their authors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slackblocks import Block

from handlers.blocks.pieces.answer import Answer, answer, buttons, lasting_buttons, lines, small
from handlers.blocks.pieces.due import late_words
from handlers.blocks.pieces.from_outside import Press, presses
from handlers.blocks.pieces.wording import as_typed, counted, in_readers_zone, person, quoted
from handlers.phrases import channel as phrases
from handlers.phrases.writer import Writer
from models.rows.reports import WaitingMessage
from models.rules.response import ClockState
from models.rules.warning import ClockWarning
from models.rules.written_time import Wall
from models.usecases.reports.waiting import Asked, Waiting

NameOf = Callable[[str], str]
MOST_LISTED = 20
_RUN = {
    ClockWarning.HALF: "half of its clock has run",
    ClockWarning.THREE_QUARTERS: "three quarters of its clock have run",
}


def post(item: Waiting, wall: Wall, name_of: NameOf, pinged: str | None = None) -> Answer:
    """Show a message in the channel of its queue as it stands; `pinged` is on duty just now."""
    message = item.message
    if message.ended_at is not None:
        return answer(
            f":ballot_box_with_check: {_wrote(item, name_of)}", lines([_ended(message, name_of)])
        )
    call = f" {person(pinged)}, please have a look." if pinged else ""
    return answer(
        f":speech_balloon: {_wrote(item, name_of)}{call}",
        lines([" · ".join(_stands(item, wall, name_of))]),
        _buttons(message),
        small("Nobody has opened a case from it (I12) · `/case waiting`"),
    )


def _wrote(item: Waiting, name_of: NameOf) -> str:
    message = item.message
    author = as_typed(name_of(message.person_id))
    return f"{item.customer.key}: {author} wrote {quoted(' '.join(message.text.split()))}"


def _stands(item: Waiting, wall: Wall, name_of: NameOf) -> Sequence[str]:
    message, clock = item.message, item.clock.clock
    more = [f"<{message.link}|the message>"] if message.link else []
    if (answered := _answered(message, wall, name_of)) is not None:
        more.insert(0, answered)
    due = wall.dated(clock.due)
    if clock.state(wall.now) is ClockState.OVERDUE:
        return [f"a reply was due *{due}* and is overdue", *more]
    return [f"reply due *{due}* ({clock.target.words})", *more]


def _answered(message: WaitingMessage, wall: Wall, name_of: NameOf) -> str | None:
    """Say who of ours has answered: only saying so makes that the first reply (S3)."""
    if message.answered_by is None or message.answered_at is None:
        return None
    by = as_typed(name_of(message.answered_by))
    return f"{by} answered {wall.dated(message.answered_at)}: only saying so stops the clock (S3)"


def _ended(message: WaitingMessage, name_of: NameOf) -> str:
    by = as_typed(name_of(message.ended_by or ""))
    if message.case_id is not None:
        return f"#{message.case_id} was opened from it, by {by}."
    return f"{by} says that it is no case."


def _buttons(message: WaitingMessage) -> Block | None:
    return lasting_buttons(_choices(message), [("Open as Sev-1", _typed(message, "open sev1"))])


def _choices(message: WaitingMessage) -> list[tuple[str, str]]:
    return [("Open case", _typed(message, "open")), ("No case", _typed(message, "none"))]


def _typed(message: WaitingMessage, what: str) -> str:
    return f"/case waiting {message.id} {what}"


def listed(found: Sequence[Waiting], wall: Wall, name_of: NameOf) -> Answer:
    """List the messages that wait, by when a reply is due."""
    if not found:
        return answer(
            "No message waits.", small("What customers write and nobody opens waits (I12)")
        )
    shown = [in_a_list(item, wall, name_of) for item in found[:MOST_LISTED]]
    first = found[0].message
    return answer(
        f"{counted(len(found), 'message')} of customers {'waits' if len(found) == 1 else 'wait'}.",
        lines(shown),
        buttons(_choices(first)) if len(found) == 1 else None,
        small(
            f"`{_typed(first, 'open')}` opens a case from one, `{_typed(first, 'none')}` ends it"
        ),
    )


def in_a_list(item: Waiting, wall: Wall, name_of: NameOf) -> str:
    """Show a message on one line among others."""
    stands = " · ".join(_stands(item, wall, name_of))
    return f"• {item.message.id}: {_wrote(item, name_of)} · {stands}"


def no_case(message: WaitingMessage, name_of: NameOf) -> Answer:
    """Say that a message is no case."""
    author = as_typed(name_of(message.person_id))
    return answer(f"No case: what {author} wrote waits no more.")


def offered(item: Waiting, wall: Wall) -> Answer:
    """Ask whoever wrote a message, in its thread, what it is: nobody of ours has seen it yet."""
    write = Writer(item.customer.language)
    due = in_readers_zone(wall, item.clock.clock.due, write)
    return answer(
        write.say(phrases.NOBODY_HAS_SEEN, due=due),
        presses(write, item.message.id, Press.MESSAGE_CRITICAL, Press.MESSAGE_OPENS),
    )


def offer_on(item: Waiting, wall: Wall, name_of: NameOf, *, critical: bool) -> Answer:
    """Say in place of an offer what became of the message: who says that it is critical, or has
    opened a case, or has answered.
    """
    message, write = item.message, Writer(item.customer.language)
    by = as_typed(name_of(message.ended_by or message.answered_by or ""))
    if message.case_id is not None:
        became = phrases.SAYS_CRITICAL if critical else phrases.OPENED_IT
        return answer(write.say(became, who=by, number=message.case_id))
    if message.ended_at is not None:
        return answer(write.say(phrases.HAS_SEEN, who=by))
    if message.answered_by is None:
        return offered(item, wall)
    return answer(
        write.say(phrases.HAS_ANSWERED, who=by),
        presses(write, message.id, Press.MESSAGE_CRITICAL, Press.MESSAGE_OPENS),
    )


def warning(item: Waiting, due_warning: ClockWarning, wall: Wall, name_of: NameOf) -> Answer:
    """Warn that the clock of a message has run by half, by three quarters, or out (S5)."""
    due = wall.dated(item.clock.clock.due)
    if due_warning is ClockWarning.BREACH:
        said = f":warning: {_wrote(item, name_of)}: a reply was due {due} and is overdue (S5)."
    else:
        due += late_words(item.clock.clock, wall)
        run = _RUN[due_warning]
        said = f":hourglass_flowing_sand: {_wrote(item, name_of)}: {run}, due {due} (S5)."
    answered = _answered(item.message, wall, name_of) or "Nobody of ours has answered"
    return answer(said, lines([f"{answered}."]), _buttons(item.message))


def asked(what: Asked, wall: Wall) -> Answer:
    """Ask whoever of ours has answered what it is, and whether that was the first reply (S3)."""
    if what.case is not None:
        number = what.case.id
        at = f"{wall.calendar.local(what.at):%Y-%m-%d %H:%M:%S}"
        first = (f"It was the first reply to #{number}", f"/case respond {number} at {at}")
        return answer(
            f"Was that the first reply to #{number}? Only saying so stops its clock (S3).",
            buttons([first]),
        )
    assert what.message is not None
    options = [
        ("Open a case, this was the first reply", _typed(what.message, "open replied")),
        ("Open a case", _typed(what.message, "open")),
        ("No case", _typed(what.message, "none")),
    ]
    return answer(
        "You have answered a customer. Is it a case? Until you say, it waits (I12).",
        buttons(options),
    )
