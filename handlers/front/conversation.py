"""A piece of conversation: who asks and may they, one transaction, a problem made an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.blocks.pieces.answer import Answer, folded, help_table, unfolded, with_line
from handlers.front import who_may
from handlers.front.answering import STILL_WORKING_AFTER, Answering
from handlers.front.here import (
    hint_elsewhere,
    shown_to_channel,
    without_flags,
    without_here,
    without_more,
)
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
from models.rows.people import Person
from models.rules.permissions import Guarded
from models.rules.standing import Standing
from models.usecases import people
from models.usecases.oncall.by_hand import ByHand
from models.usecases.roles import Actor
from models.usecases.turn import Desk, Turn


class Conversation:
    """Runs doors: recognises people, opens transactions; `answering` tells what came of it."""

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
        self.audience = audience
        self.by_hand = ByHand()
        self.answering = Answering(desk.database, clock, self.by_hand, patience)
        self._read_last: Reading | None = None

    def close(self) -> None:
        """Let what is running end, and take no more."""
        self.answering.close()

    # --- understanding and doing -------------------------------------------------------------

    @contextmanager
    def reading(self, request: Request) -> Iterator[Turn]:
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
                turn = Turn(self.desk, session, person, moment)
                turn.asked_at = request.came_at
                yield turn
                return
        person = self._recognise(request, moment)
        with self.desk.reading(person, self.clock.now()) as turn:
            turn.asked_at = request.came_at
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
        with self.reading(request) as turn:
            who_may.authorise(turn, used)
            return turn.actor

    def opens(self, door: Door[Any], text: str) -> str | None:
        """Return the title of the form that a command's text opens, or None if it opens none.

        The text alone decides and nothing is read, so it opens whatever the database does.
        """
        now = self.clock.now().astimezone(ZoneInfo(self.desk.zone))
        try:
            return door.understand(without_flags(text)[0], Reading(now)).word.opens
        except Problem:
            return None

    def is_urgent(self, door: Door[Any], text: str) -> bool:
        """Whether a Sev-1 hangs on what a command's text says, as far as that is known without a
        database: by the names that were read last.
        """
        if not door.command.may_be_urgent:
            return False
        try:
            return door.understand(without_flags(text)[0], self.read_last).is_urgent
        except Problem:
            return False

    @property
    def read_last(self) -> Reading:
        """What a text is read against without a database: the names that were read last, if any."""
        now = self.clock.now().astimezone(ZoneInfo(self.desk.zone))
        return replace(self._read_last, now=now) if self._read_last else Reading(now)

    def who(self, request: Request, person_id: str | None = None) -> Person:
        """Return who somebody is, also from outside: whoever asks, if nobody else is meant.

        Slack is asked about whom nobody knows. Where it does not answer, whom a payload shows to be
        of another workspace is taken for that; of anybody else it is a Problem.
        """
        asks = person_id or request.person_id, request.team_id, self.clock.now()
        with self.desk.database.reading() as session:
            person = self.directory.known_for_now(session, *asks)
        try:
            return person or self.directory.recognise(request.client, *asks)
        except Problem:
            if person_id is not None or not request.is_of_another_team:
                raise
            return people.stranger(asks[0], request.persons_team_id or "", asks[2])

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
            return shown_to_channel(said, request.channel_id, self.audience)
        return said

    def _run(self, door: Door[Any], text: str, request: Request, *, here: bool) -> Answer | Form:
        with self.reading(request) as turn:
            moment = turn.moment
            intent = self._understand(door, text, turn)
            if isinstance(intent, Help):
                return help_table(door.name, intent.summary, intent.rows, intent.examples)
            hint = hint_elsewhere(turn, intent, request.channel_id) if here else None
            if not intent.word.writes:
                said = door.act(Talk(turn, request.channel_id, thread=request.thread), intent)
                return _with_hint(within_reach(said, turn), hint)
            actor = turn.actor
        mentioned = self._mentioned(intent, request, moment)
        done = self.write(
            request,
            actor,
            moment,
            lambda turn: door.act(
                Talk(turn, request.channel_id, mentioned, request.thread), intent
            ),
        )
        return _with_hint(done, hint)

    def _understand(self, door: Door[Any], text: str, turn: Turn) -> Intent:
        """Return what somebody wants and may do; NotAllowed also in place of the advice to try what
        they may not.
        """
        who_may.authorise(turn, Help.word)
        self._read_last = reading = reading_of(turn)
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
        """Do `work` in one transaction, once per request however often it is delivered.

        A secret that the answer says is kept nowhere: the same delivery is not told it again.
        """
        said: Answer | None = None
        to_keep: Json = {}

        def message(turn: Turn) -> Json:
            nonlocal said, to_keep
            turn.asked_at = request.came_at
            done = work(turn)
            if isinstance(done, Form):
                raise TypeError("a form changes nothing, so it is no answer to a change")
            said = within_reach(done, turn)
            to_keep = (said.again or said).message()
            return to_keep

        kept = self.desk.once(request.key, actor, moment, message)
        if said is None or kept is not to_keep:
            return replace(Answer.kept(kept), changed=True)
        return replace(Answer.kept(said.message()), again=said.again, changed=True)

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
