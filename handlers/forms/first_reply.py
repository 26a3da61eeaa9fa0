"""*Mark as first reply*: the instant of a message stops the clock of the case it answers (S3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from handlers.blocks.case import changes as say_changes
from handlers.blocks.pieces.answer import Answer, section
from handlers.blocks.pieces.wording import quoted
from handlers.forms.case_field import cases_of_message
from handlers.forms.fields import TextField
from handlers.front.conversation import Conversation
from handlers.front.views import FieldProblem, Filled, form
from handlers.intents.case.changes import Respond
from handlers.intents.case.grammar import CASE
from handlers.slack_json import Json
from handlers.talk import Form, Request, Talk
from models.problems import Choice, Impossible, Problem
from models.rows.cases import Case
from models.rows.people import Person
from models.usecases import finding
from models.usecases.case import changes
from models.usecases.roles import Actor
from models.usecases.turn import Turn

CALLBACK = "correct_reply"


def mark(
    conversation: Conversation, request: Request, actor: Actor, payload: Json
) -> Answer | Form:
    """Stop the clock at the instant of a message of ours; a form asks why, if it stood already.

    It is that of the thread's case, or else of the one case of the channel's customer that it may
    answer. Choice if it may answer several; Problem for a message of anybody else, and without a
    case.
    """
    moment = conversation.clock.now()
    said_at = datetime.fromtimestamp(float(payload["message"]["ts"]), UTC)
    said_at = min(said_at, moment)  # Slack's clock may be a little ahead of ours
    with conversation.desk.reading(actor, moment) as turn:
        found = cases_of_message(turn, payload, "/case respond N 10 minutes ago")
    author = _author(conversation, request, payload["message"], moment)
    case = _answered(found, author, said_at)
    if case.responded_at is not None:
        changes.refuse_foreign_reply(case.id, author)
        with conversation.desk.reading(actor, moment) as turn:
            return _correction(turn, case, said_at)

    def stops(turn: Turn) -> Answer:
        done = changes.mark_reply(turn, case.id, author, said_at)
        return say_changes.changed(done, turn.wall)

    return conversation.write(request, actor, moment, stops)


def _answered(found: Sequence[Case], author: Person | None, said_at: datetime) -> Case:
    """Return the one case that a message of ours may answer; Choice if it may answer several."""
    waited = [case for case in found if case.waits and case.reported_at <= said_at]
    likely = waited or found
    if len(likely) == 1:
        return likely[0]
    changes.refuse_foreign_reply(likely[0].id, author)
    which = ((case, Respond(case.id, said_at).typed()) for case in likely)
    raise Choice(
        "Several cases are open here. Which one does this message answer?",
        tuple((f"#{case.id} {case.title}", f"{CASE.name} {typed}") for case, typed in which),
    )


def _author(
    conversation: Conversation, request: Request, message: Json, moment: datetime
) -> Person | None:
    """Return who wrote a message; None if an app did."""
    author = message.get("user")
    if not author or message.get("bot_id"):
        return None
    return conversation.directory.recognise(
        request.client, author, request.team_id, moment, mentioned=True
    )


def _correction(turn: Turn, case: Case, said_at: datetime) -> Form:
    """Ask why another instant is the right one (S3); Impossible if it is the one that stands."""
    assert case.responded_at is not None
    if case.responded_at == said_at:
        raise Impossible(f"This message is already the first reply of #{case.id}.")
    stands = turn.wall.instant(case.responded_at)
    meant = turn.wall.instant(said_at)
    blocks = [
        section(
            f"*#{case.id}* {quoted(case.title)} already has its first response, {stands}. "
            f"This message would make it *{meant}* (S3)."
        ),
        TextField("because", "Why?", placeholder="this one came first", longest=300).block(),
    ]
    carried = {"case": case.id, "at": said_at.isoformat()}
    return form(CALLBACK, "Mark as first reply", "Correct it", blocks, carried)


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Correct the instant of the first response; FieldProblem without a reason."""
    turn, because = talk.turn, filled.text("because")
    if not because:
        raise FieldProblem("because", "The reason is kept with the case: please say why.")
    at = datetime.fromisoformat(filled.carried["at"])
    case = finding.case(turn, filled.carried["case"])
    try:
        done = changes.respond(turn, case.id, at, because)
    except Problem as impossible:
        raise FieldProblem("because", impossible) from impossible
    return say_changes.changed(done, turn.wall)
