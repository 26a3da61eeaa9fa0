"""*Log time here*: time on the case that was opened from this thread."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.blocks import escalation as say
from handlers.blocks.answer import Answer, section
from handlers.blocks.words import quoted
from handlers.conversation import Form, Talk
from handlers.forms.fields import FieldProblem, Filled, date_field, form, text_field
from handlers.intents.durations import BadDuration, read_duration
from models.problems import Problem, Unknown
from models.usecases import cases, finding, time_entries
from models.usecases.turn import Turn

CALLBACK = "log_time"


def log_time_form(turn: Turn, payload: dict[str, Any]) -> Form:
    """Show the form for the case of a thread; Unknown if none was opened from it."""
    message = payload["message"]
    thread_ts = message.get("thread_ts") or message["ts"]
    case = cases.case_of_thread(turn, payload["channel"]["id"], thread_ts)
    if case is None:
        raise Unknown(
            "No case was opened from this thread. Open one with “Open support case” in a "
            "message's menu, or log on a case by its number:",
            "/escalation log 2h #12",
        )
    customer = finding.customer_of(turn, case)
    blocks = [
        section(f"*#{case.id}* {quoted(case.title)} ({customer.key})"),
        text_field("time", "Time", placeholder="2h, 45m, 1h30", longest=20),
        date_field("day", "Day", turn.today.isoformat()),
        text_field("note", "Note", optional=True, longest=500),
    ]
    return form(CALLBACK, "Log time", "Log", blocks, {"case": case.id})


def _minutes(text: str) -> int:
    words = text.casefold().split()
    minutes, used = read_duration(words)
    if used < len(words):
        raise Problem("Only the time goes here; anything else belongs in the note.")
    return minutes


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Log the time; what is wrong is said beside its field."""
    turn = talk.turn
    case = finding.case(turn, filled.carried["case"])
    try:
        minutes = _minutes(filled.text("time"))
    except BadDuration as unclear:
        raise FieldProblem("time", unclear.alone) from unclear
    except Problem as unclear:
        raise FieldProblem("time", unclear.sentence) from unclear
    day = date.fromisoformat(filled.text("day"))
    if day > turn.today:
        raise FieldProblem("day", "That day is still to come.")
    try:
        done = time_entries.log(turn, case, minutes, day, filled.text("note"), sure=True)
    except Problem as impossible:
        raise FieldProblem("time", impossible.sentence) from impossible
    return say.logged(done, turn.calendar, turn.today)
