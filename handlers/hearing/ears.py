"""Hearing one thing that Slack tells: who did it decides what is done, and how it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, assert_never

from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces import eras
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.from_outside import Press, pressed
from handlers.blocks.pieces.refusal import problem
from handlers.front.answering import Ways, Work
from handlers.front.asked import CAUGHT_UP, Front, answer_by
from handlers.hearing.message import Message, said_to
from handlers.hearing.outside.mentions import Mentions
from handlers.hearing.outside.presses import Presses
from handlers.hearing.outside.sirens import Sirens
from handlers.hearing.outside.taking import Taking
from handlers.hearing.overheard import Overheard
from handlers.hearing.plain_words import PlainWords
from handlers.hearing.reactions import Reaction
from handlers.hearing.saying import (
    AnsweredLately,
    ByStanding,
    InThread,
    Saying,
    ToPresser,
    to_nobody,
)
from handlers.intents.from_outside import may_be_critical
from handlers.slack.permalink import link_in
from handlers.slack_json import Json
from handlers.talk import Door, Form, Request
from models.problems import Unknown
from models.rules.standing import FROM_OUTSIDE, Standing
from models.usecases import people
from models.usecases.case.opening import Origin


@dataclass(frozen=True)
class Ears:
    """One thing that Slack tells, and who is meant by it."""

    front: Front
    doors: Mapping[str, Door[Any]]
    told: AnsweredLately
    body: Json
    client: WebClient
    context: BoltContext

    @property
    def desk_id(self) -> str:
        """The desk's own id among people, which an event names too."""
        granted = self.body.get("authorizations") or [{}]
        return str(self.context.bot_user_id or granted[0].get("user_id") or "")

    @property
    def taking(self) -> Taking:
        """What takes what people from outside do; links lead into our own workspace."""
        authorised = self.context.authorize_result
        url = authorised.url if authorised else None
        return Taking(self.front.conversation, url)

    @property
    def _is_late(self) -> bool:
        """Whether it was said while nobody heard it: what ours said then is not done late."""
        return bool(self.context.get(CAUGHT_UP))

    # --- what is said ----------------------------------------------------------------------------

    def mention(self, message: Message, beside: str, ack: Ack) -> None:
        """Do what is said with a mention, by whoever it is, and answer."""
        request = self._said(message)
        text = said_to(self.desk_id, message.text)
        words = self._words(message, text) if text is not None else None
        say = ByStanding(
            Saying(message, request, self.told),
            InThread(request, message.channel_id, message.root, self.told),
            is_ours=self._is_colleague(request),
            is_from_outside=request.is_of_another_team,
        )

        def work() -> Answer | None:
            try:
                person = self.front.conversation.who(request)
            except Unknown:  # somebody whom Slack does not know
                return None
            say.meet(person)
            if person.standing in FROM_OUTSIDE:
                Mentions(self.taking).take(request, person, message, beside)
                return None
            if message.is_edited:  # it changes nothing that was done, and ours saw no answer to it
                return None
            if words is None:  # it is only spoken of
                return Overheard(self.front.conversation, message).answer(request)
            return words.answer(request) if say.is_ours and not self._is_late else None

        def is_urgent() -> bool:
            return may_be_critical(beside) or (words is not None and words.is_urgent())

        self._ask(request, work, Ways(ack, say, is_urgent=is_urgent))

    def directly(self, message: Message, ack: Ack) -> None:
        """Do what one of ours says directly, and answer."""
        request = self._said(message)
        words = self._words(message, said_to(self.desk_id, message.text) or message.text)
        say = Saying(message, request, self.told)
        work = partial(words.answer, request)
        self._ask(request, work, Ways(ack, say, is_urgent=words.is_urgent))

    def overhear(self, message: Message, ack: Ack) -> None:
        """Do what follows from what was said to nobody of the desk: whatever becomes of it, nobody
        is told but whoever of ours is asked what it is.
        """
        request = self._said(message)
        overheard = Overheard(self.front.conversation, message)
        say = Saying(message, request, self.told)

        def work() -> None:
            with suppress(Unknown):  # somebody whom Slack does not know
                if (asked := overheard.answer(request)) is not None:
                    say(asked)

        self.front.conversation.answering.ask(request, work, Ways(ack, to_nobody))

    def _words(self, message: Message, text: str) -> PlainWords:
        return PlainWords(self.front.conversation, self.doors, message, text)

    def _said(self, message: Message) -> Request:
        """Return who said it, where and when; the same for each event that tells of the message."""
        request = self._request("said")
        return replace(
            request,
            channel_id=message.channel_id,
            thread=self._thread(message),
            key=message.key,
            came_at=min(request.came_at, message.at),
            persons_team_id=message.authors_team,
        )

    def _thread(self, message: Message) -> Origin | None:
        """Return what begins the thread of a reply in a channel, with a link to it."""
        if not message.is_reply or message.is_direct:
            return None
        channel, root = message.channel_id, message.root
        return Origin(channel, root, link_in(self.taking.workspace_url, channel, root, None))

    # --- what is marked and pressed --------------------------------------------------------------

    def siren(self, reaction: Reaction, ack: Ack) -> None:
        """Take a siren by somebody from outside."""
        request = replace(
            self._request("siren"),
            channel_id=reaction.channel_id,
            key=reaction.key,
            persons_team_id=None,
        )

        def work() -> None:
            with suppress(Unknown):  # somebody whom Slack does not know
                person = self.front.conversation.who(request)
                if person.standing in FROM_OUTSIDE:
                    Sirens(self.taking, self.desk_id).take(request, person, reaction)

        self._ask(request, work, Ways(ack, to_nobody, is_urgent=lambda: True))

    def press(self, ack: Ack, respond: Respond) -> None:
        """Do what a button for people from outside says: as one of ours would type it, or as they
        may.
        """
        request = self._request("button")
        action = self.body["actions"][0]
        press, value = pressed(action["action_id"]), action.get("value") or ""
        number = int(value) if value.isdecimal() else 0
        era = eras.era_of(action["action_id"])

        say = ToPresser(partial(answer_by, respond, request), self._is_colleague(request))

        def work() -> Answer | Form | None:
            person = self.front.conversation.who(request)
            if person.standing in FROM_OUTSIDE:
                is_known = press if era == eras.present() else None
                return say.words(Presses(self.taking).take(request, person, is_known, number))
            if request.is_of_another_team or person.standing is not Standing.MEMBER:
                return say.words(problem(people.refusal(person.standing)))
            say.is_ours = True
            eras.refuse_former(era, "button")
            return self.front.conversation.run(self.doors["/case"], _typed(press, number), request)

        self._ask(request, work, Ways(ack, say, is_urgent=lambda: True))

    # --- how -------------------------------------------------------------------------------------

    def _is_colleague(self, request: Request) -> bool:
        """Whether it is known without a database that it is one of ours."""
        by_hand = self.front.conversation.by_hand
        return not request.is_of_another_team and by_hand.is_colleague(request.person_id)

    def _request(self, what: str) -> Request:
        """Return who it is, where and when; of our workspace also while Slack did not say which."""
        request = self.front.request(self.body, self.client, self.context, what)
        ours = request.team_id or self.body.get("context_team_id")
        return replace(request, team_id=ours)

    def _ask(self, request: Request, work: Work, ways: Ways) -> None:
        waits = partial(self.front.say_it_waits, ways.say)
        self.front.conversation.answering.ask(request, work, replace(ways, waits=waits))


def _typed(press: Press | None, number: int) -> str:
    """Return what one of ours would type behind `/case` for such a button."""
    match press:
        case Press.CASE_CRITICAL:
            return f"severity {number} 1"
        case Press.MESSAGE_CRITICAL:
            return f"waiting {number} open sev1"
        case Press.MESSAGE_OPENS:
            return f"waiting {number} open"
        case None:
            raise Unknown("That button is from an older version of the desk and does nothing.")
        case _:
            assert_never(press)
