"""How conversations about being on call begin: who is on call, and who can be rung."""

from __future__ import annotations

from models.usecases.oncall import contacts
from tests.desk import DeskUnderTest, Heard

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
    desk.at(at)
    for who in ("ada", "ben", "cleo", "dana"):
        desk.types(who, "/oncall help")
    for who, number in TELEPHONES.items():
        reachable(desk, who, number)
    for rotation in _ROTATIONS:
        desk.types("dana", f"/oncall rotation {rotation} --anyway")
    desk.types("dana", '/customer add initech "Initech SA" managed escalations 12 from 2026-01-01')
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.works()


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
    for message in reversed(desk.slack.messages_seen_by(who, channel)):
        shown = Heard(message.text, message.blocks, message.ts)
        if f"Page {page} ·" in shown.whole:
            return shown
    raise AssertionError(f"{who} sees no page {page} in {channel}")


def tried(shown: Heard) -> list[str]:
    """The board's lines: who was tried, when and how, and what became of it."""
    return [line[2:] for line in shown.whole.splitlines() if line.startswith("• ")]


def next_step(shown: Heard) -> str:
    """What the board says will happen next."""
    return next(line for line in shown.whole.splitlines() if line.startswith("Next, at "))


def thread(desk: DeskUnderTest, channel: str = "#sev1", who: str = "dana") -> list[str]:
    """What was replied in threads, oldest first."""
    seen = desk.slack.messages_seen_by(who, channel)
    return [message.text for message in seen if message.thread_ts not in (None, message.ts)]


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
