"""The desk as tests talk to it: real doors, a real database, the pretend Slack, a clock by hand.

A test reads like a conversation::

    desk.at("Fri 2026-06-12 18:00")
    answer = desk.types("ada", "/case open acme Login loops")
    assert answer.says("Opened #1")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from models.rows.base import Database
from models.rows.outbox import Remembered
from models.rows.people import Person
from models.usecases import finding
from models.usecases.customer.balances import balance
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Turn
from slackapp.answers_for_programs import as_data
from slackapp.assembly import House, assemble, web
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.sandbox.run import pretend_slack, sandbox_settings
from tests.read_anew import ReadAnew
from tests.said_well import ill_said

ZURICH = ZoneInfo("Europe/Zurich")
Acted = TypeVar("Acted")
BEFORE_ALL = datetime(2015, 1, 1, tzinfo=UTC)


class Switch:
    """One loopback server for all tests: each test puts its own application on it."""

    def __init__(self) -> None:
        self.app: ASGIApp = Starlette()

    @classmethod
    def of(cls, *routes: BaseRoute) -> Switch:
        """A switch that stands on an application of these routes."""
        made = cls()
        made.app = Starlette(routes=list(routes))
        return made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class Heard:
    """What somebody was told: the sentence, and everything else that stands in the message."""

    text: str
    blocks: list[dict[str, Any]]
    ts: str = ""

    @property
    def whole(self) -> str:
        """Every text of the message, in order, as it reads: an amount is kept together (M1)."""
        return "\n".join([self.text, *_texts(self.blocks)]).replace("CHF\u00a0", "CHF ")

    @property
    def buttons(self) -> list[str]:
        """What the message's buttons say."""
        return [
            element["text"]["text"]
            for block in self.blocks
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "button"
        ]

    def typed_by(self, label: str) -> str:
        """What the message's button with this label types."""
        (typed,) = [
            str(element["value"])
            for block in self.blocks
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "button" and element["text"]["text"] == label
        ]
        return typed

    @property
    def rows(self) -> list[list[str]]:
        """The rows of the message's table, header first."""
        tables = [block for block in self.blocks if block["type"] == "table"]
        return [[cell["text"] for cell in row] for row in tables[0]["rows"]] if tables else []

    def says(self, *parts: str) -> bool:
        """Whether every part stands in the message; shows the message if one does not."""
        missing = [part for part in parts if part not in self.whole]
        assert not missing, f"{missing} not in:\n{self.whole}"
        return True


def _texts(content: Any) -> list[str]:
    if isinstance(content, dict) and content.get("type") == "rich_text":
        return ["".join(map(_shown, content["elements"][0]["elements"]))]
    if isinstance(content, dict):
        own = [content["text"]] if isinstance(content.get("text"), str) else []
        return own + [t for key, v in content.items() if key != "value" for t in _texts(v)]
    if isinstance(content, list):
        return [text for item in content for text in _texts(item)]
    return []


def _shown(element: Any) -> str:
    """A piece of rich text as mrkdwn would have it; people, channels and groups by their ids."""
    match element:
        case {"type": "text", "text": text, "style": style}:
            marks = "".join(_MARKS[name] for name in style)
            return f"{marks}{text}{marks[::-1]}"
        case {"text": text} | {"fallback": text} | {"url": text}:
            return str(text)
        case {"type": "emoji", "name": name}:
            return f":{name}:"
        case {"user_id": who} | {"channel_id": who} | {"usergroup_id": who}:
            return f"<{who}>"
    raise AssertionError(f"{element} is no rich text of ours")


_MARKS = {"bold": "*", "italic": "_", "strike": "~", "code": "`"}


