"""Logging time in a form: on the case of a thread, or on one that is chosen.

What the time would take is shown before it is confirmed, and worked out anew when it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slackblocks import Block

from handlers.blocks.case.preview import time_would
from handlers.blocks.escalation import entries as say
from handlers.blocks.pieces.answer import Answer, section
from handlers.blocks.pieces.wording import quoted
from handlers.forms.case_field import case_chosen, case_fields, cases_of_message, with_only_case
from handlers.forms.fields import TextField, date_field, with_preview
from handlers.front.views import FieldProblem, Filled, form
from handlers.intents.escalation.grammar import ESCALATION
from handlers.intents.escalation.log import LogTime
from handlers.intents.pieces.durations import BadDuration, read_duration
from handlers.intents.pieces.line import TEXT_LIMIT, Words
from handlers.slack_json import Json
from handlers.talk import Form, Talk, whether_meant
from models.problems import Doubtful, Problem
from models.rows.cases import Case
from models.usecases import finding
from models.usecases.books.closing import BooksClosed
from models.usecases.customer import first_day
from models.usecases.escalation import time_entries
from models.usecases.turn import Turn

CALLBACK = "log_time"
_TO_SEE = "to see what it would take."


@dataclass(frozen=True)
class _Entry:
    """The time that was filled in."""

    case: Case
    minutes: int
    day: date


def form_here(turn: Turn, payload: Json) -> Form:
    """Show the form for the case of a message's thread, or else the one open case of the channel's
    customer; where several are open one is chosen. Unknown if there is none.
    """
    found = cases_of_message(turn, payload, "/escalation log 2h #N")
    if len(found) == 1:
        return form_on(turn, found[0])
    return form_in_channel(turn, payload["channel"]["id"])


def form_on(turn: Turn, case: Case) -> Form:
    """Show the form for one case; Impossible if it is closed."""
    time_entries.refuse_closed(case)
    return _form(turn, Filled({}, {"case": case.id}))


def form_anywhere(turn: Turn, payload: Json | None = None) -> Form:  # noqa: ARG001
    """Show the form for a case that is still to be chosen."""
    return form_in_channel(turn, None)


def form_in_channel(turn: Turn, channel_id: str | None) -> Form:
    """Show the form where cases of a channel's customer stand first, then one's own."""
    return _form(turn, with_only_case(turn, Filled({}, {"channel": channel_id})))


def refresh(turn: Turn, filled: Filled, action: Json) -> Form:  # noqa: ARG001
    """Show the form after a choice, with what the time would take."""
    return _form(turn, filled)


def _form(turn: Turn, filled: Filled) -> Form:
    blocks: list[Block] = [
        *_case_blocks(turn, filled),
        TextField(
            "time",
            "Time",
            filled.text("time"),
            placeholder="2h, 45m, 1h30",
            longest=20,
            changes=True,
        ).block(),
        date_field("day", "Day", filled.text("day") or turn.today.isoformat(), changes=True),
        TextField("note", "Note", filled.text("note"), optional=True, longest=TEXT_LIMIT).block(),
    ]
    blocks = with_preview(blocks, lambda: _would(turn, filled))
    return form(CALLBACK, "Log time", "Log", blocks, filled.carried)


def _case_blocks(turn: Turn, filled: Filled) -> list[Block]:
    if "case" not in filled.carried:
        return case_fields(turn, filled)
    case = finding.case(turn, filled.carried["case"])
    customer = finding.customer_of(turn, case)
    return [section(f"*#{case.id}* {quoted(case.title)} ({customer.key})")]


def _would(turn: Turn, filled: Filled) -> str:
    """Say what the time would take; FieldProblem for what can't be logged."""
    case, typed = case_chosen(turn, filled), filled.text("time")
    if case is None and typed:
        _minutes(typed)
        return f"Choose the case {_TO_SEE}"
    if not typed:
        begin = "Type" if case else "Choose the case, type"
        return f"{begin} the time and press Enter {_TO_SEE}"
    entry = _read(turn, filled)
    try:
        found = time_entries.preview(turn, entry.case, entry.minutes, entry.day)
    except BooksClosed as closed:
        raise FieldProblem("day", closed) from closed
    except Problem as impossible:
        raise FieldProblem("time", impossible) from impossible
    return time_would(found, entry.day, turn.wall)


def _read(turn: Turn, filled: Filled) -> _Entry:
    case = case_chosen(turn, filled)
    if case is None:
        raise FieldProblem("case", "On which case? Choose it.")
    day = date.fromisoformat(filled.text("day") or turn.today.isoformat())
    minutes = _minutes(filled.text("time"))
    if day > turn.today:
        raise FieldProblem("day", "That day is still to come.")
    return _Entry(case, minutes, day)


def _minutes(text: str) -> int:
    words = Words(text)
    try:
        minutes, used = read_duration(words.ahead())
    except BadDuration as unclear:
        raise FieldProblem("time", unclear.alone) from unclear
    except Problem as unclear:
        raise FieldProblem("time", unclear) from unclear
    if used < words.count:
        raise FieldProblem("time", "Only the time goes here; anything else belongs in the note.")
    return minutes


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Log the time; what is wrong is said beside its field. A day before the customer's first
    contract is asked about (Choice).
    """
    turn = talk.turn
    entry, note = _read(turn, filled), filled.text("note")
    try:
        first_day.doubt(turn, finding.customer_of(turn, entry.case), entry.day)
    except Doubtful as doubtful:
        typed = LogTime(entry.minutes, entry.case.id, day=entry.day, note=note)
        raise whether_meant(doubtful, ESCALATION.name, typed) from doubtful
    try:
        done = time_entries.log(turn, entry.case, entry.minutes, entry.day, note, sure=True)
    except Problem as impossible:
        raise FieldProblem("time", impossible) from impossible
    return say.logged(done, turn.wall)
