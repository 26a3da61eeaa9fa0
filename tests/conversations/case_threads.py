"""How conversations about the threads of cases begin, and what is read in them."""

from __future__ import annotations

from sqlalchemy import select

from models.rows.cases import Case
from tests.desk import DeskUnderTest, Heard
from tests.told_once import told_once

EVE_SAID = "Login is down for everybody"


@told_once
def with_two_customers(desk: DeskUnderTest, at: str = "Tue 2026-06-09 10:00") -> None:
    """acme at home in #acme, among ourselves; initech in #initech, where Eve from outside reads."""
    desk.at(at)
    for who in ("ada", "ben", "cleo"):
        desk.types(who, "/case help")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", '/customer add initech "Initech SA" managed escalations 12 from 2026-01-01')
    desk.types("dana", "/customer manager acme @cleo")
    desk.types("dana", "/customer channel acme #acme")
    desk.types("dana", "/customer channel initech #initech")


def in_channel(desk: DeskUnderTest, channel: str, who: str = "dana") -> list[Heard]:
    """Everything that stands in a channel, threads too."""
    found = desk.slack.messages_seen_by(who, channel)
    return [Heard(message.text, message.blocks, message.ts) for message in found]


def roots(desk: DeskUnderTest, channel: str) -> list[str]:
    """What stands in a channel itself."""
    seen = desk.slack.messages_seen_by("dana", channel)
    return [message.text for message in seen if message.thread_ts in (None, message.ts)]


def headline(desk: DeskUnderTest, channel: str, number: int = 1, who: str = "dana") -> Heard:
    """The headline of a case."""
    return next(said for said in in_channel(desk, channel, who) if f" #{number} " in said.text)


def menu(said: Heard) -> list[str]:
    """What the menu of a message offers."""
    elements = [e for block in said.blocks for e in block.get("elements", [])]
    menus = [e for e in elements if e.get("type") == "overflow"]
    return [option["text"]["text"] for found in menus for option in found["options"]]


def place_of(desk: DeskUnderTest, number: int) -> tuple[str | None, str | None]:
    """The channel and the thread of a case."""
    with desk.house.desk.database.reading() as session:
        case = session.scalars(select(Case).where(Case.id == number)).one()
        return case.channel_id, case.thread_ts