class DeskUnderTest:
    """The whole house over one database, with people typing."""

    def __init__(
        self,
        database: Database | str,
        switch: Switch,
        loopback: Loopback,
        patience: float = 20.0,
        changed: Mapping[str, object] | None = None,
    ) -> None:
        """`database` is open already, or an address; `changed` are settings that differ from the
        sandbox's.
        """
        if isinstance(database, str):
            database = Database(database)
        address = database.url.render_as_string(hide_password=False)
        settings = sandbox_settings(address, loopback.address).model_copy(update=changed)
        self.clock = StoryClock(BEFORE_ALL, running=False)
        self.house: House = assemble(settings, self.clock, patience, 0.0, database)
        self.slack = pretend_slack(self.clock, 20.0)  # a busy machine is no failure of the desk's
        switch.app = web(self.house, *routes_of(self.slack))
        self.slack.live_at(loopback.address)
        self.changed = repr(sorted((changed or {}).items()))
        self._begins = self.slack.workspace.version
        self._acts = ThreadPoolExecutor(100)
        self.stale: list[str] = []
        self._read_anew = ReadAnew()
        self.house.desk.database.kept.onlooker = self._hold_equal
        self.ill_said: list[str] = []
        self.slack.traffic.onlooker = lambda entry: self.ill_said.extend(ill_said(entry))

    def close(self) -> None:
        """End everything; Slack refused nothing that the desk did, and all of it was well said."""
        self._acts.shutdown(wait=True)
        self.house.close()
        assert self.slack.refusals == []
        assert not self.stale, "\n".join(self.stale)
        assert not self.ill_said, "\n".join(self.ill_said)

    def _hold_equal(
        self,
        session: Session,
        kept: object,
        read: Callable[[], object],
        still_holds: Callable[[], bool],
    ) -> None:
        """Whatever is not read anew is what reading it would give, in every turn of every test."""
        if (read_anew := self._read_anew(session, kept, read)) != kept and still_holds():
            self.stale.append(f"kept is {kept}, but there is {read_anew}")

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has done anything yet, in Slack or at the desk, and no worker looked."""
        if self.slack.workspace.version != self._begins:
            return False
        with self.house.desk.database.reading() as session:
            return not any(map(session.scalar, (select(Person.id), select(Remembered.key))))

    def at(self, wall: str) -> datetime:
        """Move the clock to a Zurich wall-clock time; a weekday in front must be right."""
        moment = self.moment_of(wall)
        self.clock.move_to(moment)
        return moment

    @staticmethod
    def moment_of(wall: str) -> datetime:
        """The instant of a Zurich wall-clock time, with or without its weekday."""
        weekday, _, rest = wall.partition(" ") if wall[0].isalpha() else ("", "", wall)
        moment = datetime.fromisoformat(rest).replace(tzinfo=ZURICH)
        assert not weekday or f"{moment:%a}" == weekday, f"{rest} is a {moment:%a}"
        return moment

    def types(self, who: str, text: str, channel: str = "#support") -> Heard:
        """Let somebody type a command, and return what they are told."""
        return self._told(who, channel, lambda: self.slack.type(who, channel, text))

    def is_installed_everywhere(self) -> None:
        """Let people of other workspaces use the desk's commands and shortcuts, as in an
        organisation of many: it knows them apart itself.
        """
        self.slack.workspace.app_teams |= {team.id for team in self.slack.workspace.cast.teams}

    def again(self, who: str, channel: str = "#support") -> Heard:
        """Deliver the last command once more, and return what they are told."""
        return self._told(who, channel, self.slack.deliver_again)

    def presses(self, who: str, label: str, channel: str = "#support") -> Heard:
        """Let somebody press the newest button with this label, and return what they see then."""
        self.slack.click(who, label, channel=channel)
        self.waits()
        return self.last(who, channel)

    def chooses(self, who: str, value: str, channel: str = "#support") -> Heard:
        """Let somebody choose from the newest menu the option that types `value`."""
        for message in reversed(self.slack.messages_seen_by(who, channel)):
            for block in message.blocks:
                for element in block.get("elements", []):
                    for option in element.get("options", []):
                        if option["value"] == value:
                            self.slack.press(
                                who,
                                channel=channel,
                                ts=message.ts,
                                block_id=block["block_id"],
                                action_id=element["action_id"],
                                selected_option=option,
                            )
                            self.waits()
                            return self.last(who, channel)
        raise AssertionError(f"{who} sees no menu with {value}")

    def last(self, who: str, channel: str = "#support") -> Heard:
        """The newest message that somebody sees in a channel (`@desk`: from the desk directly)."""
        message = self.slack.messages_seen_by(who, channel)[-1]
        return Heard(message.text, message.blocks, message.ts)

    def says(self, who: str, text: str, channel: str, thread_ts: str | None = None) -> str:
        """Let somebody post a plain message; return its ts."""
        self.slack.type(who, channel, text, thread_ts=thread_ts)
        return self.last(who, channel).ts

    def form(self, who: str) -> dict[str, Any]:
        """The modal somebody has open, with what takes the place of its loading view."""
        self.waits()
        view = self.slack.modal_of(who)
        assert view is not None, f"{who} has no form open"
        return {
            "title": view.spec["title"]["text"],
            "blocks": view.blocks,
            "errors": view.errors,
            "fields": [block["block_id"] for block in view.blocks if block["type"] == "input"],
            "values": {
                field: element.get("value")
                for field, elements in view.state.items()
                for element in elements.values()
            },
            "text": "\n".join(_texts(view.blocks)),
        }

    def shortcut(
        self, who: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> dict[str, Any]:
        """Let somebody choose a shortcut, a message's or a global one; return its view."""
        self.slack.shortcut(who, callback_id, channel=channel, ts=ts)
        return self.form(who)

    def opens(self, who: str, text: str, channel: str = "#support") -> dict[str, Any]:
        """Let somebody type a command that opens a form; return what its view shows."""
        answer = self.slack.type(who, channel, text)
        assert answer is not None
        assert (answer.failure, answer.body) == (None, ""), answer.body
        return self.form(who)

    def fills(self, who: str, field: str, chosen: Any) -> dict[str, Any]:
        """Let somebody fill in a field that shows the form anew: by Enter, a choice or a date."""
        view = self.slack.modal_of(who)
        assert view is not None, f"{who} has no form open"
        block = next(block for block in view.blocks if block["block_id"] == field)
        assert block.get("dispatch_action"), f"{field} tells the desk nothing"
        self.slack.press(
            who,
            view_id=view.id,
            block_id=field,
            action_id=block["element"]["action_id"],
            value=chosen,
        )
        return self.form(who)

    def meanwhile(self, act: Callable[[], Acted]) -> Future[Acted]:
        """Let somebody do something while the test goes on: Slack waits for its acknowledgement."""
        return self._acts.submit(act)

    def waits(self) -> None:
        """Wait for what was acknowledged at once and is answered a little later."""
        assert self.house.conversation.answering.wait_until_quiet(20.0), "no answer came"

    def submits(self, who: str, **filled: Any) -> dict[str, Any]:
        """Let somebody submit their form with these fields filled in; return what it shows then."""
        self.waits()
        self.slack.submit(who, filled)
        return self.form(who)

    def home(self, who: str) -> str:
        """Let somebody look at the app's Home, and return all that it says."""
        self.slack.open_home(who)
        self.waits()
        view = self.slack.home_of(who)
        return "\n".join(_texts(view.blocks)) if view else ""

    def sends_what_is_due(self) -> int:
        """Let the worker send everything that is due."""
        return self.house.worker.send_all()

    def tells(self, who: str) -> list[str]:
        """Let the worker send everything that is due; return what somebody is told directly."""
        before = {message.ts for message in self.slack.messages_seen_by(who, "@desk")}
        self.sends_what_is_due()
        seen = self.slack.messages_seen_by(who, "@desk")
        return [message.text for message in seen if message.ts not in before]

    def works(self) -> int:
        """Let the worker do all that is due, as it would within seconds."""
        return self.house.worker.work_off()

    def person(self, who: str) -> Person:
        """What the desk knows of somebody."""
        with self.house.desk.database.reading() as session:
            return session.get_one(Person, f"U0{who.upper()}")

    def reading(self, who: str) -> AbstractContextManager[Turn]:
        """A turn of somebody's that changes nothing, now."""
        return self.house.desk.reading(self.person(who), self.clock.now())

    def writing(self, who: str) -> AbstractContextManager[Turn]:
        """A turn of somebody's, now."""
        return self.house.desk.writing(self.person(who), self.clock.now())

    def statement(self, customer: str, on: str | None = None) -> dict[str, Any]:
        """The statement as programs get it."""
        with self.house.desk.reading(DESK_ITSELF, self.clock.now()) as turn:
            found = finding.customer(turn, customer)
            day = date.fromisoformat(on) if on else None
            return as_data(found.key, balance(turn, found, day))

    def _told(self, who: str, channel: str, act: Any) -> Heard:
        before = {m.ts for m in self.slack.messages_seen_by(who, channel)}
        act()
        new = [m for m in self.slack.messages_seen_by(who, channel) if m.ts not in before]
        assert len(new) == 1, f"{who} was told {[m.text for m in new]}"
        return Heard(new[0].text, new[0].blocks, new[0].ts)
