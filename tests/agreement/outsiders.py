"""How people from outside reach the desk in a test: Eve of Initech, and others beside her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from handlers.blocks.pieces.from_outside import Press, presses
from handlers.blocks.pieces.wording import IN_ENGLISH
from models.rows.cases import Case
from models.rows.pages import Page
from models.rows.reports import Arrival
from models.rules.reports import CameOf, ReportDoor
from slackapp.pretend_slack.state.cast import Person
from tests.desk import ZURICH, DeskUnderTest, Heard

DOWN = "login is down for everybody"
SIREN = "rotating_light"
NIGHT = "Sat 2026-06-06 03:12"
DAY = "Wed 2026-06-03 10:00"


def at_home(desk: DeskUnderTest, customer: str, level: str = "") -> None:
    """Let a customer be at home in its channel, and Initech's people be in it; with a `level`, it
    is a new customer.
    """
    if level:
        number = " escalations 12" if level == "managed" else ""
        typed = f'/customer add {customer} "{customer} SA" {level}{number} from 2026-01-01'
        desk.types("dana", typed)
    room = f"C0{customer.upper()}"
    members = desk.slack.workspace.rooms[room].members
    desk.slack.workspace.change_room(room, members=(*members, "U0EVE"), shared_with=("T0INITECH",))
    desk.types("dana", f"/customer channel {customer} #{customer}")
    desk.works()


def person(who: str, team: str = "T0PROAUTH") -> Person:
    """Somebody more, of ours where no other workspace is named."""
    return Person(f"U0{who.upper()}", who, who.title(), "", "000000", team)


def joins(desk: DeskUnderTest, whom: Person, channel: str = "#initech") -> None:
    """Let somebody be in a channel too."""
    workspace = desk.slack.workspace
    workspace.people[whom.id] = whom
    room = workspace.rooms[f"C0{channel[1:].upper()}"]
    workspace.change_room(room.id, members=(*room.members, whom.id))


def mentions(
    desk: DeskUnderTest,
    words: str,
    channel: str = "#initech",
    who: str = "eve",
    thread: str | None = None,
) -> str:
    """Let somebody write to the desk, and the worker do what is due; return the message's ts."""
    before = {message.ts for message in desk.slack.messages_seen_by(who, channel)}
    desk.slack.type(who, channel, f"@desk {words}", thread_ts=thread)
    desk.waits()
    desk.works()
    seen = desk.slack.messages_seen_by(who, channel)
    return next(m.ts for m in seen if m.ts not in before and not m.is_app)


def answers(
    desk: DeskUnderTest, thread: str, channel: str = "#initech", who: str = "eve"
) -> list[Heard]:
    """What the desk says in a thread, as somebody reads it now."""
    return [
        Heard(message.text, message.blocks, message.ts)
        for message in desk.slack.messages_seen_by(who, channel)
        if message.is_app and message.thread_ts == thread
    ]


def answer(desk: DeskUnderTest, thread: str, channel: str = "#initech", who: str = "eve") -> Heard:
    """The one thing that the desk says in a thread."""
    (said,) = answers(desk, thread, channel, who)
    return said


def siren(desk: DeskUnderTest, ts: str, channel: str = "#initech", who: str = "eve") -> None:
    """Let somebody put a siren on a message, and the worker do what is due."""
    desk.slack.react(who, channel, ts, SIREN)
    desk.waits()
    desk.works()


def offered(desk: DeskUnderTest, channel: str, press: Press, number: int) -> str:
    """A message with a button for people from outside, as it may be copied; its ts."""
    blocks = [{**presses(IN_ENGLISH, number, press)._resolve(), "block_id": "copied"}]
    room = f"C0{channel[1:].upper()}"
    return desk.slack.workspace.timeline.add(room, "U0DESK", "Look", blocks, is_app=True).ts


def press_it(
    desk: DeskUnderTest, who: str, press: Press, number: int, channel: str = "#initech"
) -> str:
    """Let somebody press a copied button; return what they alone are told."""
    ts = offered(desk, channel, press, number)
    before = {message.ts for message in desk.slack.messages_seen_by(who, channel)}
    desk.slack.press(
        who, channel=channel, ts=ts, block_id="copied", action_id=f"from_outside:{press.value}"
    )
    desk.waits()
    desk.works()
    seen = desk.slack.messages_seen_by(who, channel)
    return "".join(m.text for m in seen if m.ts not in before and m.only_for is not None)


def cases(desk: DeskUnderTest) -> Sequence[Case]:
    """All cases, in the order of their numbers."""
    with desk.reading("dana") as turn:
        return turn.session.scalars(select(Case).order_by(Case.id)).all()


def case(desk: DeskUnderTest) -> Case:
    """The one case that there is."""
    (only,) = cases(desk)
    return only


def pages(desk: DeskUnderTest) -> Sequence[Page]:
    """All pages, in the order of their numbers."""
    with desk.reading("dana") as turn:
        return turn.session.scalars(select(Page).order_by(Page.id)).all()


def shown(desk: DeskUnderTest, instant: str | datetime) -> str:
    """An instant, such as a wall-clock time, as a message shows it to each in their own zone."""
    moment = desk.moment_of(instant) if isinstance(instant, str) else instant.astimezone(ZURICH)
    fallback = f"{moment:%a %-d %b %Y %H:%M}"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def arrived(desk: DeskUnderTest) -> list[tuple[ReportDoor, CameOf]]:
    """What arrived, by which door, and what came of it."""
    with desk.reading("dana") as turn:
        found = turn.session.scalars(select(Arrival).order_by(Arrival.id)).all()
        return [(arrival.door, arrival.came) for arrival in found]
