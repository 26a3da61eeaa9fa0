"""How conversations about being on call begin: who is on call, and who can be rung."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from models.rows.pages import Attempt, Page
from models.usecases.oncall import contacts
from tests.desk import ZURICH, DeskUnderTest, Heard
from tests.told_once import told_once

TELEPHONES = {"ada": "+41 00 000 00 01", "ben": "+41 00 000 00 02"}
_ROTATIONS = (
    "primary weekly mon 09:00 from 2026-06-01 @ada @ben @cleo",
    "secondary weekly mon 09:00 from 2026-06-01 @ben @ada",
    "duty daily 09:00 from 2026-06-01 @ada @ben",
)


def with_people_on_call(desk: DeskUnderTest, at: str = "Mon 2026-06-01 09:00") -> None:
    """Let the primary be Ada, then Ben, then Cleo, the secondary Ben, then Ada, by the week.

    Ada and Ben have a telephone each, Cleo has none; initech is Managed, acme Standard.
    """
    _typed(desk, at)
    desk.works()


@told_once
def _typed(desk: DeskUnderTest, at: str) -> None:
    desk.at(at)
    for who in ("ada", "ben", "cleo", "dana"):
        desk.types(who, "/oncall help")
    for who, number in TELEPHONES.items():
        reachable(desk, who, number)
    for rotation in _ROTATIONS:
        desk.types("dana", f"/oncall rotation {rotation} --anyway")
    desk.types("dana", '/customer add initech "Initech SA" managed escalations 12 from 2026-01-01')
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')


def reachable(desk: DeskUnderTest, who: str, number: str | None = None) -> None:
    """Give somebody a telephone that the desk rings, and a number for calling by hand."""
    place = desk.house.desk.public_url
    assert place is not None
    address = f"{place.replace('http', 'json', 1)}/phone/U0{who.upper()}"
    with desk.writing(who) as turn:
        contacts.add(turn, contacts.SEND, address, "json://…/phone")
        if number:
            contacts.add(turn, contacts.CALL, number, f"…{number[-2:]}")


def board(desk: DeskUnderTest, page: int = 1, channel: str = "#sev1", who: str = "dana") -> Heard:
    """The newest message that shows a page where somebody reads it."""
    place = f"D0{who.upper()}" if channel == "@desk" else f"C0{channel[1:].upper()}"
    shown = {each.ts for each in attempts(desk, page) if each.channel_id == place}
    for message in reversed(desk.slack.messages_seen_by(who, channel)):
        if message.ts in shown:
            return Heard(message.text, message.blocks, message.ts)
    raise AssertionError(f"{who} sees no page {page} in {channel}")


def small(shown: Heard) -> str:
    """What a message says in small print."""
    printed = [block for block in shown.blocks if block["type"] == "context"]
    return "\n".join(element["text"] for block in printed for element in block["elements"])


def whole(desk: DeskUnderTest, page: int = 1) -> list[str]:
    """The lines of a page shown whole: who was tried, when and how, and what became of it."""
    shown = desk.types("dana", f"/oncall pages {page}").whole
    return [line[2:] for line in shown.splitlines() if line.startswith("• ")]


def attempts(desk: DeskUnderTest, page: int = 1) -> Sequence[Attempt]:
    """The attempts of a page, in their order."""
    with desk.house.desk.database.reading() as session:
        of_page = select(Attempt).where(Attempt.page_id == page).order_by(Attempt.id)
        return session.scalars(of_page).all()


def tried(desk: DeskUnderTest, page: int = 1) -> list[str]:
    """What was tried for a page, and what became of it: `03:00 ben outside delivered`."""
    return [
        f"{shows(each.tried_at or each.due_at)} {name(each.recipient)} {each.way} {each.outcome}"
        for each in attempts(desk, page)
    ]


def next_ring(desk: DeskUnderTest, page: int = 1) -> str | None:
    """When the next rung of a page is due, and the how many-th it is: `03:05 rung 2`."""
    with desk.house.desk.database.reading() as session:
        row = session.get_one(Page, page)
        return f"{shows(row.next_at)} rung {row.step + 1}" if row.next_at else None


def shows(moment: datetime) -> str:
    """What the clock on the wall shows at an instant."""
    return f"{moment.astimezone(ZURICH):%H:%M}"


def name(recipient: str) -> str:
    """The name of somebody, or of a channel, by its id: `ben`, `sev1`; `nobody` has none."""
    return recipient[2:].lower() or "nobody"


def thread(desk: DeskUnderTest, channel: str = "#sev1", who: str = "dana") -> list[str]:
    """What was replied in threads, line by line, oldest first."""
    seen = desk.slack.messages_seen_by(who, channel)
    replies = [message.text for message in seen if message.thread_ts not in (None, message.ts)]
    return [line for text in replies for line in text.splitlines()]


def rung(desk: DeskUnderTest, *who: str) -> dict[str, int]:
    """How often each telephone rang; not what it heard at the end, which wakes nobody."""
    return {
        name: sum(ring.type == "failure" for ring in desk.slack.phones.received(name))
        for name in who or TELEPHONES
    }


def calmed(desk: DeskUnderTest, who: str) -> list[str]:
    """What somebody's telephone heard when nobody was needed any more."""
    return [ring.title for ring in desk.slack.phones.received(who) if ring.type == "info"]


def told(desk: DeskUnderTest, who: str, channel: str = "@desk") -> list[str]:
    """The sentences somebody sees in a channel, oldest first."""
    return [message.text for message in desk.slack.messages_seen_by(who, channel)]
