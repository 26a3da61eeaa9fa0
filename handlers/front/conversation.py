"""A piece of conversation: who asks and may they, one transaction, a problem made an answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDoneYet
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from structlog import get_logger

from handlers.blocks.pieces.answer import (
    Answer,
    broken,
    folded,
    help_table,
    unfolded,
    with_line,
)
from handlers.blocks.pieces.refusal import problem
from handlers.blocks.pieces.waiting import not_recorded, recorded_or_not
from handlers.front import who_may
from handlers.front.here import hint_elsewhere, shown_to_channel, without_here, without_more
from handlers.front.in_order import Lines
from handlers.front.offered import within_reach
from handlers.front.outside import Nowhere, Outside
from handlers.intents.pieces.command import Help
from handlers.intents.pieces.intent import Intent
from handlers.intents.pieces.reading import Reading
from handlers.slack.audience import Audience
from handlers.slack.directory import Directory
from handlers.slack_json import Json
from handlers.talk import Door, Form, Request, Talk, reading_of
from models.clock import Clock
from models.problems import Problem
from models.rows.outage import Away, patiently
from models.rows.people import Person
from models.rules.permissions import Guarded
from models.rules.standing import Standing
from models.usecases import people
from models.usecases.roles import Actor
from models.usecases.turn import Desk, Turn

_log = get_logger(__name__)

STILL_WORKING_AFTER = 2.0  # seconds; Slack gives up after 3


Work = Callable[[], Answer | Form]
Done = TypeVar("Done")


class Conversation:
    """Runs doors: recognises people, opens transactions, answers in time, drops no error."""

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        directory: Directory,
        audience: Audience,
        patience: float = STILL_WORKING_AFTER,
        outside: Outside | None = None,
    ) -> None:
        """Talk on `desk`; `outside` is the way to people outside Slack (default: there is none)."""
        self.desk = desk
        self.clock = clock
        self.outside: Outside = outside or Nowhere()
        self.directory = directory
        self._audience = audience
        self._patience = patience
        self._pool = ThreadPoolExecutor(max_workers=32, thread_name_prefix="desk")
        # What must reach Slack at once never stands behind what waits for the database.
        self._at_once = ThreadPoolExecutor(max_workers=16, thread_name_prefix="desk-at-once")
        self._lines = Lines()
        self._under_way: set[Future[None]] = set()  # what was acknowledged before it was done

    def close(self) -> None:
        """Let what is running end, and take no more."""
        self._at_once.shutdown(wait=True)
        self._pool.shutdown(wait=True)

    # --- answering ---------------------------------------------------------------------------

    def ask(
        self,
        work: Work,
        say: Callable[[Answer | Form], None],
        say_still_working: Callable[[], None],
        say_late: Callable[[Answer | Form], None],
        line: str | None = None,
    ) -> None:
        """Do `work` and `say` its answer; if that takes too long, say so now and the rest later.

        What is in the same `line` is done before.
        """
        place = self._lines.join(line)

        def does() -> Answer | Form:
            with place:
                return self._safely(work)

        future = self._pool.submit(does)
        try:
            said = future.result(self._patience)
        except NotDoneYet:
            say_still_working()
            future.add_done_callback(lambda done: self._late(done, say_late))
            return
        say(said)

    def do_later(
        self, work: Work, say: Callable[[Answer | Form], None], line: str | None = None
    ) -> None:
        """Do `work` on a thread and `say` its answer there: who asked has been acknowledged.

        What is in the same `line` is done and said before.
        """
        place = self._lines.join(line)

        def does() -> None:
            with place:
                try:
                    say(self._safely(work))
                except Exception:
                    _log.exception("an answer was not delivered")

        future = self._pool.submit(does)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)

    def at_once(self, work: Callable[[], Done]) -> Future[Done]:
        """Do `work`, which reads no database, on a thread of its own kind."""
        return self._at_once.submit(work)

    def wait_until_quiet(self, seconds: float) -> bool:
        """Wait, at most so long, until all that was put off is done; return whether it is.

        Also what was put off meanwhile: one thing may bring about another.
        """
        until = time.monotonic() + seconds
        while waiting := tuple(self._under_way):
            if wait_for(waiting, until - time.monotonic()).not_done:
                return False
        return True

    def _late(self, done: Future[Answer | Form], say: Callable[[Answer | Form], None]) -> None:
        try:
            say(done.result())
        except Exception:
            _log.exception("a late answer was not delivered")

    def _safely(self, work: Work) -> Answer | Form:
        """Do `work`, again while the database passes through something; say what came of it."""
        try:
            return patiently(work)
        except Problem as refused:
            return problem(refused)
        except Away as away:
            return recorded_or_not() if away.in_doubt else not_recorded()
        except Exception:
            reference = secrets.token_hex(4)
            _log.exception("unexpected error", reference=reference)
            return broken(reference)

    # --- understanding and doing -------------------------------------------------------------

    @contextmanager
    def _reading(self, request: Request) -> Iterator[Turn]:
        """A turn of whoever asks, a full member, that changes nothing; NotAllowed for all others.

        Nothing but what is kept of people is read before that.
        """
        if request.is_of_another_team:
            raise people.refusal(Standing.OUTSIDER)
        moment = self.clock.now()
        with self.desk.database.reading() as session:
            asks = request.person_id, request.team_id, moment
            if (person := self.directory.known_for_now(session, *asks)) is not None:
                people.refuse_strangers(person)
                yield Turn(self.desk, session, person, moment)
                return
        person = self._recognise(request, moment)
        with self.desk.reading(person, self.clock.now()) as turn:
            yield turn

    def _recognise(self, request: Request, moment: datetime) -> Person:
        """Return who asks, a full member, whom Slack is asked about; NotAllowed for all others."""
        person = self.directory.recognise(
            request.client, request.person_id, request.team_id, moment
        )
        people.refuse_strangers(person)
        self.directory.renew_groups(request.client, moment)
        return person

    def admit(self, request: Request, used: Guarded) -> Actor:
        """Return who asks, if one of their roles may use this; NotAllowed for all others."""
        with self._reading(request) as turn:
            who_may.authorise(turn, used)
            return turn.actor

    def opens(self, door: Door[Any], text: str) -> str | None:
        """Return the title of the form that a command's text opens, or None if it opens none.

        The text alone decides and nothing is read, so it opens whatever the database does.
        """
        now = self.clock.now().astimezone(ZoneInfo(self.desk.zone))
        try:
            return door.understand(without_more(without_here(text)[0])[0], Reading(now)).word.opens
        except Problem:
            return None

    def run(self, door: Door[Any], text: str, request: Request) -> Answer | Form:
        """Understand a command's text and do what it says, at most once per request.

        A final `--here` shows the answer to the channel, a `--more` all of it.
        """
        text, here = without_here(text)
        text, more = without_more(text)
        said = self._run(door, text, request, here=here)
        if isinstance(said, Answer):
            said = unfolded(said) if more else folded(said, f"{door.name} {text} --more")
        if here and isinstance(said, Answer):
            return shown_to_channel(said, request.channel_id, self._audience)
        return said

    def _run(self, door: Door[Any], text: str, request: Request, *, here: bool) -> Answer | Form:
        with self._reading(request) as turn:
            moment = turn.moment
            intent = self._understand(door, text, turn)
            if isinstance(intent, Help):
                return help_table(door.name, intent.summary, intent.rows, intent.examples)
            hint = hint_elsewhere(turn, intent, request.channel_id) if here else None
            if not intent.word.writes:
                said = door.act(Talk(turn, request.channel_id), intent)
                return _with_hint(within_reach(said, turn), hint)
            actor = turn.actor
        mentioned = self._mentioned(intent, request, moment)
        done = self.write(
            request,
            actor,
            moment,
            lambda turn: door.act(Talk(turn, request.channel_id, mentioned), intent),
        )
        return _with_hint(done, hint)

    def _understand(self, door: Door[Any], text: str, turn: Turn) -> Intent:
        """Return what somebody wants and may do; NotAllowed also in place of the advice to try what
        they may not.
        """
        who_may.authorise(turn, Help.word)
        reading = reading_of(turn)
        try:
            intent: Intent = door.understand(text, reading)
        except Problem as refused:
            if (advised := door.advised(refused, reading)) is not None:
                who_may.authorise(turn, advised.word)
            raise
        who_may.authorise(turn, intent.word)
        return intent

    def write(
        self,
        request: Request,
        actor: Actor,
        moment: datetime,
        work: Callable[[Turn], Answer | Form],
    ) -> Answer:
        """Do `work` in one transaction, once per request however often it is delivered."""

        def message(turn: Turn) -> Json:
            done = work(turn)
            if isinstance(done, Form):
                raise TypeError("a form changes nothing, so it is no answer to a change")
            return within_reach(done, turn).message()

        return Answer.kept(self.desk.once(request.key, actor, moment, message))

    def _mentioned(self, intent: Intent, request: Request, moment: datetime) -> dict[str, Person]:
        """Look up whom a command names before its transaction begins: Slack may take its time."""
        return {
            person_id: self.directory.recognise(
                request.client, person_id, request.team_id, moment, mentioned=True
            )
            for person_id in sorted(set(intent.mentions))
        }


def _with_hint(said: Answer | Form, hint: str | None) -> Answer | Form:
    return with_line(said, hint) if hint and isinstance(said, Answer) else said
