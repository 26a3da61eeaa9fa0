"""What doors are made of: what came from Slack, the talk, and the door itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic

from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.refusal import typed
from handlers.intents.pieces.command import Command, Help, Means
from handlers.intents.pieces.intent import Intent
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.suggestions import meant
from handlers.slack_json import Json
from models.problems import Choice, Doubtful, Problem
from models.rows.customers import Customer
from models.rows.people import Person
from models.usecases import finding, people
from models.usecases.case.opening import Origin
from models.usecases.names import customer_names
from models.usecases.oncall import rotations as oncall
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Form:
    """A modal that is opened as the answer."""

    view: Json


@dataclass(frozen=True)
class Request:
    """What came from Slack: who, where, and the key that tells a second delivery from a new one.

    `came_at` is when, also of one that was kept and `is_taken_up` again. The `body` of one that
    `is_secret` is kept nowhere.
    """

    person_id: str
    team_id: str | None  # the workspace that the app lives in
    channel_id: str | None
    key: str
    client: WebClient
    came_at: datetime
    body: Json = field(default_factory=dict)
    trigger_id: str = ""
    persons_team_id: str | None = None  # the workspace of the person, as the payload says
    is_in_enterprise: bool = False  # people of an organisation may be of several workspaces
    is_taken_up: bool = False
    is_secret: bool = False
    thread: Origin | None = None  # in which it was said: what begins it

    @property
    def is_of_another_team(self) -> bool:
        """Whether the payload itself says that the person is of another workspace.

        In an organisation it can't: Slack is asked.
        """
        known = self.team_id and self.persons_team_id and not self.is_in_enterprise
        return bool(known) and self.team_id != self.persons_team_id


@dataclass(frozen=True)
class Talk:
    """What a door works with: the turn, where it was asked (the message that begins the `thread`),
    and the people who were mentioned.
    """

    turn: Turn
    channel_id: str | None = None
    mentioned: dict[str, Person] = field(default_factory=dict)
    thread: Origin | None = None

    @property
    def now(self) -> datetime:
        """The moment of the turn."""
        return self.turn.moment


@dataclass(frozen=True)
class Door(Generic[Means]):
    """A command, how its text is understood, and what is done about it."""

    command: Command[Means]
    understand: Callable[[str, Reading], Means | Help]
    do: Callable[[Talk, Means], Answer | Form]

    @property
    def name(self) -> str:
        """The command as it is typed."""
        return self.command.name

    def act(self, talk: Talk, intent: Means) -> Answer | Form:
        """Do what somebody wants. What is hardly meant, and a customer's name that is like one, is
        asked about: the buttons carry all that was typed.
        """
        try:
            return self.do(talk, intent)
        except Doubtful as doubtful:
            if not hasattr(intent, "anyway"):
                raise
            raise whether_meant(doubtful, self.name, intent) from doubtful
        except finding.UnknownCustomer as unknown:
            wants: Intent = intent
            if not (unknown.near and hasattr(wants, "customer")):
                raise
            lines = ((key, wants.of_customer(key).typed()) for key in unknown.near)
            options = tuple((key, f"{self.name} {line}") for key, line in lines)
            raise Choice(unknown.sentence, options) from unknown

    def advised(self, refused: Problem, reading: Reading) -> Means | Help | None:
        """Return what the next step of a refusal means, or the first answer to a question; None if
        that is not this command's.
        """
        options = refused.options if isinstance(refused, Choice) else ()
        for _, then in options:
            try:
                return self.understand(typed(then).partition(" ")[2], reading)
            except Problem as unfinished:
                if found := self._next_step(unfinished, reading):
                    return found
        return self._next_step(refused, reading)

    def _next_step(self, refused: Problem, reading: Reading) -> Means | Help | None:
        line = typed(refused.then) if refused.then else ""
        command, _, _ = line.partition(" ")
        return meant(line, self.understand, reading) if command == self.name else None


def whether_meant(doubtful: Doubtful, command: str, intent: Intent) -> Choice:
    """Return the question whether something doubtful is meant, with a button that does it anyway;
    only of an intent that may be done `anyway`.
    """
    meant: Intent = replace(intent, anyway=True)  # type: ignore[type-var]
    return Choice(doubtful.sentence, ((doubtful.meant, f"{command} {meant.typed()}"),))


def customer_named(turn: Turn, typed: str) -> Customer:
    """Return the customer that was typed: by a name, or by the mention of its channel."""
    return turn.session.get_one(Customer, customer_id_named(turn, typed))


def customer_id_named(turn: Turn, typed: str) -> int:
    """Return the id of the customer that was typed, as `customer_named` does."""
    mention = _CHANNEL.fullmatch(typed)
    if mention:
        return finding.customer_with_channel(turn, mention[1]).id
    return finding.customer_id(turn, typed)


_CHANNEL = re.compile(r"<#([A-Z0-9]+)>")


def reading_of(turn: Turn) -> Reading:
    """Return what a sentence is read against: the wall clock, and the names there are."""
    known = customer_names(turn.session)
    channels = tuple((known.keys[customer], id_) for id_, customer in known.channels.items())
    rotations = tuple(oncall.names(turn.session))
    handles = people.handles(turn.session)
    return Reading(turn.local, known.names, rotations, handles, channels)
