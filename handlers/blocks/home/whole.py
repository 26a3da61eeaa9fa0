"""The Home as a whole: a greeting, what concerns whoever reads it, and what to type first."""

from __future__ import annotations

from collections.abc import Iterator

from slackblocks import Block, HeaderBlock

from handlers.blocks.home.admin import health
from handlers.blocks.home.engineer import engineering, is_empty
from handlers.blocks.home.manager import managing
from handlers.blocks.home.open_pages import open_pages
from handlers.blocks.home.parts import Setting, with_command
from handlers.blocks.pieces.answer import as_json, lines, section, small
from handlers.blocks.pieces.wording import cut
from handlers.slack_json import Json
from models.rows.people import Person
from models.usecases.home.concerns import HomeShown

_LOG = ("/escalation log 2h", "logs time on the open case of a channel's customer, or your own")
_FIRST = (
    ("/balance acme", "shows what is left of a customer's escalations"),
    ("/case open acme Login loops", "opens a case and starts its clock"),
    ("/oncall", "shows who is on call; `/oncall page 12` asks for help"),
)
_WHERE = (
    "Type a command where you write messages: in any channel, best in the customer's own. Home "
    "has no such field."
)

_QUARTER = (
    "*This quarter, of all customers*\n"
    "First responses, escalations, hours, on call, and consulting to be invoiced."
)
_YOURS, _CUSTOMERS = "Your cases, your pages and your time", "Your customers"


def home(
    found: HomeShown, person: Person, setting: Setting, notice: str | None = None
) -> list[Json]:
    """Return the blocks of somebody's Home; `notice` says what came of a press, at the top."""
    return as_json(_blocks(found, person, setting, notice))


def _blocks(
    found: HomeShown, person: Person, setting: Setting, notice: str | None
) -> Iterator[Block | None]:
    local = setting.wall.calendar.local(setting.wall.now)
    yield HeaderBlock(cut(f"Hello {person.name}", 150))
    yield small(f"As of {local:%H:%M}, {local:%A} {local.day} {local:%B %Y}")
    yield section(notice) if notice else None
    parts = [*_parts(found, person.id, setting)]
    logs = _logs_time(found)
    yield from parts or _welcome(logs=logs)
    if found.reads_figures:
        yield from with_command(_QUARTER, "Report", "/balance report")
    if parts:
        typed = " · ".join(f"`{typed}`" for typed, _ in _first(logs=logs))
        yield small(f"In any channel, best in the customer's own, you can type {typed}.")


def _logs_time(found: HomeShown) -> bool:
    """Whether whoever reads it may log time: engineers and admins."""
    return found.engineering is not None or found.health is not None


def _first(*, logs: bool) -> tuple[tuple[str, str], ...]:
    """What to type first, and what it does: only what the reader may."""
    return (_LOG, *_FIRST) if logs else _FIRST


def _parts(found: HomeShown, me: str, setting: Setting) -> Iterator[Block]:
    if found.engineering is not None and (found.pages or not is_empty(found.engineering)):
        yield from engineering(found.engineering, found.pages, me, setting)
    elif found.pages:
        yield from open_pages(found.pages, setting)
    if found.managing is not None:
        yield from managing(found.managing, setting)
    if found.health is not None:
        yield from health(found.health, setting)


def _welcome(*, logs: bool) -> Iterator[Block | None]:
    """A friendly start for whom nothing concerns yet."""
    yield section(
        f":wave: *This is ProAuth's support desk.* {_YOURS if logs else _CUSTOMERS} will stand "
        "here. There is nothing yet, so here is how to begin."
    )
    yield section(_WHERE)
    yield lines(f"• `{typed}`  {does}" for typed, does in _first(logs=logs))
    log_here = " and *Log time here*" if logs else ""
    yield section(f"In a message's menu, also inside a thread: *Open support case*{log_here}.")
    yield small("Each command answers `help` with all it can do.")
